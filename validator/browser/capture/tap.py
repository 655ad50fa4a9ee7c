"""The network's truth: every request of a whole browser, paused at the browser-level DevTools session.

Only this level sees what leaves while a page unloads, from workers, popups and frames of any site. Handlers of
DevTools events must be synchronous, never raise and return None: an exception in one ends the process.
"""

from __future__ import annotations

import asyncio
import base64
import re
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.async_api import Browser, CDPSession
from playwright.async_api import Error as PlaywrightError

from validator.browser.capture.answers import Content, fulfilment
from validator.browser.capture.script import Names
from validator.browser.capture.technique import Answered, Decision, Fail, Go, Paused, Watcher
from validator.model.recording import Request
from validator.vendors import VENDORS, claim

Rewrite = Callable[[Answered], Awaitable[bytes | None]]
_OF_THE_BODY = frozenset({"cache-control", "content-encoding", "content-length", "etag", "transfer-encoding"})
_ALWAYS = ("XHR", "Fetch", "Ping", "EventSource", "Other")
_WITH_QUERY = ("Image", "Script", "Document", "Stylesheet", "Media")
_PAST = 500  # contexts that nobody watches any more, whose stragglers are still known
_FRAME_WAIT = 0.25  # seconds that a request of an unknown frame is held until the frame's page is known


class Tap:
    """The technique for Chromium (see technique.py).

    Sits at the browser. Each context that is added has its own watcher; other contexts are left alone.
    """

    def __init__(self, browser: Browser, names: Names) -> None:
        self.names = names
        self._browser = browser
        self.session: CDPSession | None = None
        self._watchers: dict[str, Watcher] = {}  # browser context id → watcher
        self._contexts: dict[str, str] = {}  # frame or target id → browser context id
        self._pages: dict[str, dict[str, str]] = {}  # browser context id → its pages: target id → URL
        self._workers: dict[str, str] = {}  # target id of a shared or service worker → its script
        self._past: dict[str, Callable[[Paused], Decision]] = {}  # browser context id → the policy it had
        self._documents: dict[str, Watcher] = {}  # document id → watcher
        self._tasks: set[asyncio.Task[None]] = set()
        self._rewrites: dict[str, Rewrite] = {}  # the browser's id of a paused request → who reads its answer
        self._patterns: list[dict[str, str]] = []

    async def start(self, urls: Iterable[str] = ()) -> None:
        """Begins to watch. `urls`: further URL patterns (`https://shop.example/*`) of which every request is wanted."""
        session = self.session = await self._browser.new_browser_cdp_session()
        session.on("Fetch.requestPaused", self._paused)
        session.on("Target.targetCreated", self._target)
        session.on("Target.targetInfoChanged", self._target)
        session.on("Target.targetDestroyed", self._gone)
        self._patterns = [{"urlPattern": "*", "resourceType": kind} for kind in _ALWAYS]
        self._patterns += [{"urlPattern": "*\\?*", "resourceType": kind} for kind in _WITH_QUERY]
        self._patterns += [{"urlPattern": pattern, "resourceType": "Image"} for pattern in ("*;*", "*.gif")]
        self._patterns += [{"urlPattern": f"*://*{host}/*", "resourceType": "Image"} for host in VENDORS.index.hosts]
        self._patterns += [{"urlPattern": "*GTM-*", "resourceType": "Script"}]
        self._patterns += [{"urlPattern": f"*{self.names.path}*"}]
        await session.send("Target.setDiscoverTargets", {"discover": True, "filter": [{}]})
        await self.want(urls)

    async def want(self, urls: Iterable[str]) -> None:
        """Adds URL patterns of which every request is wanted."""
        added = [{"urlPattern": url} for url in urls if {"urlPattern": url} not in self._patterns]
        self._patterns += added
        if self.session:
            await self.session.send("Fetch.enable", {"patterns": self._patterns})

    async def want_nothing(self) -> None:
        """Lets everything go its way until more is wanted."""
        if self.session:
            await self.session.send("Fetch.disable")

    def add(self, context_id: str, frame: str, watcher: Watcher) -> None:
        """`context_id` and `frame` (the target id of its first page) as DevTools names them."""
        self._watchers[context_id] = watcher
        self._contexts[frame] = context_id

    def frame(self, frame: str, context_id: str) -> None:
        """A frame of a page of this context; frames of other sites are told by the browser itself."""
        self._contexts[frame] = context_id

    def pages(self, context_id: str) -> Mapping[str, str]:
        """The pages of a context that the browser knows, also those that nobody else heard of yet."""
        return self._pages.get(context_id, {})

    def remove(self, context_id: str, afterwards: Callable[[Paused], Decision]) -> None:
        """Nobody watches this context any more; `afterwards` says what happens to a straggler."""
        watcher = self._watchers.pop(context_id, None)
        self._pages.pop(context_id, None)
        self._documents = {key: other for key, other in self._documents.items() if other is not watcher}
        self._past[context_id] = afterwards
        if len(self._past) > _PAST:
            oldest = next(iter(self._past))
            del self._past[oldest]
            self._contexts = {frame: context for frame, context in self._contexts.items() if context != oldest}

    def document(self, document: str, watcher: Watcher) -> None:
        """A document said hello: its later messages may come by the network alone."""
        self._documents[document] = watcher

    @property
    def busy(self) -> bool:
        """Whether paused requests are still being answered."""
        return bool(self._tasks)

    async def stop(self) -> None:
        if self.session is None:
            return
        with suppress(PlaywrightError):  # the browser may be gone
            await self.session.send("Fetch.disable")
            await self.session.detach()
        self.session = None

    def _target(self, event: Mapping[str, Any]) -> None:
        told = event.get("targetInfo", {})
        target, context, kind = told.get("targetId", ""), told.get("browserContextId"), told.get("type")
        if context:
            self._contexts[target] = context
        if kind == "page" and context in self._watchers:
            self._pages.setdefault(context, {})[target] = told.get("url", "")
        elif kind in ("shared_worker", "service_worker"):
            self._workers[target] = told.get("url", "")

    def _gone(self, event: Mapping[str, Any]) -> None:
        for pages in self._pages.values():
            pages.pop(event.get("targetId", ""), None)

    def _paused(self, event: Mapping[str, Any]) -> None:
        try:
            if "responseStatusCode" in event or "responseErrorReason" in event:
                self._finished(event)
                return
            request = _request(event, self._workers.get(event.get("frameId", ""), ""))
            if self.names.path in urlsplit(request.url).path:
                self._message(request)
                self._later(self._answer(request, Content()))
                return
            watcher = self._watcher(request.frame)
            if watcher is None and request.frame not in self._contexts and self._watchers:
                self._later(self._find(request))
            else:
                self._later(self._answer(request, watcher.paused(request) if watcher else self._unknown(request)))
        except Exception:  # whatever it is: a page must not hang on it, and a hit must not leak by it
            self._later(self._release(event))

    def _finished(self, event: Mapping[str, Any]) -> None:
        paused, failure = event["requestId"], event.get("responseErrorReason", "")
        for watcher in list(self._watchers.values()):  # only the one that knows this id takes it
            watcher.finished(paused, event.get("responseStatusCode"), _net_error(failure))
        rewrite = self._rewrites.pop(paused, None)
        if rewrite:
            self._later(self._rewritten(event, rewrite))
        else:
            self._later(self._send("Fetch.continueRequest", {"requestId": paused}))

    async def _rewritten(self, event: Mapping[str, Any], rewrite: Rewrite) -> None:
        """An answer that somebody wants to read, and perhaps to add to, before the page gets it."""
        paused, status = event["requestId"], event.get("responseStatusCode", 0)
        body, content = b"", None
        with suppress(Exception):  # whatever it is: the page gets its answer
            if status and not 300 <= status < 400 and self.session is not None:
                told = await self.session.send("Fetch.getResponseBody", {"requestId": paused})
                body = base64.b64decode(told["body"]) if told.get("base64Encoded") else told["body"].encode()
            content = await rewrite(Answered(status, body, _net_error(event.get("responseErrorReason", ""))))
        if content is None:
            await self._send("Fetch.continueRequest", {"requestId": paused})
            return
        headers = [one for one in event.get("responseHeaders", ()) if one["name"].lower() not in _OF_THE_BODY]
        headers.append({"name": "Cache-Control", "value": "no-store"})  # the next page is asked about anew
        encoded = base64.b64encode(content).decode()
        await self._send(
            "Fetch.fulfillRequest",
            {"requestId": paused, "responseCode": status, "responseHeaders": headers, "body": encoded},
        )

    def _watcher(self, frame: str) -> Watcher | None:
        return self._watchers.get(self._contexts.get(frame, ""))

    async def _find(self, request: Paused) -> None:
        """A frame that is not known: asks the pages, or waits for what the page's half says from the same frame."""
        deadline = time.monotonic() + _FRAME_WAIT
        while (watcher := self._watcher(request.frame)) is None and time.monotonic() < deadline:
            for context, candidate in list(self._watchers.items()):
                for frame in await candidate.frames():
                    self._contexts[frame] = context
            await asyncio.sleep(0.005)  # nothing tells when a page will know its frame: it is asked again
        await self._answer(request, watcher.paused(request) if watcher else self._unknown(request))

    def _unknown(self, request: Paused) -> Decision:
        """A frame that was gone before anybody could know it: of the only watcher, else of that of the same page."""
        context = self._contexts.get(request.frame)
        if context is not None:
            return self._past[context](request) if context in self._past else Go()
        watchers = list(self._watchers.values())
        if not watchers:
            return Go()
        referring = [each for each in watchers if each.knows(request.headers.get("referer", ""))]
        if len(referring) == 1:
            return referring[0].paused(request)
        decisions = [watcher.lost(request) for watcher in watchers]
        return next((each for each in decisions if not isinstance(each, Go)), Go())

    def _message(self, request: Paused) -> None:
        text = request.body.decode("utf-8", "replace")
        if not text and "?" in request.url:
            text = unquote(request.url.partition("?")[2])
        document = text.partition('"key":"')[2].partition(".")[0]
        watcher = self._documents.get(document) or self._watcher(request.frame)
        if watcher is None:
            return
        watcher.message(text, None, request.frame)
        if request.frame not in self._contexts:
            self._contexts[request.frame] = next(key for key, value in self._watchers.items() if value is watcher)

    async def _answer(self, request: Paused, decision: Decision) -> None:
        if isinstance(decision, Content):
            told = fulfilment(request.id, decision, request.headers)
            told["responseHeaders"].append({"name": "Server-Timing", "value": self.names.mark})
            told["responseHeaders"].append({"name": "Timing-Allow-Origin", "value": "*"})
            await self._send("Fetch.fulfillRequest", told)
            return
        if isinstance(decision, Fail):
            await self._send("Fetch.failRequest", {"requestId": request.id, "errorReason": decision.reason})
            return
        told = {"requestId": request.id}
        if decision.watch or decision.rewrite:
            told["interceptResponse"] = True
        if decision.rewrite:
            self._rewrites[request.id] = decision.rewrite
        if decision.url:
            told["url"] = decision.url
        if decision.headers is not None:
            told["headers"] = [{"name": name, "value": value} for name, value in decision.headers]
        await self._send("Fetch.continueRequest", told)

    async def _release(self, event: Mapping[str, Any]) -> None:
        told = {"requestId": str(event.get("requestId", ""))}
        request = event.get("request", {})
        probe = Request(0, str(request.get("url", "")), str(request.get("method", "")), resource_type="fetch")
        if claim(probe):
            await self._send("Fetch.fulfillRequest", {**told, "responseCode": 204})
        else:
            await self._send("Fetch.continueRequest", told)

    async def _send(self, method: str, parameters: dict[str, Any]) -> None:
        if self.session is None:
            return
        with suppress(PlaywrightError):  # its page went away; the request was seen
            await self.session.send(method, parameters)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _net_error(reason: str) -> str:
    """`ConnectionRefused`, as DevTools says it, as the browser does elsewhere: `net::ERR_CONNECTION_REFUSED`."""
    return "net::ERR" + re.sub(r"(?=[A-Z])", "_", reason).upper() if reason else ""


@lru_cache(maxsize=4096)
def _shared(name: str, value: str) -> tuple[str, str]:
    """A header, kept once however many requests carry it."""
    return sys.intern(name), sys.intern(value)


def _request(event: Mapping[str, Any], worker: str) -> Paused:
    told = event["request"]
    entries = told.get("postDataEntries") or ()
    body = b"".join(base64.b64decode(entry["bytes"]) for entry in entries if entry.get("bytes"))
    if not body and told.get("postData"):
        body = told["postData"].encode("utf-8", "surrogatepass")
    return Paused(
        id=event["requestId"],
        network_id=event.get("networkId", ""),
        frame=event.get("frameId", ""),
        url=told["url"],
        method=told["method"],
        headers=dict(_shared(name.lower(), value) for name, value in told.get("headers", {}).items()),
        body=body,
        resource_type=event.get("resourceType", "other").lower(),
        redirected=event.get("redirectedRequestId", ""),
        at=time.time(),
        worker=worker,
    )
