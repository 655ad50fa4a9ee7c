"""Whether one expectation is met by what was seen so far: asked while a journey is still under way."""

from __future__ import annotations

from dataclasses import replace

from validator import operators
from validator.judge.judge import judge
from validator.judge.sightings import push_facts
from validator.model.plan import Plan
from validator.model.recording import Recording
from validator.model.scenario import Expectation, Scenario, Step
from validator.model.value import Unresolved


def seen(expectation: Expectation, step: int, recording: Recording, scenario: Scenario, plan: Plan) -> bool:
    """Whether the expectation, under the step of this number, is met already. Pure, as the judge is."""
    if expectation.kind == "push":
        return _pushed(expectation, step, recording)
    return _judged(expectation, step, recording, scenario, plan)


def silent(step: Step, recording: Recording, scenario: Scenario, plan: Plan) -> bool:
    """Whether it is plain at a step's end that something is missing: a push, or any sign of tracking at all.

    A hit alone that did not come says nothing yet: many are held back until the page is left.
    """
    wanted = [each for each in step.expect if each.times.least]
    if any(not seen(each, step.number, recording, scenario, plan) for each in wanted if each.kind == "push"):
        return True
    pushes = [each.event for each in recording.pushes if each.step == step.number]
    pushed = any(event and not event.startswith("gtm.") for event in pushes)
    sent = any(each.step == step.number and each.vendor for each in recording.requests)
    return bool(wanted) and not pushed and not sent


def _pushed(expectation: Expectation, step: int, recording: Recording) -> bool:
    known = {reading.name: reading.value for reading in recording.readings}
    try:
        wanted = [operators.filled(condition, known) for condition in expectation.conditions]
    except Unresolved:
        return False
    facts = [push_facts(push) for push in recording.pushes if push.step == step or expectation.anywhere]
    fitting = [each for each in facts if all(operators.holds(condition, each) for condition in wanted)]
    return len(fitting) >= expectation.times.least


def _judged(expectation: Expectation, step: int, recording: Recording, scenario: Scenario, plan: Plan) -> bool:
    """The whole judge, asked for this one."""

    def only(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(replace(each, expect=(expectation,) if each.number == step else ()) for each in steps)

    asked = replace(
        scenario,
        setup=only(scenario.setup),
        journey=only(scenario.journey),
        finally_=only(scenario.finally_),
        expect=(),
        never=(),
    )
    verdict = judge(recording, asked, plan)
    return any(outcome.status in ("met", "repeated") for outcome in verdict.outcomes if outcome.step == step)
