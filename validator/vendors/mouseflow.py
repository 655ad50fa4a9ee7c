"""Mouseflow.

Claims `/…` of the recording hosts of mouseflow.com (`/events`, `/html`, `/dom`, `/init`, `/b.gif`, `/tag`,
`/variable`).

Fills: name is tag for own tags (with the tag in params), else the call's name; id is the website; user from the
session. All but tags and variables are signals.
Source: Mouseflow JavaScript API reference; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Mouseflow"
CLAIMS = (
    Claim(
        host="mouseflow.com",
        path=r"/(?:[\w-]+/)*(?:events?|html|dom|init|tag|variable|data|fb|conversion|b)(?:\.gif|\.js)?/?",
        methods=("POST", "GET"),
    ),
)
HOLDS_BACK = True
VOLATILE = frozenset({"t", "time"})


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    if request.body:
        given |= payload.form(request)
    name = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    params = fields.take(
        given, {"tag": "tag", "key": "key", "value": "value", "u": "page_location", "url": "page_location"}
    )
    yield Event(
        vendor="mouseflow",
        name=name,
        id=next((given.pop(field) for field in ("w", "website", "websiteId") if given.get(field)), ""),
        params=params,
        user=fields.take(
            given, {"s": "session_id", "session": "session_id", "p": "page_view_id", "page": "page_view_id"}
        ),
        kind=fields.kind(name not in ("tag", "variable", "conversion")),
        raw=given,
    )
