"""Outbrain Pixel.

Claims `/unifiedPixel` and `/pixel` at tr.outbrain.com.

Fills: name from `name`; id from `marketerId` (several are comma-separated); params page_location (`dl`),
transaction_id (`orderId`), value (`orderValue`), currency.
Source: Outbrain help, “Outbrain Pixel”; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Outbrain Pixel"
CLAIMS = (Claim(host="tr.outbrain.com", path=r"/(?:unifiedPixel|cachedClickId|pixel)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"bust"})
_PARAMS = {
    "dl": "page_location",
    "orderId": "transaction_id",
    "orderValue": "value",
    "currency": "currency",
}


def decode(request: Request) -> Iterator[Event]:
    """One event; the request for a click id is a signal."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    yield Event(
        vendor="outbrain",
        name=given.pop("name", ""),
        id=given.pop("marketerId", "") or given.pop("ob_click_id", ""),
        value=fields.worth(params.get("value")),
        params=params,
        kind="signal" if path == "/cachedClickId" else "event",
        raw=given,
    )
