"""Where the wrong value of a hit came from: the push, an earlier push, the tag, or a variable of the container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from validator import operators
from validator.judge.evidence import Evidence
from validator.judge.journey_findings import campaign_lost
from validator.judge.near_miss import ANOTHER_NAME, STANDS_AT, paths, similarity
from validator.judge.tag_source import Source, source
from validator.judge.wording import path_text, quoted
from validator.model.event import Event
from validator.model.recording import Push
from validator.model.scenario import Condition
from validator.model.value import as_text
from validator.model.verdict import Difference


def trace_back(difference: Difference, event: Event, push: Push | None, evidence: Evidence) -> tuple[str, str]:
    """Where a wrong value came from, in a sentence (with a blank before it), and the mend."""
    behind = source(event, difference.path, evidence)
    if difference.path == ("id",):
        return _other_destination(difference, event, behind, evidence)
    if difference.path == ("params", "page_location") and (lost := _address_lost(difference, evidence)):
        return lost
    if behind is not None and behind.inner is not None and push is not None:
        read = _by_inner(difference, behind, behind.inner, push, evidence)
        if read is not None:
            return read
    if behind is not None and (push is None or not behind.layer_path):
        return f" {behind.sentence()}", behind.mend(_wanted(difference))
    if push is not None and behind is not None and _held_by(push, behind.layer_path, difference.actual):
        told = f" The dataLayer push says the same ({'.'.join(behind.layer_path)}: {quoted(difference.actual)})."
        return told, mend(difference, push, behind.layer_path[-1])
    if push is None or difference.path in (("category",), ("action",)):
        return _by_tag(difference, event)
    path = _as_path(behind.layer_path) if behind is not None else difference.path
    return _by_push(difference, path, event, push, behind, evidence)


def _address_lost(difference: Difference, evidence: Evidence) -> tuple[str, str] | None:
    """Where the page was opened with the address that is asked for, and had another when the hit was sent."""
    for _, told in reversed(campaign_lost(evidence.recording)):
        return f" {told}", "Let the redirect keep the query of the address."
    wanted = Condition(("url",), difference.demand.partition(" ")[0], difference.expected)
    opened = [request.url for request in evidence.recording.requests if request.resource_type == "document"]
    opened += [document.url for document in evidence.recording.documents if document.top]
    if not isinstance(difference.expected, str) or wanted.operator not in ("contains", "equals", "matches"):
        return None
    for url in opened:
        if url != difference.actual and operators.holds(wanted, {"url": url}):
            return (
                f" The page was opened as {url}; its address was another one when the hit was sent.",
                "Let redirects and scripts keep the query of the address until the tags have read it.",
            )
    return None


def _wanted(difference: Difference) -> Any:
    """What is expected; where only a number is asked for, that word."""
    return "number" if difference.demand.startswith("is a number") else difference.expected


def _by_inner(
    difference: Difference, behind: Source, inner: Source, push: Push, evidence: Evidence
) -> tuple[str, str] | None:
    """Where a variable that reads another one is wrong, because of what stands in the data layer."""
    path = _as_path(inner.layer_path)
    if inner.empty:
        instead = _meant(difference, inner, push)
        if instead is None:
            return None
        return _read_instead(behind, inner, instead)
    of_list = replace(difference, actual=inner.value)
    left = _left_over(of_list, path, push, _in_push(push, path), evidence)
    return (f" {behind.sentence()}{left}", _CLEAR) if left else None


def _held_by(push: Push, path: tuple[str, ...], value: Any) -> bool:
    """Whether a push itself says this at that place."""
    there: Any = push.payload
    for name in path:
        there = there.get(name) if isinstance(there, Mapping) else None
    return (
        bool(path) and there not in (None, "") and not isinstance(there, Mapping) and as_text(there) == as_text(value)
    )


def _as_path(names: tuple[str, ...]) -> tuple[str | int, ...]:
    return tuple(int(name) if name.isdecimal() else name for name in names)


def _by_push(
    difference: Difference,
    path: tuple[str | int, ...],
    event: Event,
    push: Push,
    behind: Source | None,
    evidence: Evidence,
) -> tuple[str, str]:
    """The same, where the value is taken from the data layer at `path`."""
    said = _in_push(push, path)
    tag = event.cause.text if event.cause and event.cause.kind == "tag" else ""
    same = next((where for where, value in said if as_text(value) == as_text(difference.actual)), None)
    if difference.present and same is not None:
        told = f" The dataLayer push says the same ({path_text(same)}: {quoted(difference.actual)})."
        return told, mend(difference, push, _last(same))
    left = _left_over(difference, path, push, said, evidence) if difference.present else ""
    if left:
        return left, _CLEAR
    stale = _stale(difference, path, push, evidence) if difference.present and not said else None
    if stale is not None:
        return (
            f" It is left over from {stale.event or 'a push'} at {evidence.journey.title(stale.step)}: the data layer "
            "keeps what was pushed until it is overwritten.",
            _CLEAR,
        )
    if behind is not None:
        nothing = behind.empty or not (behind.known or difference.present)
        instead = _meant(difference, behind, push) if nothing else None
        if instead is not None:
            return _read_instead(behind, behind, instead)
        return f" {behind.sentence()}", behind.mend(_wanted(difference))
    if said and difference.path == ("event",) and tag:
        return (
            f" The push says {quoted(said[0][1])}; {tag} has the name of its own.",
            f"Correct the event's name in {tag}.",
        )
    if said:
        return _said_otherwise(difference, said[0], tag, event.vendor in ("ga4", "ua"))
    if not difference.present and difference.note.startswith(STANDS_AT):
        return "", f"Ask for it there: {difference.note.removeprefix(STANDS_AT)}."
    if not difference.present and difference.note.endswith(ANOTHER_NAME) and tag:
        return f" It was sent by {tag}.", f"Correct the parameter's name in {tag}: {_last(difference.path)}."
    if not difference.present:
        name = push.event or "this push"
        return f" The push {quoted(name)} does not have it either.", f"Add {_last(difference.path)} to the push."
    return _by_tag(difference, event)


def _read_instead(behind: Source, reader: Source, instead: tuple[tuple[str | int, ...], Any]) -> tuple[str, str]:
    """What the variable that reads the data layer, itself or for another one, was to read of the push."""
    read = path_text(instead[0])
    told = f" {behind.sentence()} The push has {read}: {quoted(instead[1])}."
    return told, f'Let the variable "{reader.variable.name}" in GTM read {read}, or push it where it reads.'


def _meant(difference: Difference, behind: Source, push: Push) -> tuple[tuple[str | int, ...], Any] | None:
    """What an empty variable was probably to read of the push: the value expected, or one of nearly its name."""
    if not isinstance(push.payload, Mapping):
        return None
    names = {str(behind.layer_path[-1]) if behind.layer_path else "", _last(difference.path)}
    scalars = [
        (where, value)
        for where, value in paths(dict(push.payload))
        if where != ("event",) and isinstance(value, str | int | float) and isinstance(where[-1], str)
    ]
    wanted = as_text(difference.expected) if isinstance(difference.expected, str | int | float) else None
    equal = [one for one in scalars if wanted is not None and as_text(one[1]) == wanted]
    alike = [one for one in scalars if any(name and similarity(name, str(one[0][-1])) >= 0.7 for name in names)]
    found = equal or alike
    return found[0] if len(found) == 1 else None


def _said_otherwise(
    difference: Difference, said: tuple[tuple[str | int, ...], Any], tag: str, by_google: bool
) -> tuple[str, str]:
    """The push has the value, and the hit has none, or another. `by_google`: it is a hit of Google Analytics."""
    where, value = said
    there = path_text(where)
    if isinstance(value, Mapping) and value.get("$type") in ("undefined", "number"):
        name = _last(where)
        told = f" The push has it as {quoted(value)} ({there}): the page had no value."
        return told, f"Fill {name} before it is pushed: check where the page takes it from."
    if difference.present:
        told = f" The push says {quoted(value)} ({there})" + (f", {tag} sends another." if tag else ".")
        return told, "Check the variable that the tag takes it from." if tag else mend(difference, None)
    told = f" The push has it ({there}: {quoted(value)})" + (f", but {tag} does not send it." if tag else ".")
    if by_google and _last(difference.path) in _IN_ECOMMERCE and "ecommerce" not in where:
        return told, f"Move {there} into `ecommerce` in the push: e-commerce values are looked for there."
    if difference.note.startswith("there is ") and tag:
        return told, f"Correct the parameter's name in {tag}: {_last(difference.path)}."
    if _last(difference.path) in _IN_ECOMMERCE and len(where) > 2 and where[0] == "ecommerce":
        return told, f"Push {_last(difference.path)} directly in `ecommerce`, not in {path_text(where[:-1])}."
    return told, f"Add {path_text(difference.path)} to the tag's parameters in the container."


_IN_ECOMMERCE = frozenset(
    {"currency", "value", "items", "transaction_id", "tax", "shipping", "coupon", "affiliation"}
    | {"item_list_id", "item_list_name", "shipping_tier", "payment_type", "promotion_id", "promotion_name"}
)
_CLEAR = "Push {ecommerce: null} before each e-commerce event, and every value with each push."


def _left_over(
    difference: Difference,
    path: tuple[str | int, ...],
    push: Push,
    said: list[tuple[tuple[str | int, ...], Any]],
    evidence: Evidence,
) -> str:
    """The sentence on a list that is longer than what was pushed: the data layer merges lists place by place."""
    actual = difference.actual
    mine = next((value for _, value in said if isinstance(value, list)), None)
    if not isinstance(actual, list | tuple) or mine is None or len(actual) <= len(mine):
        return ""
    for one in reversed(_before(push, evidence)):
        if any(isinstance(value, list) and len(value) >= len(actual) for _, value in _in_push(one, path)):
            return (
                f" The push has {len(mine)}; the rest is left over from {one.event or 'a push'} at "
                f"{evidence.journey.title(one.step)}: the data layer merges lists place by place."
            )
    return ""


def _before(push: Push, evidence: Evidence) -> list[Push]:
    """The pushes before one, in the same document."""
    return [one for one in evidence.recording.pushes if one.document == push.document and one.number < push.number]


def _other_destination(
    difference: Difference, event: Event, behind: Source | None, evidence: Evidence
) -> tuple[str, str]:
    if behind is not None:
        told = f' The variable "{behind.variable.name}" of the container holds it.'
        return told, f"{behind.mend(difference.expected).rstrip('.')}, or put the new id into the plan."
    cause = event.cause
    if cause is not None and cause.kind == "gtag":
        return (
            " The page's own gtag commands send it there.",
            "Put the right id into the page's gtag snippet, or the new one into the plan.",
        )
    if (cause is None or cause.kind == "intent") and not evidence.recording.containers:
        return "", f"Put the right id into the page, where it loads {event.vendor}, or the new one into the plan."
    tag = cause.text if cause and cause.kind == "tag" else "the tag"
    return "", f"Put the right id into {tag}, or the new one into the plan."


def _by_tag(difference: Difference, event: Event) -> tuple[str, str]:
    cause = event.cause
    if cause is not None and cause.kind == "tag":
        if "swapped" in difference.note:
            return "", f"Exchange {difference.note.partition(' are ')[0]} in {cause.text}."
        return f" It was sent by {cause.text}.", f"Correct {path_text(difference.path)} in {cause.text}."
    if cause is not None and cause.kind == "gtag":
        return f" It was sent by {cause.text}.", mend(difference, None)
    return "", mend(difference, None)


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


def _stale(difference: Difference, path: tuple[str | int, ...], push: Push, evidence: Evidence) -> Push | None:
    """The earlier push of the same document that a value was left over from."""
    for one in reversed(_before(push, evidence)):
        if any(as_text(value) == as_text(difference.actual) for _, value in _in_push(one, path)):
            return one
    return None


def _last(path: tuple[str | int, ...]) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "it")


def mend(difference: Difference, push: Push | None, called: str = "") -> str:
    """What to change in the page, by what the difference probably is. `called`: the value's name in the push."""
    name = called or _last(difference.path)
    verb = "Push" if push is not None else "Send"
    expected, actual = quoted(difference.expected), quoted(difference.actual)
    mends = (
        ("swapped", f"Exchange {difference.note.partition(' are ')[0]} where the page sends them."),
        ("rounded", f"{verb} {name} as it is, without rounding it."),
        ("number", f"{verb} {name} as a number, without quotation marks and with a decimal point."),
        ("cents instead", f"{verb} {name} in whole units of the currency, as the plan asks."),
        ("instead of cents", f"{verb} {name} in the unit that the plan asks for."),
        ("upper and lower", f"Write {expected} exactly so, upper and lower case as well."),
        ("spelling", f"Write {expected} instead of {actual}, or correct the expectation."),
        ("joined", f"Write {expected} instead of {actual}, or correct the expectation."),
        ("encoded", f"{verb} {name} as plain text: it is encoded once too often."),
        ("nothing to compare with", "Mend that first: this expectation can be judged only then."),
        ("more text around", f"Write {expected} instead of {actual}, or correct the expectation."),
        ("no value", f"Fill {name} before it is pushed: the page had not got it at that moment."),
    )
    if not difference.present:
        return f"Put {name} where it belongs: {difference.note}." if difference.note else f"Add {name}."
    told = next((told for words, told in mends if words in difference.note), "")
    return told or f"Correct {name} where the page pushes it, or the expectation."
