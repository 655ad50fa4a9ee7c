"""How each expectation goes over time: its strip, pass rate, lateness, flakiness, and where it broke."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection, func, select

from validator.history.choosing import circumstances_of, in_segment, scenarios_of
from validator.history.filters import EVERYTHING, Filters
from validator.history.lateness import percentiles
from validator.history.reading import Change, changes_in
from validator.history.records import DAY, Subject
from validator.history.store import History
from validator.history.sums import Key, Sum, Sums, by_day, by_run, days_of
from validator.history.tables import changes, expectations, subjects

State = Literal["met", "failed", "mixed", "known", "undecided", "not run", ""]
_FEW_DAYS = 3  # a history of so many days is drawn by run
_RANKS = {"macro": 0, "micro": 1}


@dataclass(frozen=True, slots=True)
class Cell:
    """One piece of a strip: the outcomes of one run, of a day, or of several days."""

    began: float
    met: int = 0
    failed: int = 0
    known: int = 0
    undecided: int = 0
    not_run: int = 0

    @property
    def state(self) -> State:
        """What it comes to; empty: nothing was looked at."""
        if self.failed:
            return "mixed" if self.met else "failed"
        if self.known:
            return "known"
        if self.met:
            return "met"
        return "undecided" if self.undecided else "not run" if self.not_run else ""


@dataclass(frozen=True, slots=True)
class Trend:
    """One line. `of`: the device, campaign, … where lines are told apart by one. Moments are seconds since 1970.

    `pass_rate`: what was met, of all that was met or failed. `flakiness`: how often, of a hundred looks, the outcome
    turned while the container stayed the same, or differed between visits of one run. `broke`: since when it fails
    without a pause, and in which version; None: it does not fail now.
    """

    subject: Subject
    of: str
    strip: tuple[Cell, ...]
    met: int
    failed: int
    known: int
    undecided: int
    not_run: int
    pass_rate: float | None
    first_failed: float | None
    last_failed: float | None
    p50: float | None
    p95: float | None
    flakiness: float
    turns: int  # how often it turned with the container staying the same
    broke: Change | None
    failing: tuple[Change, ...]  # of each journey that fails now, when it broke
    past: Change | None  # of one that does not fail now: when it broke last,
    back: Change | None  # and when it came back

    @property
    def now(self) -> State:
        """What was seen last."""
        return next((cell.state for cell in reversed(self.strip) if cell.state), "") if not self.broke else "failed"


@dataclass(frozen=True, slots=True)
class _End:
    """How a line ends: what fails, or what failed last and came back."""

    failing: tuple[Change, ...] = ()
    past: Change | None = None
    back: Change | None = None


_NO_END = _End()


@dataclass(frozen=True, slots=True)
class Trends:
    """All lines: macro conversions first, then micro ones, then the rest; by their names. `unit`: of the strips."""

    lines: tuple[Trend, ...]
    unit: Literal["run", "day", "days"]
    days: int = 1  # in a cell, where the unit is days


def trends(history: History, filters: Filters = EVERYTHING, *, by: str = "", width: int = 90) -> Trends:
    """A line for each expectation that is meant, with strips of `width` cells at most."""
    with history.reading() as connection:
        found = by_day(connection, filters, by)
        seen = sorted({int(one.started // DAY) for sums in found.values() for one in sums.parts})
        short = len(seen) <= _FEW_DAYS
        if short:
            found = by_run(connection, filters, by)
        known = _subjects(connection, {key[0] for key in found})
        ends = _ends(connection, filters, by, found)
        turns = _turns(connection, filters)
    starts, size = _scale(found, seen, width, short)
    lines = [
        _line(known[key[0]], key, sums, starts, size, ends.get(key, _NO_END), turns.get(key[0], 0) if not by else 0)
        for key, sums in found.items()
    ]
    lines.sort(key=lambda one: (_RANKS.get(one.subject.conversion, 2), one.subject.name, one.subject.label, one.of))
    return Trends(tuple(lines), "run" if short else "day" if size == DAY else "days", int(size // DAY))


def _scale(found: dict[Key, Sums], seen: Sequence[int], width: int, short: bool) -> tuple[list[float], float]:
    """Where each cell begins, and how long it is (0: one run each)."""
    if short:
        return sorted({one.started for sums in found.values() for one in sums.parts})[-width:], 0.0
    if not seen:
        return [], DAY
    whole = seen[-1] - seen[0] + 1
    size = math.ceil(whole / width)
    cells = math.ceil(whole / size)
    first = seen[-1] + 1 - cells * size
    return [float((first + place * size) * DAY) for place in range(cells)], float(size * DAY)


def _line(subject: Subject, key: Key, sums: Sums, starts: list[float], size: float, end: _End, turns: int) -> Trend:
    met, failed = sum(one.met for one in sums.parts), sum(one.failed for one in sums.parts)
    p50, p95 = percentiles(sums.lateness, 50, 95)
    turned = turns + sum(one.unstable for one in sums.parts)
    return Trend(
        subject=subject,
        of=key[1],
        strip=_strip(sums.parts, starts, size),
        met=met,
        failed=failed,
        known=sum(one.known for one in sums.parts),
        undecided=sum(one.undecided for one in sums.parts),
        not_run=sum(one.not_run for one in sums.parts),
        pass_rate=met / (met + failed) if met + failed else None,
        first_failed=min((one.first_failed for one in sums.parts if one.first_failed is not None), default=None),
        last_failed=max((one.last_failed for one in sums.parts if one.last_failed is not None), default=None),
        p50=p50,
        p95=p95,
        flakiness=100 * turned / (met + failed) if met + failed else 0.0,
        turns=turned,
        broke=min(end.failing, key=lambda one: one.at, default=None),
        failing=end.failing,
        past=None if end.failing else end.past,
        back=None if end.failing else end.back,
    )


def _strip(parts: Sequence[Sum], starts: list[float], size: float) -> tuple[Cell, ...]:
    counts = [[0, 0, 0, 0, 0] for _ in starts]
    places = {start: place for place, start in enumerate(starts)}
    for one in parts:
        place = int((one.started - starts[0]) // size) if size else places.get(one.started, -1)
        if place >= 0:
            cell = counts[place]
            cell[0] += one.met
            cell[1] += one.failed
            cell[2] += one.known
            cell[3] += one.undecided
            cell[4] += one.not_run
    return tuple(Cell(start, *told) for start, told in zip(starts, counts, strict=True))


def _subjects(connection: Connection, numbers: set[int]) -> dict[int, Subject]:
    names = ("name", "label", "kind", "vendor", "event", "category", "action", "conversion", "owner")
    asked = select(subjects.c.id, *(subjects.c[name] for name in names))
    return {number: Subject(*rest) for number, *rest in connection.execute(asked) if number in numbers}


def _ends(connection: Connection, filters: Filters, by: str, found: dict[Key, Sums]) -> dict[Key, _End]:
    """What fails at the end of what is looked at, and when it broke; or else when it last did, and came back.

    One that was not looked at any more on the last day of its subject is no news: its scenario is gone or renamed.
    """
    first, behind = days_of(filters)
    last = select(func.max(changes.c.id)).group_by(changes.c.expectation_id)
    if behind is not None:
        last = last.where(changes.c.at < behind * DAY)
    whenever = replace(filters, since=None, until=None)
    latest = {key: sums.parts[-1].started // DAY * DAY for key, sums in found.items() if sums.parts}
    broke = {
        number: change
        for change, number, _ in changes_in(connection, whenever, last.where(changes.c.state == "failed"))
    }
    failing: defaultdict[Key, list[Change]] = defaultdict(list)
    back: dict[Key, tuple[Change, Change]] = {}
    for change, number, last_at in changes_in(connection, whenever, last):
        key = (change.subject_id, _of(change, by))
        if key not in latest:
            continue
        if change.state == "failed" and last_at >= latest[key]:
            failing[key].append(change)
        elif change.state == "met" and number in broke and (first is None or change.at >= first * DAY):
            back[key] = (broke[number], change)  # the last one to come back counts
    return {
        key: _End(tuple(failing.get(key, ())), *back.get(key, (None, None))) for key in failing.keys() | back.keys()
    }


def _of(change: Change, by: str) -> str:
    if by == "source":
        return f"{change.source} / {change.medium}"
    return str(getattr(change, "scenario_name" if by == "scenario" else by)) if by else ""


def _turns(connection: Connection, filters: Filters) -> dict[int, int]:
    """How often outcomes turned without a new version of the container, by subject; breaking for good is no flaw."""
    asked = (
        select(changes.c.subject_id, changes.c.expectation_id, func.count())
        .where(changes.c.version_before == changes.c.version)
        .group_by(changes.c.subject_id, changes.c.expectation_id)
    )
    first, behind = days_of(filters)
    if first is not None:
        asked = asked.where(changes.c.at >= first * DAY)
    if behind is not None:
        asked = asked.where(changes.c.at < behind * DAY)
    if (around := circumstances_of(filters)) is not None:
        asked = asked.where(changes.c.circumstances_id.in_(around))
    if filters.segment is not None:
        asked = asked.where(in_segment(connection, changes.c.sent_id, filters.segment))
    if (meant := scenarios_of(filters)) is not None:
        asked = asked.join(expectations, expectations.c.id == changes.c.expectation_id)
        asked = asked.where(expectations.c.scenario_id.in_(meant))
    found: defaultdict[int, int] = defaultdict(int)
    for subject, _, turns in connection.execute(asked):
        found[subject] += max(0, turns - 2)
    return dict(found)
