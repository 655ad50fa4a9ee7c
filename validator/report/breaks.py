"""What broke: red expectations of one event taken together, with where they were red and where not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from validator.production.falls import Fall
from validator.production.reds import Red, category
from validator.report.times import Day, Times

_NEAR = datetime.timedelta(hours=36)  # red spans of one event that lie so near are one break


@dataclass(frozen=True, slots=True)
class Cost:
    """What visitors did that was not counted. `sure`: a fall that chance does not explain, or only an estimate."""

    lost: int
    expected: float
    actual: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """Visits of scenarios while it was broken: how many did not track it."""

    failed: int
    all: int


@dataclass(frozen=True, slots=True)
class Break:
    """One event that was not tracked for a time. `until` None: it is so still.

    `where`: aspect → the values that were red; `spared`: those on which it was met meanwhile. `fall`: what production
    says of it. Without `reds` only production saw it.
    """

    name: str
    conversion: str
    owner: str
    since: datetime.datetime
    until: datetime.datetime | None
    reds: tuple[Red, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    spared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fall: Fall | None = None
    cost: Cost | None = None
    looked: Looked | None = None
    says: str = ""

    @property
    def first(self) -> Day:
        return self.since.date()

    @property
    def last(self) -> Day | None:
        """The last day on which it was broken; None: still."""
        return self.until.date() if self.until else None

    def days(self, now: Day) -> int:
        """How many days it lasted, until now at most."""
        ends = self.until or datetime.datetime.combine(now, datetime.time(23, 59), datetime.timezone.utc)
        return max(1, round((ends - self.since).total_seconds() / 86400))

    @property
    def cause(self) -> Red | None:
        """The red expectation that says most of why."""
        return next((red for red in self.reds if red.mend), next((red for red in self.reds if red.message), None))

    def values(self, aspect: str) -> tuple[str, ...]:
        return dict(self.where).get(aspect, ())

    def spared_values(self, aspect: str) -> tuple[str, ...]:
        return dict(self.spared).get(aspect, ())


ASPECTS = ("device", "traffic", "campaign", "consent", "site")


def of(red: Red, aspect: str) -> str:
    """The value of one aspect, as reports write it."""
    if aspect == "device":
        return device_name(red.device)
    if aspect == "traffic":
        return " / ".join(part for part in (red.source, red.medium) if part)
    return str(getattr(red, aspect, ""))


def device_name(device: str) -> str:
    """`iPhone 15 (mobile)`; a scenario without a device is a desktop."""
    return (
        f"{device} ({category(device)})" if device and category(device) not in device.lower() else device or "desktop"
    )


def breaks(reds: Iterable[Red], times: Times) -> list[Break]:
    """The breaks that fall into the strips' time, the latest first."""
    by_name: dict[str, list[Red]] = {}
    for red in sorted(reds, key=lambda one: one.since):
        ended = red.until.date() if red.until else times.until
        if red.since.date() <= times.until and ended >= times.back:
            by_name.setdefault(red.name, []).append(red)
    found = [_break(name, group, times) for name, told in by_name.items() for group in _near(told)]
    return sorted(found, key=lambda one: one.since, reverse=True)


def _near(reds: Sequence[Red]) -> list[list[Red]]:
    groups: list[list[Red]] = []
    end: datetime.datetime | None = None
    for red in reds:
        if groups and (end is None or red.since <= end or (red.since <= end + _NEAR and _same(red, groups[-1]))):
            groups[-1].append(red)
            end = None if end is None or red.until is None else max(end, red.until)
        else:
            groups.append([red])
            end = red.until
    return groups


def _same(red: Red, group: Sequence[Red]) -> bool:
    """Whether it broke in the same way before: what comes and goes from day to day is told once."""
    return any((red.label, red.link) == (other.label, other.link) for other in group)


def _break(name: str, reds: Sequence[Red], times: Times) -> Break:
    ends = [red.until for red in reds]
    open_ = [end for end in ends if end is None or end.date() > times.until]
    where = tuple((aspect, tuple(sorted({value for red in reds if (value := of(red, aspect))}))) for aspect in ASPECTS)
    return Break(
        name,
        min((red.conversion for red in reds if red.conversion), key=lambda kind: kind != "macro", default=""),
        next((red.owner for red in reds if red.owner), ""),
        min(red.since for red in reds),
        None if open_ else max(end for end in ends if end),
        tuple(reds),
        where,
    )
