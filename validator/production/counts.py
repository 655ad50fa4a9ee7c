"""Counts of events by day, device, source, medium and campaign: what production is told as, wherever it came from."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Day = datetime.date
ASPECTS = ("device", "traffic", "campaign")  # by which counts are looked at; `traffic` is source / medium


@dataclass(frozen=True, slots=True)
class Count:
    """How often one event came, on a day, under these circumstances. What is not known is empty.

    `visit`: an id, where the file tells visits apart.
    """

    event: str
    count: int
    day: Day | None = None
    device: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    visit: str = ""

    def of(self, aspect: str) -> str:
        """The value of one aspect."""
        if aspect == "traffic":
            return " / ".join(part for part in (self.source, self.medium) if part)
        return self.device if aspect == "device" else self.campaign


@dataclass(frozen=True, slots=True)
class Counts:
    """All counts of a time, and what a reader should know of them."""

    rows: tuple[Count, ...]
    origin: str  # `property 123456`, the name of a file
    since: Day | None = None
    until: Day | None = None
    notes: tuple[str, ...] = ()

    @property
    def daily(self) -> bool:
        """Whether they are told by day; without that no fall can be seen."""
        return bool(self.rows) and all(row.day is not None for row in self.rows)

    @property
    def days(self) -> tuple[Day, ...]:
        """Every day of the time, also those on which nothing came."""
        if self.since is None or self.until is None:
            return ()
        return tuple(self.since + datetime.timedelta(n) for n in range((self.until - self.since).days + 1))

    def where(self, holds: Callable[[Count], bool]) -> Counts:
        """Only some of the rows, of the same time."""
        return Counts(tuple(row for row in self.rows if holds(row)), self.origin, self.since, self.until, self.notes)

    def between(self, since: Day, until: Day) -> Counts:
        """Only these days, both included."""
        rows = tuple(row for row in self.rows if row.day is not None and since <= row.day <= until)
        first = max(since, self.since) if self.since else since
        return Counts(rows, self.origin, first, min(until, self.until) if self.until else until, self.notes)


def joined(parts: Iterable[Counts]) -> Counts:
    """Several files as one. What is told twice (the same day in two files) would count twice: it is refused.

    Raises ValueError with the reason.
    """
    every = tuple(parts)
    if len(every) == 1:
        return every[0]
    seen: dict[tuple[Day | None, str], str] = {}
    for one in every:
        for row in {(row.day, row.event) for row in one.rows}:
            if seen.setdefault(row, one.origin) != one.origin:
                when = f" on {row[0]}" if row[0] else ""
                raise ValueError(f"{one.origin} and {seen[row]} both count {row[1]}{when}: it would count twice")
    starts = [one.since for one in every if one.since]
    ends = [one.until for one in every if one.until]
    return Counts(
        tuple(row for one in every for row in one.rows),
        ", ".join(one.origin for one in every),
        min(starts, default=None),
        max(ends, default=None),
        tuple(dict.fromkeys(note for one in every for note in one.notes)),
    )


def totals(counts: Counts) -> dict[str, int]:
    """How often each event came, the most frequent first."""
    found: dict[str, int] = defaultdict(int)
    for row in counts.rows:
        found[row.event] += row.count
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


Slice = tuple[str, str]  # aspect and value; ("", "") is the whole
WHOLE: Slice = ("", "")


def by_day(counts: Counts) -> Mapping[str, Mapping[Slice, Mapping[Day, int]]]:
    """event → slice → day → count, in one pass."""
    found: dict[str, dict[Slice, dict[Day, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for row in counts.rows:
        if row.day is None:
            continue
        of_event = found[row.event]
        of_event[WHOLE][row.day] += row.count
        for aspect in ASPECTS:
            value = row.of(aspect)
            if value:
                of_event[aspect, value][row.day] += row.count
    return found


def by_aspect(counts: Counts, aspect: str) -> dict[str, dict[str, int]]:
    """value → event → count; the value with the most events first."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in counts.rows:
        value = row.of(aspect)
        if value:
            found[value][row.event] += row.count
    return dict(sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0])))
