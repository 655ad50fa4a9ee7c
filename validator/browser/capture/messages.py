"""What the page's half of the capture says, as parts of the recording. Malformed messages are dropped with a note."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.datalayer import advance
from validator.model.recording import (
    ConsentChange,
    ContainerSeen,
    Document,
    PageError,
    PageView,
    Push,
    TagMessage,
)
from validator.recording_shape import PARTS
from validator.shape import Mismatch

_TAGS = PARTS["tags"]
_CONTAINERS = PARTS["containers"]


def read(text: str) -> Iterator[dict[str, Any]]:
    """The messages of one batch; nothing where it is none of ours."""
    try:
        told = json.loads(text)
    except ValueError:
        return
    for message in told if isinstance(told, list) else ():
        if isinstance(message, dict) and isinstance(message.get("key"), str) and isinstance(message.get("kind"), str):
            yield message


class Messages:
    """Turns messages into evidence, each once: a message may come twice, by two ways."""

    def __init__(self, evidence: Evidence, clock: JourneyClock) -> None:
        self._evidence = evidence
        self._clock = clock
        self._seen: set[str] = set()
        self._states: dict[tuple[str, str], dict[str, Any]] = {}  # (document, layer) → merged state
        self._consent: dict[str, dict[str, str]] = {}  # document → state
        self._numbers: dict[str, int] = {}  # message key of a push → Push.number
        self._documents: dict[str, Document] = {}
        self.intents: list[dict[str, Any]] = []
        self.blocked: list[dict[str, Any]] = []
        self.open: set[str] = set()  # documents that said hello and not yet bye
        self.views = 0  # documents of whole pages
        self._takers: dict[str, Callable[[Mapping[str, Any], str, float, int], None]] = {
            "hello": self._hello,
            "bye": self._bye,
            "push": self._push,
            "consent": self._consent_read,
            "view": self._view,
            "tags": self._tags,
            "container": self._container,
            "error": self._error,
            "intent": self._intent,
            "blocked": self._blocked,
        }

    def take(self, message: Mapping[str, Any], page: int) -> str | None:
        """Takes one message; the id of its document if this was its hello. `page`: the number of the tab, 0 unknown."""
        key = message["key"]
        if key in self._seen:
            return None
        self._seen.add(key)
        document = key.partition(".")[0]
        at = self._clock.page(message.get("t"))
        taker = self._takers.get(message["kind"])
        if taker is None:
            return None
        try:
            taker(message, document, at, page)
        except (KeyError, TypeError, ValueError, Mismatch) as error:
            self._evidence.note(f"A message of the page could not be read ({message['kind']}: {error}).")
        return document if message["kind"] == "hello" else None

    def url(self, document: str) -> str:
        known = self._documents.get(document)
        return known.url if known else ""

    def _hello(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        url, top = str(message["url"]), bool(message["top"])
        empty = url == "about:blank" and top  # a window before its first page: it never says bye
        if empty and not message.get("opener"):
            return
        if not empty:
            self.open.add(document)
        step = self._clock.step(at)
        told = self._documents[document] = Document(document, url, step, at, page, top)
        self._evidence.add(told)
        self.views += top
        if top and url != "about:blank":
            self._evidence.add(PageView(url, "load", "", at, step, document))

    def _bye(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        self.open.discard(document)
        if known := self._documents.get(document):
            self._evidence.change(known, ended=at, last_step=self._clock.step(at))

    def _push(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        layer, payload, gtag = str(message["layer"]), message["payload"], bool(message["gtag"])
        state = advance(self._states.get((document, layer), {}), payload, gtag=gtag)
        self._states[document, layer] = state
        number = len(self._evidence.pushes) + 1
        self._numbers[message["key"]] = number
        step = self._clock.step(at)
        kind = "gtag" if gtag else "push"
        url = str(message.get("url", ""))
        self._evidence.add(Push(number, layer, payload, state, kind, str(message["how"]), at, step, url, document))  # type: ignore[arg-type]
        if gtag and isinstance(payload, list) and len(payload) > 2 and payload[0] == "consent":
            self._consent_command(str(payload[1]), payload[2], at, step, document)

    def _consent_command(self, command: str, given: Any, at: float, step: int, document: str) -> None:
        if not isinstance(given, dict):
            return
        state = dict(self._consent.get(document, {}))
        state |= {key: value for key, value in given.items() if value in ("granted", "denied")}
        self._consent[document] = state
        self._evidence.add(ConsentChange(command, given, state, at, step, document))

    def _consent_read(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        told = {str(key): str(value) for key, value in message["state"].items()}
        before = self._consent.get(document, {})
        new = {**before, **told}
        if new != before:
            self._consent[document] = new
            self._evidence.add(ConsentChange("update", told, new, at, self._clock.step(at), document))

    def _view(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        known = self._documents.get(document)
        if known and known.top:
            told = PageView(
                str(message["url"]), message["how"], str(message.get("title", "")), at, self._clock.step(at), document
            )
            self._evidence.add(told)

    def _tags(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        value = dict(message["value"])
        value["push"] = self._numbers.get(str(value.get("push")))
        told: TagMessage = _TAGS.read(value | self._place(document, at))
        self._evidence.add(told)

    def _container(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        told: ContainerSeen = _CONTAINERS.read(
            {**message["value"], "at": at, "step": self._clock.step(at), "document": document}
        )
        self._evidence.add(told)

    def _error(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        value = message["value"]
        self._evidence.add(
            PageError(
                "tag",
                str(value.get("text", "")),
                str(value.get("source", "")),
                at,
                self._clock.step(at),
                self.url(document),
            )
        )

    def _intent(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        self.intents.append({**message, "at": at, "document": document, "page_url": self.url(document)})

    def _blocked(self, message: Mapping[str, Any], document: str, at: float, page: int) -> None:
        if not message.get("report"):
            self.blocked.append({**message, "at": at, "document": document})

    def _place(self, document: str, at: float) -> dict[str, Any]:
        return {"at": at, "step": self._clock.step(at), "page_url": self.url(document), "document": document}
