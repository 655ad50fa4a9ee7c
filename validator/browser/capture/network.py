"""The requests of one journey: what the tap paused, what Playwright heard, what the page meant to send; joined."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from validator.browser.capture.answers import Content, held
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.policy import Delivery
from validator.browser.capture.tap import Go, Paused
from validator.model.recording import Handling, Request
from validator.vendors import answer, claim

BODY_LIMIT = 5 * 1024 * 1024  # bytes of a body that are kept
REQUEST_LIMIT = 50_000  # requests of one journey
_HANDLING: dict[str, Handling] = {"hold": "held", "deliver": "delivered", "pass": "passed"}
_TYPE_OF_API = {"beacon": "ping", "img": "image", "form": "document", "websocket": "websocket"}


class Requests:
    """Keeps each request once, with its document, its step and what became of it."""

    def __init__(self, evidence: Evidence, clock: JourneyClock, delivery: Delivery) -> None:
        self._evidence = evidence
        self._clock = clock
        self._delivery = delivery
        self._paused: dict[str, int] = {}  # the browser's id of a paused request → Request.id
        self._waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)  # (method, url) → ids without an answer
        self._endpoints = delivery.endpoints
        self.last = 0.0  # Unix time of the newest
        self.full = False

    def paused(self, paused: Paused) -> Content | Go:
        """Keeps a request that the browser holds, and says what happens to it."""
        self.last = paused.at
        preflight = paused.resource_type == "preflight" or (
            paused.method == "OPTIONS" and "access-control-request-method" in paused.headers
        )
        if preflight:
            return self._preflight(paused)
        at = self._clock.at(paused.at)
        body = paused.body[:BODY_LIMIT]
        request = Request(
            id=len(self._evidence.requests) + 1,
            url=paused.url,
            method=paused.method,
            headers=tuple(paused.headers.items()),
            body=body,
            body_cut=len(paused.body) if len(paused.body) > BODY_LIMIT else 0,
            at=at,
            step=self._clock.step(at),
            page_url=paused.headers.get("referer", ""),
            frame=paused.frame,
            resource_type=paused.resource_type,
            redirected_from=self._paused.get(paused.redirected) if paused.redirected else None,
        )
        verdict, vendor = self._delivery.decide(request)
        handling = _HANDLING[verdict]
        request = dataclasses.replace(request, vendor=vendor, handling=handling)
        self._paused[paused.id] = request.id
        self._keep(request)
        if verdict == "hold":
            content = held(paused.resource_type, answer(request, vendor) if vendor else None)
            self._evidence.change(request, status=content.status, answered=self._clock.now())
            return content
        self._waiting[paused.method, paused.url].append(request.id)
        if self._delivery.headers and self._delivery.own(paused.url):
            added = {name.lower() for name, _ in self._delivery.headers}
            kept = tuple((name, value) for name, value in paused.headers.items() if name not in added)
            return Go(headers=kept + self._delivery.headers)
        return Go()

    def _preflight(self, paused: Paused) -> Content | Go:
        """Asked by the browser itself before a hit to another origin: answered, where the hit would be held."""
        method = paused.headers.get("access-control-request-method", "POST")
        verdict, _ = self._delivery.decide(
            Request(
                0, paused.url, method, resource_type="fetch", headers=(("origin", paused.headers.get("origin", "")),)
            )
        )
        return Content(204) if verdict == "hold" else Go()

    def _keep(self, request: Request) -> None:
        if request.id > REQUEST_LIMIT:
            self.full = True
            return
        if request.body_cut:
            self._evidence.note(
                f"The body of request {request.id} ({request.body_cut} bytes) was cut to {BODY_LIMIT} bytes."
            )
        self._evidence.add(request)

    def answered(self, method: str, url: str, status: int, *, remote: bool | None) -> None:
        """Playwright heard an answer. `remote`: whether a server gave it; None where that was not asked."""
        waiting = self._waiting.get((method, url))
        if waiting:
            request = self._evidence.requests[waiting.popleft() - 1]
            self._evidence.change(request, status=status, answered=self._clock.now())
        elif remote:
            self._leaked(method, url, status)

    def failed(self, method: str, url: str, failure: str) -> bool:
        """Playwright heard that a request failed; whether it was one that is kept."""
        waiting = self._waiting.get((method, url))
        if not waiting:
            return False
        request = self._evidence.requests[waiting.popleft() - 1]
        self._evidence.change(request, failure=failure, answered=self._clock.now())
        return True

    def held_back(self, url: str) -> bool:
        """Whether a request to this URL should not have been answered by anybody but us."""
        return self._delivery.decide(Request(0, url, resource_type="fetch"))[0] == "hold"

    def _leaked(self, method: str, url: str, status: int) -> None:
        seen = any(request.url == url and request.handling == "held" for request in self._evidence.requests)
        if seen:
            return
        at = self._clock.now()
        vendor = claim(Request(0, url, method, resource_type="fetch"), self._endpoints) or ""
        self._keep(
            Request(
                id=len(self._evidence.requests) + 1,
                url=url,
                method=method,
                at=at,
                step=self._clock.step(at),
                vendor=vendor,
                handling="leaked",
                status=status,
                answered=at,
            )
        )

    def join(self, intents: list[dict[str, Any]], blocked: list[dict[str, Any]]) -> None:
        """At the end: gives each request the document that meant to send it, and keeps what was never sent."""
        meant: dict[tuple[str, str], deque[dict[str, Any]]] = defaultdict(deque)
        for intent in intents:
            meant[_twin(intent["method"], intent["url"])].append(intent)
        for request in list(self._evidence.requests):
            twins = meant.get(_twin(request.method, request.url))
            if twins and request.redirected_from is None:
                intent = twins.popleft()
                at = min(intent["at"], request.at)
                self._evidence.change(
                    request,
                    at=at,
                    step=self._clock.step(at),
                    document=intent["document"],
                    page_url=intent["page_url"] or request.page_url,
                    initiator=intent["api"],
                )
            elif not request.document:
                self._place(request)
        for twins in meant.values():
            for intent in twins:
                self._stopped(intent, blocked)

    def _place(self, request: Request) -> None:
        """A request of markup: its document is the newest that its referrer fits, at that moment."""
        documents = [document for document in self._evidence.documents if document.at <= request.at + 0.05]
        referrer = request.page_url
        fitting = [document for document in documents if referrer and document.url.startswith(referrer)]
        chosen = (fitting or [document for document in documents if document.top])[-1:]
        if chosen:
            self._evidence.change(request, document=chosen[0].id, page_url=chosen[0].url)

    def _stopped(self, intent: Mapping[str, Any], blocked: list[dict[str, Any]]) -> None:
        body = intent.get("body")
        request = Request(
            id=len(self._evidence.requests) + 1,
            url=intent["url"],
            method=intent["method"],
            body=body.encode("utf-8", "replace") if isinstance(body, str) else b"",
            at=intent["at"],
            step=self._clock.step(intent["at"]),
            page_url=intent["page_url"],
            document=intent["document"],
            resource_type=_TYPE_OF_API.get(intent["api"], intent["api"]),
            initiator=intent["api"],
            handling="stopped",
            failure=_why(intent, blocked),
        )
        vendor = claim(request, self._endpoints)
        if vendor:
            self._keep(dataclasses.replace(request, vendor=vendor))


def _twin(method: str, url: str) -> tuple[str, str]:
    """What an intent and its request have in common: the method, and the URL without scheme and fragment."""
    return method, re.sub(r"^[a-z]+:", "", url.partition("#")[0])


def _why(intent: Mapping[str, Any], blocked: list[dict[str, Any]]) -> str:
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(intent["url"]))
    for told in blocked:
        if told["document"] == intent["document"] and told["url"] in (
            intent["url"],
            origin,
            intent["url"].partition("?")[0],
        ):
            return f"csp: {told['directive']}"
    if intent.get("refused"):
        return "refused: the browser's queue for beacons was full (64 KiB)"
    if intent["page_url"].startswith("https:") and intent["url"].startswith("http:"):
        return "mixed content: an http request from an https page"
    return "never reached the network"
