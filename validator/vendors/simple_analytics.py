"""Simple Analytics.

Claims `/events`, `/append`, `/simple.gif`, `/image.gif` and `/noscript.gif` at simpleanalyticscdn.com,
simpleanalytics.io, and `/simple/…` at a site's own host.

Fills: name is the event or pageview; id is the hostname; params from `metadata` beside page_location, page_referrer;
user from `session_id`. `append` (time on page) is a signal.
Source: Simple Analytics documentation, “Events”; source of its script.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Simple Analytics"
CLAIMS = (
    Claim(host="simpleanalyticscdn.com", path=r"/(?:events|append|(?:simple|image|noscript)\.gif)"),
    Claim(host="simpleanalytics.io", path=r"/(?:events|append|(?:simple|image|noscript)\.gif)"),
    Claim(path=r"/(?:.*/)?simple\.gif", query=(("hostname", ".+"), ("type", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"time", "page_id", "id"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.query(request.url)
    if request.body:
        given |= fields.mapping(payload.json_body(request))
    kind = fields.word(given.pop("type", "pageview"))
    own = given.pop("metadata", None)
    data = fields.mapping(payload.inner(own))
    host = fields.word(given.pop("hostname", ""))
    where = fields.word(given.pop("path", ""))
    said = {
        "page_location": f"https://{host}{where}" if where else "",
        "page_referrer": given.pop("referrer", ""),
    }
    yield Event(
        vendor="simple_analytics",
        name=fields.word(given.pop("event", "")) if kind == "event" else kind,
        id=host,
        params={**fields.present(said), **data},
        user=fields.take(given, {"session_id": "session_id"}),
        kind=fields.kind(kind == "append" or path == "/append"),
        raw=given,
    )
