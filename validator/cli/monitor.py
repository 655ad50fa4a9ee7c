"""`validator monitor`: scenarios on a schedule, until it is stopped; alarms to the owners of what breaks."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.cli.keeping import Keeping, history_options, keep_run, keeping_of
from validator.cli.leaving import signals_to
from validator.cli.reading import chosen, paths_argument, read, suite_options
from validator.cli.run import browser_options, run_options, tell_warnings
from validator.cli.telling import addresses_of, telling_options
from validator.history.place import hide_from_git
from validator.model.location import UsageError
from validator.model.run import Run
from validator.model.suite import Entry
from validator.telling.prose import count

if TYPE_CHECKING:
    from validator.browser.engine import Engine
    from validator.monitor.memory import Waiting
    from validator.notices.addresses import Addresses


@click.command("monitor")
@paths_argument
@suite_options
@browser_options
@history_options
@telling_options
@click.option("--every", default="30m", show_default=True, metavar="SPAN", help="How often: 30m, 2h, 1d.")
@click.option(
    "--jitter", default="10%", show_default=True, metavar="SHARE", help="Each round begins up to so much later."
)
@click.option("--once", is_flag=True, help="One round, for schedules of others; what it saw last is remembered.")
@click.option(
    "--state",
    "path",
    type=click.Path(path_type=Path),
    default=Path(".validator/monitor.json"),
    show_default=True,
    help="The file in which it remembers what is red.",
)
@click.option(
    "--port",
    default="9464",
    metavar="[HOST:]PORT",
    show_default=True,
    help="Of /health and /metrics, for this machine; 0 takes any.",
)
def command(
    paths: tuple[Path, ...],
    base_url: str | None,
    plan: Path | None,
    tags: tuple[str, ...],
    match: str | None,
    where: str | None,
    secrets: tuple[str, ...],
    verbose: bool,
    output: Path,
    history: str | None,
    no_history: bool,
    keep_history: str | None,
    notify: tuple[str, ...],
    owners: Path | None,
    every: str,
    jitter: str,
    once: bool,
    path: Path,
    port: str,
    **browser: Any,
) -> None:
    """Run scenarios again and again, and tell the owner of an event when it breaks, and when it comes back.

    What has changed is looked at again at once; only what two looks saw is told. PATHS are read anew each round.

    Exit codes: 0 it was stopped; with --once those of `validator run`.
    """
    from validator.monitor.memory import hold, load
    from validator.monitor.schedule import Schedule, WallClock, share, span
    from validator.monitor.watch import Watch

    schedule = Schedule(span(every), share(jitter))
    host, number = _door(port)

    def suites() -> Sequence[Entry]:
        suite = read(paths, base_url=base_url, plan=plan, secrets=secrets)
        return chosen(suite, tags, match, where)

    first = read(paths, base_url=base_url, plan=plan, secrets=secrets)
    tell_warnings(first)
    entries = chosen(first, tags, match, where)
    addresses = addresses_of({id(entry.plan): entry.plan for entry in entries}.values(), notify, owners)
    kept = keeping_of(history, no_history, keep_history)
    options = run_options(output=output, **browser)
    clock, say = WallClock(), _say(addresses)
    if not addresses.all:
        say("Nobody is told: there are no owners with addresses, and no --notify. Changes stand here only.")
    with ExitStack() as stack:
        stack.enter_context(hold(path))
        hide_from_git(str(path))
        memory, told = load(path)
        if told:
            say(told)
        performing = _Performing(options, kept, output, say)

        def stop() -> None:
            clock.stopped.set()
            performing.interrupt()

        watch = Watch(
            suites,
            performing.perform,
            lambda waiting: _send(waiting, addresses, say),
            memory,
            path,
            schedule,
            clock,
            say=say,
            stopped=clock.stopped.is_set,
            site=entries[0].plan.name or entries[0].scenario.site,
        )
        stack.enter_context(signals_to(stop))
        if once:
            sys.exit(watch.round())
        from validator.monitor.health import served

        number = stack.enter_context(served(watch, host, number))
        what = f"{count(len(entries), 'scenario')} every {every}"
        say(f"Watching {what}; http://{host}:{number}/health and /metrics. Ctrl-C ends.")
        watch.run()
        say("Stopped.")


def _door(told: str) -> tuple[str, int]:
    """`9464`, or `0.0.0.0:9464` for others than this machine. Raises UsageError."""
    host, _, port = told.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"--port {told!r} is no port.\n  → Write 9464, or 0.0.0.0:9464.")
    return host.strip("[]") or "127.0.0.1", int(port)


def _say(addresses: Addresses) -> Callable[[str], None]:
    """Lines with their time; no address is in any of them."""

    def say(text: str) -> None:
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
        click.echo(f"{now}  {addresses.mask(text)}")
        sys.stdout.flush()

    return say


class _Performing:
    """Performs suites, each with a browser of its own, so that none grows old; a signal ends the one under way."""

    def __init__(self, options: Any, kept: Keeping | None, output: Path, say: Callable[[str], None]) -> None:
        self._options, self._kept, self._output, self._say = options, kept, output, say
        self._engine: Engine | None = None
        self._stopped = False

    def interrupt(self) -> None:
        self._stopped = True
        if self._engine is not None:
            self._engine.interrupt()

    def perform(self, entries: Sequence[Entry]) -> Run:
        from validator.browser.engine import Engine
        from validator.browser.progress import Silence
        from validator.cli.reports import write_reports

        with Engine(self._options, tell=self._say) as engine:
            self._engine = engine
            try:
                run = engine.run(entries, Silence())
            finally:
                self._engine = None
        if self._stopped:
            return replace(run, interrupted=True)
        write_reports(run, self._output)
        keep_run(run, self._kept, "monitor")
        return run


def _send(waiting: Waiting, addresses: Addresses, say: Callable[[str], None]) -> tuple[int, ...]:
    """Sends one message; the places of the addresses that do not have it. Without an address it is only said."""
    from validator.notices.sending import Message, send

    to = addresses.of(waiting.owner)
    say(waiting.title)
    if not to:
        for line in waiting.body.splitlines():
            say(f"    {line}".rstrip())
        return ()
    places = [place for place in waiting.to if place < len(to)] or list(range(len(to)))
    message = Message(waiting.title, waiting.body, "success" if waiting.tone == "success" else "failure")
    sent = send(message, [to[place] for place in places])
    for one in sent:
        if not one.ok:
            say(f"{waiting.owner or 'somebody'} could not be told by {one.to}: {one.why}. It is tried again next time.")
    return tuple(place for place, one in zip(places, sent, strict=True) if not one.ok)
