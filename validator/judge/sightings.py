"""What was seen, in the terms that expectations of each kind are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from validator.judge.attribution import arrivals
from validator.judge.decode import fingerprint
from validator.judge.redone import unheard
from validator.model.event import Event
from validator.model.recording import PageError, Push, Recording, Stored, TagMessage, TagState
from validator.model.scenario import ExpectationKind
from validator.model.verdict import GoalResult, Noticed

# When a tag fired, and at which step, by document, container, message and name.
Fired = Mapping[tuple[str, str, int, str], tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that was seen, and may meet an expectation of its kind.

    `facts` is what conditions look at. `began` is the moment of its cause, where that is known; `at` the moment at
    which it was seen. `same` is equal for things that say the same; `origin` tells causes apart.
    """

    kind: ExpectationKind
    facts: Mapping[str, Any]
    what: Event | Push | str
    subject: str
    at: float = 0.0
    began: float | None = None
    earliest: int = 0
    latest: int = 0
    vendor: str = ""
    destination: str = ""
    document: str = ""
    same: str = ""
    origin: tuple[Any, ...] = ()
    sort: str = ""  # push or gtag; of a goal, its name
    counts: bool = True  # False: evidence only, such as a hit that the browser stopped
    unheard: bool = False  # sent, and lost on the network

    @property
    def certain(self) -> bool:
        """Whether it belongs to exactly one step."""
        return self.earliest == self.latest


def event_facts(event: Event) -> dict[str, Any]:
    """An event by the paths that conditions take. What it does not say is not there."""
    facts: dict[str, Any] = {
        "id": event.id or None,
        "event": event.name or None,
        "category": event.category,
        "action": event.action,
        "label": event.label,
        "value": event.value,
    }
    facts = {name: value for name, value in facts.items() if value is not None}
    return facts | {
        "params": dict(event.params),
        "items": [dict(item) for item in event.items],
        "user": dict(event.user),
        "consent": dict(event.consent),
    }


def of_event(event: Event, counts: bool = True, unheard: bool = False) -> Sighting:
    """An event that was decoded from a request."""
    cause = event.cause
    return Sighting(
        kind="event",
        facts=event_facts(event),
        what=event,
        subject=event.title,
        at=event.at,
        began=cause.at if cause else None,
        earliest=event.earliest,
        latest=event.latest,
        vendor=event.vendor,
        destination=event.id,
        document=event.document,
        same=fingerprint(event),
        origin=(cause.kind, cause.push, cause.at, cause.text) if cause and cause.kind != "intent" else (),
        counts=counts,
        unheard=unheard,
    )


def push_facts(push: Push) -> dict[str, Any]:
    """A push as it is; a gtag command as the push that says the same: `{event: name, …params}`."""
    if push.kind != "gtag":
        return dict(push.payload) if isinstance(push.payload, Mapping) else {"command": push.payload}
    told = push.payload if isinstance(push.payload, list) else [push.payload]
    params = next((part for part in told[1:] if isinstance(part, Mapping)), {})
    command = told[0] if told else None
    if command == "event" and len(told) > 1:
        return {**params, "event": told[1]}
    target = told[1] if len(told) > 1 and not isinstance(told[1], Mapping) else None
    return {**params, "command": command, **({} if target is None else {"target": target})}


def of_push(push: Push) -> Sighting:
    """A message of a data layer."""
    name = push.event
    return Sighting(
        kind="push",
        facts=push_facts(push),
        what=push,
        subject=f"push {name}" if name else "push",
        at=push.at,
        began=push.at,
        earliest=push.step,
        latest=push.step,
        destination=push.layer,
        document=push.document,
        same=repr(push.payload),
        origin=(push.number,),
        sort=push.kind,
    )


def of_tag(message: TagMessage, tag: TagState, push: Push | None, fired: Fired) -> Sighting:
    """A tag that fired at a message. A push that was worked off later, or a tag that waited, belong to both steps."""
    at, step = fired.get((message.document, message.container, message.message, tag.name), (message.at, message.step))
    steps = (message.step, step, push.step) if push else (message.step, step)
    return Sighting(
        kind="tag",
        facts={
            "name": tag.name,
            "type": tag.type,
            "status": tag.status,
            "container": message.container,
            "event": message.event,
            **({"id": tag.id} if tag.id else {}),
        },
        what=tag.name,
        subject=f"tag {tag.name}",
        at=at,
        began=message.at,
        earliest=min(steps),
        latest=max(steps),
        document=message.document,
        same=tag.name,
        origin=(message.document, message.container, message.message),
    )


def of_goal(result: GoalResult, steps: tuple[int, int], at: float) -> Sighting:
    """A goal that completed; `steps` are those that its completion can belong to."""
    facts: dict[str, Any] = {"name": result.name, "conversion": result.conversion}
    if result.slot is not None:
        facts["slot"] = result.slot
    return Sighting(
        kind="goal",
        facts=facts,
        what=result.name,
        subject=f"goal {result.name}",
        at=at,
        began=at,
        earliest=steps[0],
        latest=steps[1],
        sort=result.name,
    )


def of_stored(stored: Stored) -> Sighting:
    """A cookie, or an entry of the page's storage, when it was first seen."""
    return Sighting(
        kind="cookie" if stored.kind == "cookie" else "storage",
        facts={"name": stored.name, "value": stored.value, "domain": stored.domain, "kind": stored.kind},
        what=f"{stored.kind} {stored.name}={stored.value}",
        subject=f"{'cookie' if stored.kind == 'cookie' else 'storage'} {stored.name}",
        at=stored.at,
        began=stored.at,
        earliest=stored.step,
        latest=stored.step,
        same=f"{stored.name}={stored.value}",
    )


def of_noticed(noticed: Noticed, event: Event | None) -> Sighting:
    """A finding, at the event that it is about."""
    finding = noticed.finding
    return Sighting(
        kind="finding",
        facts={"code": finding.code, "message": finding.message, "path": finding.path, "level": noticed.level},
        what=f"{finding.code}: {finding.message}",
        subject=f"finding {finding.code}",
        at=event.at if event else 0.0,
        began=event.at if event else None,
        earliest=event.earliest if event else noticed.step,
        latest=event.latest if event else noticed.step,
        vendor=event.vendor if event else "",
        document=event.document if event else "",
        same=f"{finding.code} {finding.path}",
    )


def of_error(error: PageError) -> Sighting:
    """Something that went wrong in the page."""
    return Sighting(
        kind="error",
        facts={"text": error.text, "kind": error.kind, "source": error.source},
        what=error.text,
        subject=f"{error.kind} error",
        at=error.at,
        began=error.at,
        earliest=error.step,
        latest=error.step,
        same=error.text,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """All sightings of a journey, by kind, each in the order of their moments."""

    by_kind: Mapping[str, tuple[Sighting, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Sighting, ...]:
        """Those of one kind."""
        return self.by_kind.get(kind, ())


def gather(
    recording: Recording,
    events: Sequence[Event],
    counting: frozenset[int],
    noticed: Iterable[Noticed],
    goals: Iterable[Sighting],
    fired: Fired,
) -> Seen:
    """Everything in a recording that an expectation can be about. `counting`: numbers of events that were sent."""
    pushes = {push.number: push for push in recording.pushes}
    by_number = {event.number: event for event in events}
    tags = [
        of_tag(message, tag, pushes.get(message.push or 0), fired)
        for message in recording.tags
        for tag in message.tags
        if tag.status == "fired"
    ]
    stored = [of_stored(entry) for entry in recording.stored]
    lost = {request.id for request in recording.requests if unheard(request)}
    found: dict[str, list[Sighting]] = {
        "event": [of_event(event, event.number in counting, event.request in lost) for event in events],
        "push": [of_push(push) for push in recording.pushes],
        "tag": tags,
        "goal": list(goals),
        "cookie": [entry for entry in stored if entry.kind == "cookie"],
        "storage": [entry for entry in stored if entry.kind == "storage"],
        "finding": [of_noticed(one, by_number.get(one.event or 0)) for one in noticed],
        "error": [of_error(error) for error in recording.errors],
    }
    if spans := arrivals(recording):
        found = {kind: [_arrived(one, spans.get(one.document)) for one in group] for kind, group in found.items()}
    return Seen({kind: tuple(sorted(group, key=lambda one: one.at)) for kind, group in found.items()})


def _arrived(one: Sighting, span: tuple[int, int] | None) -> Sighting:
    """What was seen while a popup opened, at each of the steps that it may belong to."""
    if span is None or one.latest < span[0] or one.earliest > span[1]:
        return one
    return replace(one, earliest=min(one.earliest, span[0]), latest=max(one.latest, span[1]))
