"""What runs say of each event of the team, day by day: its labels at all vendors taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from validator.model.plan import Plan
from validator.report.times import Day, Times, began, day_of, ended

if TYPE_CHECKING:
    from validator.history.filters import Filters
    from validator.history.store import History
    from validator.history.trends import Trend

State = Literal["met", "failed", "partly", "known", ""]
_KINDS = ("event", "goal")
_WEIGHT = {"macro": 0, "micro": 1}


@dataclass(frozen=True, slots=True)
class Looks:
    """How often it was looked at, and what came of it."""

    met: int = 0
    failed: int = 0
    known: int = 0

    def __add__(self, other: Looks) -> Looks:
        return Looks(self.met + other.met, self.failed + other.failed, self.known + other.known)

    @property
    def state(self) -> State:
        if self.failed:
            return "partly" if self.met else "failed"
        return "known" if self.known else "met" if self.met else ""

    @property
    def rate(self) -> float | None:
        whole = self.met + self.failed
        return self.met / whole if whole else None


@dataclass(frozen=True, slots=True)
class Line:
    """One event, by the team's name. `of`: the device, … where it is told by one; `late`: seconds, 95 in a hundred."""

    name: str
    conversion: str
    owner: str
    vendors: tuple[str, ...]
    days: dict[Day, Looks] = field(default_factory=dict)
    late: float | None = None
    of: str = ""

    def within(self, times: Times) -> Looks:
        return sum((looks for day, looks in self.days.items() if times.holds(day)), Looks())

    @property
    def last(self) -> State:
        """What the last day on which it was looked at says."""
        return self.days[max(self.days)].state if self.days else ""

    @property
    def first_met(self) -> Day | None:
        return min((day for day, looks in self.days.items() if looks.met), default=None)


def lines(history: History, filters: Filters, since: Day | None, until: Day, by: str = "") -> list[Line]:
    """A line for each event and goal, macro conversions first; only those that were looked at in the time."""
    from validator.history.trends import trends

    start = began(since) if since else None
    told = trends(history, replace(filters, since=start, until=ended(until)), by=by, width=100_000)
    groups: dict[tuple[str, str], list[Trend]] = defaultdict(list)
    for one in told.lines:
        if one.subject.kind in _KINDS:
            groups[one.subject.name, one.of].append(one)
    found = [_line(name, of, group) for (name, of), group in groups.items()]
    return sorted(found, key=lambda one: (_WEIGHT.get(one.conversion, 2), one.name, one.of))


def _line(name: str, of: str, group: Iterable[Trend]) -> Line:
    days: dict[Day, Looks] = defaultdict(Looks)
    told = list(group)
    for one in told:
        for cell in one.strip:
            if cell.met or cell.failed or cell.known:
                days[day_of(cell.began)] += Looks(cell.met, cell.failed, cell.known)
    conversions = [one.subject.conversion for one in told if one.subject.conversion]
    return Line(
        name,
        min(conversions, key=lambda kind: _WEIGHT.get(kind, 2), default=""),
        next((one.subject.owner for one in told if one.subject.owner), ""),
        tuple(dict.fromkeys(one.subject.vendor for one in told if one.subject.vendor)),
        dict(sorted(days.items())),
        max((one.p95 for one in told if one.p95 is not None), default=None),
        of,
    )


def untracked(plan: Plan, known: Iterable[Line]) -> list[str]:
    """Conversions of the plan that no run has looked at."""
    seen = {line.name for line in known}
    return [name for name, event in plan.events.items() if event.conversion and name not in seen]
