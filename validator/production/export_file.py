"""Reads counts of events from a CSV file: what Google Analytics exports, and simple tables of anybody's.

Understood are `#` lines before and between tables, commas, semicolons and tabs, headings in several languages, rows of
totals, and numbers as people write them in the file's own way. A column that tells visits apart (`session_id`) makes
segments possible.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from validator.model.location import UsageError
from validator.production.counts import Count, Counts, Day
from validator.production.export_values import Dates, NotADay, whole_number

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "event": (
        *("event name", "event", "eventname", "event_name", "events", "ereignisname", "ereignis", "nombre del evento"),
        *("nom de l'événement", "nom de l’événement", "nome evento", "nome do evento", "naam van gebeurtenis"),
        *("gebeurtenisnaam", "event action", "eventaction"),
    ),
    "count": (
        *("event count", "eventcount", "event_count", "count", "total events", "totalevents", "hits", "ereignisanzahl"),
        *("anzahl der ereignisse", "anzahl", "número de eventos", "recuento de eventos", "nombre d'événements"),
        *("nombre d’événements", "conteggio eventi", "contagem de eventos", "aantal gebeurtenissen", "n", "sum"),
    ),
    "day": (
        *("date", "day", "datum", "tag", "fecha", "data", "jour", "dag", "event_date", "date (yyyymmdd)"),
        *("date + hour (yyyymmddhh)", "datehour"),
    ),
    "nth": ("nth day", "nthday", "tag (n-ter)", "n-ter tag", "día n", "nième jour"),
    "device": (
        *("device category", "devicecategory", "device", "device_category", "gerätekategorie", "gerät"),
        *("categoría de dispositivo", "catégorie d'appareil", "catégorie d’appareil", "categoria dispositivo"),
        *("categoria do dispositivo", "apparaatcategorie"),
    ),
    "source": (
        *("session source", "source", "sessionsource", "first user source", "traffic_source", "sitzungsquelle"),
        *("quelle", "fuente de la sesión", "fuente", "source de la session", "sorgente sessione", "bron van sessie"),
        *("utm_source", "manual source", "origem da sessão"),
    ),
    "medium": (
        *("session medium", "medium", "sessionmedium", "first user medium", "sitzungsmedium", "medio de la sesión"),
        *("support de la session", "mezzo sessione", "utm_medium", "manual medium", "sessiemedium", "mídia da sessão"),
    ),
    "traffic": (
        *(
            "session source / medium",
            "session source/medium",
            "source / medium",
            "source/medium",
            "sessionsourcemedium",
        ),
        *("first user source / medium", "sitzung – quelle / medium", "sitzungsquelle/-medium", "quelle / medium"),
        *("sitzung - quelle/medium", "fuente/medio de la sesión", "source/support de la session"),
    ),
    "campaign": (
        *("session campaign", "campaign", "sessioncampaignname", "session campaign name", "first user campaign"),
        *("sitzungskampagne", "kampagne", "campaña de la sesión", "campagne de la session", "campagna sessione"),
        *("utm_campaign", "manual campaign name", "campaign name", "campanha da sessão", "sessiecampagne"),
    ),
    "visit": (
        "session id",
        "session_id",
        "ga_session_id",
        "sessionid",
        "visit",
        "visit_id",
        "visit id",
        "user session",
    ),
}
_KINDS = {heading: kind for kind, headings in _HEADINGS.items() for heading in headings}
_TOTALS = re.compile(r"(grand )?totals?|gesamt(summe)?|summe|totale?|total general|eindtotaal|totaal", re.IGNORECASE)
_STARTS = re.compile(r"#\s*(?:start date|startdatum|fecha de inicio|date de début|data di inizio)\s*:\s*(\S+)", re.I)
_ENDS = re.compile(r"#\s*(?:end date|enddatum|fecha de finalización|date de fin|data di fine)\s*:\s*(\S+)", re.I)
_RANGE = re.compile(r"#\s*(\d{8})\s*-\s*(\d{8})\s*$")
_GUESSED = (",", ";", "\t", "|")


@dataclass(slots=True)
class _Table:
    """One table of a file: its headings, and its rows with the number of their line."""

    headings: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    since: Day | None = None
    until: Day | None = None

    @property
    def columns(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, heading in enumerate(self.headings):
            kind = _KINDS.get(" ".join(heading.strip().lstrip("\ufeff").lower().split()))
            if kind is not None:
                found.setdefault(kind, place)
        return found


def read_export(path: Path, dates: str | None = None, locale: str | None = None) -> Counts:
    """The counts of one file. `dates`: dmy, mdy or ymd, where days can be read in two ways; `locale`: of its numbers.

    Raises UsageError, with the line that is at fault.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from None
    tables = list(_tables(_decoded(text, path)))
    fitting = [table for table in tables if "event" in table.columns and "visit" in table.columns] or [
        table for table in tables if {"event", "count"} <= set(table.columns)
    ]
    if not fitting:
        raise UsageError(_no_table(path, tables))
    fullest = max(fitting, key=lambda table: len(table.columns))  # others tell the same, by less
    fitting = [table for table in fitting if table.headings == fullest.headings]
    told = [_counts(table, path, dates, locale) for table in fitting]
    rows = [row for one in told for row in one.rows]
    days = sorted({row.day for row in rows if row.day})
    notes = [] if days else ["The file does not say on which day events came: falls cannot be seen in it."]
    kinds = set().union(*(table.columns for table in fitting))
    for kind, words in (("device", "device"), ("campaign", "campaign")):
        if kind not in kinds:
            notes.append(f"The file does not tell by {words}.")
    if not {"source", "traffic"} & kinds:
        notes.append("The file does not tell by source and medium.")
    since = next((table.since for table in fitting if table.since), days[0] if days else None)
    until = next((table.until for table in fitting if table.until), days[-1] if days else None)
    return Counts(tuple(rows), path.name, since, until, tuple(notes))


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} is not written in UTF-8.\n  → Save it as CSV in UTF-8.")


def _tables(text: str) -> Iterator[_Table]:
    """The tables of a file: each begins with its headings, after `#` lines or an empty one."""
    table: _Table | None = None
    since = until = None
    lines = text.splitlines()
    divider = _divider(lines)
    reader = csv.reader(lines, delimiter=divider)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        line = reader.line_num
        whole = divider.join(cells).strip()
        if whole.startswith("#"):
            found = _RANGE.search(whole)
            starts, ends = _STARTS.search(whole), _ENDS.search(whole)
            since = _plain_day(found[1] if found else starts[1] if starts else "") or since
            until = _plain_day(found[2] if found else ends[1] if ends else "") or until
            if table:
                yield table
            table = None
        elif not any(cell.strip() for cell in cells):
            if table:
                yield table
            table = None
        elif table is None:
            table = _Table([cell.strip() for cell in cells], since=since, until=until)
        else:
            table.rows.append((line, cells))
    if table:
        yield table


def _divider(lines: Sequence[str]) -> str:
    """By which sign the cells are divided: the one that the first headings hold most often."""
    first = next((line for line in lines if line.strip() and not line.lstrip("\ufeff").startswith("#")), "")
    return max(_GUESSED, key=first.count)


def _plain_day(text: str) -> Day | None:
    try:
        return datetime.datetime.strptime(text.strip().rstrip(",;"), "%Y%m%d").date()
    except ValueError:
        return None


def _counts(table: _Table, path: Path, dates: str | None, locale: str | None) -> Counts:
    columns = table.columns
    rows = [(line, cells) for line, cells in table.rows if not _is_total(cells, columns, len(table.headings))]
    try:
        days = Dates.of([_cell(cells, columns, "day") for _, cells in rows] if "day" in columns else [], dates)
    except NotADay as error:
        raise UsageError(f"{path}: {error}") from None
    found = []
    for line, cells in rows:
        try:
            found.append(_row(cells, columns, days, table, locale))
        except ValueError as error:
            raise UsageError(f"{path}:{line}: {error}") from None
    return Counts(tuple(found), path.name)


def _row(cells: list[str], columns: Mapping[str, int], days: Dates, table: _Table, locale: str | None) -> Count:
    day: Day | None = None
    if "day" in columns:
        day = days.day(_cell(cells, columns, "day"))
    elif "nth" in columns and table.since:
        day = table.since + datetime.timedelta(int(_cell(cells, columns, "nth") or 0))
    source, medium = _cell(cells, columns, "source"), _cell(cells, columns, "medium")
    if "traffic" in columns:
        source, _, medium = (part.strip() for part in _cell(cells, columns, "traffic").partition("/"))
    return Count(
        event=_cell(cells, columns, "event"),
        count=whole_number(_cell(cells, columns, "count"), locale) if "count" in columns else 1,
        day=day,
        device=_cell(cells, columns, "device").lower(),
        source=source,
        medium=medium,
        campaign=_cell(cells, columns, "campaign"),
        visit=_cell(cells, columns, "visit"),
    )


def _cell(cells: Sequence[str], columns: Mapping[str, int], kind: str) -> str:
    place = columns.get(kind)
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _is_total(cells: Sequence[str], columns: Mapping[str, int], width: int) -> bool:
    """A row of totals: it names no event, or says that it is one."""
    told = [cell.strip() for cell in cells]
    event = _cell(told, columns, "event")
    beyond = any(_TOTALS.fullmatch(cell) for cell in told[width:])
    first = bool(_TOTALS.fullmatch(told[0])) if told else False
    return not event or beyond or first


def _no_table(path: Path, tables: Sequence[_Table]) -> str:
    if not tables:
        return f"{path} holds no table."
    told = ", ".join(heading for heading in tables[0].headings[:8] if heading) or "none"
    lacking = "event names" if "event" not in tables[0].columns else "event counts"
    return (
        f"{path} has no column of {lacking}: its headings are {told}.\n"
        "  → A file needs a column `Event name` and a column `Event count`; `Date`, `Device category`, "
        "`Session source / medium` and `Session campaign` make more of it."
    )
