"""AdRoll Pixel.

Claims `/pixel/…`, `/segment/…`, `/onp/…` and `/p` at d.adroll.com.

Fills: name from `ev` or `adroll_segments`, else page_view; id is `ADVERTISER/PIXEL` of the path; params value
(`adroll_conversion_value` or `conversion_value`), currency, transaction_id (`order_id`), page_location (`arrfrr` is the
referrer), products.
Source: AdRoll help, “AdRoll Pixel”; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "AdRoll Pixel"
CLAIMS = (Claim(host="d.adroll.com", path=r"/(?:pixel|segment|onp|p|ipixel|pex|cm)(?:/.*)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"cookie", "pv", "keyw"})
_PARAMS = {
    "arrfrr": "page_location",
    "adroll_conversion_value": "value",
    "conversion_value": "value",
    "conversion_value_in_dollars": "value",
    "adroll_currency": "currency",
    "currency": "currency",
    "order_id": "transaction_id",
    "adroll_segments": "segments",
    "product_id": "product_id",
    "product_action": "product_action",
}


def decode(request: Request) -> Iterator[Event]:
    """One event; cookie matching (`/cm`) is a signal."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    pieces = [piece for piece in path.split("/")[2:4] if piece]
    name = given.pop("ev", "") or fields.word(params.get("segments")) or "page_view"
    yield Event(
        vendor="adroll",
        name=name,
        id="/".join(pieces) or fields.word(given.get("adv")),
        value=fields.worth(params.get("value")),
        params=params,
        kind=fields.kind(path.startswith(("/cm", "/pex"))),
        raw=given,
    )
