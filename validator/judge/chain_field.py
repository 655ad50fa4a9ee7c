"""The explanation of an event that came, and was not as expected: which value, and where it went wrong."""

from __future__ import annotations

from validator.judge import chain_consent
from validator.judge.chain_event import cause_links, events_of, step_link
from validator.judge.evidence import Evidence
from validator.judge.near_miss import Near
from validator.judge.outcomes import Judged
from validator.judge.tag_source import sender
from validator.judge.trace import mend, trace_back
from validator.judge.trail import Trail
from validator.judge.wording import begun, path_text, quoted, seen
from validator.model.event import Event
from validator.model.recording import Push
from validator.model.verdict import Chain, Difference


def wrong(judged: Judged, evidence: Evidence) -> Chain:
    """The chain of the nearest miss."""
    near = judged.near[0]
    demand = judged.demand
    trail = Trail()
    step_link(trail, demand.step, evidence)
    cause_links(trail, near.sighting.what, evidence)
    if not near.miss.differences:
        return _misplaced(trail, judged, near, evidence)
    difference = near.miss.differences[0]
    if isinstance(near.sighting.what, Push):
        if difference.path == ("event",) and difference.demand.startswith("equals "):
            wanted = quoted(difference.expected)
            message = f"The page pushed {quoted(difference.actual)}, not {wanted}."
            return trail.breaks("push", message, f"Correct the name in the page: {wanted}.")
        message = _push_sentence(difference, near)
        return trail.breaks("push", message, mend(difference, near.sighting.what), _told(difference))
    if not isinstance(near.sighting.what, Event):
        return _other_thing(trail, judged, near, difference)
    event = near.sighting.what
    push = evidence.by_number.get(event.cause.push or 0) if event.cause else None
    push = push or _likely_push(event, demand.step, evidence)
    if "nothing to compare with" in difference.note:
        told = f"{path_text(difference.path)} must be the same as that of another: {difference.note}."
        return trail.breaks("field", told, mend(difference, None), _told(difference))
    trace, remedy = trace_back(difference, event, push, evidence)
    more = len({one.path for one in near.miss.differences}) - 1
    also = f" ({more} more {'value differs' if more == 1 else 'values differ'})" if more else ""
    place = f" It also {near.miss.place}." if near.miss.place else ""
    message = f"{_told(difference)}{also}.{trace}{place}"
    if difference.path[:1] == ("consent",):
        return _consent(trail, difference, near, event, evidence)
    return trail.breaks("field", message, remedy, _told(difference))


def _likely_push(event: Event, step: int | None, evidence: Evidence) -> Push | None:
    """The one push of the step that sets off the tag which sends such events, where no tag told of itself."""
    tag = sender(event, evidence) if event.cause is None else None
    if tag is None or step is None or not event.earliest <= step <= event.latest:
        return None
    names = {name for trigger in evidence.triggers([tag.name]) for name in events_of(trigger)}
    pushes = [push for push in evidence.pushes(step) if push.event in names]
    return pushes[0] if len(pushes) == 1 else None


def _other_thing(trail: Trail, judged: Judged, near: Near, difference: Difference) -> Chain:
    """A tag, cookie or other thing that came in place of the one that was meant."""
    if judged.demand.kind == "tag" and difference.path == ("name",):
        message = f"{begun(seen(near.sighting))} fired; the expectation says {quoted(difference.expected)}."
        return trail.breaks("tag", message, "Write the tag's name as it stands in GTM.")
    message = f"{begun(seen(near.sighting))} is not as expected: {_told(difference)}."
    return trail.breaks("field", message, "Correct what sets it, or the expectation.")


def _consent(trail: Trail, difference: Difference, near: Near, event: Event, evidence: Evidence) -> Chain:
    """The hit declares another consent than the visitor gave."""
    said, mend = chain_consent.other_word(event, difference, evidence)
    kind = str(difference.path[-1])
    wanted = difference.demand.replace("equals ", "").strip('"')
    says = f"says {kind} {quoted(difference.actual)}".replace('"', "") if difference.present else f"says no {kind}"
    message = f"{begun(seen(near.sighting))} {says}, expected {wanted}: {said}."
    return trail.breaks("consent", message, mend, _told(difference))


def _misplaced(trail: Trail, judged: Judged, near: Near, evidence: Evidence) -> Chain:
    demand = judged.demand
    where = ", not at this step" if demand.step is not None else ""
    place = near.miss.place
    what = begun(seen(near.sighting))
    if place.startswith("came at") and demand.kind in ("cookie", "storage", "error", "finding"):
        mend = "Move the expectation to that step, or find what keeps it back at this one; `anywhere: true` takes any."
        return trail.breaks("field", f"{what} {place}{where}.", mend)
    if place.startswith("came at"):
        link, verb = ("push", "push") if _pushed(near) else ("request", "send")
        mend = f"Make the page {verb} it here, or move the expectation to that step; `anywhere: true` takes it at any."
        return trail.breaks(link, f"{what} {place}{where}.", mend)
    if "consent" in place:
        return trail.breaks("consent", f"{what} {place}.", "Let the tag wait for consent, or correct the expectation.")
    if "after its cause" in place:
        return trail.breaks("request", f"{what} {place}.", "Send it earlier, or give it more time with `within`.")
    return trail.breaks("step", f"{what} {place}.", "Correct the order in the page, or `after` and `before`.")


def _pushed(near: Near) -> bool:
    what = near.sighting.what
    return isinstance(what, Push) or (
        isinstance(what, Event) and what.cause is not None and what.cause.kind != "intent"
    )


def _told(difference: Difference) -> str:
    """`value: expected 19.99, got "19,99" (text with a decimal comma …)`."""
    demand = difference.demand
    expected = quoted(difference.expected) if demand.startswith("equals ") else f"a value that {demand}"
    if demand == "is present":
        expected = "any value"
    elif demand == "is absent":
        expected = "no value"
    elif demand.startswith(("is a ", "is an ")):
        expected = demand.removeprefix("is ")
    elif demand.startswith("has length "):
        expected = demand.removeprefix("has ")
    got = quoted(difference.actual) if difference.present else "nothing"
    if difference.path == ("id",):
        return f"The hit went to {difference.actual}, expected {_plain_or(expected)}"
    as_text_ = " as text" if isinstance(difference.actual, str) and _of_type(difference.note) else ""
    note = f" ({difference.note})" if difference.note and not as_text_ else ""
    return f"{path_text(difference.path)}: expected {expected}, got {got}{as_text_}{note}"


def _of_type(note: str) -> bool:
    """Whether a note says that a text stands in a number's place."""
    return note.startswith("text ") or note.endswith(", as text")


def _plain_or(expected: str) -> str:
    return expected.strip('"') if expected.startswith('"') else expected


def _push_sentence(difference: Difference, near: Near) -> str:
    return f"{begun(seen(near.sighting))} came, but {_told(difference)}."
