"""`validator approve`: keep what journeys send now as the baseline that later runs are held against."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.cli.leaving import ended_by_signals
from validator.cli.reading import chosen, paths_argument, read, suite_options
from validator.cli.run import browser_options, run_options, tell_warnings
from validator.model.run import BROKEN, PASSED, Result

if TYPE_CHECKING:
    from validator.suite.changes import Pair
    from validator.suite.told import Told


@click.command("approve")
@paths_argument
@suite_options
@browser_options
@click.option(
    "--only", multiple=True, metavar="TEXT", help="Accept only the changes of events whose name holds this text."
)
@click.option(
    "--times", default=2, type=click.IntRange(min=2), show_default=True, help="Visits that are made of each journey."
)
def command(
    paths: tuple[Path, ...],
    base_url: str | None,
    plan: Path | None,
    tags: tuple[str, ...],
    match: str | None,
    where: str | None,
    secrets: tuple[str, ...],
    only: tuple[str, ...],
    times: int,
    verbose: bool,
    **browser: Any,
) -> None:
    """Keep what journeys send now as their baseline.

    Each journey is made twice, so that values that differ from visit to visit are known. The baseline is written
    beside the scenario, as YAML to be read and reviewed; `validator run --baseline` fails where something else is sent.

    A second time it accepts what has changed since: everything, or with --only the events that are named.
    """
    from validator.browser.engine import Engine
    from validator.reporters.terminal import Terminal

    suite = read(paths, base_url=base_url, plan=plan, secrets=secrets)
    tell_warnings(suite)
    entries = chosen(suite, tags, match, where)
    screen = Quiet(Terminal(verbose=verbose))
    try:
        with ended_by_signals(), Engine(run_options(**browser), screen.say) as engine:
            visits = [engine.run(entries, screen) for _ in range(times)]
    finally:
        screen.stop()
    if any(visit.interrupted for visit in visits):
        click.echo("Interrupted: nothing was approved.", err=True)
        sys.exit(BROKEN)
    by_scenario: dict[str, list[Result]] = {}
    for visit in visits:
        for result in visit.results:
            by_scenario.setdefault(result.scenario.id, []).append(result)
    sys.exit(max([_approve(results, only) for results in by_scenario.values()], default=PASSED))


def _approve(results: list[Result], only: tuple[str, ...]) -> int:
    """Writes one baseline, and tells what was accepted."""
    from validator.suite.baseline import accepted, approved, summary, tally
    from validator.suite.baseline_file import file_of, read_baseline, write_baseline
    from validator.suite.changes import listed, pairs, sentence
    from validator.suite.told import told
    from validator.telling import prose

    title, file = prose.scenario_title(results[0]), file_of(results[0].scenario)
    broken = next((result.verdict.broken for result in results if result.verdict.broken), None)
    if broken:
        click.echo(f"⊘ {title}: not approved, since the journey could not be made: {broken.reason}", err=True)
        return BROKEN
    now = approved([told(result) for result in results], results[0].recording.began)
    before: Told | None = read_baseline(file) if file.is_file() else None
    changes = listed(pairs(before, now)) if before else []
    fits = _picked(only)
    if before is not None and only and not any(map(fits, changes)):
        known = ", ".join(dict.fromkeys(pair.title for pair in changes)) or "nothing has changed"
        click.echo(f"– {title}: nothing accepted; changed: {known}")
        return PASSED
    kept = accepted(before, now, fits)
    write_baseline(kept, results[0].scenario, file)
    taken = [pair for pair in changes if fits(pair)]
    left = len(changes) - len(taken)
    news = f" · accepted: {tally(taken)}" if taken else " · nothing has changed" if before else ""
    click.echo(f"✓ {title}: {summary(kept)}{news}{f' · {left} left as they were' if left else ''}\n  {file}")
    for pair in taken:
        click.echo(f"    {prose.visible(sentence(pair, 'before', 'now'))}")
    if results[0].verdict.status == "failed":
        click.echo("    Its expectations are not met: approved is what is sent, not what ought to be.")
    return PASSED


def _picked(only: tuple[str, ...]) -> Callable[[Pair], bool]:
    pattern = re.compile("|".join(map(re.escape, only)), re.IGNORECASE)
    return lambda pair: pattern.search(pair.title) is not None


class Quiet:
    """Shows what is being done, and tells nothing of what came of expectations: they are not what is looked at."""

    def __init__(self, screen: Any) -> None:
        self._screen = screen
        self.run_started = screen.run_started
        self.scenario_started = screen.scenario_started
        self.step_started = screen.step_started
        self.step_ended = screen.step_ended
        self.say = screen.say
        self.stop = screen.stop

    def scenario_ended(self, result: Result) -> None:
        """The baseline's own line says it."""
