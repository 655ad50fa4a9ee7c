"""What the page's half of the capture says, as parts of the recording. What cannot be true is dropped with a note."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from validator.browser.capture.clock import JourneyClock, Moment
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.idle_tags import IdleTags
from validator.browser.capture.layers import Layers
from validator.browser.capture.proof import proof
from validator.model.recording import ContainerSeen, Document, PageError, PageView, TagMessage
from validator.recordings.recording_shape import PARTS
from validator.recordings.shape import Mismatch

_TAGS = PARTS["tags"]
_CONTAINERS = PARTS["containers"]
_INTENT = ("key", "api", "url", "method", "body", "bytes", "size", "refused", "keepalive", "held")
_BATCH = 500  # intents after which those that reached the network lose their bodies
_LOADED = 50_000  # URLs of a journey that are looked at for leaks
FORGED = "Messages came that the capture did not send: the page, or something in it, tried to forge evidence."


def read(text: str) -> Iterator[dict[str, Any]]:
    """The messages of one batch; nothing where it is none of ours."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    for message in told if isinstance(told, list) else ():
        if isinstance(message, dict) and isinstance(message.get("key"), str) and isinstance(message.get("kind"), str):
            yield message


class Messages:
    """Turns messages into evidence, each once: a message may come twice, by two ways.

    `secret`: of the run. What comes by the network must prove that it knows it: a page could find the way by itself.
    """

    def __init__(
        self, evidence: Evidence, clock: JourneyClock, secret: str, forget: Callable[[list[dict[str, Any]]], None]
    ) -> None:
        """`forget`: takes the bodies from those intents that need none any more."""
        self._forget = forget
        self._evidence = evidence
        self._clock = clock
        self._secret = secret
        self._seen: dict[str, dict[int, tuple[str, Any]]] = {}  # document → number → what identifies the message
        self._proofs: set[str] = set()
        self.layers = Layers(evidence)
        self._idle = IdleTags()
        self.documents: dict[str, Document] = {}
        self.intents: list[dict[str, Any]] = []
        self.outcomes: dict[str, dict[str, Any]] = {}  # key of an intent → what became of it
        self.blocked: list[dict[str, Any]] = []
        self.workers: dict[str, list[tuple[float, str]]] = {}  # document → (when, script) of the workers it began
        self.loaded: list[tuple[str, str, float]] = []  # URL, document, when: loaded, and not answered here
        self.open: set[str] = set()  # documents that said hello and not yet bye
        self.online = True
        self.views = 0  # documents of whole pages
        self._takers: dict[str, Callable[[Mapping[str, Any], Moment], None]] = {
            "bye": self._bye,
            "push": self.layers.push,
            "object": self.layers.object,
            "call": self.layers.call,
            "consent": self.layers.consent,
            "stored": self.layers.stored,
            "hidden": self._hidden,
            "view": self._view,
            "tags": self._tags,
            "container": self._container,
            "error": self._error,
            "intent": self._intent,
            "outcome": self._outcome,
            "blocked": self._blocked,
            "worker": self._worker,
            "loaded": self._loaded,
            "network": self._network,
        }

    def batch(self, text: str, page: int, *, proved: bool, frame: str = "") -> list[str]:
        """Takes a batch; the ids of the documents that began with it.

        `page`: the number of the tab, where it is known; `proved`: it came by the binding, which no page knows;
        `frame`: the browser's id of the frame, where it came by the network.
        """
        messages = list(read(text))
        if not proved:
            first, *messages = messages or [{"kind": "", "key": ""}]
            document = self._proven(first)
            if document is None or any(each["key"].partition(".")[0] != document for each in messages):
                self._evidence.note(FORGED)
                return []
            if document not in self.documents and not any(each["kind"] == "hello" for each in messages):
                at = self._clock.page(first.get("t"))  # the binding was deaf already when the document began
                self._hello(first, Moment(at, self._clock.step(at), document), page, frame)
        return [document for each in messages if (document := self._take(each, page, frame))]

    def _proven(self, first: Mapping[str, Any]) -> str | None:
        document, _, count = str(first["key"]).partition(".")
        told = first.get("proof")
        if first["kind"] != "proof" or not count.isdigit() or told in self._proofs:
            return None
        self._proofs.add(str(told))
        return document if told == proof(self._secret, document, int(count)) else None

    def _take(self, message: dict[str, Any], page: int, frame: str) -> str | None:
        document, _, count = str(message["key"]).partition(".")
        if not count.isdigit():
            return None
        seen = self._seen.setdefault(document, {})
        mark = (message["kind"], message.get("t"))
        known = seen.setdefault(int(count), mark)
        if known is not mark:
            if known != mark:
                self._evidence.note("Two different messages of one number came: the page interferes with the capture.")
            return None
        at = self._clock.page(message.get("t"))
        step = self._clock.step(self._clock.page(message["since"]) if "since" in message else at)
        try:
            if message["kind"] == "hello":
                self._hello(message, Moment(at, step, document), page, frame)
                return document
            taker = self._takers.get(message["kind"])
            if taker:
                taker(message, Moment(at, step, document))
        except (KeyError, TypeError, ValueError, Mismatch) as error:
            self._evidence.note(f"A message of the page could not be read ({message['kind']}: {error}).")
        return None

    def conclude(self) -> None:
        """At the end: says what is missing or was not believed."""
        for document, seen in self._seen.items():
            introduced = 0 not in seen and document in self.documents  # a batch by the network says what a hello does
            lost = max(seen) + 1 - len(seen) - introduced
            if lost:
                lost_ones = "1 message" if lost == 1 else f"{lost} messages"
                self._evidence.note(f"Lost on the way: {lost_ones} of {self.url(document)}.")

    def url(self, document: str) -> str:
        known = self.documents.get(document)
        return known.url if known else ""

    def _hello(self, message: Mapping[str, Any], moment: Moment, page: int, frame: str) -> None:
        url, top = str(message["url"]), bool(message["top"])
        empty = url == "about:blank" and top  # a window before its first page: it never says bye
        document = Document(moment.document, url, moment.step, moment.at, page, top, frame if top else "")
        self.documents[moment.document] = document
        if not empty or message.get("opener"):
            if not empty:
                self.open.add(moment.document)
            self._evidence.add(document)
            self.views += top
            if top and url != "about:blank":
                self._evidence.add(PageView(url, "load", "", moment.at, moment.step, moment.document))

    def _bye(self, message: Mapping[str, Any], moment: Moment) -> None:
        self.open.discard(moment.document)
        if known := self.documents.get(moment.document):
            ended = self._evidence.change(known, ended=moment.at, last_step=moment.step)
            self.documents[moment.document] = ended

    def _hidden(self, message: Mapping[str, Any], moment: Moment) -> None:
        layer = message["layer"]
        self._evidence.note(
            f"{self.url(moment.document)} declares {layer} with const or let: no tag manager sees what is pushed "
            f"to it. Write `window.{layer} = window.{layer} || []`."
        )

    def _view(self, message: Mapping[str, Any], moment: Moment) -> None:
        known = self.documents.get(moment.document)
        if known and known.top:
            url, title = str(message["url"]), str(message.get("title", ""))
            self._evidence.add(PageView(url, message["how"], title, moment.at, moment.step, moment.document))

    def _tags(self, message: Mapping[str, Any], moment: Moment) -> None:
        value = self._idle.whole(moment.document, dict(message["value"]))
        value["push"] = self.layers.numbers.get(str(value.get("push")))
        place = {"at": moment.at, "step": moment.step, "document": moment.document}
        told: TagMessage = _TAGS.read(value | place | {"page_url": self.url(moment.document)})
        self._evidence.add(told)

    def _container(self, message: Mapping[str, Any], moment: Moment) -> None:
        place = {"at": moment.at, "step": moment.step, "document": moment.document}
        told: ContainerSeen = _CONTAINERS.read({**message["value"], **place})
        self._evidence.add(told)

    def _error(self, message: Mapping[str, Any], moment: Moment) -> None:
        value = message["value"]
        text, source = str(value.get("text", "")), str(value.get("source", ""))
        self._evidence.add(PageError("tag", text, source, moment.at, moment.step, self.url(moment.document)))

    def _intent(self, message: Mapping[str, Any], moment: Moment) -> None:
        told = {name: message[name] for name in _INTENT if name in message}
        for name in ("api", "method", "url"):
            told[name] = sys.intern(str(told[name]))
        known = {"at": moment.at, "step": moment.step, "document": sys.intern(moment.document)}
        self.intents.append({**told, **known, "page_url": self.url(moment.document)})
        if len(self.intents) % _BATCH == 0:
            self._forget(self.intents)

    def _outcome(self, message: Mapping[str, Any], moment: Moment) -> None:
        self.outcomes.setdefault(str(message["of"]), {}).update(message)

    def _blocked(self, message: Mapping[str, Any], moment: Moment) -> None:
        if not message.get("report"):
            self.blocked.append({**message, "at": moment.at, "document": moment.document})

    def _worker(self, message: Mapping[str, Any], moment: Moment) -> None:
        self.workers.setdefault(moment.document, []).append((moment.at, str(message["url"])))

    def _loaded(self, message: Mapping[str, Any], moment: Moment) -> None:
        if len(self.loaded) < _LOADED:
            self.loaded += [(str(url), moment.document, moment.at) for url in message["urls"]]

    def _network(self, message: Mapping[str, Any], moment: Moment) -> None:
        self.online = bool(message["online"])
