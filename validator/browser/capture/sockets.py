"""WebSockets: each frame that a page sends is kept; where the plan declares the endpoint, none leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.async_api import BrowserContext, WebSocket, WebSocketRoute

from validator.browser.capture.network import Requests


class Sockets:
    """The sockets of one context. What a socket sends while its page unloads is known by the page's half alone."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def hold(self, context: BrowserContext, endpoints: Sequence[str]) -> None:
        """Stands in for the servers at these endpoints (`wss://metrics.example/live`)."""
        for endpoint in endpoints:
            place = re.sub(r"^(wss?|https?)://", "", endpoint).rstrip("/")
            await context.route_web_socket(re.compile(rf"^wss?://{re.escape(place)}(?=[/?#]|$)"), self._stand_in)

    def _stand_in(self, route: WebSocketRoute) -> None:
        route.on_message(lambda body: self._requests.frame(route.url, body, held_back=True))

    def opened(self, socket: WebSocket) -> None:
        """A page opened a socket."""
        socket.on("framesent", lambda body: self._requests.frame(socket.url, body, held_back=False))
