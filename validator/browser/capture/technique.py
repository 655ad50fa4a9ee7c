"""The seam between what sees the network and what gathers the evidence: a technique for another browser fits here.

`tap.py` is the technique for Chromium and its kin. One for Firefox and WebKit, which have no interception at the level
of the browser, could be a proxy that ends TLS for vendors' hosts: it would pause what reaches it, ask the watcher of
the context, and answer or pass it on. All else (data layers, intents, steps, attribution, delivery) stays as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from validator.browser.capture.answers import Content
from validator.browser.capture.script import Names


@dataclass(frozen=True, slots=True)
class Paused:
    """A request that the browser holds until it is told what to do with it."""

    id: str
    network_id: str
    frame: str
    url: str
    method: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    resource_type: str  # in lower case
    redirected: str  # the id of the paused request that led here, or ""
    at: float  # Unix time
    worker: str = ""  # the script of the shared or service worker that sent it


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request was answered with: its status and content, or why there was no answer."""

    status: int
    body: bytes = b""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Go:
    """Let the request go its way, with other headers or to another URL where that is given.

    `watch`: the watcher wants to be told what becomes of it. `rewrite`: is given the answer as it passes, and gives
    the content that the page gets in its place, or None to leave it.
    """

    url: str = ""
    headers: tuple[tuple[str, str], ...] | None = None
    watch: bool = False
    rewrite: Callable[[Answered], Awaitable[bytes | None]] | None = None


@dataclass(frozen=True, slots=True)
class Fail:
    """Let the request fail; `reason` as DevTools names it."""

    reason: str


Decision = Content | Go | Fail


class Watcher(Protocol):
    """Whoever gathers the evidence of one browser context."""

    def paused(self, request: Paused) -> Decision:
        """Called for each request; must not raise."""
        ...

    def finished(self, paused: str, status: int | None, failure: str) -> None:
        """What became of a request that was to be watched; `paused` is the id that it was paused under."""
        ...

    def message(self, text: str, page: object | None, frame: str = "") -> None:
        """A batch of messages of the page's half of the capture.

        `page`: where it came by the binding; `frame`: the browser's id of the frame where it came by the network.
        """
        ...

    async def frames(self) -> Iterable[str]:
        """The ids of all frames of the context's pages, asked for when a frame is not known."""
        ...

    def knows(self, url: str) -> bool:
        """Whether the URL of one of its documents begins so."""
        ...

    def lost(self, request: Paused) -> Decision:
        """What happens to a request of which nobody can tell whose it is."""
        ...


class Technique(Protocol):
    """Sees the requests of all contexts of a browser, and asks the watcher of each what happens to it."""

    names: Names

    @property
    def busy(self) -> bool:
        """Whether paused requests are still being answered."""
        ...

    def add(self, context_id: str, frame: str, watcher: Watcher) -> None:
        """A context is watched from now on; `frame` is the main frame of its first page."""
        ...

    def frame(self, frame: str, context_id: str) -> None:
        """A frame belongs to a context."""
        ...

    def document(self, document: str, watcher: Watcher) -> None:
        """A document began: its messages may come by the network alone."""
        ...

    def pages(self, context_id: str) -> Mapping[str, str]:
        """The pages of a context that the browser knows (id → URL), also those that nobody else heard of yet."""
        ...

    def remove(self, context_id: str, afterwards: Callable[[Paused], Decision]) -> None:
        """Nobody watches this context any more; `afterwards` says what happens to a straggler."""
        ...
