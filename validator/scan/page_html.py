"""A scan as one page that stands by itself: no script, no address; its colours are those of every report."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from validator import ui
from validator.scan import document, told
from validator.scan.alike import Group
from validator.scan.report import Report
from validator.telling import prose

_MOST_PAGES = 2_000  # that are listed; the tables beside hold all
_STYLE = Path(__file__).parent / "scan.css"


def write(report: Report, file: TextIO) -> None:
    for part in _parts(report):
        file.write(part + "\n")


def _parts(report: Report) -> Iterator[str]:
    failing = sum(group.fault.level == "fail" for group in report.groups)
    title = f"{failing} failing · scan" if failing else "scan"
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{_text(title)}</title><style>{_colours()}{_STYLE.read_text('utf-8')}</style></head><body><main>"
    )
    yield f"<h1>{_text(told.headline(report))}</h1>"
    about = [
        report.began,
        f"consent {report.consent}" if report.consent else "",
        report.plan,
        f"validator {report.version}",
    ]
    yield f'<p class="soft">{_text(" · ".join(filter(None, about)))}</p>'
    yield from _tiles(report, failing)
    yield "<h2>Findings</h2>" if report.groups else "<h2>No findings</h2>"
    for group in report.groups:
        yield from _finding(group)
    if report.unvisited:
        yield "<h2>Could not be visited</h2><ul>"
        for one in report.unvisited[:200]:
            mend = f"<br><small>→ {_text(one.mend)}</small>" if one.mend else ""
            yield f"<li>{_link(one.url)}: {_text(one.why)}{mend}</li>"
        yield "</ul>"
    yield from _inventory(report)
    if report.notes:
        yield "<h2>Notes</h2><ul>" + "".join(f"<li>{_text(note)}</li>" for note in report.notes) + "</ul>"
    yield from _pages(report)
    yield f"<p><small>{_text(prose.UNSEEN)}</small></p></main></body></html>"


def _tiles(report: Report, failing: int) -> Iterator[str]:
    tiles = [
        (f"{report.judged:,}", "pages judged"),
        (str(failing), "findings that fail"),
        (str(len(report.groups) - failing), "findings that warn"),
        (f"{report.counts.get('error', 0):,}", "pages that answer with an error"),
        (f"{len(report.unvisited):,}", "could not be visited"),
        (f"{report.counts.get('waiting', 0):,}", "known and not visited"),
    ]
    yield '<ul class="tiles">' + "".join(f"<li><b>{many}</b>{what}</li>" for many, what in tiles) + "</ul>"


def _finding(group: Group) -> Iterator[str]:
    fault = group.fault
    level = f'<span class="level">{fault.level}s</span>'
    yield f'<section class="finding {fault.level}"><h3>{level} {_text(fault.message)}</h3>'
    rule = f" · rule “{fault.rule}”" if fault.rule else ""
    yield f'<p>{_text(group.where)} <span class="soft">· <code>{_text(fault.code)}</code>{_text(rule)}</span></p>'
    if fault.mend:
        yield f"<p>→ {_text(fault.mend)}</p>"
    yield "<details><summary>Pages</summary><ul>"
    yield from (f"<li>{_link(url)}</li>" for url in group.examples)
    rest = len(group.pages) - len(group.examples)
    if rest > 0:
        yield f'<li class="soft">and {rest:,} more, in scan-findings.csv</li>'
    yield "</ul>"
    if group.evidence:
        files = ", ".join(f"<code>recordings/{_text(name)}</code>" for name in group.evidence)
        yield f'<p class="soft">Evidence: {files}</p>'
    yield "</details></section>"


def _inventory(report: Report) -> Iterator[str]:
    inventory = report.inventory
    yield "<h2>What the site sends</h2>"
    rows = [(one.vendor, one.id, one.name, f"{one.pages:,}", f"{one.times:,}") for one in inventory.events]
    yield from _table(("Vendor", "Id", "Event", "Pages", "Times"), rows, 2)
    for title, name, listed in (
        ("Containers", "Container", inventory.containers),
        ("Cookies", "Cookie and domain", inventory.cookies),
        ("Hosts that nobody knows", "Host", inventory.hosts),
        ("Consent Mode’s default", "State", inventory.consent),
    ):
        if listed:
            yield f"<h2>{title}</h2>"
            yield from _table((name, "Pages"), [(value, f"{many:,}") for value, many in listed], 1)


def _pages(report: Report) -> Iterator[str]:
    yield "<h2>Pages</h2><details><summary>Every page with its findings</summary>"
    rows = []
    for place, page in enumerate(document.pages(report)):
        if place >= _MOST_PAGES:
            break
        events = ", ".join(f"{one['vendor']} {one['event']}" for one in page["events"])
        said = page["leads_to"] and f"leads to {page['leads_to']}"
        rows.append((page["url"], page["outcome"], said or page["why"] or events, str(len(page["findings"]))))
    yield from _table(("Page", "Outcome", "What it sends", "Findings"), rows, 1)
    yield "</details>"


def _table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]], counts: int) -> Iterator[str]:
    """`counts`: how many of the last columns are numbers."""
    first = len(names) - counts
    head = "".join(f'<th scope="col"{_count(place, first)}>{name}</th>' for place, name in enumerate(names))
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{names[0]}"><table>'
    yield f"<thead><tr>{head}</tr></thead><tbody>"
    for row in rows:
        cells = "".join(f"<td{_count(place, first)}>{_text(cell)}</td>" for place, cell in enumerate(row))
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _count(place: int, first: int) -> str:
    return ' class="count"' if place >= first else ""


def _colours() -> str:
    """The variables of the reports' style: what stands before its first rule for an element."""
    style = (Path(ui.__file__).parent / "style.css").read_text("utf-8")
    return style.partition("* { box-sizing")[0] + "* { box-sizing: border-box; }\n"


def _link(url: str) -> str:
    shown = _text(url)
    return f'<a href="{shown}" rel="noreferrer">{shown}</a>' if url.startswith(("http://", "https://")) else shown


def _text(text: str) -> str:
    return html.escape(prose.visible(text))
