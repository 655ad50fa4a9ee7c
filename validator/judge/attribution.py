"""Where each event began: its cause, and the steps that it can belong to.

Libraries hold events back until a page leaves, so the moment of sending says little. What is looked at, best first:
the tag that says it sent the event; the gtag command or push of the same name; for a page view the pages that the
visitor came to; the moment of sending, where the vendor's library holds nothing back; and at last the life of the
document. Where the evidence is ambiguous, the range of steps is wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urldefrag

from validator.model.event import Cause, Event
from validator.model.recording import Document, Push, Recording, TagMessage, TagState
from validator.model.value import as_text

SLACK = 1.0  # seconds: pushes, tags and requests come by different ways, and their clocks may differ by so much

TOGETHER = 0.05  # seconds: what comes so shortly before the consent may have come after it


@dataclass(frozen=True, slots=True)
class Call:
    """A moment of the page that can have caused an event. `cause` is None where only the moment is known."""

    at: float
    earliest: int
    latest: int
    cause: Cause | None = None
    says: Mapping[str, str] = field(default_factory=dict)  # leaf name → value, as far as known
    url: str = ""


def attribute(events: Sequence[Event], recording: Recording, holds_back: Callable[[str], bool]) -> tuple[Event, ...]:
    """The events with `document`, `cause`, `earliest` and `latest` filled in."""
    page = _Page(recording)
    placed = [page.placed(event) for event in events]
    groups: dict[tuple[Any, ...], list[Event]] = {}
    for event in placed:
        groups.setdefault((event.document, *_sort(event)), []).append(event)
    found: dict[int, Event] = {}
    for group in groups.values():
        for event in _attributed(group, page, holds_back(group[0].vendor)):
            found[event.number] = page.after_consent(event)
    return tuple(found[event.number] for event in placed)


def arrivals(recording: Recording) -> Mapping[str, tuple[int, int]]:
    """What popups sent when they opened belongs to the step that opened them, and to the one that goes there.

    Document → these two steps: a window may load before, or after, the next step begins.
    """
    kinds = {step.number: step.kind for step in recording.steps}
    opened: dict[int, int] = {}
    for document in recording.documents:
        if document.page:
            opened[document.page] = min(document.step, opened.get(document.page, document.step))
    spans: dict[int, tuple[int, int]] = {}
    for page, step in opened.items():
        gone_to = next((number for number in sorted(kinds) if number >= step and kinds[number] == "switch_tab"), None)
        if gone_to is not None:
            spans[page] = (step - 1 if gone_to == step else step), gone_to
    return {
        document.id: spans[document.page]
        for document in recording.documents
        if document.page in spans and document.step <= spans[document.page][1]
    }


def is_page_view(name: str) -> bool:
    """Whether a vendor's event of this name says that a page was seen: `page_view`, `PageView`, `pageview`, `page`."""
    return name.lower().replace("_", "").replace(" ", "").replace("-", "") in ("pageview", "page", "screenview")


def leaves(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    """Every scalar of a payload with the name that it stands under, lists walked too."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner, name)
    elif value is not None and name:
        yield name, as_text(value)


def push_cause(push: Push) -> Cause:
    """The push as a cause, in words."""
    name = push.event
    if push.kind == "gtag":
        told = push.payload if isinstance(push.payload, list) else []
        words = " ".join(as_text(word) for word in told[:2] if isinstance(word, str | int | float))
        return Cause("gtag", f"gtag {words}".strip(), push.at, push.step, push.number)
    return Cause("push", f"push {name}" if name else "push", push.at, push.step, push.number)


class _Page:
    """The recording, by document."""

    def __init__(self, recording: Recording) -> None:
        self.documents: dict[str, Document] = {document.id: document for document in recording.documents}
        self.recording = recording
        self.pushes: dict[str, list[Push]] = {}
        for push in recording.pushes:
            self.pushes.setdefault(push.document, []).append(push)
        self.sendings: dict[str, list[tuple[TagMessage, TagState, Mapping[str, Any]]]] = {}
        for message in sorted(recording.tags, key=lambda found: (found.at, found.message)):
            for tag in message.tags:
                if tag.status == "fired":
                    said = self.sendings.setdefault(message.document, [])
                    said.extend((message, tag, sending) for sending in tag.sent)
        self.given = _consents_given(recording)
        self.by_number = {push.number: push for push in recording.pushes}
        self.addresses = {document.id: {urldefrag(document.url).url} for document in recording.documents}
        for view in recording.views:
            self.addresses.setdefault(view.document, set()).add(urldefrag(view.url).url)

    def placed(self, event: Event) -> Event:
        """The event with its document, where it can be told from the page's URL and the time."""
        if event.document or not event.page_url:
            return event
        url = urldefrag(event.page_url).url
        living = [
            document
            for document in self.recording.documents
            if url in self.addresses[document.id]
            and document.at <= event.at + SLACK
            and (document.ended is None or event.at <= document.ended + SLACK)
        ]
        return replace(event, document=living[0].id) if len(living) == 1 else event

    def after_consent(self, event: Event) -> Event:
        """The event, which a consent given after its cause may have let out: then it is of that step as well."""
        steps = [
            step
            for at, step, document in self.given
            if document in ("", event.document) and event.latest < step <= event.step and at <= event.at + TOGETHER
        ]
        return replace(event, latest=max(steps)) if steps and event.document else event

    def life(self, event: Event) -> tuple[int, int]:
        """The steps from the creation of the document that sent the event to its sending."""
        document = self.documents.get(event.document)
        first = min(document.step, event.step) if document else 0
        return first, event.step

    def tag_calls(self, event: Event) -> list[Call]:
        """Each time that a tag says it sent such an event."""
        calls = []
        for message, tag, sending in self.sendings.get(event.document, ()):
            if not _names(sending, event):
                continue
            push = self.by_number.get(message.push or 0)
            steps = (message.step, push.step) if push else (message.step,)
            cause = Cause("tag", f"tag {tag.name}", message.at, message.step, message.push)
            says = dict(leaves(push.payload)) if push else {}
            calls.append(Call(message.at, min(steps), max(steps), cause, says, message.page_url))
        return calls

    def push_calls(self, event: Event) -> list[Call]:
        """Each push and gtag command of the event's name."""
        return [
            Call(push.at, push.step, push.step, push_cause(push), dict(leaves(push.payload)), push.page_url)
            for push in self.pushes.get(event.document, ())
            if event.name and push.event == event.name and _goes_to(push, event.id)
        ]

    def named(self, event: Event) -> list[Push]:
        """The pushes of the page's own events, until the event was sent."""
        return [
            push
            for push in self.pushes.get(event.document, ())
            if push.event and not push.event.startswith("gtm.") and push.at <= event.at + SLACK
        ]

    def configs(self, event: Event) -> list[Call]:
        """Each `gtag config` of the event's destination: it sends the page view of the document's beginning."""
        return [
            Call(push.at, push.step, push.step, push_cause(push), {}, push.page_url)
            for push in self.pushes.get(event.document, ())
            if _config(push, event.id)
        ]

    def views(self, event: Event) -> list[Call]:
        """Each page that the visitor came to within the document."""
        return [
            Call(view.at, view.step, view.step, None, {}, view.url)
            for view in self.recording.views
            if view.document == event.document and event.document
        ]


def _consents_given(recording: Recording) -> list[tuple[float, int, str]]:
    """When, and at which step and document, consent was given. An answer does not tell its document."""
    said = [
        (one.at, one.step, one.document)
        for one in recording.consents
        if one.command == "update" and "granted" in map(str, one.given.values())
    ]
    return [*said, *((one.at, one.step, "") for one in recording.answers if one.answer != "deny")]


def _sort(event: Event) -> tuple[Any, ...]:
    """Events that one call cannot tell apart but by their parameters."""
    return (event.vendor, event.id, event.name, event.category, event.action, event.kind, event.undecoded)


def _attributed(group: list[Event], page: _Page, holds_back: bool) -> list[Event]:
    """The events of one sort on one document, in the order of sending."""
    first = group[0]
    if not first.document or first.undecoded:
        return [_by_sending(event, page, holds_back) for event in group]
    calls = page.tag_calls(first)
    if calls and len(group) > len(calls):
        calls = _in_time(calls + [call for call in page.push_calls(first) if call.cause and call.cause.kind == "gtag"])
    calls = calls or page.push_calls(first)
    if is_page_view(first.name):
        calls = _page_view_calls(group, calls, page)
    pairs = list(zip(calls, group, strict=False))
    if len(calls) == len(group) and all(call.at <= event.at + SLACK and _on_view(call, event) for call, event in pairs):
        return [_placed_at(event, [call]) for call, event in pairs]
    if is_page_view(first.name) and 0 < len(calls) < len(group) and not any(_by_tag(call) for call in calls):
        return _more_than_pages(group, calls, page, holds_back)
    return [_by_likeness(event, calls, page, holds_back) for event in group]


def _page_view_calls(group: list[Event], calls: list[Call], page: _Page) -> list[Call]:
    if len(calls) == len(group) or any(map(_by_tag, calls)):
        return calls
    begun = _in_time(page.configs(group[0]) + calls)
    if len(begun) == len(group):
        return begun
    views = page.views(group[0])
    return views if len(views) == len(group) or len(views) > len(begun) else begun


def _by_tag(call: Call) -> bool:
    return call.cause is not None and call.cause.kind == "tag"


def _more_than_pages(group: list[Event], calls: list[Call], page: _Page, holds_back: bool) -> list[Event]:
    """Page views of which there are more than pages and commands: a step of a form, an opened window, or a mistake.

    The first of each page is that page's; what is left may also have come of any later push, as long as none tells.
    """
    placed = []
    open_ = list(calls)
    for event in group:
        before = [call for call in open_ if call.at <= event.at + SLACK]
        mine = next(iter(_of_url(before, event)), None)
        if mine is None and not _of_url(calls, event):
            mine = next((call for call in before if call.cause is not None), None)
        if mine is not None:
            open_.remove(mine)
            placed.append(_placed_at(event, [mine]))
            continue
        found = _by_likeness(event, calls, page, holds_back)
        later = [push.step for push in page.named(event) if found.latest < push.step <= event.step]
        placed.append(replace(found, latest=max(later), cause=None) if later else found)
    return placed


def _by_likeness(event: Event, calls: Sequence[Call], page: _Page, holds_back: bool) -> Event:
    """The event placed at the calls before its sending that agree best with what it says."""
    before = [call for call in calls if call.at <= event.at + SLACK]
    if not holds_back:
        before = [call for call in before if call.earliest <= event.step <= call.latest] or before
    if is_page_view(event.name):
        before = _of_url(before, event) or before
    if not before:
        return _by_sending(event, page, holds_back)
    told = dict(leaves({**event.params, "items": list(event.items), "value": event.value, "label": event.label}))
    likeness = [_likeness(call.says, told) for call in before]
    best = max(likeness)
    return _placed_at(event, [call for call, like in zip(before, likeness, strict=True) if like == best])


def _likeness(says: Mapping[str, str], told: Mapping[str, str]) -> int:
    common = says.keys() & told.keys()
    equal = sum(says[name] == told[name] for name in common)
    return equal - (len(common) - equal)


def _of_url(calls: Sequence[Call], event: Event) -> list[Call]:
    location = event.params.get("page_location") or event.page_url
    return [call for call in calls if call.url and _plain(call.url) == _plain(as_text(location))]


def _on_view(call: Call, event: Event) -> bool:
    """Whether a page view may be that of this page: one that tells another address is not."""
    location = event.params.get("page_location")
    return (
        call.cause is not None or not call.url or not location or urldefrag(as_text(location)).url == _plain(call.url)
    )


def _plain(url: str) -> str:
    return urldefrag(url).url


def _placed_at(event: Event, calls: Sequence[Call]) -> Event:
    earliest = min(call.earliest for call in calls)
    latest = max(call.latest for call in calls)
    cause = calls[0].cause if earliest == latest or len(calls) == 1 else None
    return replace(event, earliest=earliest, latest=latest, cause=cause)


def _by_sending(event: Event, page: _Page, holds_back: bool) -> Event:
    if holds_back:
        earliest, latest = page.life(event)
        return replace(event, earliest=earliest, latest=latest)
    return replace(
        event, earliest=event.step, latest=event.step, cause=Cause("intent", "sent by the page", event.at, event.step)
    )


def _in_time(calls: Iterable[Call]) -> list[Call]:
    return sorted(calls, key=lambda call: (call.at, call.cause.push or 0 if call.cause else 0))


def _names(sending: Mapping[str, Any], event: Event) -> bool:
    """Whether what a tag says that it sent is such an event; what it does not say is not held against it."""
    if not same_vendor(str(sending.get("vendor", event.vendor)), event.vendor) or not _agrees(
        sending.get("id"), event.id
    ):
        return False
    if sending.get("category") or sending.get("action"):
        return _agrees(sending.get("category"), event.category) and _agrees(sending.get("action"), event.action)
    return _agrees(sending.get("event"), event.name)


def same_vendor(one: str, other: str) -> bool:
    """Whether two names are one vendor's: a tag manager may write `google-ads` for `google_ads`."""
    return one == other or one.replace("-", "_") == other.replace("-", "_")


def _agrees(said: Any, known: str | None) -> bool:
    return said in (None, "") or known in (None, "") or as_text(said) == known


def _goes_to(push: Push, destination: str) -> bool:
    """Whether a gtag command goes to a destination: to all but where `send_to` names others."""
    if push.kind != "gtag" or not destination:
        return True
    told = push.payload if isinstance(push.payload, list) else []
    given = told[2].get("send_to") if len(told) > 2 and isinstance(told[2], Mapping) else None
    names = [str(name).partition("/")[0] for name in (given if isinstance(given, list) else [given]) if name]
    return not names or destination in names or not any(name.partition("-")[0] == _kind(destination) for name in names)


def _kind(destination: str) -> str:
    return destination.partition("-")[0]


def _config(push: Push, destination: str) -> bool:
    told = push.payload if push.kind == "gtag" and isinstance(push.payload, list) else []
    if len(told) < 2 or told[0] != "config" or (destination and str(told[1]) != destination):
        return False
    return not (len(told) > 2 and isinstance(told[2], Mapping) and told[2].get("send_page_view") is False)
