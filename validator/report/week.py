"""The report as a noun, and how it is made of the history, the plan and production's counts."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validator.model.plan import Plan
from validator.model.scenario import Scenario
from validator.production import sentences
from validator.production.counts import Counts
from validator.production.look import Production, look
from validator.production.reds import Red, reds_of
from validator.report.breaks import ASPECTS, Break, Looked, breaks, device_name
from validator.report.costs import with_costs
from validator.report.lines import Line, Looks, lines, untracked
from validator.report.milestones import Reached, reached
from validator.report.times import Times, began, ended

if TYPE_CHECKING:
    from validator.history.filters import Filters
    from validator.history.store import History

_BY = {"device": "device", "traffic": "source", "campaign": "campaign", "consent": "consent", "site": "site"}


@dataclass(frozen=True, slots=True)
class Journeys:
    """How journeys of the time ended."""

    passed: int = 0
    failed: int = 0
    broken: int = 0
    reasons: tuple[tuple[str, str, int], ...] = ()  # why journeys could not be performed: scenario, reason, how often

    @property
    def all(self) -> int:
        return self.passed + self.failed + self.broken


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page tells. `breaks`: of the strips' time, the latest first; `missing`: what no run looked at."""

    plan: Plan
    times: Times
    lines: tuple[Line, ...]
    by: dict[str, tuple[Line, ...]]  # aspect → lines, of the time itself
    breaks: tuple[Break, ...]
    journeys: Journeys
    milestones: tuple[Reached, ...]
    missing: tuple[str, ...]
    production: Production | None = None  # of the strips' time
    week: Production | None = None  # of the time itself
    before: Production | None = None  # of the same length of time before
    notes: tuple[str, ...] = ()
    chosen: str = ""  # by which filters, in words

    @property
    def now(self) -> tuple[Break, ...]:
        """What is broken at the end of the time."""
        return tuple(one for one in self.breaks if one.until is None)

    @property
    def broke(self) -> tuple[Break, ...]:
        """What broke within the time."""
        return tuple(one for one in self.breaks if one.first >= self.times.since)

    @property
    def came_back(self) -> tuple[Break, ...]:
        back = [one for one in self.breaks if one.last is not None and self.times.holds(one.last)]
        return tuple(sorted(back, key=lambda one: one.conversion != "macro"))

    @property
    def current(self) -> tuple[Break, ...]:
        """What was broken on any day of the time."""
        return tuple(one for one in self.breaks if one.last is None or one.last >= self.times.since)

    @property
    def conversions(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.conversion)


def report(
    history: History,
    plan: Plan,
    scenarios: Sequence[Scenario],
    times: Times,
    filters: Filters,
    counts: Counts | None = None,
    notes: Sequence[str] = (),
    chosen: str = "",
) -> Report:
    """The report of a time. `filters`: which journeys are meant."""
    told = lines(history, filters, times.back, times.until)
    reds = _reds(history, filters, times)
    always = lines(history, filters, None, times.until) if plan.milestones else []
    production = look(plan, scenarios, counts, reds) if counts and counts.rows else None
    found = [_placed(one, history, filters, times) for one in breaks(reds, times)]
    return Report(
        plan=plan,
        times=times,
        lines=tuple(told),
        by={aspect: tuple(lines(history, filters, times.since, times.until, by)) for aspect, by in _BY.items()},
        breaks=tuple(with_costs(found, production, times)),
        journeys=_journeys(history, filters, times),
        milestones=reached(plan, always, reds, times.until),
        missing=tuple(untracked(plan, told)),
        production=production,
        week=_part(plan, scenarios, counts, times, 0),
        before=_part(plan, scenarios, counts, times, times.days),
        notes=(*notes, *_incomplete(counts, times)),
        chosen=chosen,
    )


def _part(
    plan: Plan, scenarios: Sequence[Scenario], counts: Counts | None, times: Times, back: int
) -> Production | None:
    """Production's funnel and rates in the time, or so many days before: of equally many days, where some lack yet."""
    if counts is None or not counts.daily or counts.until is None:
        return None
    step, last = datetime.timedelta(back), min(times.until, counts.until)
    part = counts.between(times.since - step, last - step) if last >= times.since else None
    return look(plan, scenarios, part) if part and part.rows else None


def _incomplete(counts: Counts | None, times: Times) -> tuple[str, ...]:
    if counts is None or counts.until is None or counts.until >= times.until:
        return ()
    return (f"Production's counts go until {sentences.day(counts.until)} only; the days after are not in them yet.",)


def _reds(history: History, filters: Filters, times: Times) -> tuple[Red, ...]:
    """What was red, followed from the beginning; pushes and tags are parts of events, and not told by themselves."""
    from validator.history.reading import changes

    told = changes(history, replace(filters, since=None, until=ended(times.until)))
    return tuple(red for red in reds_of(told) if not red.label.startswith(("push ", "tag ")))


def _placed(one: Break, history: History, filters: Filters, times: Times) -> Break:
    """With where it was met meanwhile, and in how many visits it was not."""
    last = min(one.last, times.until) if one.last else times.until
    narrow = replace(filters, name=one.name)
    spared = []
    for aspect in ASPECTS:
        hit = set(one.values(aspect))
        met = {
            device_name(line.of) if aspect == "device" else line.of
            for line in lines(history, narrow, one.first, last, _BY[aspect])
            if line.name == one.name and line.within(Times(one.first, last, one.first)).met
        }
        spared.append((aspect, tuple(sorted(value for value in met - hit if value))))
    looks = sum(
        (
            line.within(Times(one.first, last, one.first))
            for line in lines(history, narrow, one.first, last)
            if line.name == one.name
        ),
        Looks(),
    )
    return replace(one, spared=tuple(spared), looked=Looked(looks.failed, looks.met + looks.failed))


def _journeys(history: History, filters: Filters, times: Times) -> Journeys:
    from validator.history.reading import journeys

    wanted = replace(filters, since=began(times.since), until=ended(times.until))
    counted: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for one in journeys(history, wanted):
        counted[one.status] += 1
        if one.status == "broken":
            reasons[one.scenario_name, one.reason] += 1
    told = tuple((scenario, reason, often) for (scenario, reason), often in reasons.most_common(10))
    return Journeys(counted["passed"], counted["failed"], counted["broken"], told)
