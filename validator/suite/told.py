"""What one journey sent, in the form in which two are compared: without what belongs to a single visit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from validator.json_text import json_text
from validator.judge.decode import sent as counts
from validator.judge.decode import volatile
from validator.model.event import Event
from validator.model.location import NOWHERE, Location
from validator.model.run import Result

SITE = "${site}"  # stands where the address of the site stood, so that staging can be held against production
HOST = "${site host}"
ENDLESS = 10**9
_VISITOR = frozenset({"client_id", "session_id", "session_number", "visitor_id", "ga_temp_client_id"})
_DEEPEST = 12
_LONGEST_NAME = 300  # letters; a longer one is no name


@dataclass(frozen=True, slots=True)
class Sent:
    """One event as it is compared. `event` is normalised; `number` in it leads to the event as it was sent.

    `first` and `last`: the steps that it can belong to, by their numbers. `varies`: paths whose values differ from
    visit to visit, so that only their presence counts; `*` is any index. `sometimes`: some visits send it, some not.
    """

    event: Event
    first: int
    last: int
    varies: frozenset[str] = frozenset()
    sometimes: bool = False
    location: Location = NOWHERE

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def fields(self) -> dict[str, Any]:
        """What two sends of the same event are compared by."""
        event = self.event
        return {
            "id": event.id or None,
            "label": event.label,
            "value": event.value,
            "params": event.params,
            "items": list(event.items),
            "user": event.user,
            "consent": event.consent,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """One journey: the titles of its steps, of which the first has the number 1, and what it sent, in order."""

    steps: tuple[str, ...]
    sent: tuple[Sent, ...]


def told(result: Result) -> Told:
    """What the journey of a result sent. Events that the plan ignores, side pings and stopped hits are left out."""
    recording, ignored = result.recording, set(result.plan.ignore)
    requests = {request.id: request for request in recording.requests}
    known = {step.number: step.name or step.title for step in result.scenario.steps}
    known |= {step.number: step.name or step.title for step in recording.steps}
    steps = tuple(known.get(number, "") for number in range(1, max(known, default=0) + 1))
    sent = tuple(
        _sent(event, recording.site)
        for event in result.verdict.events
        if counts(event, requests) and event.name not in ignored
    )
    return Told(steps, sent)


def _sent(event: Event, site: str) -> Sent:
    plain = _Plain(site, volatile(event.vendor))
    normal = replace(
        event,
        params=plain.mapping(event.params),
        items=tuple(plain.mapping(item) for item in event.items),
        user=plain.mapping(event.user),
        consent=dict(sorted(event.consent.items())),
        category=plain.text(event.category),
        action=plain.text(event.action),
        label=plain.text(event.label),
        value=plain.value(event.value),
        raw={},
        findings=(),
    )
    first, last = (event.earliest, event.latest) if event.latest else (event.step, event.step)
    return Sent(normal, min(first, last), max(first, last))


class _Plain:
    """Takes out of values what belongs to one visit or one address only."""

    def __init__(self, site: str, volatile: Iterable[str]) -> None:
        self.left_out = frozenset(volatile) | _VISITOR
        split = urlsplit(site)
        self.origin = f"{split.scheme}://{split.netloc}" if split.netloc else ""
        self.hosts = {split.netloc, split.hostname or ""} - {""}
        self.pattern = re.compile(re.escape(self.origin) + r"(?![\w.:-])", re.IGNORECASE) if self.origin else None

    def mapping(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {
            str(name): self.value(value)
            for name, value in given.items()
            if name not in self.left_out and str(name).lower() not in self.left_out and len(str(name)) <= _LONGEST_NAME
        }

    def value(self, value: Any, depth: int = 0) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if depth >= _DEEPEST:
            return json_text(value)
        if isinstance(value, Mapping):
            return {str(key): self.value(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each, depth + 1) for each in value]
        return str(value)

    def text(self, text: str | None) -> Any:
        if text is None or self.pattern is None:
            return text
        return HOST if text in self.hosts else self.pattern.sub(lambda found: SITE, text)
