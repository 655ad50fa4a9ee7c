"""Kakao Pixel.

Claims `/bc` at bc.ad.daum.net and bc.ds.kakao.com.

Fills: name from `event_code`; id from `track_id`; params are the properties (nested, or told beside) with
page_location, value (`total_price`), currency; items from `products`.
Source: Kakao Business guide, “Pixel & SDK”; requests of kp.js as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Kakao Pixel"
CLAIMS = (
    Claim(host="bc.ad.daum.net", path=r"/bc"),
    Claim(host="bc.ds.kakao.com", path=r"/bc"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd", "timestamp", "event_id"})
_BESIDE = {name: name for name in ("total_price", "total_quantity", "currency", "products", "tag", "keyword")}


def decode(request: Request) -> Iterator[Event]:
    """One event, JSON in `d`."""
    document = payload.json_body(request, "d", "data")
    for row in fields.rows(document):
        own = {**fields.take(row, _BESIDE), **fields.mapping(row.get("properties"))}
        items = own.pop("products", None)
        amount = fields.number(own.get("total_price"))
        page = row.get("url") or row.get("page_url") or row.get("location")
        said = {"page_location": page, "value": amount, "page_referrer": row.get("referrer")}
        used = ("properties", "event_code", "track_id", "url", "referrer")
        yield Event(
            vendor="kakao",
            name=fields.word(row.get("event_code") or row.get("event") or row.get("type")),
            id=fields.word(row.get("track_id") or row.get("trackId")),
            value=fields.worth(amount),
            params={**fields.present(said), **own},
            items=fields.items(items),
            raw={name: value for name, value in row.items() if name not in used},
        )
