"""Amazon Ads tag.

Claims `/iu3`, `/iui3` and `/s/iu3` at amazon-adsystem.com.

Fills: name from `event` (older tags: the type within `ex-fargs`); id from `pid` or `id`; params value, currency
(`currencyCode`), transaction_id (`clientDedupeId` or `orderId`), unitsSold, and all own attributes. What names neither
an event nor a pixel (Amazon's own pages, synchronisations) is a signal.
Source: Amazon Ads help, “Amazon Ad Tag”; requests of the tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Amazon Ads Tag"
CLAIMS = (Claim(host="amazon-adsystem.com", path=r"/(?:s/)?iui?3"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "cb", "rnd"})
_PARAMS = {
    "value": "value",
    "currencyCode": "currency",
    "orderId": "transaction_id",
    "clientDedupeId": "transaction_id",
    "unitsSold": "quantity",
    "url": "page_location",
    "ref": "page_referrer",
}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    older = payload.parameters(given.pop("ex-fargs", "").lstrip("?"))
    given |= {name: value for name, value in older.items() if name not in given}
    params = fields.numbers(fields.take(given, _PARAMS), ("value", "quantity"))
    name = given.pop("event", "") or given.pop("type", "")
    pixel = given.pop("pid", "") or given.pop("id", "")
    yield Event(
        vendor="amazon_ads",
        name=name or ("" if pixel else "sync"),
        id=pixel,
        value=fields.worth(params.get("value")),
        params=params,
        kind=fields.kind(not name and not pixel),
        raw=given,
    )
