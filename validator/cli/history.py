"""`validator history`: how each conversion goes over time, from the runs that were kept."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from validator.history.filters import Filters, moment_of, span_of
from validator.history.place import VARIABLE, place
from validator.model.location import UsageError
from validator.telling.prose import count

if TYPE_CHECKING:
    from validator.history.store import History
    from validator.model.segment import Segment

_BY = ("device", "source", "campaign", "consent", "site", "version", "scenario")
_FILTERS = ("device", "source", "medium", "campaign", "consent", "site", "scenario", "vendor", "owner")


@click.command("history")
@click.argument("name", required=False)
@click.option(
    "--history",
    "url",
    metavar="URL|FILE",
    envvar=VARIABLE,
    show_envvar=True,
    help="The history; by default .validator/history.db, here or above.",
)
@click.option("--since", default="90d", metavar="DAY|SPAN", show_default=True, help="From this day, or so long ago.")
@click.option("--until", metavar="DAY|SPAN", help="Up to this day, with it.")
@click.option("--device", metavar="NAME", help="Only this device; here and below, * and ? stand for letters.")
@click.option("--source", metavar="NAME", help="Only this traffic source, or `google / cpc`.")
@click.option("--medium", metavar="NAME", help="Only this medium.")
@click.option("--campaign", metavar="NAME", help="Only this campaign.")
@click.option("--consent", metavar="PROFILE", help="Only this consent profile.")
@click.option("--site", metavar="URL", help="Only this site.")
@click.option("--scenario", metavar="NAME", help="Only this scenario.")
@click.option("--vendor", metavar="NAME", help="Only what this vendor is sent.")
@click.option("--owner", metavar="NAME", help="Only what this team answers for.")
@click.option("--container-version", "version", metavar="N", help="Only runs with this version of the container.")
@click.option("--segment", metavar="NAME|EVENTS", help='A segment of the plan, or "add_to_cart and not purchase".')
@click.option("--conversion", type=click.Choice(["macro", "micro"]), help="Only these conversions.")
@click.option("--all", "everything", is_flag=True, help="Expectations that are no conversions too.")
@click.option("--by", type=click.Choice(_BY), help="A line for each device, campaign, … by itself.")
@click.option(
    "--compare",
    is_flag=False,
    flag_value="last",
    metavar="[=WEEK,WEEK]",
    help="Two weeks side by side: 2026-W08,2026-W09; without them, the last two.",
)
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as one page for a browser.")
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every outcome: .csv, .json, .jsonl or .parquet.",
)
@click.option("--keep", metavar="SPAN", help="Delete what is older, such as 90d, and tell how much it was.")
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
def command(
    name: str | None,
    url: str | None,
    since: str,
    until: str | None,
    segment: str | None,
    version: str | None,
    conversion: str | None,
    everything: bool,
    by: str | None,
    compare: str | None,
    html: Path | None,
    export: Path | None,
    keep: str | None,
    plan: Path | None,
    **told: str | None,
) -> None:
    """Tell how each conversion goes over time: met or not, how late, and in which version of the container it broke.

    NAME is one event: the team's name, its label, or its own name. Every run is kept as it ends.
    """
    from validator.history.store import open_history

    now = time.time()
    meant = _segment(segment, plan)
    filters = Filters(
        since=moment_of(since, now),
        until=moment_of(until, now, end=True) if until else None,
        name=name,
        version=version,
        segment=meant,
        conversion=conversion or (None if everything or name else "any"),
        **told,
    )
    where = place(url)
    if where is None:
        raise UsageError(f"No history is kept: {VARIABLE} says so.\n  → Name one with --history.")
    with open_history(where, create=False) as history:
        if keep:
            _forget(history, now - span_of(keep))
        elif export:
            _export(history, filters, export)
        elif html:
            _page(history, replace(filters, conversion=conversion), html, plan, now)
        else:
            chosen = [f"{key} {value}" for key, value in told.items() if value]
            _tell(history, filters, by or "", compare, now, chosen)


def _segment(text: str | None, plan: Path | None) -> Segment | None:
    if text is None:
        return None
    from validator.cli.plan import found_plan
    from validator.segments import SegmentError, spoken_segment

    known = found_plan(plan)
    try:
        return spoken_segment(text, known.segments, known.events)
    except SegmentError as error:
        raise UsageError(f"--segment: {error}.\n  → Write events: --segment 'add_to_cart and not purchase'.") from None


def _forget(history: History, before: float) -> None:
    from validator.history.forgetting import forget

    click.echo(f"{count(forget(history, before), 'journey')} deleted from the history.")


def _export(history: History, filters: Filters, file: Path) -> None:
    from validator.history.export import write
    from validator.history.reading import outcomes

    click.echo(f"{count(write(outcomes(history, filters), file), 'outcome')} written: {file}")


def _page(history: History, filters: Filters, file: Path, plan: Path | None, now: float) -> None:
    from validator.cli.plan import found_plan
    from validator.history.page import render

    segments = () if filters.segment else tuple(found_plan(plan).segments.values())

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render(history, filters, segments, now), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}.") from None
    click.echo(f"Written: {file}")


def _tell(history: History, filters: Filters, by: str, compare: str | None, now: float, of: list[str]) -> None:
    from validator.cli.strips import strip_width, tell, tell_weeks
    from validator.history.trends import trends
    from validator.history.weeks import compare as compared
    from validator.history.weeks import last_weeks, week
    from validator.reporters.terminal import console

    screen = console()
    about = [*([filters.name] if filters.name else []), *of, *([str(filters.segment)] if filters.segment else [])]
    if compare:
        if compare == "last":
            first, second = last_weeks(now)
        else:
            one, divided, other = compare.partition(",")
            if not divided:
                raise UsageError("--compare takes two weeks.\n  → Write --compare=2026-W08,2026-W09.")
            first, second = week(one), week(other)
        tell_weeks(compared(history, filters, first, second), first, second, screen, ["Two weeks", *about])
        return
    found = trends(history, filters, by=by, width=strip_width(screen.width))
    others = 0
    if not found.lines and filters.conversion == "any":
        found = trends(history, replace(filters, conversion=None), by=by, width=strip_width(screen.width))
    elif filters.conversion == "any" and not about:
        others = len(trends(history, replace(filters, conversion=None), width=1).lines) - len(found.lines)
    tell(found, screen, ["History", *about, *(["nothing was kept that fits"] if not found.lines else [])], by)
    if others > 0:
        screen.print(f"{count(others, 'more expectation')} with --all.", style="dim")
