"""`validator production`: what the site's visitors really sent, held against the plan and the scenarios."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.cli.leaving import reader_may_leave
from validator.cli.written import write_all
from validator.model.location import UsageError
from validator.model.run import BROKEN, FAILED, PASSED

if TYPE_CHECKING:
    from validator.model.plan import Plan
    from validator.model.scenario import Scenario
    from validator.production.counts import Counts
    from validator.production.look import Production
    from validator.production.reds import Red

SETTLED = 2  # days until Google's counts of a day do not grow any more
_GROWING = "Google still counts the last two days: what seems a fall there may be none."
_API = "VALIDATOR_GA4_API"  # another address than Google's, as tests and gateways have it
_KEY = "GOOGLE_APPLICATION_CREDENTIALS"

_SOURCE_OPTIONS = (
    click.option(
        "--property",
        "number",
        metavar="ID",
        envvar="VALIDATOR_GA4_PROPERTY",
        show_envvar=True,
        help="The property in Google Analytics: a number.",
    ),
    click.option(
        "--key",
        type=click.Path(path_type=Path),
        envvar=_KEY,
        show_envvar=True,
        help="The key of a service account (JSON); by default the account of this machine.",
    ),
    click.option(
        "--file",
        "files",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A CSV export instead; may be told several times.",
    ),
    click.option("--audience", metavar="NAME", help="Only visitors of this audience of Google Analytics."),
    click.option(
        "--dates",
        type=click.Choice(["dmy", "mdy", "ymd"]),
        help="How a file writes its days, where that is not clear.",
    ),
    click.option("--locale", metavar="LOCALE", help="How a file writes its numbers, such as de or en-US."),
)


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where the counts come from."""
    for option in reversed(_SOURCE_OPTIONS):
        function = option(function)
    return function


@click.command("production")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@source_options
@click.option("--since", metavar="DAY", help="The first day: 2027-03-01. By default 90 days before the last.")
@click.option("--until", metavar="DAY", help="The last day; by default the last whose counts are complete.")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How many days.")
@click.option("--device", default="", help="Only this device: mobile, desktop, tablet.")
@click.option("--source", default="", metavar="SOURCE", help='Only this source and medium: "google / *".')
@click.option("--campaign", default="", help="Only this campaign; `*` stands for any letters.")
@click.option("--segment", metavar="SEGMENT", help="Only visits that did so: add_to_cart and not purchase.")
@click.option("--vendor", default="ga4", show_default=True, help="Whose events of the plan are counted.")
@click.option(
    "--history",
    metavar="URL|FILE",
    envvar="VALIDATOR_HISTORY",
    show_envvar=True,
    help="The history whose red scenarios stand beside; by default .validator/history.db, here or above.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="The folder for production.html, .md, .json and .csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON to the terminal instead of the text.")
def command(paths: tuple[Path, ...], plan: Path | None, output: Path, as_json: bool, **options: Any) -> None:
    """Tell what visitors really sent: what arrives of the plan, what fell, and what scenarios say of it.

    Counts come from Google Analytics (--property, with a service account) or from CSV files (--file). PATHS are
    scenarios, by which the way to each macro conversion is known; `scenarios` by default.

    Exit codes: 0 nothing to act upon, 1 something is missing or fell, 2 wrong input, 3 Google gave no counts.
    """
    from validator.paper import markdown, page, text
    from validator.production.document import counts_csv, document_of
    from validator.production.google_account import Unavailable
    from validator.production.look import look
    from validator.production.paper_of import paper_of

    found_plan, scenarios = plan_and_scenarios(paths, plan)
    try:
        counts = counts_of(found_plan, **{key: value for key, value in options.items() if key not in ("history",)})
    except Unavailable as error:
        click.echo(str(error), err=True)
        sys.exit(BROKEN)
    production = look(found_plan, scenarios, counts, reds(options["history"]), options["vendor"])
    paper = paper_of(production, found_plan.name)
    document = _json(document_of(production))
    files = write_all(
        output,
        {
            "production.html": page.render(paper),
            "production.md": markdown.render(paper),
            "production.json": document,
            "production.csv": counts_csv(counts),
        },
    )
    with reader_may_leave():
        click.echo(document if as_json else text.render(paper), nl=False)
        if not as_json:
            click.echo("\n" + "\n".join(map(str, files)))
    sys.exit(_code(production))


def _code(production: Production) -> int:
    return FAILED if production.found else PASSED


def _json(document: Any) -> str:
    from validator.json_text import json_text

    return json_text(document, indent=2) + "\n"


def plan_and_scenarios(paths: tuple[Path, ...], plan: Path | None) -> tuple[Plan, list[Scenario]]:
    """The plan, and the scenarios of it; without scenarios the plan alone. Raises UsageError and InputError."""
    from validator.cli.plan import plan_at
    from validator.language import read_suite

    wanted = list(paths) or ([Path("scenarios")] if Path("scenarios").is_dir() else [])
    suite = read_suite(wanted, environment=os.environ, base_url="https://site.example", plan=plan) if wanted else ()
    first = next((entry.scenario.location.file for entry in suite), None)
    try:
        own = plan_at(plan, beside=first)
    except UsageError:
        if plan is not None:
            raise
        from validator.model.plan import Plan

        click.echo("There is no tracking plan here: what is planned, funnels and milestones are left out.", err=True)
        own = Plan()
    return own, [entry.scenario for entry in suite if entry.plan.name == own.name]


def counts_of(
    plan: Plan,
    *,
    number: str | None,
    key: Path | None,
    files: tuple[Path, ...],
    audience: str | None,
    dates: str | None,
    locale: str | None,
    since: str | None = None,
    until: str | None = None,
    days: int = 90,
    device: str = "",
    source: str = "",
    campaign: str = "",
    segment: str | None = None,
    vendor: str = "ga4",
) -> Counts:
    """The counts that the options ask for. Raises UsageError, and Unavailable."""
    from validator.production.counts import joined
    from validator.production.export_file import read_export
    from validator.production.look import filtered

    first, last = _time(since, until, days)
    if files:
        if number and os.environ.get("VALIDATOR_GA4_PROPERTY") != number:
            raise UsageError("--property and --file: counts come from one of them.\n  → Leave one away.")
        if audience:
            raise UsageError("--audience is known to Google Analytics only.\n  → For a file, write --segment.")
        try:
            counts = joined(read_export(file, dates, locale) for file in files)
        except ValueError as error:
            raise UsageError(f"{error}.") from None
        if counts.daily and (since or until):
            counts = counts.between(first if since else counts.days[0], last if until else counts.days[-1])
    elif number:
        counts = _asked(number, key, first, last, audience)
    else:
        raise UsageError(
            "Where do the counts come from?\n  → Name a property of Google Analytics with --property, or a CSV export "
            "with --file."
        )
    if segment:
        counts = _segmented(counts, segment, plan, vendor)
    return filtered(counts, device=device, traffic=source, campaign=campaign)


def _asked(number: str, key: Path | None, first: Any, last: Any, audience: str | None) -> Counts:
    from validator.production.ga4 import API, Asking, fetch, property_of
    from validator.production.google_account import GoogleAccount

    asking = Asking(api=os.environ.get(_API) or API, say=lambda told: click.echo(told, err=True))
    wanted = property_of(number)
    counts = fetch(wanted, GoogleAccount(key), first, last, audience, asking)
    if last > datetime.date.today() - datetime.timedelta(SETTLED):
        counts = replace(counts, notes=(*counts.notes, _GROWING))
    return counts


def _segmented(counts: Counts, told: str, plan: Plan, vendor: str) -> Counts:
    from validator.model.segment import Sent
    from validator.production.look import of_segment
    from validator.segments import SegmentError, spoken_segment

    try:
        segment = spoken_segment(told, plan.segments, plan.events)
    except SegmentError as error:
        raise UsageError(f"--segment: {error}.") from None
    return of_segment(counts, lambda events: segment.holds([Sent(vendor, event) for event in events]), str(segment))


def _time(since: str | None, until: str | None, days: int) -> tuple[datetime.date, datetime.date]:
    last = _day(until, "--until") if until else datetime.date.today() - datetime.timedelta(SETTLED)
    first = _day(since, "--since") if since else last - datetime.timedelta(days - 1)
    if first > last:
        raise UsageError(f"The first day, {first}, comes after the last, {last}.")
    return first, last


def _day(told: str, option: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(told)
    except ValueError:
        raise UsageError(f"{option} {told!r} is no day.\n  → Write it as 2027-03-31.") from None


def reds(history: str | None) -> tuple[Red, ...]:
    """What was red in the scenarios, where there is a history. Raises HistoryError where one was named and is not."""
    from validator.history.place import place

    where = place(history)
    if where is None or (history is None and not Path(where).is_file()):
        return ()
    from validator.history.reading import changes
    from validator.history.store import open_history
    from validator.production.reds import reds_of

    with open_history(where, create=False) as opened:
        return reds_of(changes(opened))
