"""Tealium Collect (EventStream, AudienceStream).

Claims `/event`, `/ACCOUNT/PROFILE/…/i.gif`, `/vdata/i.gif` and `/bulk-event` at tealiumiq.com, and at
the site's own host where `tealium_account` is told.

Fills: name from `tealium_event` (or `ut.event` view, link); id is `ACCOUNT/PROFILE`; params are the data layer as sent
(page data and cookies of the older format lose their prefix `js_page.`, `cp.` …, to `raw`), beside page_location,
page_title, page_referrer, value (`order_total`), currency, transaction_id; items from the lists
`product_…`; user from the visitor's id.
Source: Tealium Collect HTTP API reference; requests of utag.js as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Tealium Collect"
CLAIMS = (
    Claim(host="tealiumiq.com", path=r"/(?:event|bulk-event|(?:[\w-]+/){1,5}i\.gif)/?"),
    Claim(path=r"/(?:.*/)?(?:event|bulk-event|i\.gif)", body=r"tealium_account\"\s*:\s*\"", methods=("POST",)),
    Claim(path=r"/(?:.*/)?event", query=(("tealium_account", ".+"), ("tealium_event", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"tealium_random", "tealium_timestamp_epoch", "ut.session_id", "tealium_timestamp_utc"})
_ASIDE = ("cp.", "js_page.", "qp.", "meta.", "dom.", "va.", "ut.", "browser.", "timing.", "tealium_")
_PAGE = {
    "dom.url": "page_location",
    "page_url": "page_location",
    "dom.title": "page_title",
    "dom.referrer": "page_referrer",
}
_PRODUCT = {
    "product_id": "id",
    "product_name": "name",
    "product_sku": "sku",
    "product_price": "price",
    "product_unit_price": "price",
    "product_quantity": "quantity",
    "product_brand": "brand",
    "product_category": "category",
    "product_discount": "discount",
}
_USER = {"tealium_visitor_id": "client_id", "ut.visitor_id": "client_id", "cp.utag_main_v_id": "client_id"}


def decode(request: Request) -> Iterator[Event]:
    """One event; a bulk holds shared data and several."""
    _, path, query = payload.address(request.url)
    if request.body:
        content = payload.text(request).lstrip()
        document = payload.document(content) if content[:1] in ("{", "[") else payload.json_body(request, "data")
    else:
        document = payload.parameters(query)
    shared = fields.mapping(fields.dig(document, "shared"))
    for row in fields.rows(fields.dig(document, "events") or document):
        yield _event({**shared, **row}, path)


def _event(given: dict[str, Any], path: str) -> Event:
    nested = fields.mapping(given.get("data"))
    data = {**given, **nested} if nested else given
    data.pop("data", None)
    page = fields.take(data, _PAGE)
    user = fields.take(data, _USER)
    pieces = path.split("/")
    account = fields.word(data.pop("tealium_account", "") or data.pop("ut.account", "")) or pieces[1]
    profile = fields.word(data.pop("tealium_profile", "") or data.pop("ut.profile", ""))
    if not profile and len(pieces) > 3:  # `/ACCOUNT/PROFILE/2/i.gif`
        profile = pieces[2]
    name = fields.word(data.pop("tealium_event", "") or data.pop("ut.event", ""))
    raw = {key: data.pop(key) for key in list(data) if key.startswith(_ASIDE)}
    amount = data.get("order_total", data.get("value"))
    items = _items(data)
    said = fields.take(data, {"order_id": "transaction_id", "order_currency": "currency", "order_total": "value"})
    return Event(
        vendor="tealium",
        name=name,
        id=f"{account}/{profile}" if profile else account,
        value=fields.worth(amount),
        params={**fields.present(page), **fields.numbers(said, ("value",)), **data},
        items=items,
        user=user,
        raw=raw,
    )


def _items(data: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Products stand in lists side by side: `product_id`, `product_name`, `product_price`, …"""
    columns = {name: data[name] for name in _PRODUCT if isinstance(data.get(name), list)}
    count = min(max(map(len, columns.values()), default=0), 500)
    return fields.items(
        [
            {_PRODUCT[name]: column[place] for name, column in columns.items() if place < len(column)}
            for place in range(count)
        ]
    )
