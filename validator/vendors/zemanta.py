"""Zemanta (Outbrain DSP).

Claims `/p/…` and `/v2/p/…` at zemanta.com.

Fills: name is the event of the path (`/v2/p/js/ID/EVENT/`), else PAGE_VIEW; id is the pixel of the path; params value,
currency, transaction_id (`orderId`), page_location (`referrer`).
Source: Zemanta's public pixel documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Zemanta"
CLAIMS = (Claim(host="zemanta.com", path=r"/(?:v\d+/)?p/(?:[a-z]+/)?\d+(?:/.*)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"bust", "rnd"})
_PLACE = re.compile(r"/p/(?:[a-z]+/)?(?P<pixel>\d+)(?:/(?P<event>[\w-]+))?")
_PARAMS = {
    "value": "value",
    "orderValue": "value",
    "currency": "currency",
    "orderId": "transaction_id",
    "referrer": "page_location",
}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    found = _PLACE.search(path)
    pixel, event = (found["pixel"], fields.word(found["event"])) if found else ("", "")
    given: dict[str, Any] = payload.fields(request)
    yield plain_hit("zemanta", event or "PAGE_VIEW", pixel, given, _PARAMS)
