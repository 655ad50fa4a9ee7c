"""Joins what the network saw with what the pages meant to send: whose each request is, and what never left. Pure."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from validator.browser.capture.pairing import SLACK, Twin, body_of, pairs, twin
from validator.browser.capture.policy import Delivery
from validator.browser.capture.stopped import why
from validator.model.recording import Document, Handling, Request
from validator.vendors import VENDORS

_TYPE_OF_API = {"beacon": "ping", "img": "image", "form": "document"}
_INITIATORS = {
    "image": "markup",
    "script": "markup",
    "stylesheet": "markup",
    "document": "navigation",
    "eventsource": "eventsource",
    "ping": "ping",
}
_BY_SCRIPT = frozenset({"fetch", "xhr", "eventsource"})


@dataclass(frozen=True, slots=True)
class Seen:
    """All that tells whose a request is."""

    documents: Sequence[Document]
    intents: Sequence[Mapping[str, Any]]
    outcomes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blocked: Sequence[Mapping[str, Any]] = ()
    failures: Sequence[tuple[str, str, str, float]] = ()
    workers: Mapping[str, Sequence[tuple[float, str]]] = field(default_factory=dict)
    loaded: Sequence[tuple[str, str, float]] = ()  # URL, document, when: loaded, and not answered by us
    routed: Sequence[tuple[str, str, int, float]] = ()  # method, URL, status, when: of answers that may be a route's
    delivery: Delivery = field(default_factory=Delivery)
    step: Callable[[float], int] = lambda at: 0


def join(requests: Sequence[Request], seen: Seen) -> list[Request]:
    """The requests with their documents, and after them those that were never sent."""
    first = [request for request in requests if request.redirected_from is None]
    meant, unmatched = pairs(first, seen.intents, seen.outcomes, seen.documents)
    intended: list[Request] = []
    known: dict[int, Request] = {}
    for request in requests:
        joined = _joined(request, meant[request.id], seen.step) if request.id in meant else request
        known[joined.id] = joined
        intended.append(joined)
    places = _Places(seen, intended)
    placed = []
    for request in intended:
        if not request.document:
            request = places.placed(request, known)
            known[request.id] = request
        placed.append(request)
    routed = _routed(requests, seen)
    leaks = _leaks(placed, seen)
    past = {leak.url for leak in leaks}
    unmatched = [intent for intent in unmatched if intent["url"] not in past]
    found = sorted([*_unsent(unmatched, seen, routed), *leaks], key=lambda request: request.at)
    return placed + [dataclasses.replace(each, id=len(placed) + number) for number, each in enumerate(found, 1)]


def _leaks(requests: Sequence[Request], seen: Seen) -> list[Request]:
    """Hits that the browser loaded, and that nobody paused: they went past the capture."""
    known = {request.url for request in requests}
    known |= {url for _, url, _, _ in seen.failures} | {url for _, url, _, _ in seen.routed}
    urls = {document.id: document.url for document in seen.documents}
    found: dict[str, Request] = {}
    for url, document, at in seen.loaded:
        if url in known or url in found:
            continue
        request = Request(0, url, at=at, step=seen.step(at), document=document, page_url=urls.get(document, ""))
        verdict, vendor = seen.delivery.decide(dataclasses.replace(request, resource_type="fetch"))
        if verdict == "hold":
            found[url] = dataclasses.replace(request, vendor=vendor, handling="leaked")
    return list(found.values())


def _routed(requests: Sequence[Request], seen: Seen) -> dict[Twin, deque[tuple[str, int, float]]]:
    """The answers that nothing on the network was for: URL, status, when. A route of the user's own gave them."""
    sent = Counter(twin(request.method, request.url) for request in requests)
    found: dict[Twin, deque[tuple[str, int, float]]] = defaultdict(deque)
    for method, url, status, at in seen.routed:
        key = twin(method, url)
        if sent[key] > 0:
            sent[key] -= 1
        else:
            found[key].append((url, status, at))
    return found


def _joined(request: Request, intent: Mapping[str, Any], step: Callable[[float], int]) -> Request:
    at = min(intent["at"], request.at)
    return dataclasses.replace(
        request,
        at=at,
        step=step(at) if holds_back(request.vendor) else intent["step"],
        document=intent["document"],
        page_url=intent["page_url"] or request.page_url,
        initiator=intent["api"],
    )


def holds_back(vendor: str) -> bool:
    """Whether a vendor's library sends events later than they were made, so that a timer's origin tells nothing."""
    return bool(getattr(VENDORS.get(vendor), "HOLDS_BACK", False))


class _Places:
    """Finds the document of a request that no call of a script meant: of markup, of a worker, of a redirect."""

    def __init__(self, seen: Seen, joined: Sequence[Request]) -> None:
        self._documents = sorted(seen.documents, key=lambda document: document.at)
        self._starts = [document.at for document in self._documents]
        self._workers = seen.workers
        frames = {document.id: document.frame for document in seen.documents if document.frame}
        for request in joined:
            if request.document and request.frame:
                frames.setdefault(request.document, request.frame)
        self._frames = frames

    def placed(self, request: Request, known: Mapping[int, Request]) -> Request:
        origin = known.get(request.redirected_from or 0)
        if origin is not None:
            return dataclasses.replace(
                request,
                document=origin.document,
                page_url=origin.page_url,
                initiator="redirect",
                worker=request.worker or origin.worker,
            )
        document = self._document(request)
        if document is None:
            return dataclasses.replace(request, initiator=request.initiator or _initiator(request, ""))
        worker = request.worker or self._worker(request, document)
        return dataclasses.replace(
            request,
            document=document.id,
            page_url=document.url,
            worker=worker,
            initiator=request.initiator or _initiator(request, worker),
        )

    def _document(self, request: Request) -> Document | None:
        """The newest that lives in the frame at that moment; else the newest that the referrer fits; else of a tab.

        A new window says late that its first page began: what comes between two documents of a frame is of the second.
        """
        referrer = request.page_url
        fits = top = None
        begun = bisect_right(self._starts, request.at + SLACK)
        for index in range(begun - 1, -1, -1):
            document = self._documents[index]
            if document.ended is not None and document.ended < request.at - 1:
                continue
            if self._in_frame(document, request):
                gone = document.ended is not None and document.ended < request.at
                return (self._next(request, begun) if gone else None) or document
            if fits is None and referrer and document.url.startswith(referrer):
                fits = document
            if top is None and document.top:
                top = document
        return self._next(request, begun) or fits or top

    def _next(self, request: Request, begun: int) -> Document | None:
        """The first document of the request's frame that began after it, those at `begun` and later."""
        return next((each for each in self._documents[begun:] if self._in_frame(each, request)), None)

    def _in_frame(self, document: Document, request: Request) -> bool:
        return bool(request.frame) and self._frames.get(document.id) == request.frame

    def _worker(self, request: Request, document: Document) -> str:
        """A call that no document made was made by a worker of it, if it has one."""
        if request.resource_type not in _BY_SCRIPT:
            return ""
        started = [script for at, script in self._workers.get(document.id, ()) if at <= request.at + SLACK]
        referring = [script for script in started if script == request.page_url]
        return (referring or started or [""])[-1]


def _initiator(request: Request, worker: str) -> str:
    return "worker" if worker or request.worker else _INITIATORS.get(request.resource_type, "")


def _unsent(
    intents: Iterable[Mapping[str, Any]],
    seen: Seen,
    routed: Mapping[Twin, deque[tuple[str, int, float]]],
) -> list[Request]:
    """What a page meant to send, and the network never saw; and what the browser refused without a call of a script."""
    failures: dict[Twin, deque[tuple[str, float]]] = defaultdict(deque)
    urls: dict[Twin, str] = {}
    for method, url, failure, at in seen.failures:
        failures[twin(method, url)].append((failure, at))
        urls[twin(method, url)] = url
    found: list[Request] = []
    for intent in sorted(intents, key=lambda each: each["at"]):
        key = twin(intent["method"], intent["url"])
        failed = failures[key].popleft()[0] if failures.get(key) else ""
        request = _meant(intent, seen.outcomes.get(intent["key"], {}))
        vendor = seen.delivery.decide(request)[1]
        if not vendor and intent["api"] not in ("websocket", "webtransport"):
            continue
        handling: Handling = "stopped"
        failure = ""
        status: int | None = None
        if routed.get(key):
            handling, status = "routed", routed[key].popleft()[1]
        elif intent["api"] in ("websocket", "webtransport"):
            handling = "held" if intent.get("held") else "delivered" if vendor else "passed"
        else:
            failure = why(intent, failed, seen.blocked, seen.outcomes.get(intent["key"], {}))
        found.append(dataclasses.replace(request, vendor=vendor, handling=handling, failure=failure, status=status))
    for key, left in failures.items():
        found += [
            request
            for failure, at in left
            if (request := _refused(key[0], urls[key], failure, at, seen)).vendor and not _went_away(failure)
        ]
    for key, answers in routed.items():
        found += [hit for url, given, at in answers if (hit := _answered(key[0], url, given, at, seen)).vendor]
    return found


def _meant(intent: Mapping[str, Any], outcome: Mapping[str, Any]) -> Request:
    body = body_of(intent, outcome) or b""
    return Request(
        id=0,
        url=intent["url"],
        method=intent["method"],
        body=body,
        body_cut=int(intent.get("size", 0)) if not body else 0,
        at=intent["at"],
        step=intent["step"],
        page_url=intent["page_url"],
        document=intent["document"],
        resource_type=_TYPE_OF_API.get(intent["api"], intent["api"]),
        initiator=intent["api"],
    )


def _answered(method: str, url: str, status: int, at: float, seen: Seen) -> Request:
    """A request of markup that a route of the user's own answered."""
    probe = Request(0, url, method, at=at, step=seen.step(at), resource_type="image", handling="routed", status=status)
    document = next((each for each in reversed(seen.documents) if each.top and each.at <= at), None)
    return dataclasses.replace(
        probe,
        vendor=seen.delivery.decide(probe)[1],
        initiator="markup",
        document=document.id if document else "",
        page_url=document.url if document else "",
    )


def _refused(method: str, url: str, failure: str, at: float, seen: Seen) -> Request:
    """A request of markup that failed before the network."""
    probe = Request(0, url, method, at=at, step=seen.step(at), resource_type="image", handling="stopped")
    told = {"url": url, "document": "", "page_url": "", "at": at, "api": "markup"}
    return dataclasses.replace(
        probe,
        vendor=seen.delivery.decide(probe)[1],
        failure=why(told, failure, seen.blocked, {}),
        initiator="markup",
    )


def _went_away(failure: str) -> bool:
    return re.search(r"ERR_ABORTED|ERR_CACHE", failure) is not None
