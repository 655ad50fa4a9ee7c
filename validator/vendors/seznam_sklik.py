"""Seznam Sklik (retargeting and conversions).

Claims `/retargeting` and `/conv` at c.seznam.cz.

Fills: name is retargeting or conversion; id from `id` or `rtgId`; params value, transaction_id (`orderId`),
page_location (`url`), item and category ids; consent from `consent`; user holds the hashed ids.
Source: Sklik help, “Conversion code”, “Retargeting code”; requests of rc.js as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Seznam Sklik"
CLAIMS = (Claim(host="c.seznam.cz", path=r"/(?:retargeting|conv)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"conversionHitId", "rnd"})
_PARAMS = {
    "value": "value",
    "orderId": "transaction_id",
    "url": "page_location",
    "rtgUrl": "page_location",
    "itemId": "item_id",
    "category": "category",
    "pageType": "page_type",
}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    ids = given.pop("ids", "")
    state = {"1": "granted", "0": "denied"}.get(given.get("consent", ""))
    yield Event(
        vendor="seznam_sklik",
        name="conversion" if path == "/conv" else "retargeting",
        id=given.pop("id", "") or given.pop("rtgId", ""),
        value=fields.worth(params.get("value")),
        params=params,
        user=fields.mapping(payload.inner(ids)),
        consent={"ad_storage": state} if state else {},
        raw=given,
    )
