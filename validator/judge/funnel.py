"""The scenario's conversions in the order of its journey, each told once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from validator import operators
from validator.model.plan import Goal, Plan
from validator.model.scenario import Expectation
from validator.model.verdict import FAILING, FunnelStage, Outcome

_NAMING = (("event",), ("category",), ("action",))


def funnel(outcomes: Sequence[Outcome], plan: Plan) -> tuple[FunnelStage, ...]:
    """One stage a conversion: what one planned event asks of all vendors, and the goal that it completes, are one.

    What is asked of the whole journey is told at the step that asks the same.
    """
    stages: dict[tuple[int | None, str], list[Outcome]] = {}
    for outcome in sorted(_converting(outcomes), key=lambda one: (one.expectation.kind == "goal", one.step is None)):
        again = _stage_of(outcome, stages, plan) if outcome.expectation.kind == "goal" or outcome.step is None else None
        stages.setdefault(again or (outcome.step, _name(outcome.expectation)), []).append(outcome)
    place = {id(outcome): index for index, outcome in enumerate(outcomes)}
    ordered = sorted(stages.items(), key=lambda stage: place[id(stage[1][0])])
    return tuple(FunnelStage(name, _weightier(group), _tracked(group), step) for (step, name), group in ordered)


def goal_name(expectation: Expectation) -> str:
    """The name of the goal that is asked for."""
    named = (one.operand for one in expectation.conditions if one.path == ("name",) and isinstance(one.operand, str))
    return next(named, expectation.label)


def _name(expectation: Expectation) -> str:
    if expectation.kind == "goal":
        return goal_name(expectation)
    return expectation.planned or expectation.label


def _converting(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.expectation.conversion is not None and one.expectation.times.most != 0]


def _stage_of(
    outcome: Outcome, stages: dict[tuple[int | None, str], list[Outcome]], plan: Plan
) -> tuple[int | None, str] | None:
    """The stage that is said again: of its name, or of the event that completes a goal; at its step, or at the last."""
    name = _name(outcome.expectation)
    asked = outcome.expectation.kind == "goal"
    goal = next((one for one in plan.goals if one.name == name), None) if asked else None
    same = [
        key
        for key, group in stages.items()
        if key[1] == name or (goal is not None and any(completes(one.expectation, goal) for one in group))
    ]
    if outcome.step is not None:
        same = [key for key in same if key[0] in (outcome.step, None)]
    return next((key for key in same if key[0] == outcome.step), same[-1] if same else None)


def completes(expectation: Expectation, goal: Goal) -> bool:
    """Whether an event that is expected is the one that completes a goal, by its name (or category and action)."""
    if goal.kind != "event" or expectation.kind != "event" or goal.vendor not in (None, expectation.vendor):
        return False
    naming = [one for one in goal.conditions if one.path in _NAMING]
    facts = {str(one.path[0]): one.operand for one in expectation.conditions if one.operator == "equals" and one.path}
    return bool(naming) and all(operators.holds(one, facts) for one in naming)


def _weightier(group: Sequence[Outcome]) -> Any:
    return "macro" if any(one.expectation.conversion == "macro" for one in group) else "micro"


def _tracked(group: Sequence[Outcome]) -> Any:
    """`known` faults are faults; what nobody can decide counts as not run."""
    statuses = {one.underlying or one.status for one in group}
    if statuses & FAILING:
        return "not tracked"
    return "tracked" if statuses == {"met"} else "not run"
