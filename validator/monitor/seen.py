"""What one round saw of everything that is watched: each expectation, and each journey as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from validator.model.plan import Plan
from validator.model.run import Result, Run
from validator.model.scenario import Expectation
from validator.model.verdict import Outcome
from validator.telling import prose

State = Literal["met", "failed", "broken", "unknown"]  # unknown: not reached, or the evidence cannot tell


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that is watched. `key` is the same from round to round. `reason`: of a failure, in one sentence."""

    key: str
    state: State
    scenario: str  # Scenario.id
    title: str  # of the scenario, with its device
    name: str  # the team's name of the event, or the label; empty: the journey itself
    label: str = ""
    vendor: str = ""
    conversion: str = ""
    owner: str = ""
    owners: tuple[str, ...] = ()  # of a journey: all who own something in it
    headline: str = ""
    reason: str = ""
    mend: str = ""
    step: str = ""
    site: str = ""


def seen(run: Run) -> Mapping[str, Seen]:
    """By key; what was interrupted is not in it."""
    found: dict[str, Seen] = {}
    for result in run.results:
        for one in _of(result):
            found[one.key] = one
    return found


def _of(result: Result) -> Iterable[Seen]:
    verdict = result.verdict
    if verdict.broken is not None and verdict.broken.kind == "interrupted":
        return
    yield _journey(result)
    ids = prose.outcome_ids(result)
    for outcome, name in zip(verdict.outcomes, ids, strict=True):
        yield _expectation(result, outcome, name)


def _journey(result: Result) -> Seen:
    """The journey by itself: whether it could be performed, and whether something that is no expectation fails it."""
    verdict, broken = result.verdict, result.verdict.broken
    owners = tuple(sorted({one.expectation.owner for one in verdict.outcomes if one.expectation.owner}))
    own_fault = verdict.status == "failed" and not any(one.failed for one in verdict.outcomes)
    failing = next((one.finding for one in verdict.noticed if one.level == "fail"), None)
    reason = broken.reason if broken else failing.message if failing and own_fault else ""
    if own_fault and not reason:
        reason = f"It sends what the plan forbids: {', '.join(sorted({one.name for one in verdict.unexpected}))}."
    return Seen(
        key=f"{verdict.scenario}::journey",
        state="broken" if verdict.status == "broken" else "failed" if own_fault else "met",
        scenario=verdict.scenario,
        title=prose.scenario_title(result),
        name="",
        owners=owners,
        headline="could not be performed" if broken else "something forbidden" if own_fault else "",
        reason=reason,
        mend=broken.mend if broken else "",
        site=result.recording.site,
    )


def _expectation(result: Result, outcome: Outcome, name: str) -> Seen:
    wanted = outcome.expectation
    failed, called = outcome.failed, _called(wanted)
    return Seen(
        key=name,
        state="failed" if failed else "met" if outcome.status == "met" else "unknown",
        scenario=result.verdict.scenario,
        title=prose.scenario_title(result),
        name=called,
        label=wanted.label,
        vendor=wanted.vendor or "",
        conversion=wanted.conversion or "",
        owner=wanted.owner or _owner(called, result.plan),
        headline=prose.headline(outcome) if failed else "",
        reason=prose.message(outcome) if failed else "",
        mend=outcome.chain.mend if failed else "",
        step=prose.step_title(result, outcome.step),
        site=result.recording.site,
    )


def _called(wanted: Expectation) -> str:
    """The team's name of it: of the planned event, or of the goal; else its label."""
    if wanted.planned or wanted.kind != "goal":
        return wanted.planned or wanted.label
    named = (str(one.operand) for one in wanted.conditions if one.path == ("name",) and one.operator == "equals")
    return next(named, wanted.label)


def _owner(name: str, plan: Plan) -> str:
    """Who answers for a goal, or for the event of the same name."""
    goal = next((one.owner for one in plan.goals if one.name == name and one.owner), None)
    return goal or (plan.events[name].owner if name in plan.events else None) or ""
