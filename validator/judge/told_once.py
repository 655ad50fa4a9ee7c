"""Findings without those that repeat what is told already: by a failed expectation, or by another finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from validator.model.event import Event
from validator.model.verdict import FAILING, Noticed, Outcome

# Findings on an event as a whole that an outcome of this status tells itself.
_BY_STATUS = {
    "outside-plan": ("wrong",),
    "repeated-hit": ("repeated",),
    "repeated-transaction": ("repeated",),
    "page-view-twice": ("repeated",),
}

_CONTAINER = {"container-absent", "container-blocked", "container-missing", "container-twice", "containers-share-layer"}


def not_told_twice(noticed: Sequence[Noticed], outcomes: Sequence[Outcome]) -> tuple[Noticed, ...]:
    """The findings that say something of their own.

    Left out are those on a value that a failed expectation names, those on an event whose failed expectation is about
    the same thing, and repeats that a step asks for. What fails a run is left out only where an expectation fails it
    for the same reason, or wants it.
    """
    failed = [one for one in outcomes if (one.underlying or one.status) in FAILING]
    values = _values(failed)
    consent = {event for one in failed if one.chain.broken == "consent" for event in _events(one)}
    asked = _asked_for(outcomes)
    container = any(one.chain.broken == "container" for one in failed)
    forbidden = [one.chain.message for one in failed if one.expectation.kind == "finding"]
    kept = []
    for one in noticed:
        code, event = one.finding.code, one.event
        if event is not None and (
            any(event in _events(outcome) for outcome in failed if _says(outcome, code))
            or _same_value(one.finding.path, values.get(event, ()))
            or (code == "hit-without-consent" and event in consent)
        ):
            continue
        if code in ("repeated-hit", "page-view-twice") and event in asked:
            continue
        if container and code in _CONTAINER and one.level != "fail":
            continue
        if any(one.finding.message in told for told in forbidden):
            continue
        kept.append(one)
    return _once_a_value(kept)


def _says(outcome: Outcome, code: str) -> bool:
    return (outcome.underlying or outcome.status) in _BY_STATUS.get(code, ())


def _events(outcome: Outcome) -> set[int]:
    """The events that an outcome is about, by their numbers."""
    return {event.number for event in outcome.events} | {
        near.what.number for near in outcome.near[:1] if isinstance(near.what, Event)
    }


def _asked_for(outcomes: Sequence[Outcome]) -> frozenset[int]:
    """The events of which a step asks for several, by their numbers."""
    return frozenset(
        event.number
        for one in outcomes
        if one.status == "met" and one.step is not None and one.expectation.times.least > 1
        for event in one.events
    )


def _values(failed: Sequence[Outcome]) -> Mapping[int, set[str]]:
    """The paths that failed expectations name, by event."""
    found: dict[int, set[str]] = {}
    for outcome in failed:
        for near in outcome.near[:1]:
            if isinstance(near.what, Event):
                paths = {".".join(map(str, one.path)) for one in near.differences}
                found.setdefault(near.what.number, set()).update(paths)
    return found


def _same_value(path: str, told: Sequence[str] | set[str]) -> bool:
    return bool(path) and any(path == one or one.startswith(f"{path}.") for one in told)


def _once_a_value(noticed: Sequence[Noticed]) -> tuple[Noticed, ...]:
    """Without words of the plan on a value that a decoder has better words for, unless the plan makes it a failure."""
    better = {
        (one.event, one.finding.path) for one in noticed if one.finding.code != "outside-plan" and one.finding.path
    }
    return tuple(
        one
        for one in noticed
        if one.finding.code != "outside-plan" or one.level == "fail" or (one.event, one.finding.path) not in better
    )
