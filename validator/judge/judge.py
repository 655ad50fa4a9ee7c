"""Recording + scenario + plan + container → verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from validator.judge import attribution, decode, findings, goals, plan_check
from validator.judge.bot_protection import challenged
from validator.judge.chain import explain
from validator.judge.demands import Demand, Journey, demand
from validator.judge.evidence import Evidence
from validator.judge.funnel import funnel
from validator.judge.loaders import with_loaders
from validator.judge.nothing import captured_nothing
from validator.judge.outcomes import Judged, forbidden, judge_all, with_known
from validator.judge.sightings import Seen, gather
from validator.judge.told_once import not_told_twice
from validator.model.container import Container
from validator.model.event import Event
from validator.model.plan import Plan
from validator.model.recording import Broken, Recording, TagMessage
from validator.model.scenario import Scenario
from validator.model.verdict import FAILING, Outcome, Verdict


def judge(recording: Recording, scenario: Scenario, plan: Plan, container: Container | None = None) -> Verdict:
    """The judgement of one recording. Pure: the same recording gives the same verdict.

    `container` is the tag manager's, where the plan names a file; where it is None, the one that the recording holds
    is looked at. A journey that could not be performed is `broken`, whatever else is in it; what failed before it
    broke stays in the outcomes. Hits that leaked fail the scenario.
    """
    fired = _fired(recording)
    recording = with_loaders(_settled(recording))
    decoded = decode.decode(recording, plan)
    events = attribution.attribute(decoded.events, recording, decode.holds_back)
    requests = {request.id: request for request in recording.requests}
    sent = [event for event in events if decode.sent(event, requests)]
    noticed = findings.notice(recording, decoded, events, plan)
    reached, completions = goals.goals(plan, recording, sent)
    counting = frozenset(event.number for event in sent)
    seen = gather(recording, events, counting, noticed, completions, fired)
    journey = Journey(recording, scenario)

    def ready(expectation: object, step: int | None) -> Demand:
        return demand(expectation, step, scenario, plan, journey, seen)  # type: ignore[arg-type]

    steps = [ready(one, step.number) for step in scenario.steps for one in step.expect]
    whole = [ready(one, None) for one in scenario.expect]
    never = [ready(one, None) for one in scenario.never]
    judged = judge_all(steps, seen, journey) + judge_all(whole, seen, journey)
    judged += [_never(one, seen, journey) for one in never]
    broken = recording.broken or _cut_short(recording)
    broken = challenged(recording, broken) or broken
    nothing = None if broken else captured_nothing(recording, decoded, judged)
    if nothing:
        judged = [replace(one, status="not run") if one.status in ("missing", "wrong") else one for one in judged]
    evidence = Evidence(recording, scenario, plan, container, events, seen, journey, reached)
    outcomes = _all_explained(judged, evidence)
    noticed = not_told_twice(noticed, outcomes)
    unexpected = plan_check.outside(sent, plan, _expected(outcomes), recording)
    failed = (
        any(outcome.failed for outcome in outcomes)
        or any(one.level == "fail" for one in noticed)
        or (plan.unexpected == "fail" and bool(unexpected))
        or decoded.counts.leaked > 0
    )
    broken = broken or nothing
    return Verdict(
        scenario=scenario.id,
        name=scenario.name,
        status="broken" if broken else "failed" if failed else "passed",
        outcomes=outcomes,
        events=events,
        unexpected=unexpected,
        noticed=noticed,
        funnel=funnel(outcomes, plan),
        goals=reached,
        counts=decoded.counts,
        broken=broken,
        location=scenario.location,
    )


def _settled(recording: Recording) -> Recording:
    """Each message of the tag manager once: it is told again when a tag of it goes on, and the last word counts."""
    told: dict[tuple[str, str, int], TagMessage] = {}
    for message in recording.tags:
        key = (message.document, message.container, message.message)
        first = told.get(key)
        told[key] = message if first is None else replace(message, at=first.at, step=first.step)
    return recording if len(told) == len(recording.tags) else replace(recording, tags=tuple(told.values()))


def _fired(recording: Recording) -> dict[tuple[str, str, int, str], tuple[float, int]]:
    """When, and at which step, each tag of a message fired: one that waits for consent does so later than the message.

    By document, container, message and the tag's name.
    """
    found: dict[tuple[str, str, int, str], tuple[float, int]] = {}
    for message in sorted(recording.tags, key=lambda one: one.at):
        for tag in message.tags:
            if tag.status == "fired":
                key = (message.document, message.container, message.message, tag.name)
                found.setdefault(key, (message.at, message.step))
    return found


def _never(one: Demand, seen: Seen, journey: Journey) -> Judged:
    if one.undecided:
        return Judged(one, "undecidable", why=one.undecided)
    return forbidden(one, seen.of(one.kind), journey)


def _cut_short(recording: Recording) -> Broken | None:
    """A run that was killed: what was seen until then is judged, and nobody takes it for the whole."""
    if recording.finished:
        return None
    last = recording.steps[-1].number if recording.steps else 0
    return Broken("The run was cut short before the journey ended.", last, "interrupted", mend="Run it again.")


def _all_explained(judged: Sequence[Judged], evidence: Evidence) -> tuple[Outcome, ...]:
    """The outcomes with their chains, goals last: what kept an event back kept the goal back that waits for it."""
    found: dict[int, Outcome] = {}
    for index in sorted(range(len(judged)), key=lambda index: judged[index].demand.kind == "goal"):
        found[index] = _explained(judged[index], evidence)
    return tuple(found[index] for index in range(len(judged)))


def _explained(judged: Judged, evidence: Evidence) -> Outcome:
    outcome = judged.outcome()
    if outcome.status == "forbidden":
        outcome = replace(outcome, events=_of_the_site(outcome.events, evidence.plan))
    if outcome.status not in ("met", "not run"):
        chain = explain(judged, evidence)
        evidence.told.append((judged.demand, chain))
        outcome = replace(outcome, chain=chain)
    return with_known(outcome, evidence.recording.began[:10])


def _of_the_site(events: tuple[Event, ...], plan: Plan) -> tuple[Event, ...]:
    """Without those that the plan ignores, if any are left: how many a library sends by itself depends on the time."""
    own = tuple(event for event in events if event.name not in plan.ignore)
    return own or events


def _expected(outcomes: Sequence[Outcome]) -> frozenset[int]:
    """The numbers of the events that expectations took, or that came so near that they are told of there."""
    numbers = {event.number for outcome in outcomes for event in outcome.events}
    for outcome in outcomes:
        if outcome.status in FAILING or outcome.underlying in FAILING:
            numbers |= {near.what.number for near in outcome.near[:1] if isinstance(near.what, Event)}
    return frozenset(numbers)
