"""The requests of one journey while they come: what the tap paused, and what became of each."""

from __future__ import annotations

import dataclasses
from collections import defaultdict, deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from validator.browser.capture.answers import Content, held
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.policy import Delivery
from validator.browser.capture.technique import Fail, Go, Paused
from validator.model.recording import Handling, Headers, Request
from validator.vendors import answer

BODY_LIMIT = 5 * 1024 * 1024  # bytes of a body that are kept
REQUEST_LIMIT = 50_000  # requests of one journey
_HANDLING: Mapping[str, Handling] = {"hold": "held", "deliver": "delivered", "pass": "passed"}
OFFLINE = "offline: net::ERR_INTERNET_DISCONNECTED"


class Requests:
    """Keeps each request once, with its step and what became of it."""

    def __init__(self, evidence: Evidence, clock: JourneyClock, delivery: Delivery) -> None:
        self._evidence = evidence
        self._clock = clock
        self.delivery = delivery
        self._paused: dict[str, int] = {}  # the browser's id of a paused request → Request.id
        self._underway: set[int] = set()  # ids of delivered hits that nobody answered yet
        self._loads: dict[
            str, int
        ] = {}  # the browser's id of a load → the newest Request.id: a redirect keeps the load
        self._waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)  # (method, url) → ids without an answer
        self._held: set[str] = set()  # URLs of what was held back
        self.failures: list[tuple[str, str, str, float]] = []  # method, URL, why, when: of what never was paused
        self.full = False

    def paused(self, paused: Paused, *, online: bool = True) -> Content | Go | Fail:
        """Keeps a request that the browser holds, and says what happens to it."""
        asks = paused.method == "OPTIONS" and "access-control-request-method" in paused.headers
        if asks or paused.resource_type == "preflight":
            return self._preflight(paused)
        request = self._request(paused)
        verdict, vendor = self.delivery.decide(request)
        if verdict == "hold":
            return self._hold(request, vendor, paused, online=online)
        self._keep(dataclasses.replace(request, vendor=vendor, handling=_HANDLING[verdict]), paused)
        if verdict == "deliver":
            self._underway.add(request.id)
        if not self.full:
            self._waiting[paused.method, paused.url].append(request.id)
        watched = verdict == "deliver" or paused.resource_type == "script" or paused.method != "GET"
        watched = watched and paused.resource_type != "document"  # a download must not be held up
        if self.delivery.headers and self.delivery.own(paused.url):
            added = {name.lower() for name, _ in self.delivery.headers}
            kept = tuple((name, value) for name, value in paused.headers.items() if name not in added)
            return Go(headers=kept + self.delivery.headers, watch=watched)
        return Go(watch=watched)

    def _request(self, paused: Paused) -> Request:
        at = self._clock.at(paused.at)
        return dataclasses.replace(
            _noun(paused),
            id=len(self._evidence.requests) + 1,
            at=at,
            step=self._clock.step(at),
            redirected_from=self._paused.get(paused.redirected) or self._loads.get(paused.network_id),
        )

    def _hold(self, request: Request, vendor: str, paused: Paused, *, online: bool) -> Content | Fail:
        """A visitor who is offline would not have sent it: it fails as it would have, and nothing leaves either."""
        self._held.add(request.url)
        if not online:
            self._keep(dataclasses.replace(request, vendor=vendor, handling="stopped", failure=OFFLINE), paused)
            return Fail("InternetDisconnected")
        content = held(request.resource_type, answer(request, vendor) if vendor else None)
        kept = dataclasses.replace(
            request, vendor=vendor, handling="held", status=content.status, answered=self._clock.now()
        )
        self._keep(kept, paused)
        return content

    def _preflight(self, paused: Paused) -> Content | Go:
        """Asked by the browser itself before a hit to another origin: answered, where the hit would be held."""
        method = paused.headers.get("access-control-request-method", "POST")
        origin = (("origin", paused.headers.get("origin", "")),)
        verdict, _ = self.delivery.decide(Request(0, paused.url, method, resource_type="fetch", headers=origin))
        return Content(204) if verdict == "hold" else Go()

    def _keep(self, request: Request, paused: Paused | None = None) -> None:
        if request.id > REQUEST_LIMIT:
            self.full = True
            return
        if paused:
            self._paused[paused.id] = request.id
            if paused.network_id:
                self._loads[paused.network_id] = request.id
        if request.body_cut:
            told = f"The body of request {request.id} ({request.body_cut} bytes) was cut to {BODY_LIMIT} bytes."
            self._evidence.note(told)
        self._evidence.add(request)

    def finished(self, paused: str, status: int | None, failure: str) -> Request | None:
        """The browser told what became of a request that it was asked to watch."""
        number = self._paused.get(paused)
        if number is None:
            return None
        self._underway.discard(number)
        request = self._evidence.requests[number - 1]
        waiting = self._waiting.get((request.method, request.url))
        if waiting and number in waiting:
            waiting.remove(number)
        return self._evidence.change(request, status=status, failure=failure, answered=self._clock.now())

    @property
    def underway(self) -> bool:
        """Whether a delivered hit still waits for its answer."""
        return bool(self._underway)

    def failed(self, method: str, url: str, failure: str) -> None:
        """Playwright heard that a request failed; one that never was paused was stopped before the network."""
        waiting = self._waiting.get((method, url))
        if waiting:
            request = self._evidence.requests[waiting.popleft() - 1]
            self._underway.discard(request.id)
            self._evidence.change(request, failure=failure, answered=self._clock.now())
        elif url not in self._held and len(self.failures) < REQUEST_LIMIT:
            self.failures.append((method, url, failure, self._clock.now()))

    def frame(self, url: str, body: Any, *, held_back: bool) -> None:
        """A frame that a WebSocket sent. `held_back`: nobody is at its other end but us."""
        data = body.encode("utf-8", "replace") if isinstance(body, str) else bytes(body)
        at = self._clock.now()
        request = Request(
            id=len(self._evidence.requests) + 1,
            url=url,
            method="SEND",
            body=data[:BODY_LIMIT],
            body_cut=len(data) if len(data) > BODY_LIMIT else 0,
            at=at,
            step=self._clock.step(at),
            resource_type="websocket",
            initiator="websocket",
        )
        verdict, vendor = self.delivery.decide(request)
        handling: Handling = "held" if held_back else "leaked" if verdict == "hold" else _HANDLING[verdict]
        self._keep(dataclasses.replace(request, vendor=vendor, handling=handling))


def decided(delivery: Delivery, paused: Paused) -> Content | Go:
    """What happens to a request that is in no recording."""
    request = _noun(paused)
    verdict, vendor = delivery.decide(request)
    return held(request.resource_type, answer(request, vendor) if vendor else None) if verdict == "hold" else Go()


def _noun(paused: Paused) -> Request:
    return Request(
        id=0,
        url=paused.url,
        method=paused.method,
        headers=_headers(tuple(paused.headers.items())),
        body=paused.body[:BODY_LIMIT],
        body_cut=len(paused.body) if len(paused.body) > BODY_LIMIT else 0,
        page_url=paused.headers.get("referer", ""),
        frame=paused.frame,
        worker=paused.worker,
        resource_type=paused.resource_type,
    )


@lru_cache(maxsize=1024)
def _headers(headers: Headers) -> Headers:
    """The same tuple for requests with the same headers."""
    return headers
