"""Spotify Ad Analytics pixel (formerly Podsights).

Claims `/v1/ingest` at pixels.spotify.com and `/` of pdst.fm trackers.

Fills: name from the event's `action` (view, lead, product, addtocart, checkout, purchase); id is the key; params are
its data beside page_location, value, currency, transaction_id; items from the line items.
Source: Spotify Ad Analytics help, “Pixel events”; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Spotify Pixel"
CLAIMS = (
    Claim(host="pixels.spotify.com", path=r"/v\d/ingest"),
    Claim(host="us-central1-adaptive-growth.cloudfunctions.net", path=r"/pdst-events-prod-sink"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"timestamp", "ts", "session"})


def decode(request: Request) -> Iterator[Event]:
    """One event, or those of a batch."""
    given: dict[str, Any] = payload.query(request.url)
    document = payload.json_body(request, "data") if request.body else given
    rows: list[dict[str, Any]] = []
    for batch in fields.rows(fields.dig(document, "batch")):
        rows += [{"pid": batch.get("pid"), **row} for row in fields.rows(batch.get("events"))]
    for row in rows or fields.rows(document):
        own = dict(fields.mapping(row.get("body") or row.get("data") or row.get("meta")))
        said = fields.take(own, {"order_id": "transaction_id", "value": "value", "currency": "currency"})
        items = own.pop("line_items", None)
        page = fields.word(own.pop("url", "") or row.get("url") or row.get("location"))
        user = {"client_id": row.get("anonymous_id") or row.get("device_id"), "user_id": row.get("user_id")}
        yield Event(
            vendor="spotify_ads",
            name=fields.word(row.get("action") or row.get("event")),
            id=fields.word(row.get("pid") or row.get("key")),
            value=fields.worth(said.get("value")),
            params={**fields.present({"page_location": page, **said}), **own},
            items=tuple(fields.rows(items)),
            user=fields.present(user),
        )
