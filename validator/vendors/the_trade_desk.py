"""The Trade Desk universal pixel.

Claims `/track/up`, `/track/pxl`, `/track/conv`, `/track/evnt` and `/track/realtimeconversion` at adsrvr.org.

Fills: name is conversion for `conv` and `realtimeconversion`, else page_view, or `event_name`; id from `adv` (or
`advertiser_id`) with the pixel in params.pixel (`upid` or `ct`); params page_location (`ref`), value (`v`), currency
(`vf`), transaction_id (`orderid`), td1…td10; items from JSON.
Source: The Trade Desk partner portal, “Universal Pixel”, “Real-Time Conversion Events”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "The Trade Desk"
CLAIMS = (Claim(host="adsrvr.org", path=r"/track/(?:up|pxl|conv|evnt|realtimeconversion|cm[bfg]/generic)/?.*"),)
HOLDS_BACK = False
VOLATILE = frozenset({"upv", "rnd"})
_PARAMS = {
    "ref": "page_location",
    "v": "value",
    "vf": "currency",
    "orderid": "transaction_id",
    "upid": "pixel",
    "ct": "pixel",
}


def decode(request: Request) -> Iterator[Event]:
    """One event, or the list of a real-time conversion body."""
    _, path, _ = payload.address(request.url)
    if request.body.lstrip()[:1] in (b"{", b"["):
        document = payload.json_body(request)
        for row in fields.rows(fields.dig(document, "data") or document):
            params = {
                name: value for name, value in row.items() if name not in ("advertiser_id", "items", "event_name")
            }
            renamed = fields.take(params, {"order_id": "transaction_id", "referrer_url": "page_location"})
            yield Event(
                vendor="the_trade_desk",
                name=fields.word(row.get("event_name")) or "conversion",
                id=fields.word(row.get("advertiser_id")),
                value=fields.worth(row.get("value")),
                params={**params, **renamed},
                items=tuple(fields.rows(row.get("items"))),
            )
        return
    given: dict[str, Any] = payload.fields(request)
    asked = frozenset(given)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    params |= {name: given.pop(name) for name in list(given) if name[:2] == "td" and name[2:].isdecimal()}
    yield Event(
        vendor="the_trade_desk",
        name="conversion" if "/conv" in path or ("pixel" in params and "upid" not in asked) else "page_view",
        id=given.pop("adv", "") or given.pop("ttd_pid", ""),
        value=fields.worth(params.get("value")),
        params=params,
        kind="signal" if "/generic" in path else "event",
        raw=given,
    )
