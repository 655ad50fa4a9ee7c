"""`validator run`: perform scenarios in a browser, and judge their tracking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.cli.amounts import DURATION, KEEP
from validator.cli.keeping import Keeping, history_options, keep_run, keeping_of
from validator.cli.leaving import ended_by_signals, reader_may_leave, signals_to
from validator.cli.reading import chosen, paths_argument, read, suite_options
from validator.model.location import UsageError
from validator.model.run import BROKEN, PASSED, Result, Run, exit_code
from validator.model.suite import Entry, Suite

if TYPE_CHECKING:
    from validator.browser.options import RunOptions
    from validator.browser.recordings_folder import Keep

if TYPE_CHECKING:
    from validator.reporters.terminal import Terminal

MOMENTS = click.Choice(["off", "on-failure", "on"])

_BROWSER_OPTIONS = (
    click.option(
        "--browser",
        metavar="PATH|CHANNEL",
        envvar="VALIDATOR_BROWSER",
        show_envvar=True,
        help="A browser's path, or chromium-headless-shell, chromium, chrome, msedge.",
    ),
    click.option("--browser-arg", "arguments", multiple=True, metavar="ARG", help="A switch for the browser itself."),
    click.option("--headed", is_flag=True, help="Show the browser's window."),
    click.option(
        "--connect",
        multiple=True,
        metavar="URL",
        help="A running browser: ws:// of Playwright, http:// of DevTools; several share the journeys.",
    ),
    click.option("--workers", default="2", metavar="N|auto", show_default=True, help="Journeys at the same time."),
    click.option(
        "--retries",
        default=0,
        type=click.IntRange(min=0),
        metavar="N",
        help="Make a journey that did not pass again, so often at most; it is told as unstable.",
    ),
    click.option(
        "--timeout",
        default="15s",
        type=DURATION,
        metavar="DURATION",
        show_default=True,
        help="What a step may take.",
    ),
    click.option(
        "--output",
        default=Path("out"),
        type=click.Path(path_type=Path),
        show_default=True,
        help="The folder for reports and recordings.",
    ),
    click.option(
        "--deliver",
        multiple=True,
        is_flag=False,
        flag_value="*",
        metavar="[=VENDOR]",
        help="Send hits for real: all, or one vendor's.",
    ),
    click.option(
        "--screenshots",
        type=MOMENTS,
        default="on-failure",
        show_default=True,
        help="A picture after a step that failed or stayed silent, or all.",
    ),
    click.option(
        "--trace",
        type=MOMENTS,
        default="on-failure",
        show_default=True,
        help="Playwright's trace of a scenario, for its trace viewer.",
    ),
    click.option(
        "--keep",
        default="2GB",
        type=KEEP,
        metavar="SIZE|AGE",
        show_default=True,
        help="What recordings of earlier runs may take, such as 500MB, or how old they may be, such as 14d.",
    ),
    click.option("--no-cache", is_flag=True, help="Let pages load every file again, as after emptying the cache."),
    click.option("--verbose", "-v", is_flag=True, help="Show the steps of passed scenarios too."),
)


def browser_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how journeys are performed."""
    for option in reversed(_BROWSER_OPTIONS):
        function = option(function)
    return function


@click.command("run")
@paths_argument
@suite_options
@browser_options
@history_options
@click.option(
    "--container",
    metavar="FILE|ID|URL",
    help="Run this container instead of the pages' own.",
)
@click.option("--snippet", is_flag=True, help="Put its snippet into pages that have none.")
@click.option("--baseline", is_flag=True, help="Fail where something else is sent than `validator approve` has kept.")
@click.option(
    "--repeat",
    default=1,
    type=click.IntRange(min=1),
    metavar="N",
    help="Make every journey N times, and tell which expectations are unstable.",
)
@click.option("--dask", metavar="URL", help="Perform them on the workers of this Dask scheduler: tcp://host:8786.")
@click.option(
    "--shard", metavar="N/ALL|auto", help="Only one share of several, such as 2/5; auto: as the CI system says."
)
@click.option(
    "--durations",
    type=click.Path(path_type=Path),
    help="An earlier results.json, by which shares are balanced; by default the one of --output.",
)
def command(
    paths: tuple[Path, ...],
    base_url: str | None,
    plan: Path | None,
    tags: tuple[str, ...],
    match: str | None,
    where: str | None,
    secrets: tuple[str, ...],
    shard: str | None,
    durations: Path | None,
    output: Path,
    history: str | None,
    no_history: bool,
    keep_history: str | None,
    container: str | None,
    snippet: bool,
    **browser: Any,
) -> None:
    """Perform scenarios in a browser, and judge their tracking.

    PATHS are files or folders; `scenarios` by default. No hit reaches a vendor, unless --deliver says so.

    Exit codes: 0 all passed, 1 tracking failed, 2 wrong input or usage, 3 a journey could not be performed.
    """
    suite = read(paths, base_url=base_url, plan=plan, secrets=secrets)
    tell_warnings(suite)
    kept = keeping_of(history, no_history, keep_history)
    entries: Sequence[Entry] = chosen(suite, tags, match, where)
    if container or snippet:
        entries = _with_container(entries, container, snippet)
    if shard:
        entries = _share(entries, shard, durations, output)
    sys.exit(perform(entries, output=output, kept=kept, tags=container is not None, **browser))


def _with_container(entries: Sequence[Entry], container: str | None, snippet: bool) -> Sequence[Entry]:
    from validator.suite.container_choice import with_container

    return [with_container(entry, container, snippet) for entry in entries]


def _share(entries: Sequence[Entry], told: str, durations: Path | None, output: Path) -> Sequence[Entry]:
    import os

    from validator.suite import shards

    share = shards.shard(told, os.environ)
    known = shards.durations_of(durations or output / "results.json", asked=durations is not None)
    mine = shards.portion(entries, share, known)
    click.echo(f"Share {share.number} of {share.whole}: {len(mine)} of {len(entries)} journeys.", err=True)
    return mine


def tell_warnings(suite: Suite) -> None:
    """What is allowed and yet likely a mistake, on standard error."""
    for warning in suite.warnings:
        click.echo(f"warning: {warning}\n", err=True)


def perform(
    entries: Sequence[Entry],
    *,
    output: Path,
    verbose: bool,
    tags: bool = False,
    baseline: bool = False,
    dask: str | None = None,
    kept: Keeping | None = None,
    **browser: Any,
) -> int:
    """Runs the entries with live progress, writes every report, and returns the exit code.

    `browser`: the options of browser_options; `tags`: what each tag did is told too; `kept`: the history that the run
    goes into. Raises UsageError and InputError.
    """
    from validator.cli.reports import write_reports
    from validator.reporters.terminal import Terminal

    screen = Terminal(verbose=verbose, tags=tags)
    options, review = run_options(output=output, **browser), _review(baseline)
    try:
        run = _on_dask(dask, entries, options, screen, review) if dask else _here(entries, options, screen, review)
    except BaseException:
        screen.stop()
        raise
    files, lost = write_reports(run, output)
    lost += keep_run(run, kept)
    with reader_may_leave():
        screen.close(run, files)
    code = exit_code(result.verdict for result in run.results)
    return BROKEN if code == PASSED and (run.interrupted or lost) else code


def _here(entries: Sequence[Entry], options: RunOptions, screen: Terminal, review: Callable[[Result], Result]) -> Run:
    from validator.browser.engine import Engine

    say = _teller(screen)
    with Engine(options, tell=say) as engine:

        def interrupt() -> None:
            if len(heard) == 1:
                say("Interrupted: ending what is under way; what was seen until now is kept.")
            engine.interrupt()

        with signals_to(interrupt) as heard:
            run = engine.run(entries, screen, review=review)
    return replace(run, interrupted=True) if heard else run


def _on_dask(
    address: str, entries: Sequence[Entry], options: RunOptions, screen: Terminal, review: Callable[[Result], Result]
) -> Run:
    from validator.suite.dask import run_on_dask

    with ended_by_signals():
        return run_on_dask(address, entries, options, screen, review)


def run_options(
    *,
    browser: str | None,
    arguments: tuple[str, ...],
    headed: bool,
    connect: tuple[str, ...],
    workers: str,
    timeout: float,
    output: Path,
    deliver: tuple[str, ...],
    screenshots: Any,
    trace: Any,
    keep: Keep,
    no_cache: bool,
    retries: int = 0,
    repeat: int = 1,
) -> RunOptions:
    """The options of browser_options, but for --verbose, as the engine takes them. Raises UsageError."""
    from validator.browser.launch import LaunchOptions
    from validator.browser.options import RunOptions

    places = tuple(LaunchOptions(browser, headed, arguments, url) for url in connect or (None,))
    return RunOptions(
        places[0],
        max(_workers(workers), len(places)),
        timeout,
        output,
        _vendors(deliver),
        screenshots,
        trace,
        pool=places,
        cache=not no_cache,
        keep=keep,
        retries=retries,
        repeat=repeat,
    )


def _review(baseline: bool) -> Callable[[Result], Result]:
    """What is added to each result before it is told: what its baseline says of it."""
    if not baseline:
        return lambda result: result
    from validator.suite.review import against_baseline

    return against_baseline


def _teller(screen: Terminal) -> Callable[[str], None]:
    """Where notices go: above the live region of a terminal, or else to standard error."""
    return screen.say if sys.stdout.isatty() else lambda text: click.echo(text, err=True)


def _workers(told: str) -> int:
    if told == "auto":
        import os

        return max(2, (os.cpu_count() or 2) + 1)
    try:
        wanted = int(told)
    except ValueError:
        wanted = 0
    if wanted < 1:
        raise UsageError(f"--workers takes a number from 1 on, or `auto`; not {told!r}.")
    return wanted


def _vendors(told: Sequence[str]) -> tuple[str, ...]:
    """The vendors whose hits are delivered. Raises UsageError for one that is not known."""
    from validator.vendors import VENDORS

    names = [name.strip() for each in told for name in each.split(",") if name.strip()]
    for name in names:
        if name != "*" and name not in VENDORS:
            from difflib import get_close_matches

            near = get_close_matches(name, VENDORS, 1)
            mend = f"Did you mean --deliver={near[0]}?" if near else "Write --deliver at the end to deliver all hits."
            raise UsageError(f"--deliver: there is no vendor {name!r}.\n  → {mend}")
    return tuple(names)
