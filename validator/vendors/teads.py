"""Teads (advertiser pixel).

Claims `/track` with `buyer_pixel_id` or `tag_version` at t.teads.tv.

Fills: name is the action (`action`: pageView, conversion, …); id is the pixel (`buyer_pixel_id`); params value
(`price`), currency, conversion_type, conversion_name (`name`), page_location (`referer`).
Source: Teads' public pixel documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Teads"
CLAIMS = (
    Claim(host="teads.tv", path=r"/track", query=(("buyer_pixel_id", ".+"),)),
    Claim(host="teads.tv", path=r"/track", query=(("tag_version", ".+"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ts"})
_PARAMS = {
    "price": "value",
    "currency": "currency",
    "conversion_type": "conversion_type",
    "name": "conversion_name",
    "referer": "page_location",
}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    given: dict[str, Any] = payload.fields(request)
    name = fields.word(given.pop("action", "")) or "pageView"
    yield plain_hit("teads", name, fields.word(given.pop("buyer_pixel_id", "")), given, _PARAMS, {"vid": "client_id"})
