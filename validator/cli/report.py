"""`validator report`: the week on one page, for people who do not program; written, and sent."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.cli.leaving import reader_may_leave
from validator.cli.production import SETTLED, counts_of, plan_and_scenarios, source_options
from validator.cli.telling import addresses_of, telling_options
from validator.cli.written import write_all
from validator.history.filters import Filters
from validator.history.place import hide_from_git, place
from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.model.run import BROKEN

if TYPE_CHECKING:
    from validator.history.store import History
    from validator.production.counts import Counts
    from validator.report.times import Times
    from validator.report.week import Report


@click.command("report")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--weekly", is_flag=True, help="The last seven days, as without any option.")
@click.option("--days", type=click.IntRange(1, 400), metavar="N", help="The last N days instead.")
@click.option("--until", metavar="DAY", help="The last day: 2027-03-28; yesterday by default, or today if it is all.")
@click.option("--weeks", type=click.IntRange(1, 104), default=13, show_default=True, help="How far the strips go back.")
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@click.option(
    "--history",
    metavar="URL|FILE",
    envvar="VALIDATOR_HISTORY",
    show_envvar=True,
    help="The history; by default .validator/history.db, here or above.",
)
@source_options
@click.option("--device", metavar="NAME", help="Only this device; * and ? stand for letters.")
@click.option("--source", metavar="NAME", help='Only this traffic source, or "google / cpc".')
@click.option("--campaign", metavar="NAME", help="Only this campaign.")
@click.option("--site", metavar="URL", help="Only this site.")
@click.option("--segment", metavar="NAME|EVENTS", help='A segment of the plan, or "add_to_cart and not purchase".')
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="The folder for week.html, .md, .json and .pdf.",
)
@click.option(
    "--pdf/--no-pdf", "as_pdf", default=True, show_default=True, help="Print the page as PDF, by the browser."
)
@click.option("--browser", metavar="PATH|CHANNEL", envvar="VALIDATOR_BROWSER", help="The browser that prints.")
@telling_options
@click.option("--send", is_flag=True, help="Send it to the owners of the plan too, and not only to --notify.")
@click.option(
    "--on-change", is_flag=True, help="Send it only where something broke or came back since it was sent last."
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    default=Path(".validator/report.json"),
    show_default=True,
    help="The file in which it remembers what was sent last.",
)
def command(paths: tuple[Path, ...], plan: Path | None, output: Path, **options: Any) -> None:
    """Write what is tracked, what broke and what came back, on one page for people who do not program.

    With counts of production (--property, --file) it tells what a break cost. PATHS are scenarios, by which the way to
    each macro conversion is known; `scenarios` by default.

    Exit codes: 0 it was written (and sent), 2 wrong input, 3 it could not be sent to everybody.
    """
    from validator.history.store import open_history
    from validator.json_text import json_text
    from validator.paper import markdown, page, text
    from validator.report.document import document_of
    from validator.report.paper_of import paper_of

    found_plan, scenarios = plan_and_scenarios(paths, plan)
    addresses = None
    if options["notify"] or options["send"] or options["on_change"]:
        told = [found_plan] if options["send"] else []
        addresses = addresses_of(told, options["notify"], options["owners"] if options["send"] else None)
        if not addresses.all:
            raise UsageError(
                "There is nobody to send it to.\n  → Name an address with --notify, or owners with --send."
            )
    where = place(options["history"])
    if where is None:
        raise UsageError("No history is kept, and a report is made of it.\n  → Name one with --history.")
    with open_history(where, create=False) as history:
        report = _report(history, found_plan, scenarios, options)
    paper = paper_of(report)
    html = page.render(paper)
    files: dict[str, str | bytes] = {
        "week.html": html,
        "week.md": markdown.render(paper),
        "week.json": json_text(document_of(report), indent=2) + "\n",
    }
    if options["as_pdf"]:
        files |= _pdf(html, options["browser"])
    written = write_all(output, files)
    with reader_may_leave():
        click.echo(text.render(paper), nl=False)
        click.echo("\n" + "\n".join(map(str, written)))
    if addresses is not None:
        sys.exit(_send(report, written, addresses.all, options["on_change"], options["state"]))


def _report(history: History, plan: Plan, scenarios: Sequence[Any], options: dict[str, Any]) -> Report:
    from validator.production.google_account import Unavailable
    from validator.report.week import report

    times = _times(history, options["until"], options["days"] or 7, options["weeks"])
    filters = Filters(
        device=options["device"],
        source=options["source"],
        campaign=options["campaign"],
        site=options["site"],
        segment=_segment(options["segment"], plan),
    )
    notes: list[str] = []
    counts: Counts | None = None
    try:
        counts = _counts(plan, times, options, notes)
    except Unavailable as error:
        notes.append(f"Without production's counts: {str(error).partition(chr(10))[0]}")
    chosen = [
        f"{name} {options[name]}" for name in ("device", "source", "campaign", "site", "segment") if options[name]
    ]
    return report(history, plan, scenarios, times, filters, counts, notes, ", ".join(chosen))


def _segment(text: str | None, plan: Plan) -> Any:
    from validator.segments import SegmentError, spoken_segment

    if text is None:
        return None
    try:
        return spoken_segment(text, plan.segments, plan.events)
    except SegmentError as error:
        raise UsageError(f"--segment: {error}.") from None


def _counts(plan: Plan, times: Times, options: dict[str, Any], notes: list[str]) -> Counts | None:
    """Production's counts from eight weeks before the strips on, where they are named."""
    if not options["number"] and not options["files"]:
        return None
    source = {name: options[name] for name in ("number", "key", "files", "audience", "dates", "locale")}
    first = times.back - datetime.timedelta(weeks=8)
    last = times.until
    if options["number"]:  # what Google has counted of the last days is not whole yet
        last = min(last, datetime.date.today() - datetime.timedelta(SETTLED))
    try:
        counts = counts_of(
            plan,
            **source,
            since=first.isoformat(),
            until=max(first, last).isoformat(),
            source=_pattern(options["source"]),
            campaign=options["campaign"] or "",
            segment=options["segment"],
        )
    except UsageError as error:
        if not options["segment"] or "which visit" not in str(error):
            raise
        notes.append("Production's counts do not tell visits apart, so they are not in this report of a segment.")
        return None
    if options["device"]:
        from validator.production.reds import category

        kind = category(options["device"])
        counts = counts.where(lambda row: row.device == kind)
    if not counts.daily:
        notes.append("Production's counts are not told by day, so that what a break cost cannot be said.")
        return None
    return counts


def _pattern(source: str | None) -> str:
    """A source alone means all its media."""
    return source or "" if not source or "/" in source or "*" in source else f"{source} / *"


def _times(history: History, until: str | None, days: int, weeks: int) -> Times:
    from validator.history.reading import journeys
    from validator.report.times import Times, began, ended

    if until is not None:
        try:
            return Times.ending(datetime.date.fromisoformat(until), days, weeks)
        except ValueError:
            raise UsageError(f"--until {until!r} is no day.\n  → Write it as 2027-03-28.") from None
    today = datetime.datetime.now(datetime.timezone.utc).date()
    told = Times.ending(today - datetime.timedelta(1), days, weeks)
    some = next(iter(journeys(history, Filters(since=began(told.back), until=ended(told.until)))), None)
    return told if some else Times.ending(today, days, weeks)  # a history that begins today


def _pdf(html: str, browser: str | None) -> dict[str, bytes]:
    from validator.report.pdf import pdf

    try:
        return {"week.pdf": pdf(html, browser)}
    except UsageError as error:
        click.echo(f"There is no PDF: {error}", err=True)
        return {}


def _send(report: Report, files: Sequence[Path], to: Sequence[str], on_change: bool, state: Path) -> int:
    from validator.notices.sending import Message, send
    from validator.report.document import fingerprint
    from validator.report.paper_of import lead, paper_of

    now = fingerprint(report)
    if on_change and _last(state) == now:
        click.echo("Nothing has changed since it was sent last: it is not sent.")
        return 0
    paper = paper_of(report)
    body = next(file for file in files if file.suffix == ".md").read_text(encoding="utf-8")
    attached = tuple(file for file in files if file.suffix in (".html", ".pdf"))
    sign = {"bad": "✗", "warn": "!", "good": "✓"}.get(paper.tone, "")
    title = f"{sign} {paper.title}: {lead(report)}"
    message = Message(title[:200], _short(body), "failure" if report.now else "success", True, attached)
    sent = send(message, to)
    again = [address for address, one in zip(to, sent, strict=True) if not one.ok]
    if again:  # some services take no files
        second = dict(zip(again, send(replace(message, files=()), again), strict=True))
        sent = tuple(second.get(address, one) for address, one in zip(to, sent, strict=True))
    for one in sent:
        click.echo(f"Sent to {one.to}." if one.ok else f"It could not be sent to {one.to}: {one.why}.", err=not one.ok)
    if all(one.ok for one in sent):
        write_all(state.parent, {state.name: json.dumps({"sent": now}) + "\n"})
        hide_from_git(str(state))
        return 0
    return BROKEN


def _short(body: str, most: int = 12_000) -> str:
    """What a chat takes; the attached page holds all."""
    return body if len(body) <= most else body[:most].rpartition("\n")[0] + "\n\n… the page holds the rest.\n"


def _last(state: Path) -> str:
    try:
        return str(json.loads(state.read_text(encoding="utf-8")).get("sent", ""))
    except (OSError, ValueError, AttributeError):
        return ""
