"""The explanation of an event that came, and was not as expected: which value, and where it went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from validator.judge.chain_event import cause_links, step_link
from validator.judge.evidence import Evidence
from validator.judge.journey_findings import campaign_lost
from validator.judge.near_miss import Near, paths
from validator.judge.outcomes import Judged
from validator.judge.trail import Trail
from validator.judge.wording import begun, quoted, seen
from validator.model.event import Event
from validator.model.recording import Push
from validator.model.value import as_text
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
        return trail.breaks("push", message, _mend(difference, near.sighting.what), _told(difference))
    if not isinstance(near.sighting.what, Event):
        return _other_thing(trail, judged, near, difference)
    event = near.sighting.what
    push = evidence.by_number.get(event.cause.push or 0) if event.cause else None
    trace, mend = trace_back(difference, event, push, evidence)
    more = len({one.path for one in near.miss.differences}) - 1
    also = f" ({more} more {'value differs' if more == 1 else 'values differ'})" if more else ""
    place = f" It also {near.miss.place}." if near.miss.place else ""
    message = f"{_told(difference)}{also}.{trace}{place}"
    if difference.path[:1] == ("consent",):
        return _consent(trail, difference, near, event, evidence)
    return trail.breaks("field", message, mend, _told(difference))


def _other_thing(trail: Trail, judged: Judged, near: Near, difference: Difference) -> Chain:
    """A tag, cookie or other thing that came in place of the one that was meant."""
    if judged.demand.kind == "tag" and difference.path == ("name",):
        message = f"{begun(seen(near.sighting))} fired; the expectation says {quoted(difference.expected)}."
        return trail.breaks("tag", message, "Write the tag's name as it stands in GTM.")
    message = f"{begun(seen(near.sighting))} is not as expected: {_told(difference)}."
    return trail.breaks("field", message, "Correct what sets it, or the expectation.")


def _consent(trail: Trail, difference: Difference, near: Near, event: Event, evidence: Evidence) -> Chain:
    """The hit declares another consent than the visitor gave."""
    state = evidence.consent(event.at, event.document)
    commands = {(change.command, change.document) for change in evidence.recording.consents}
    said = "the page gave no consent command at all"
    mend = "Set the consent default, and update it with the visitor's answer (gtag consent default and update)."
    if state is not None:
        said = f"the page's last word was `consent {state.command}` at {evidence.journey.title(state.step)}"
        if not any(command == "update" for command, _ in commands):
            said += ", and no update followed"
            mend = "Update consent with the visitor's answer (gtag consent update), and let the default be denied."
    kind = str(difference.path[-1])
    got = quoted(difference.actual).strip('"') if difference.present else "nothing"
    wanted = difference.demand.replace("equals ", "").strip('"')
    message = f"{begun(seen(near.sighting))} says {kind} {got}, expected {wanted}: {said}."
    return trail.breaks("consent", message, mend, _told(difference))


def _misplaced(trail: Trail, judged: Judged, near: Near, evidence: Evidence) -> Chain:
    demand = judged.demand
    where = ", not at this step" if demand.step is not None else ""
    place = near.miss.place
    what = begun(seen(near.sighting))
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


def path_text(path: Iterable[str | int]) -> str:
    """`params.value`, `items[0].item_id`; a parameter without `params.`, as its author wrote it."""
    told = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return told.removeprefix(".").removeprefix("params.")


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
    got = quoted(difference.actual) if difference.present else "nothing"
    if difference.path == ("id",):
        return f"The hit went to {difference.actual}, expected {_plain_or(expected)}"
    as_text_ = " as text" if isinstance(difference.actual, str) and "text" in difference.note else ""
    note = f" ({difference.note})" if difference.note and not as_text_ else ""
    return f"{path_text(difference.path)}: expected {expected}, got {got}{as_text_}{note}"


def _plain_or(expected: str) -> str:
    return expected.strip('"') if expected.startswith('"') else expected


def _push_sentence(difference: Difference, near: Near) -> str:
    return f"{begun(seen(near.sighting))} came, but {_told(difference)}."


def trace_back(difference: Difference, event: Event, push: Push | None, evidence: Evidence) -> tuple[str, str]:
    """Where a wrong value came from, in a sentence (with a blank before it), and the mend."""
    if difference.path == ("id",):
        return _other_destination(difference, event)
    if difference.path == ("params", "page_location"):
        lost = campaign_lost(evidence.recording)
        if lost:
            return f" {lost[-1][1]}", "Let the redirect keep the query of the address."
    if push is None or difference.path in (("category",), ("action",)):
        return _by_tag(difference, event)
    said = _in_push(push, difference.path)
    tag = event.cause.text if event.cause and event.cause.kind == "tag" else ""
    if not difference.present:
        if said:
            there = path_text(said[0][0])
            told = f" The push has it ({there}: {quoted(said[0][1])})" + (
                f", but {tag} does not send it." if tag else "."
            )
            if _last(difference.path) in _IN_ECOMMERCE and "ecommerce" not in said[0][0]:
                return told, f"Move {there} into `ecommerce` in the push: e-commerce values are looked for there."
            return told, f"Add {path_text(difference.path)} to the tag's parameters in the container."
        name = push.event or "this push"
        return f" The push {quoted(name)} does not have it either.", f"Add {_last(difference.path)} to the push."
    if any(as_text(value) == as_text(difference.actual) for _, value in said):
        where = next(path for path, value in said if as_text(value) == as_text(difference.actual))
        return (
            f" The dataLayer push says the same ({path_text(where)}: {quoted(difference.actual)}).",
            _mend(difference, push),
        )
    left = _left_over(difference, push, said, evidence)
    if left:
        return left, _CLEAR
    stale = _stale(difference, push, evidence)
    if stale is not None and not said:
        return (
            f" It is left over from {stale.event or 'a push'} at {evidence.journey.title(stale.step)}: the data layer "
            "keeps what was pushed until it is overwritten.",
            _CLEAR,
        )
    if said:
        return (
            f" The push says {quoted(said[0][1])} ({path_text(said[0][0])})"
            + (f", {tag} sends another." if tag else "."),
            "Check the variable that the tag takes it from.",
        )
    return _by_tag(difference, event)


_IN_ECOMMERCE = frozenset(
    {"currency", "value", "items", "transaction_id", "tax", "shipping", "coupon", "affiliation"}
    | {"item_list_id", "item_list_name", "shipping_tier", "payment_type", "promotion_id", "promotion_name"}
)
_CLEAR = "Push {ecommerce: null} before each e-commerce event, and every value with each push."


def _left_over(
    difference: Difference, push: Push, said: list[tuple[tuple[str | int, ...], Any]], evidence: Evidence
) -> str:
    """The sentence on a list that is longer than what was pushed: the data layer merges lists place by place."""
    actual = difference.actual
    mine = next((value for _, value in said if isinstance(value, list)), None)
    if not isinstance(actual, list | tuple) or mine is None or len(actual) <= len(mine):
        return ""
    for one in reversed(_before(push, evidence)):
        if any(isinstance(value, list) and len(value) >= len(actual) for _, value in _in_push(one, difference.path)):
            return (
                f" The push has {len(mine)}; the rest is left over from {one.event or 'a push'} at "
                f"{evidence.journey.title(one.step)}: the data layer merges lists place by place."
            )
    return ""


def _before(push: Push, evidence: Evidence) -> list[Push]:
    """The pushes before one, in the same document."""
    return [one for one in evidence.recording.pushes if one.document == push.document and one.number < push.number]


def _other_destination(difference: Difference, event: Event) -> tuple[str, str]:
    tag = event.cause.text if event.cause and event.cause.kind == "tag" else "the tag"
    return (
        "",
        f"Put the right id into {tag} (or the settings that it takes it from), or the new one into the plan.",
    )


def _by_tag(difference: Difference, event: Event) -> tuple[str, str]:
    cause = event.cause
    if cause is not None and cause.kind == "tag":
        if "swapped" in difference.note:
            return "", f"Exchange category and action in {cause.text}."
        return f" It was sent by {cause.text}.", f"Correct {path_text(difference.path)} in {cause.text}."
    if cause is not None and cause.kind == "gtag":
        return f" It was sent by {cause.text}.", _mend(difference, None)
    return "", _mend(difference, None)


def _in_push(push: Push, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    """Where a push holds the value that an event has at a path: the same name, and within lists the same place."""
    wanted = path[1:] if path[:1] == ("params",) else path
    payload = push.payload[-1] if isinstance(push.payload, list) and push.payload else push.payload
    if not isinstance(payload, Mapping) or not wanted:
        return []
    found = [(where, value) for where, value in paths(dict(payload)) if where[-len(wanted) :] == wanted]
    if not found and len(wanted) > 1 and isinstance(wanted[-1], str):
        place = next((part for part in reversed(wanted) if isinstance(part, int)), None)
        found = [
            (where, value)
            for where, value in paths(dict(payload))
            if where[-1] == wanted[-1] and (place is None or place in where)
        ]
    if not found and wanted == ("event",):
        found = [(("event",), push.event)] if push.event else []
    return found


def _stale(difference: Difference, push: Push, evidence: Evidence) -> Push | None:
    """The earlier push of the same document that a value was left over from."""
    for one in reversed(_before(push, evidence)):
        if any(as_text(value) == as_text(difference.actual) for _, value in _in_push(one, difference.path)):
            return one
    return None


def _last(path: tuple[str | int, ...]) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "it")


def _mend(difference: Difference, push: Push | None) -> str:
    name = _last(difference.path)
    note = difference.note
    if "swapped" in note:
        return "Exchange category and action where the page sends them."
    verb = "Push" if push is not None else "Send"
    if "text" in note and "number" in note:
        return f"{verb} {name} as a number, without quotation marks and with a decimal point."
    if "cents" in note:
        return (
            f"{verb} {name} in whole units of the currency, as the plan asks."
            if "hundred times" in note
            else (f"{verb} {name} in the unit that the plan asks for.")
        )
    if "upper and lower" in note:
        return f"Write {quoted(difference.expected)} exactly so, upper and lower case as well."
    if "spelling" in note or "joined" in note:
        return (
            f"Write {quoted(difference.expected)} instead of {quoted(difference.actual)}, or correct the expectation."
        )
    if "encoded" in note:
        return f"{verb} {name} as plain text: it is encoded once too often."
    if "no value" in note:
        return f"Fill {name} before it is pushed: the page had not got it at that moment."
    if not difference.present:
        return (note and f"Put {name} where it belongs: {note}.") or f"Add {name}."
    return f"Correct {name} where the page pushes it, or the expectation."
