"""X (Twitter) pixel.

Claims `/i/adsct`, `/1/i/adsct` and their posts (`adsctp`) at analytics.twitter.com, analytics.x.com and t.co.

Fills: name from the first of `events`, or `event` where it is a plain name; id is the pixel or event (`txn_id`);
params from the event's own data beside page_location (`tw_document_href`), value (`tw_sale_amount`), quantity
(`tw_order_quantity`), event_id. The pixel sends each event to t.co too: that copy is a signal.
Source: X Ads help, “Website tag”; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "X Pixel"
_PATH = r"/(?:1/)?i/adsctp?"
CLAIMS = (
    Claim(host="analytics.twitter.com", path=_PATH),
    Claim(host="analytics.x.com", path=_PATH),
    Claim(host="t.co", path=_PATH),
)
HOLDS_BACK = False
VOLATILE = frozenset({"bci", "eci", "event_id", "pl_id", "tw_iframe_status"})
_PARAMS = {
    "tw_document_href": "page_location",
    "tw_document_referrer": "page_referrer",
    "tw_sale_amount": "value",
    "tw_order_quantity": "quantity",
    "event_id": "event_id",
    "currency": "currency",
}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    host, _, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    events = given.pop("events", "")
    first = fields.dig(payload.inner(events), 0)
    single = given.pop("event", "")
    data = fields.mapping(fields.dig(first, 1))
    if single.startswith("{"):
        data = {**data, **fields.mapping(payload.inner(single))}
        single = ""
    items = data.pop("contents", None) if data else None
    amounts = fields.numbers(fields.take(given, _PARAMS), ("value", "quantity"))
    params = {**{name: value for name, value in amounts.items() if name != "quantity" or value}, **data}
    fields.numbers(params, ("value",))
    if not data and amounts.get("value") == 0:
        params.pop("value", None)  # the pixel writes 0 where no amount was given
    pixel = given.pop("txn_id", "")
    told = fields.word(fields.dig(first, 0)) or single
    sync = not pixel and not told and not data  # the ids of a partner, matched
    yield Event(
        vendor="x",
        name=told or ("sync" if sync else "event"),
        id=pixel,
        value=fields.worth(params.get("value")),
        params=params,
        items=fields.items(items),
        kind=fields.kind(host == "t.co" or sync),
        raw=given,
    )
