"""From micro to macro: how many of each step came, and which share went on to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from validator.model.plan import Plan
from validator.model.scenario import Scenario
from validator.plan.coverage import coverage
from validator.production.counts import Counts, by_aspect, totals
from validator.production.planned import Arrived


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. `on`: its share of the step before it; `of_first`: of the first step. None for the first itself."""

    name: str
    conversion: str
    count: int
    on: float | None = None
    of_first: float | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps to one macro conversion; `scenario`: the journey whose order it follows, empty for the plan's."""

    macro: str
    stages: tuple[Stage, ...]
    scenario: str = ""

    @property
    def rate(self) -> float | None:
        """From the first step to the macro conversion."""
        return self.stages[-1].of_first if self.stages else None


@dataclass(frozen=True, slots=True)
class Rate:
    """How one device, source or campaign converts: macro conversions of a hundred visits."""

    value: str
    visits: int
    micro: int
    macro: int

    @property
    def rate(self) -> float | None:
        return self.macro / self.visits if self.visits else None


def ways(plan: Plan, scenarios: Sequence[Scenario], names: Sequence[str]) -> list[tuple[str, tuple[str, ...], str]]:
    """For each macro conversion of the plan: the micro conversions before it, and the scenario that shows the way.

    `names`: which of the plan's events count. Without a scenario all micro conversions above it in the plan count.
    """
    known = set(names)
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for one in coverage(plan, scenarios).conversions if scenarios else ():
        steps = tuple(
            dict.fromkeys(
                name
                for way in one.before
                for name in way.tracked
                if name in known and plan.events[name].conversion == "micro"
            )
        )
        if one.name in known and len(steps) > len(found.get(one.name, ((), ""))[0]):
            found[one.name] = (steps, one.scenario)
    told: list[tuple[str, tuple[str, ...], str]] = []
    before: list[str] = []
    for name, event in plan.events.items():
        if event.conversion == "micro" and name in known:
            before.append(name)
        elif event.conversion == "macro" and name in known:
            steps, scenario = found.get(name, ((), "") if scenarios else (tuple(before), ""))
            told.append((name, steps, scenario))
    return told


def funnels(plan: Plan, scenarios: Sequence[Scenario], counted: Mapping[str, int]) -> tuple[Funnel, ...]:
    """Every funnel with its counts. `counted`: how often each planned event came, by the team's name."""
    found = []
    for macro, steps, scenario in ways(plan, scenarios, tuple(counted)):
        stages: list[Stage] = []
        for name in (*steps, macro):
            count = counted.get(name, 0)
            before, first = (stages[-1].count, stages[0].count) if stages else (None, None)
            on, of_first = (count / one if one else None for one in (before, first))
            stages.append(Stage(name, plan.events[name].conversion or "", count, on, of_first))
        found.append(Funnel(macro, tuple(stages), scenario))
    return tuple(found)


def rates(counts: Counts, planned: Sequence[Arrived], aspect: str) -> tuple[Rate, ...]:
    """How each device, source or campaign converts; the one with the most visits first."""
    names = {kind: _names(planned, lambda one, kind=kind: one.conversion == kind) for kind in ("micro", "macro")}  # type: ignore[misc]
    whole = totals(counts)
    visits = next((name for name in ("session_start", "page_view") if name in whole), "")
    found = [
        Rate(
            value,
            sums.get(visits, 0),
            *(sum(sums.get(name, 0) for name in names[kind]) for kind in ("micro", "macro")),
        )
        for value, sums in by_aspect(counts, aspect).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.visits, -one.macro, one.value)))


def _names(planned: Sequence[Arrived], meant: Callable[[Arrived], bool]) -> frozenset[str]:
    return frozenset(name for one in planned if meant(one) for name in one.names)
