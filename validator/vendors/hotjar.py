"""Hotjar.

Claims `/api/v…/client/sites/…`, `/api/v…/sites/…` at hotjar.com, and content, metrics, vc and events hosts of hotjar.io
and hotjar.com. What goes through its WebSocket cannot be held back or read.

Fills: name is event, visit, recording, … by the path; id is the site; user from the session. Own events
(`hj("event", …)`) are events where they are sent by request; all else is a signal.
Source: Hotjar help, “Events API reference”; requests of its script as browsers show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Hotjar"
CLAIMS = (
    Claim(host="hotjar.com", path=r"/(?:api/v\d+/(?:client/)?sites/.*|sessions/.*|events?(?:/.*)?)"),
    Claim(host="ws.hotjar.com", path=r"/api/v\d+/client/ws"),
    Claim(host="hotjar.io", path=r"/(?!.*\.(?:js|html|css)$).*"),
)
HOLDS_BACK = True
_SITE = re.compile(r"/(?:sites|sessions)/(\d+)")


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    host, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    document: Any = {}
    if request.body.lstrip()[:1] in (b"{", b"["):
        document = payload.json_body(request)
    site = _SITE.search(path)
    found = site[1] if site else fields.word(fields.dig(document, "site_id") or given.pop("site_id", ""))
    user = {"session_id": fields.word(fields.dig(document, "session_id"))}
    named = [
        fields.word(row.get("event_name") or row.get("name")) for row in fields.rows(fields.dig(document, "events"))
    ]
    for name in filter(None, named):
        yield Event("hotjar", name, found, user=fields.present(user))
    if not any(named):
        last = path.rstrip("/").rpartition("/")[2]
        if not last or last == found:
            last = fields.piece(path, -2) or host.partition(".")[0]  # `content.hotjar.io/`, `/sessions/123`
        raw = {**given, **fields.mapping(document)}
        yield Event("hotjar", last, found, user=fields.present(user), kind="signal", raw=raw)
