"""How much of the plan the scenarios reach, what they expect beside it, and the way to each macro conversion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from validator import operators
from validator.model.location import NOWHERE, Location
from validator.model.plan import Goal, Plan
from validator.model.scenario import Expectation, Scenario, Step

_NAMING = (("event",), ("category",), ("action",))


@dataclass(frozen=True, slots=True)
class Reached:
    """One planned event or goal: the scenarios that expect it, and the vendors that none asks for."""

    name: str
    conversion: str
    scenarios: tuple[str, ...]
    vendors_left: tuple[str, ...] = ()
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Beside:
    """An expectation of a scenario that the plan does not know."""

    scenario: str
    label: str
    location: Location


@dataclass(frozen=True, slots=True)
class Way:
    """One step on the way to a macro conversion; `tracked` empty: nothing is expected there."""

    steps: str  # `4`, `7–11`
    title: str
    tracked: tuple[str, ...] = ()
    conversion: bool = False


@dataclass(frozen=True, slots=True)
class Conversion:
    """A macro conversion within one scenario, and what the visitor did before it."""

    name: str
    scenario: str
    before: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the scenarios reach of a plan. `share`: percent of its events and goals that some scenario expects."""

    events: tuple[Reached, ...]
    goals: tuple[Reached, ...]
    beside: tuple[Beside, ...]
    conversions: tuple[Conversion, ...]
    leading_nowhere: tuple[str, ...]  # micro conversions that stand before no macro one

    @property
    def share(self) -> float:
        every = (*self.events, *self.goals)
        return 100.0 * sum(bool(one.scenarios) for one in every) / len(every) if every else 100.0


def coverage(plan: Plan, scenarios: Sequence[Scenario]) -> Coverage:
    """What these scenarios reach of the plan; a scenario on several devices counts once."""
    once = list({(one.location.file, one.name): one for one in scenarios}.values())
    conversions = tuple(way for scenario in once for way in _conversions(scenario))
    leading = {name for one in conversions for way in one.before if way.conversion for name in way.tracked}
    micro = [name for name, event in plan.events.items() if event.conversion == "micro"]
    return Coverage(
        tuple(_event(name, plan, once) for name in plan.events),
        tuple(_goal(goal, once) for goal in plan.goals),
        tuple(one for scenario in once for one in _beside(scenario, plan)),
        conversions,
        tuple(name for name in micro if name not in leading) if conversions else (),
    )


def _event(name: str, plan: Plan, scenarios: Sequence[Scenario]) -> Reached:
    event = plan.events[name]
    asked = {
        scenario.name: {one.vendor for one in expectations(scenario) if one.planned == name} for scenario in scenarios
    }
    vendors = set().union(*asked.values())
    left = tuple(str(one.vendor) for one in event.expectations if one.vendor not in vendors) if vendors else ()
    found = tuple(scenario for scenario, told in asked.items() if told)
    return Reached(name, event.conversion or "", found, left, event.location)


def _goal(goal: Goal, scenarios: Sequence[Scenario]) -> Reached:
    found = tuple(
        scenario.name for scenario in scenarios if any(_completes(one, goal) for one in expectations(scenario))
    )
    return Reached(goal.name, goal.conversion, found, (), goal.location)


def _completes(one: Expectation, goal: Goal) -> bool:
    """Whether an expectation is of a goal, or of the event that completes it."""
    if one.kind == "goal":
        return any(condition.operand == goal.name for condition in one.conditions)
    if one.kind != "event" or goal.kind != "event" or goal.vendor not in (None, one.vendor):
        return False
    naming = [condition for condition in goal.conditions if condition.path in _NAMING]
    facts = _facts(one)
    return bool(naming) and all(operators.holds(condition, facts) for condition in naming)


def _facts(one: Expectation) -> dict[str, object]:
    return {
        str(condition.path[0]): condition.operand
        for condition in one.conditions
        if condition.path in _NAMING and condition.operator == "equals"
    }


def _beside(scenario: Scenario, plan: Plan) -> Iterator[Beside]:
    for one in expectations(scenario) if plan.events else ():
        if one.kind == "event" and one.planned is None and _facts(one) and not _planned(one, plan):
            yield Beside(scenario.name, one.label, one.location)


def _planned(one: Expectation, plan: Plan) -> bool:
    facts = _facts(one)
    return any(
        one.vendor in (None, each.vendor) and all(operators.holds(condition, facts) for condition in naming)
        for event in plan.events.values()
        for each in event.expectations
        if (naming := [condition for condition in each.conditions if condition.path in _NAMING])
    )


def expectations(scenario: Scenario) -> Iterator[Expectation]:
    """What a scenario expects: under its steps, then over the whole journey."""
    for step in scenario.steps:
        yield from step.expect
    yield from scenario.expect


def _conversions(scenario: Scenario) -> Iterator[Conversion]:
    """Each macro conversion of a scenario, once, with the steps before it."""
    told = set()
    for place, step in enumerate(scenario.journey):
        for one in step.expect:
            name = _name(one)
            if one.conversion == "macro" and name not in told and one.times.most != 0:
                told.add(name)
                yield Conversion(name, scenario.name, tuple(_ways(scenario.journey[: place + 1], name)))


def _ways(steps: Sequence[Step], macro: str) -> Iterator[Way]:
    silent: list[Step] = []
    for step in steps:
        names = tuple(dict.fromkeys(_name(one) for one in step.expect if one.kind in ("event", "goal")))
        names = tuple(name for name in names if name != macro)
        if not names:
            silent += [step] if step is not steps[-1] else []
            continue
        yield from _silent(silent)
        silent = []
        conversion = any(one.conversion == "micro" and _name(one) in names for one in step.expect)
        yield Way(str(step.number), step.name or step.title, names, conversion)
    yield from _silent(silent)


def _silent(steps: Sequence[Step]) -> Iterator[Way]:
    if len(steps) == 1:
        yield Way(str(steps[0].number), steps[0].name or steps[0].title)
    elif steps:
        yield Way(f"{steps[0].number}–{steps[-1].number}", f"{len(steps)} steps")


def _name(one: Expectation) -> str:
    goal = next((condition.operand for condition in one.conditions if condition.path == ("name",)), None)
    return one.planned or (str(goal) if one.kind == "goal" and goal else one.label)
