"""`validator compare`: the same journeys on two sites, or with two versions of a container."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from validator.cli.approve import Quiet
from validator.cli.leaving import ended_by_signals, reader_may_leave
from validator.cli.reading import chosen, paths_argument, read, suite_options
from validator.cli.run import browser_options, run_options, tell_warnings
from validator.model.location import UsageError
from validator.model.run import BROKEN
from validator.whole_file import whole


@click.command("compare")
@paths_argument
@click.option("--a", "first", required=True, metavar="SIDE", help="What is there now: `live`, a site, a container.")
@click.option(
    "--b", "second", required=True, metavar="SIDE", help="What is to come: `environment:preview`, a site, a container."
)
@suite_options
@browser_options
def command(
    paths: tuple[Path, ...],
    first: str,
    second: str,
    base_url: str | None,
    plan: Path | None,
    tags: tuple[str, ...],
    match: str | None,
    where: str | None,
    secrets: tuple[str, ...],
    verbose: bool,
    output: Path,
    **browser: Any,
) -> None:
    """Make the same journeys on two sides, in turns, and tell only what differs.

    A SIDE is a site (https://staging.example.org), a container (a file, a URL, GTM-ABC123), `live` (the published
    version of the plan's container), `environment:preview` (the plan's unpublished one), or `SITE,CONTAINER`.

    Exit codes: 0 nothing differs, 1 something does, 2 wrong input, 3 a journey could not be performed.
    """
    from validator.browser.engine import Engine
    from validator.reporters.terminal import Terminal
    from validator.suite import comparison_report
    from validator.suite.comparison import code, compared, in_turns, side

    a, b = side("A", first), side("B", second)
    suite = read(paths, base_url=base_url or a.site, plan=plan, secrets=secrets)
    tell_warnings(suite)
    entries = chosen(suite, tags, match, where)
    visits = in_turns(entries, a, b)
    screen = Quiet(Terminal(verbose=verbose))
    try:
        with ended_by_signals(), Engine(run_options(output=output, **browser), tell=screen.say) as engine:
            run = engine.run(visits, screen)
    finally:
        screen.stop()
    journeys = compared(entries, run.results)
    written = []
    for name, render in (
        ("comparison.html", comparison_report.page),
        ("comparison.json", comparison_report.json),
        ("comparison.md", comparison_report.markdown),
    ):
        try:
            with whole(output / name) as file:
                file.write_text(render(journeys, a, b), encoding="utf-8", newline="")
            written.append(output / name)
        except OSError as error:
            raise UsageError(f"{output / name} could not be written: {error.strerror or error}.") from None
    with reader_may_leave():
        click.echo(comparison_report.terminal(journeys, a, b) + "\n".join(map(str, written)))
    sys.exit(BROKEN if run.interrupted else code(journeys))
