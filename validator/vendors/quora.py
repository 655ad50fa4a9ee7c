"""Quora Pixel.

Claims `/_/ad/ID/pixel` at q.quora.com.

Fills: name from `tag`; id from the path; params page_location (`u`), value, currency, event_id.
Source: Quora Pixel help; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Quora Pixel"
CLAIMS = (Claim(host="quora.com", path=r"/_/ad/\w+/pixel"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts"})
_PARAMS = {"u": "page_location", "value": "value", "currency": "currency", "eventId": "event_id"}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    yield Event(
        vendor="quora",
        name=given.pop("tag", ""),
        id=fields.piece(path, 2),
        value=fields.worth(params.get("value")),
        params=params,
        raw=given,
    )
