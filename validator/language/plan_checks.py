"""What is likely a mistake in a tracking plan, though it can be read: told as warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from validator.decoding import ga4_rules
from validator.language.plan_file import PlanFile
from validator.language.tree import Place, Wrong
from validator.model.location import Problem
from validator.model.plan import Goal
from validator.model.scenario import Condition, Expectation, Scenario
from validator.operators import Path, compare

MANY_GOALS = 12
FEW = 3  # warnings of one kind that are told one by one
UA_BYTES = {"category": 150, "action": 500, "label": 500}
_UA_ENDED = "Google stopped processing Universal Analytics in 2023: these hits are sent, and nobody receives them"


def check_plan(file: PlanFile) -> list[Problem]:
    """Warnings of the plan by itself."""
    return [Wrong(message, place, mend).problem for message, place, mend in _warnings(file)]


def check_use(file: PlanFile, scenarios: Sequence[Scenario]) -> list[Problem]:
    """Warnings of a plan beside all of its scenarios: events that none expects, goals that none completes."""
    if file.tree is None or not scenarios:
        return []
    expected = {one.planned for scenario in scenarios for one in _expectations(scenario)}
    goals = {
        condition.operand
        for scenario in scenarios
        for one in _expectations(scenario)
        if one.kind == "goal"
        for condition in one.conditions
    }
    sent = _sent(scenarios)
    events = {name: file.place("events", name) for name in file.plan.events if name not in expected}
    silent = {
        goal.name: file.place("goals", number)
        for number, goal in enumerate(file.plan.goals)
        if goal.name not in goals and not _completed(goal, sent)
    }
    return [*_unused("expects", "event", events), *_unused("completes", "goal", silent)]


def _unused(verb: str, kind: str, places: Mapping[str, Place]) -> Iterator[Problem]:
    """A warning each where they are few, and one for all where they are many."""
    if len(places) <= FEW:
        for name, place in places.items():
            yield Wrong(f'no scenario {verb} the {kind} "{name}"', place).problem
        return
    names = [f'"{name}"' for name in places]
    told = f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
    mend = "`validator plan coverage` names them all."
    yield Wrong(f"no scenario {verb} the {kind}s {told}", next(iter(places.values())), mend).problem


def _expectations(scenario: Scenario) -> Iterator[Expectation]:
    for step in scenario.steps:
        yield from step.expect
    yield from scenario.expect


def _sent(scenarios: Sequence[Scenario]) -> list[tuple[str | None, dict[Path, Any]]]:
    """The vendor and the naming facts of each sort of event that is expected, once each."""
    found: dict[str, tuple[str | None, dict[Path, Any]]] = {}
    for scenario in scenarios:
        for one in _expectations(scenario):
            if one.kind == "event":
                facts = {
                    each.path: each.operand for each in one.conditions if _names(each) and each.operator == "equals"
                }
                found.setdefault(f"{one.vendor} {facts}", (one.vendor, facts))
    return list(found.values())


def _completed(goal: Goal, sent: Sequence[tuple[str | None, dict[Path, Any]]]) -> bool:
    """Whether an expected event would complete it. What pages and time do is not known before a run."""
    if goal.kind != "event":
        return True
    return any(goal.vendor in (None, vendor) and _entails(facts, goal.conditions) for vendor, facts in sent)


def _entails(facts: Mapping[Path, Any], conditions: tuple[Condition, ...]) -> bool:
    return all(
        condition.path in facts and compare(condition.operator, facts[condition.path], condition.operand)
        for condition in conditions
        if _names(condition)
    )


def _names(condition: Condition) -> bool:
    return condition.path[0] in ("event", "category", "action")


def _warnings(file: PlanFile) -> Iterator[tuple[str, Place, str]]:
    plan = file.plan
    conversions = [goal.conversion for goal in plan.goals] + [one.conversion for one in plan.events.values()]
    if any(conversions) and "macro" not in conversions:
        yield (
            "the plan has no macro conversion: what the business lives by is not in it",
            file.place("goals") if plan.goals else file.place("events"),
            "Give conversion: macro to the order, the lead or the subscription.",
        )
    if len(plan.goals) > MANY_GOALS:
        yield (
            f"the plan has {len(plan.goals)} goals: nobody looks at so many",
            file.place("goals"),
            "Keep those that somebody acts upon.",
        )
    for name, event in plan.events.items() if plan.owners else ():
        if event.owner and event.owner not in plan.owners:
            yield (
                f'nobody is told of "{name}": its owner {event.owner} is not among the owners',
                file.place("events", name, "owner"),
                f"Add {event.owner}: under owners, with an address.",
            )
    if "ua" in plan.vendors and "warnings" not in plan.vendors["ua"].off:
        yield _UA_ENDED, file.place("vendors", "ua"), "Write off: warnings beside its id where that is known."
    for name, event in plan.events.items():
        for one in event.expectations:
            place = file.place("events", name, str(one.vendor))
            if plan.vendors and one.vendor not in plan.vendors:
                yield (
                    f'"{name}" goes to {one.vendor}, which is not among the plan\'s vendors',
                    place,
                    f"Add {one.vendor}: under vendors, with its id.",
                )
            if one.vendor == "ga4":
                yield from _ga4(one, place)
            elif one.vendor == "ua":
                yield from _ua(one, place)


def _ga4(one: Expectation, place: Place) -> Iterator[tuple[str, Place, str]]:
    names = {
        str(condition.path[1]) for condition in one.conditions if condition.path[0] == "params" and condition.path[1:]
    }
    names -= {"*"}
    event = next((c.operand for c in one.conditions if c.path == ("event",) and c.operator == "equals"), None)
    for what, name in [("event", event), *(("parameter", name) for name in sorted(names))]:
        if not isinstance(name, str):
            continue
        if len(name) > ga4_rules.NAME_LENGTH:
            yield (
                f'the {what} name "{name}" has {len(name)} letters, and GA4 takes {ga4_rules.NAME_LENGTH}',
                place,
                "Choose a shorter one.",
            )
        prefix = next((prefix for prefix in ga4_rules.RESERVED_PREFIXES if name.startswith(prefix)), None)
        if prefix and what == "event":
            yield f'the {what} name "{name}" begins with {prefix}, which Google keeps for itself', place, ""
        if not name.isidentifier() or not name[0].isalpha():
            article = "an" if what == "event" else "a"
            yield (
                f'"{name}" is not {article} {what} name that GA4 takes: letters, digits and _, and a letter first',
                place,
                f"Write {'_'.join(name.split()).lower()}." if " " in name else "",
            )
    if len(names) > ga4_rules.PARAMETERS:
        yield f"GA4 takes {ga4_rules.PARAMETERS} parameters an event, and here are {len(names)}", place, ""
    for condition in one.conditions:
        most = ga4_rules.LONGER_VALUES.get(str(condition.path[-1]), ga4_rules.VALUE_LENGTH) if condition.path else 0
        if condition.path[0] == "params" and _too_long(condition, most):
            yield f"GA4 takes {most} letters of {condition.path[-1]}, and this value is longer", place, ""


def _too_long(condition: Condition, most: int) -> bool:
    return condition.operator == "equals" and isinstance(condition.operand, str) and len(condition.operand) > most


def _ua(one: Expectation, place: Place) -> Iterator[tuple[str, Place, str]]:
    told = {str(c.path[0]): c.operand for c in one.conditions if len(c.path) == 1 and c.operator == "equals"}
    for name, most in UA_BYTES.items():
        value = told.get(name)
        if isinstance(value, str) and len(value.encode()) > most:
            yield f"Universal Analytics takes {most} bytes of a {name}, and this is longer", place, ""
    value = told.get("value")
    if isinstance(value, float) or (isinstance(value, int) and value < 0):
        yield f"Universal Analytics takes whole numbers from 0 as a value, not {value}", place, ""
    paths = {str(c.path[0]) for c in one.conditions}
    if len(paths & {"category", "action"}) == 1:
        missing = "action" if "category" in paths else "category"
        yield f"an event of Universal Analytics has a category and an action; the {missing} is missing", place, ""
