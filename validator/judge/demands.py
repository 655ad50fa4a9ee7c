"""Expectations made ready for judging: operands filled in, and which place of the journey may meet them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from validator import operators
from validator.judge.attribution import TOGETHER
from validator.judge.sightings import Seen, Sighting
from validator.model.plan import Plan
from validator.model.recording import Recording, StepRecord
from validator.model.scenario import Condition, Expectation, SameAs, Scenario
from validator.model.value import Unresolved
from validator.model.verdict import Difference


@dataclass(frozen=True, slots=True)
class Demand:
    """One expectation at its step (None: over the whole journey). `undecided`: why it cannot be judged."""

    expectation: Expectation
    step: int | None
    conditions: tuple[Condition, ...] = ()
    undecided: str = ""

    @property
    def kind(self) -> str:
        """Of the expectation."""
        return self.expectation.kind

    def wanted(self, *path: str) -> Any:
        """The value that a plain demand asks for at a path; None where nothing plain is asked."""
        for condition in self.conditions:
            if condition.path == path and condition.operator == "equals":
                return condition.operand
        return None

    def name(self) -> str:
        """The name that is asked for: of the event, tag, goal, cookie, …; empty where none is."""
        path = {"event": "event", "push": "event", "finding": "code", "error": "text"}.get(self.kind, "name")
        wanted = self.wanted(path)
        return "" if wanted is None else str(wanted)


class Journey:
    """What happened when: steps, names of steps, the moment of consent, and what the scenario asks for where."""

    def __init__(self, recording: Recording, scenario: Scenario) -> None:
        self.recording = recording
        self.records: dict[int, StepRecord] = {record.number: record for record in recording.steps}
        self.consent_at = _consent_at(recording)
        self.asked: dict[int, list[str]] = {
            step.number: [name for expectation in step.expect for name in _names(expectation)]
            for step in scenario.steps
            if step.expect
        }

    def numbers(self, name: str) -> list[int]:
        """The steps of a name given by the user, also of a group's."""
        named = [record.number for record in self.recording.steps if record.name == name]
        return named or [record.number for record in self.recording.steps if record.stage == name]

    def performed(self, step: int) -> bool:
        """Whether a step was carried out."""
        record = self.records.get(step)
        return record is not None and record.status == "performed"

    def title(self, step: int) -> str:
        """A step in words: `step 4 “Place order”`."""
        record = self.records.get(step)
        if record is None or step == 0:
            return "the beginning" if step == 0 else f"step {step}"
        return f"step {step} “{record.name or record.title}”"


def _names(expectation: Expectation) -> list[str]:
    """The names of events, pushes and actions that an expectation asks for plainly."""
    return [
        condition.operand
        for condition in expectation.conditions
        if condition.path in (("event",), ("action",)) and isinstance(condition.operand, str)
    ]


def _consent_at(recording: Recording) -> float | None:
    """When the visitor gave consent: the answer, or the update that it led to, whichever was seen first."""
    moments = [answer.at for answer in recording.answers if answer.answer != "deny"]
    moments += [
        change.at
        for change in recording.consents
        if change.command == "update" and any(str(value) == "granted" for value in change.given.values())
    ]
    return min(moments, default=None)


def demand(
    expectation: Expectation, step: int | None, scenario: Scenario, plan: Plan, journey: Journey, seen: Seen
) -> Demand:
    """The expectation with remembered values, values of `same_as`, secrets' tokens and the plan's ids put in."""
    known = _remembered(journey.recording, step)

    def same(of: SameAs, path: tuple[str | int, ...]) -> Iterable[Any]:
        return _same(of, path, expectation, step, journey, seen)

    try:
        conditions = tuple(operators.filled(condition, known, same) for condition in expectation.conditions)
    except Unresolved as error:
        return Demand(
            expectation,
            step,
            expectation.conditions,
            f"It asks for the value remembered as “{error.name}”, and no step remembered that.",
        )
    if scenario.secrets:
        conditions = tuple(_masked(condition, scenario.secrets) for condition in conditions)
    vendor = plan.vendors.get(expectation.vendor or "")
    if expectation.kind == "event" and vendor and vendor.ids and not any(one.path == ("id",) for one in conditions):
        ids: Any = vendor.ids[0] if len(vendor.ids) == 1 else list(vendor.ids)
        operator = "equals" if len(vendor.ids) == 1 else "one_of"
        conditions += (Condition(("id",), operator, ids, vendor.location),)
    return Demand(expectation, step, conditions)


def _remembered(recording: Recording, step: int | None) -> dict[str, Any]:
    """What is known by each name at a step: what was read last until then, else what was read first afterwards.

    Over the whole journey it is what was read last.
    """
    known: dict[str, Any] = {}
    for reading in sorted(recording.readings, key=lambda reading: reading.at):
        if step is None or reading.step <= step:
            known[reading.name] = reading.value
        else:
            known.setdefault(reading.name, reading.value)
    return known


def differences(demand: Demand, sighting: Sighting) -> tuple[Difference, ...]:
    """What a sighting does not meet, wherever it was seen. A vendor that tells no destination is not asked for it."""
    expectation = demand.expectation
    if expectation.vendor and sighting.vendor != expectation.vendor:
        return (Difference(("vendor",), f"equals {expectation.vendor}", expectation.vendor, sighting.vendor),)
    conditions = demand.conditions
    if demand.kind == "event" and not sighting.destination:
        conditions = tuple(condition for condition in conditions if condition.path != ("id",))
    return operators.differences(conditions, sighting.facts)


def identity(demand: Demand) -> tuple[Condition, ...]:
    """The conditions that say which event is meant, not what it must hold."""
    paths = {"event": (("event",), ("category",), ("action",)), "push": (("event",),), "finding": (("code",),)}
    wanted = paths.get(demand.kind, (("name",),))
    return tuple(condition for condition in demand.conditions if condition.path in wanted)


def at_its_step(demand: Demand, sighting: Sighting) -> bool:
    """Whether a sighting can belong to the demand's step. What is stored stays: it counts from its step on."""
    step = demand.step
    if step is None or demand.expectation.anywhere:
        return True
    if demand.kind in ("cookie", "storage"):
        return sighting.earliest <= step
    return sighting.earliest <= step <= sighting.latest


def misplaced(demand: Demand, sighting: Sighting, journey: Journey) -> str:
    """Why a sighting cannot count at its place in the journey; empty where it may."""
    expectation = demand.expectation
    step = demand.step
    if not at_its_step(demand, sighting):
        return f"came at {_span(sighting, journey)}"
    return (
        _too_early(expectation.after, sighting, journey)
        or _too_late(expectation.before, sighting, journey)
        or _not_within(expectation.within, step, sighting, journey)
    )


def certainly_placed(demand: Demand, sighting: Sighting, journey: Journey) -> bool:
    """Whether a sighting belongs to the demand's place and to no other."""
    expectation = demand.expectation
    if demand.step is not None and not expectation.anywhere and not sighting.certain and demand.kind != "cookie":
        return False
    if expectation.after and expectation.after != "consent":
        named = journey.numbers(expectation.after)
        if named and sighting.earliest < named[0]:
            return False
    if expectation.before and expectation.before != "consent":
        named = journey.numbers(expectation.before)
        if named and sighting.latest >= named[0]:
            return False
    return True


def _span(sighting: Sighting, journey: Journey) -> str:
    if sighting.certain:
        return journey.title(sighting.earliest)
    return f"one of the steps from {journey.title(sighting.earliest)} to {journey.title(sighting.latest)}"


def _too_early(after: str | None, sighting: Sighting, journey: Journey) -> str:
    if after is None:
        return ""
    if after == "consent":
        early = journey.consent_at is None or sighting.at < journey.consent_at - TOGETHER
        return "came before consent was given" if early else ""
    named = journey.numbers(after)
    return f"came before {journey.title(named[0])}" if named and sighting.latest < named[0] else ""


def _too_late(before: str | None, sighting: Sighting, journey: Journey) -> str:
    if before is None:
        return ""
    if before == "consent":
        late = journey.consent_at is not None and sighting.at >= journey.consent_at - TOGETHER
        return "came after consent was given" if late else ""
    named = journey.numbers(before)
    return f"came only at {journey.title(sighting.earliest)}" if named and sighting.earliest >= named[0] else ""


def _not_within(within: float | None, step: int | None, sighting: Sighting, journey: Journey) -> str:
    if within is None:
        return ""
    began = sighting.began
    if began is None and step is not None and step in journey.records:
        began = journey.records[step].ended  # the latest moment at which it can have begun
    late = sighting.at - began if began is not None else 0.0
    return f"came {late:.1f} s after its cause" if late > within else ""


def _same(
    of: SameAs, path: tuple[str | int, ...], expectation: Expectation, step: int | None, journey: Journey, seen: Seen
) -> Iterable[Any]:
    at_steps = set(journey.numbers(of.step)) if of.step else None
    if of.push:
        found = [one for one in seen.of("push") if one.facts.get("event") == of.push and _by_then(one, step, at_steps)]
        inner = path[1:] if path[:1] == ("params",) else path
        for one in reversed(found):
            for way in (path, inner, ("ecommerce", *inner)):
                values = operators.values_at(one.facts, way)
                if values:
                    return values
        return ()
    vendor = of.vendor or expectation.vendor
    values = []
    for one in seen.of("event"):
        if not one.counts or (vendor and one.vendor != vendor) or not _by_then(one, step, at_steps):
            continue
        if of.event is None or of.event in (one.facts.get("event"), one.facts.get("action")):
            values += operators.values_at(one.facts, path)
    return values


def _by_then(sighting: Sighting, step: int | None, at_steps: set[int] | None) -> bool:
    if at_steps is not None:
        return any(sighting.earliest <= number <= sighting.latest for number in at_steps)
    return step is None or sighting.earliest <= step


def _masked(condition: Condition, secrets: Mapping[str, str]) -> Condition:
    return replace(condition, operand=_mask(condition.operand, secrets))


def _mask(value: Any, secrets: Mapping[str, str]) -> Any:
    if isinstance(value, Condition):
        return _masked(value, secrets)
    if isinstance(value, str):
        for name, secret in sorted(secrets.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            value = value.replace(secret, f"«{name}»") if secret else value
        return value
    if isinstance(value, Mapping):
        return {key: _mask(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_mask(item, secrets) for item in value)
    return value
