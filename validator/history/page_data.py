"""What the page of the history draws, `validator-history` 1: all lines, and the same for each device, campaign, ….

A cell of a strip is a text of counts, `met/failed/known/undecided/not run`, without zeros at its end.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from validator.history.filters import Filters
from validator.history.reading import Change, changes
from validator.history.records import DAY
from validator.history.store import History
from validator.history.trends import Cell, Trend, Trends, trends
from validator.history.weeks import Pair, Span, compare, last_weeks
from validator.model.segment import Segment

FORMAT, VERSION = "validator-history", 1
_WIDTH = 91  # cells of a strip: a quarter, a day each
_VIEWS = {"device": "Device", "source": "Source / medium", "campaign": "Campaign", "consent": "Consent", "site": "Site"}
_MOST_OF_ONE = 24  # devices, campaigns, … that a page lists
_MOST_CHANGES = 200
_MOST_RAW = 5000  # of which these are told
_TOLD = ("device", "source", "medium", "campaign", "consent", "site", "scenario", "vendor", "owner", "version")


def document(history: History, filters: Filters, segments: Sequence[Segment] = (), now: float = 0.0) -> dict[str, Any]:
    """The whole page's data. `now` is the moment from which the last two weeks are counted back."""
    whole = trends(history, filters, width=_WIDTH)
    first, second = last_weeks(now)
    recent = list(changes(history, filters))[-_MOST_RAW:]
    cells = whole.lines[0].strip if whole.lines else ()
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": _iso(now),
        "about": _about(filters),
        "unit": whole.unit,
        "days": whole.days,
        "starts": [_iso(cell.began) for cell in cells],
        "end": _iso(_end(whole, cells)),
        "lines": [_line(one) for one in whole.lines],
        "views": [*_views(history, filters, cells), *_segments(history, filters, segments, cells)],
        "weeks": _weeks(compare(history, filters, first, second), first, second),
        "changes": _told(recent),
    }


def _end(whole: Trends, cells: Sequence[Cell]) -> float:
    return (cells[-1].began if cells else 0.0) + (whole.days * DAY if whole.unit != "run" else 0)


def _views(history: History, filters: Filters, cells: Sequence[Cell]) -> Iterable[dict[str, Any]]:
    """The lines of each device, source, campaign, … alone, where there are several."""
    for by, title in _VIEWS.items():
        if getattr(filters, by) is not None:
            continue
        found = trends(history, filters, by=by, width=_WIDTH)
        groups: defaultdict[str, list[Trend]] = defaultdict(list)
        for one in found.lines:
            groups[one.of].append(one)
        if len(groups) < 2:
            continue
        for name in sorted(groups)[:_MOST_OF_ONE]:
            lines = [_line(one) for one in _aligned(groups[name], cells)]
            yield {"group": title, "name": name or "(none)", "lines": lines}


def _segments(
    history: History, filters: Filters, segments: Sequence[Segment], cells: Sequence[Cell]
) -> Iterable[dict[str, Any]]:
    for segment in segments:
        lines = trends(history, replace(filters, segment=segment), width=_WIDTH).lines
        told = {"group": "Segment", "name": segment.name, "meaning": str(segment)}
        yield {**told, "lines": [_line(one) for one in _aligned(lines, cells)]}


def _aligned(lines: Iterable[Trend], cells: Sequence[Cell]) -> Iterable[Trend]:
    """The strips below those of all lines: the cell of a moment is the last that began by then."""
    starts = [cell.began for cell in cells]
    for one in lines:
        told: dict[float, Cell] = {start: Cell(start) for start in starts}
        for cell in one.strip:
            start = max((each for each in starts if each <= cell.began), default=None)
            if start is not None:
                told[start] = _added(told[start], cell)
        yield replace(one, strip=tuple(told.values()))


def _added(one: Cell, other: Cell) -> Cell:
    names = ("met", "failed", "known", "undecided", "not_run")
    return Cell(one.began, *(getattr(one, name) + getattr(other, name) for name in names))


def _line(one: Trend) -> dict[str, Any]:
    return {
        **asdict(one.subject),
        "now": one.now,
        "strip": [_cell(cell) for cell in one.strip],
        "met": one.met,
        "failed": one.failed,
        "rate": one.pass_rate,
        "p50": one.p50,
        "p95": one.p95,
        "flakiness": one.flakiness,
        "turns": one.turns,
        "first": _iso(one.first_failed),
        "last": _iso(one.last_failed),
        "broke": _change(one.broke) if one.broke else None,
        "past": _change(one.past) if one.past else None,
        "back": _change(one.back) if one.back else None,
        "failing": sorted({_whose(each) for each in one.failing}),
    }


def _cell(cell: Cell) -> str:
    counts = [cell.met, cell.failed, cell.known, cell.undecided, cell.not_run]
    while counts and not counts[-1]:
        counts.pop()
    return "/".join(map(str, counts))


def _whose(one: Change) -> str:
    campaign = "" if one.campaign.startswith("(") else one.campaign
    return " · ".join(part for part in (one.scenario_name, one.device, campaign, one.consent) if part)


def _change(one: Change) -> dict[str, Any]:
    return {
        "at": _iso(one.at),
        "state": one.state,
        "before": _iso(one.before_at),
        "between": one.between,
        "name": one.name,
        "label": one.label,
        "conversion": one.conversion,
        "whose": _whose(one),
        "link": one.link,
        "message": one.message,
        "mend": one.mend,
    }


def _told(recent: Sequence[Change]) -> list[dict[str, Any]]:
    """The latest first; what happened to one expectation in several journeys on one day, and says the same, once."""
    groups: dict[tuple[Any, ...], list[Change]] = {}
    for one in recent:
        key = (one.at // DAY, one.subject_id, one.state, one.between, one.message, one.before_at is None)
        groups.setdefault(key, []).append(one)
    latest = sorted(groups.values(), key=lambda group: group[0].at, reverse=True)[:_MOST_CHANGES]
    return [{**_change(group[0]), "whose": sorted({_whose(one) for one in group})} for group in latest]


def _weeks(pairs: Iterable[Pair], first: Span, second: Span) -> dict[str, Any]:
    return {
        "first": [_iso(first[0]), _iso(first[1] - DAY)],
        "second": [_iso(second[0]), _iso(second[1] - DAY)],
        "pairs": [
            {**asdict(one.subject), "verdict": one.verdict, "before": _week(one.before), "after": _week(one.after)}
            for one in pairs
        ],
    }


def _week(one: Trend | None) -> Mapping[str, Any] | None:
    return None if one is None else {"rate": one.pass_rate, "p95": one.p95, "met": one.met, "failed": one.failed}


def _about(filters: Filters) -> list[str]:
    """What was chosen, in words."""
    told = [f"{name} {value}" for name in _TOLD if (value := getattr(filters, name))]
    return [*([filters.name] if filters.name else []), *told, *([str(filters.segment)] if filters.segment else [])]


def _iso(moment: float | None) -> str | None:
    if moment is None:
        return None
    return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).isoformat(timespec="minutes")
