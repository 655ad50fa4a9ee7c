"""A recording, asked the questions that a person asks in preview mode: what was pushed here, which tags were there?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from validator.gtm.container_file import read_container
from validator.gtm.explain import tags_for
from validator.judge.attribution import same_vendor
from validator.judge.demands import Demand, Journey
from validator.judge.sightings import Seen
from validator.judge.vendor_calls import calls, of_another
from validator.model.container import Container, Tag, Trigger
from validator.model.event import Event
from validator.model.location import InputError
from validator.model.plan import Plan
from validator.model.recording import ConsentChange, ContainerSeen, Push, Recording, Request, TagMessage, TagState
from validator.model.scenario import Scenario
from validator.model.value import as_text
from validator.model.verdict import Chain, GoalResult


@dataclass(frozen=True, slots=True)
class TagSeen:
    """A tag, as it was at one message."""

    message: TagMessage
    tag: TagState


class Evidence:
    """Everything that an explanation may look at. A `step` of None means the whole journey."""

    def __init__(
        self,
        recording: Recording,
        scenario: Scenario,
        plan: Plan,
        container: Container | None,
        events: Sequence[Event],
        seen: Seen,
        journey: Journey,
        goals: Sequence[GoalResult],
    ) -> None:
        self.recording = recording
        self.scenario = scenario
        self.plan = plan
        self.given = container
        self.events = events
        self.seen = seen
        self.journey = journey
        self.goals = {goal.name: goal for goal in goals}
        self.told: list[tuple[Demand, Chain]] = []  # what was explained already, in the order of the journey
        self.requests: Mapping[int, Request] = {request.id: request for request in recording.requests}
        self.by_number: Mapping[int, Push] = {push.number: push for push in recording.pushes}

    @cached_property
    def container(self) -> Container | None:
        """The tag manager's container: the one that was given, else the one that the recording holds."""
        if self.given is not None:
            return self.given
        wanted = self.plan.container.id if self.plan.container else ""
        sources = [seen for seen in self.recording.containers if seen.source]
        sources.sort(key=lambda seen: seen.id != wanted)
        for seen in sources:
            text = seen.source if isinstance(seen.source, str) else json.dumps(seen.source)
            try:
                return read_container(text, seen.id)
            except InputError:
                continue
        return None

    @cached_property
    def container_name(self) -> str:
        """What the container is called in sentences."""
        if self.container is not None and self.container.id:
            return self.container.id
        seen = next((one.id for one in self.recording.containers if one.id), "")
        return seen or (self.plan.container.id if self.plan.container else "")

    @cached_property
    def direct(self) -> bool:
        """Whether the page sends events by gtag commands of its own, beside a tag manager or without one."""
        return any(
            push.kind == "gtag" and isinstance(push.payload, list) and push.payload[:1] in (["config"], ["event"])
            for push in self.recording.pushes
        )

    def pushes(self, step: int | None) -> list[Push]:
        """What was pushed at a step."""
        return [push for push in self.recording.pushes if step is None or push.step == step]

    def messages(self, step: int | None) -> list[TagMessage]:
        """What the container worked off at a step, or for a push of that step."""
        return [
            message
            for message in self.recording.tags
            if step is None or message.step == step or self._pushed_at(message) == step
        ]

    def _pushed_at(self, message: TagMessage) -> int | None:
        push = self.by_number.get(message.push or 0)
        return push.step if push else None

    def documents(self, step: int | None) -> set[str]:
        """The documents that lived at a step."""
        return {
            document.id
            for document in self.recording.documents
            if step is None or (document.step <= step and (document.last_step is None or step <= document.last_step))
        }

    def current(self, step: int | None) -> set[str]:
        """The documents that the visitor had before them when a step ended."""
        living = self.documents(step)
        open_ = {
            document.id
            for document in self.recording.documents
            if document.id in living and document.top and (document.last_step is None or document.last_step != step)
        }
        return open_ or living

    def clicked(self, step: int) -> set[str]:
        """The documents that the visitor had before them as a step began, and left by it."""
        return {one.id for one in self.recording.documents if one.top and one.step < step and one.last_step == step}

    def containers_on(self, documents: set[str]) -> list[ContainerSeen]:
        """The containers that these documents loaded, or tried to load."""
        return [one for one in self.recording.containers if one.document in documents]

    def pushes_asked(self, step: int | None) -> list[str]:
        """The names of the pushes that the scenario asks for under a step."""
        return [
            condition.operand
            for one in self.scenario.steps
            if one.number == step
            for expectation in one.expect
            if expectation.kind == "push"
            for condition in expectation.conditions
            if condition.path == ("event",) and isinstance(condition.operand, str)
        ]

    def containers(self, step: int | None) -> list[ContainerSeen]:
        """The containers that the pages of a step loaded, or tried to load."""
        living = self.documents(step)
        return [
            one
            for one in self.recording.containers
            if step is None or one.document in living or (not one.document and one.step <= step)
        ]

    def consent(self, at: float, document: str = "") -> ConsentChange | None:
        """The last word on consent before a moment, of that document where it is known."""
        before = [change for change in self.recording.consents if change.at <= at]
        own = [change for change in before if change.document == document]
        return (own or before or [None])[-1]  # type: ignore[list-item]

    def senders(self, demand: Demand) -> tuple[str, ...]:
        """The names of the tags that send what is demanded: they did so elsewhere, or the container says so."""
        if demand.kind == "tag":
            return (demand.name(),) if demand.name() else ()
        wanted = wanted_event(demand)
        found = (
            []
            if not (wanted.name or wanted.category or wanted.action)
            else [
                tag.name
                for message in self.recording.tags
                for tag in message.tags
                if any(_sends(sending, wanted) for sending in tag.sent)
            ]
        )
        found += [tag.name for tag in self.tags_for(wanted)]
        if not found:
            found = [tag.name for tag in self._of_vendor(wanted.vendor) if _misnamed(tag, wanted)]
        if not found and any(push.event == wanted.name for push in self.recording.pushes):
            found = [tag.name for tag in self._of_vendor(wanted.vendor) if self.echoing([tag.name])]
        if not found:
            found = [
                tag.name for tag in self.scripts() if _mentions(tag, wanted) and not of_another(tag, wanted.vendor)
            ]
        if not found and wanted.vendor:
            found = [tag.name for tag in self.scripts() if calls(tag, wanted.vendor)]
            found = found if len(found) == 1 or not (wanted.name or wanted.action) else []
        return tuple(dict.fromkeys(found))

    def _of_vendor(self, vendor: str) -> list[Tag]:
        """The tags of the container that are of a vendor's own types."""
        types = {"ga4": ("gaawe",), "ua": ("ua",)}.get(vendor, ())
        return [tag for tag in self.container.tags if tag.type in types] if self.container else []

    def echoing(self, names: Iterable[str]) -> bool:
        """Whether these tags send each message under the name that it was pushed with."""
        if self.container is None:
            return False
        events = {f"{{{{{one.name}}}}}" for one in self.container.variables if one.type == "e"}
        events |= {"{{Event}}", "{{_event}}"}
        wanted = set(names)
        meant = [tag for tag in self.container.tags if tag.name in wanted]
        return bool(meant) and all(str(tag.parameters.get("eventName", "")).strip() in events for tag in meant)

    def scripts(self) -> list[Tag]:
        """The tags of which nobody can say what they send: custom HTML, images, templates."""
        tags = self.container.tags if self.container else ()
        return [tag for tag in tags if tag.type in ("html", "img") or tag.type.startswith("cvt_")]

    def unloaded(self, document: str) -> str:
        """The script that a page did not get, and that one of the container's own scripts asks for; empty if none."""
        written = [str(tag.parameters.get("html", "")) for tag in self.scripts()]
        page = next((one for one in self.recording.documents if one.id == document), None)
        for error in self.recording.errors:
            told = error.kind in ("console", "request") and re.search(
                r"https?://([^\s'\"?#]+)", error.source or error.text
            )
            if page is None or not told or error.at < page.at or error.at > (page.ended or error.at):
                continue
            address = re.sub(r"(?::\d+){1,2}$", "", told[1])
            if any(address in text for text in written):
                return f"{address} ({error.text.rpartition(': ')[2]})"
        return ""

    def tags_for(self, wanted: Event) -> list[Tag]:
        """The tags of the container that send such an event."""
        if self.container is None:
            return []
        names = dict.fromkeys((wanted.vendor, wanted.vendor.replace("_", "-")))
        asked = {"event": wanted.name or None, "category": wanted.category, "action": wanted.action}
        return [tag for name in names for tag in tags_for(self.container, name, **asked)]

    def tags_seen(self, names: Iterable[str], step: int | None) -> list[TagSeen]:
        """How these tags were at each message of a step."""
        wanted = set(names)
        return [TagSeen(message, tag) for message in self.messages(step) for tag in message.tags if tag.name in wanted]

    def triggers(self, names: Iterable[str]) -> list[Trigger]:
        """What fires these tags, by the container."""
        if self.container is None:
            return []
        wanted = set(names)
        ids = {id for tag in self.container.tags if tag.name in wanted for id in tag.firing}
        return [trigger for trigger in self.container.triggers if trigger.id in ids]

    def names_asked(self, step: int | None) -> list[str]:
        """The names of the events and pushes that the scenario asks for under a step."""
        return self.journey.asked.get(step or 0, [])

    def asked_as_well(self, demand: Demand, step: int) -> bool:
        """Whether the scenario asks for the same under another step."""
        return any(
            expectation.kind == demand.kind and expectation.label == demand.expectation.label
            for one in self.scenario.steps
            if one.number == step
            for expectation in one.expect
        )

    def goal(self, name: str) -> GoalResult | None:
        """What came of a goal of the plan."""
        return self.goals.get(name)


def _misnamed(tag: Tag, wanted: Event) -> bool:
    """Whether a tag has nearly the name that is wanted: another case, or a slip."""
    name = str(tag.parameters.get("eventName", "")).casefold()
    return len(wanted.name) > 3 and SequenceMatcher(None, name, wanted.name.casefold()).ratio() >= 0.85


def _mentions(tag: Tag, wanted: Event) -> bool:
    """Whether the text of a tag names the event that is wanted, as a word of its own: no `order` is in `order_id`."""
    name = wanted.action or wanted.name
    text = re.sub(r"\\[nrt]", " ", json.dumps(tag.parameters, ensure_ascii=False, default=str))
    return len(name) >= 3 and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def wanted_event(demand: Demand) -> Event:
    """The event that is demanded, as far as it is named plainly."""

    def plain(path: str) -> str | None:
        value = demand.wanted(path)
        return None if value is None else as_text(value)

    return Event(
        demand.expectation.vendor or "",
        name=plain("event") or "",
        category=plain("category"),
        action=plain("action"),
    )


def _sends(sending: Mapping[str, Any], wanted: Event) -> bool:
    """Whether what a tag says that it sent is what is wanted."""
    if wanted.vendor and not same_vendor(str(sending.get("vendor", "")), wanted.vendor):
        return False
    asked = (("event", wanted.name), ("category", wanted.category), ("action", wanted.action))
    return all(value in (None, "") or as_text(sending.get(key)) == value for key, value in asked)
