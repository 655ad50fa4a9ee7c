"""Shopify's own analytics (Monorail, Trekkie, web pixels).

Claims `/unstable/produce`, `/unstable/produce_batch`, `/v1/produce` at monorail-edge.shopifysvc.com, and
`/.well-known/shopify/monorail/…` at any shop.

Fills: one event for each entry: name is its event name, or its schema's; id is the shop; params are its payload
beside page_location, page_referrer, currency, value; items from its products; user from its tokens. All but
storefront events, what the manager of web pixels tells of itself, and what is passed on to another vendor
(`partner_name`), are signals.
Source: requests of Shopify's storefronts as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Shopify Analytics"
CLAIMS = (
    Claim(host="shopifysvc.com", path=r"/(?:unstable|v\d)/produce(?:_batch)?", methods=("POST",)),
    Claim(path=r"/(?:.*/)?\.well-known/shopify/monorail/(?:unstable|v\d)/(?:produce|produce_batch)", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"event_id", "page_view_token", "navigation_start", "event_created_at_ms"})
_PAGE = {
    "canonical_url": "page_location",
    "url": "page_location",
    "page_url": "page_location",
    "referrer": "page_referrer",
}
_USER = {
    "unique_token": "client_id",
    "uniqToken": "client_id",
    "visit_token": "session_id",
    "visitToken": "session_id",
    "customer_id": "user_id",
}


def decode(request: Request) -> Iterator[Event]:
    """The entries of a batch, or one."""
    document = payload.json_body(request)
    rows = fields.dig(document, "events")
    for row in fields.rows(document if rows is None else rows):
        schema = fields.word(row.get("schema_id")).partition("/")[0]
        own = dict(fields.mapping(row.get("payload")))
        page, user = fields.take(own, _PAGE), fields.take(own, _USER)
        name = fields.word(own.pop("event_name", "") or own.pop("eventName", ""))
        items = own.pop("products", None)
        items = payload.inner(items)
        if isinstance(items, list):
            items = [payload.inner(item) for item in items]
        said = fields.take(own, {"total_value": "value", "currency": "currency", "order_id": "transaction_id"})
        storefront = "storefront" in schema or bool(name)
        aside = schema.startswith("web_pixels_manager") and schema != "web_pixels_manager_event_publish"
        yield Event(
            vendor="shopify",
            name=name or schema,
            id=fields.word(own.pop("shop_id", "") or own.pop("shopId", "")),
            value=fields.worth(said.get("value")),
            params={**fields.present({**page, **said}), **own},
            items=tuple(fields.rows(items)),
            user=fields.present(user),
            kind=fields.kind(aside or not storefront or "partner_name" in own),
            raw={"schema_id": row.get("schema_id")},
        )
