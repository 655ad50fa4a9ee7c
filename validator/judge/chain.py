"""Where the chain of evidence of an expectation broke, and the likeliest mend."""

from __future__ import annotations

from dataclasses import replace

from validator import operators
from validator.judge import chain_consent, chain_container, chain_event, chain_field, chain_surplus
from validator.judge.attribution import is_page_view
from validator.judge.demands import Demand
from validator.judge.evidence import Evidence
from validator.judge.goals import path_of
from validator.judge.outcomes import Judged
from validator.judge.trail import Trail
from validator.judge.wording import asked, begun, counted, here, quoted, seen
from validator.model.verdict import Chain, GoalResult


def explain(judged: Judged, evidence: Evidence) -> Chain:
    """The chain of one expectation that was not simply met."""
    kind = judged.demand.kind
    match judged.status:
        case "undecidable":
            return _undecidable(judged, evidence)
        case "repeated":
            return chain_surplus.repeated(judged, evidence)
        case "forbidden":
            return chain_surplus.forbidden(judged, evidence)
        case "wrong" if kind != "goal":
            return chain_field.wrong(judged, evidence)
    if judged.claimed:
        return _too_few(judged, evidence)
    if judged.taken:
        return _taken(judged, evidence)
    if judged.demand.step is None and (before := _told_before(judged, evidence)) is not None:
        return before
    if kind in ("event", "tag"):
        return chain_event.missing(judged, evidence)
    if kind == "push":
        return chain_event.missing_push(judged, evidence)
    if kind == "goal":
        return _missing_goal(judged, evidence)
    return _not_there(judged, evidence)


def _undecidable(judged: Judged, evidence: Evidence) -> Chain:
    trail = Trail()
    chain_event.step_link(trail, judged.demand.step, evidence)
    if judged.demand.undecided:
        return trail.lost(judged.why, "Let a `remember` step read it, and see that the journey gets there.")
    if judged.demand.kind == "tag":
        name = evidence.container_name or "GTM-…"
        return trail.lost(
            judged.why,
            f"Name the container's export in the plan (container: {{id: {name}, file: container.json}}): it is then "
            "run in Google's place, and each tag tells what it did.",
        )
    return trail.lost(judged.why, "Run it again." if not evidence.recording.finished else "")


def _too_few(judged: Judged, evidence: Evidence) -> Chain:
    demand = judged.demand
    if demand.step is None:
        for other, chain in evidence.told:
            if chain.broken and other.step is not None and other.expectation.label == demand.expectation.label:
                return _for_that_reason(judged, other.step, chain, evidence)
    trail = Trail()
    chain_event.step_link(trail, demand.step, evidence)
    found = len(judged.claimed)
    times = demand.expectation.times
    message = f"{begun(asked(demand))} was seen {counted(found)} {here(demand.step)}, expected {times}."
    near = f" Another came near: {seen(judged.near[0].sighting)}." if judged.near else ""
    if demand.step is None and demand.kind == "event" and is_page_view(demand.name()):
        unseen = chain_container.untold_page(judged, evidence)
        if unseen is not None:
            return trail.breaks(unseen[0], f"{message} {unseen[1]}", unseen[2])
    return trail.breaks(
        _link(demand),
        message + near,
        "Find what should have caused the others, or correct `times`.",
    )


def _link(demand: Demand) -> str:
    """The link at which another sighting would have come."""
    return demand.kind if demand.kind in ("push", "tag") else "request"


def _taken(judged: Judged, evidence: Evidence) -> Chain:
    """What would have met this expectation meets another one already."""
    demand, others = judged.demand, judged.taken
    trail = Trail()
    chain_event.step_link(trail, demand.step, evidence)
    lines = ", ".join(str(other.expectation.location.line) for other in others)
    first = f"the expectation in line {lines}" if len(others) == 1 else f"the expectations in lines {lines}"
    return trail.breaks(
        _link(demand),
        f"{begun(asked(demand))} came {here(demand.step)}, and meets {first} already; no other one came.",
        "Join the expectations into one, or find what should have caused another one.",
    )


def _told_before(judged: Judged, evidence: Evidence) -> Chain | None:
    """What was said of the same expectation under a step: over the whole journey it is missing for that reason."""
    demand = judged.demand
    for other, chain in evidence.told:
        if (
            chain.broken
            and other.step is not None
            and (other.kind, other.expectation.label)
            == (
                demand.kind,
                demand.expectation.label,
            )
        ):
            return chain
    return None


def _for_that_reason(judged: Judged, step: int, chain: Chain, evidence: Evidence) -> Chain:
    """Over the whole journey something was seen too seldom: what kept it back at a step is why."""
    times = judged.demand.expectation.times
    where = evidence.journey.title(step)
    why = chain.message.replace("At this step", f"At {where}").replace("at this step", f"at {where}")
    seldom = f"{begun(asked(judged.demand))} was seen {counted(len(judged.claimed))}, expected {times}."
    return replace(chain, message=f"{seldom} {why}")


def _missing_goal(judged: Judged, evidence: Evidence) -> Chain:
    demand = judged.demand
    trail = Trail()
    chain_event.step_link(trail, demand.step, evidence)
    name = demand.name()
    goal = evidence.goal(name)
    if goal is None:
        return trail.breaks(
            "field", f'The plan has no goal named "{name}".', "Correct the name, or add the goal to the plan."
        )
    if goal.completed:
        where = evidence.journey.title(goal.step) if goal.step is not None else "another step"
        if goal.step is not None and demand.step is not None and goal.step < demand.step:
            at = f"{where}{_completed_by(goal, evidence)}"
            return trail.breaks(
                "step",
                f'The goal "{name}" was completed before, at {at}: a goal counts once a session.',
                "Move the expectation to that step, or stop what completes it there.",
            )
        return trail.breaks(
            "step", f'The goal "{name}" was completed at {where}.', "Move the expectation to that step."
        )
    tracked = "but no page view" in goal.detail
    for other, chain in evidence.told:
        if chain.broken and other.kind == "event" and _reaches(other, goal.name, tracked, evidence):
            return chain
    for other, chain in evidence.told:
        if tracked and chain.broken == "container" and other.step == demand.step:
            return chain  # without the tag manager no page view was sent either
    other_id = _sent_elsewhere(goal, evidence) if tracked else ""
    if other_id:
        told = goal.detail.replace("no page view of it was sent", f"its page view went to {other_id}")
        mend = "Put the right id into that page, or the new one into the plan."
        return trail.breaks("field", f'The goal "{name}" was not completed: {told}.', mend)
    return trail.breaks(
        "request" if tracked or goal.detail == "no such event was sent" else "step",
        f'The goal "{name}" was not completed: {goal.detail}.',
        "Send a page view (page_view, pageview) on that page."
        if tracked
        else "Make the event that the goal asks for be sent, or change the goal in the plan."
        if goal.detail == "no such event was sent"
        else "Check that the journey leads where the goal asks, or change the goal in the plan.",
    )


def _sent_elsewhere(goal: GoalResult, evidence: Evidence) -> str:
    """The destination that the page view of a goal's page went to, where it is none of the plan's; else empty."""
    path = goal.detail.partition("the visitor came to ")[2].partition(", but")[0]
    views = [one for one in evidence.events if is_page_view(one.name) and path and path_of(one.page_url) == path]
    planned = {name: vendor.ids for name, vendor in evidence.plan.vendors.items() if vendor.ids}
    return next((one.id for one in views if one.id and one.id not in planned.get(one.vendor, (one.id,))), "")


def _completed_by(goal: GoalResult, evidence: Evidence) -> str:
    """`, by ga4 generate_lead (tag GA4 – lead, at the push "form_step")`; empty where no event is known."""
    event = next((one for one in evidence.events if one.title == goal.detail and one.latest == goal.step), None)
    if event is None:
        return ""
    if event.cause is None or event.cause.kind == "intent":
        return f", by {event.title}"
    push = evidence.by_number.get(event.cause.push or 0) if event.cause.kind == "tag" else None
    at = f", at the push {quoted(push.event)}" if push is not None and push.event else ""
    return f", by {event.title} ({event.cause.text}{at})"


def _reaches(demand: Demand, goal: str, by_view: bool, evidence: Evidence) -> bool:
    """Whether an event that was missed would have completed a goal."""
    if by_view:
        return is_page_view(demand.name())
    planned = next(one for one in evidence.plan.goals if one.name == goal)
    if planned.kind == "pages":
        return is_page_view(demand.name()) and planned.vendor in (None, demand.expectation.vendor)
    named = [one for one in planned.conditions if one.path in (("event",), ("category",), ("action",))]
    facts = {name: demand.wanted(name) for name in ("event", "category", "action") if demand.wanted(name) is not None}
    if planned.vendor not in (None, demand.expectation.vendor):
        return False
    return planned.kind == "event" and bool(named) and all(operators.holds(one, facts) for one in named)


_THINGS = {
    "cookie": ("No cookie {} was set.", "Check that consent was given, and that the tag that sets it ran."),
    "storage": (
        "Nothing named {} was stored.",
        "Check that consent was given, and that the script that stores it ran.",
    ),
    "finding": ("There was no finding {}.", "Check its code: what was found stands in the report."),
    "error": ("No error {} came.", "Remove the expectation if the error is mended."),
}


def _not_there(judged: Judged, evidence: Evidence) -> Chain:
    demand = judged.demand
    trail = Trail()
    chain_event.step_link(trail, demand.step, evidence)
    told, mend = _THINGS[demand.kind]
    name = quoted(demand.name()) if demand.name() else "that fits"
    message = told.format(name)
    if judged.near:
        near = judged.near[0]
        if near.miss.place:
            return trail.breaks(
                "step", f"{begun(seen(near.sighting))} {near.miss.place}.", "Move the expectation there."
            )
        message += f" There was {seen(near.sighting)}."
    if demand.kind in ("cookie", "storage"):
        lacking = chain_consent.not_told(evidence)
        if lacking:
            return trail.breaks("consent", f"{message} {lacking[0]}", lacking[1])
    return trail.breaks("field", message, mend)
