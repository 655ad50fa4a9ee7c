"""Emarsys Web Extend (SAP Emarsys, Scarab).

Claims `/merchants/ID/` at scarabresearch.com.

Fills: name by what the command holds: purchase (`co`), view (`v`), search (`q`), category (`vc`), else cart; id is the
merchant; items from the cart (`ca`) or the order (`co`); params transaction_id (`oi`), value (the order's sum), tag
(`t`), page_location (`pv` is the view's id); user from `ci`, `eh` (hashed), `vi`.
Source: Emarsys Web Extend command reference; source of the Emarsys SDKs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Emarsys Web Extend"
CLAIMS = (Claim(host="scarabresearch.com", path=r"/merchants/[\w-]+/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"pv", "ti", "cb", "callback"})
_USER = {"ci": "user_id", "eh": "email_hash", "vi": "client_id"}
_PARAMS = {"oi": "transaction_id", "q": "search_term", "vc": "category", "t": "tag", "prev_url": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One command list."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    order, cart, viewed = given.pop("co", ""), given.pop("ca", ""), given.pop("v", "")
    params = fields.take(given, _PARAMS)
    items = _items(order or cart)
    name = "purchase" if order else ("view" if viewed else "cart")
    if not order and not viewed:
        name = "search" if "search_term" in params else ("category" if "category" in params else name)
    if viewed:
        params["item_id"] = next((part[2:] for part in viewed.split(",") if part.startswith("i:")), viewed)
    prices = [item["price"] for item in items if isinstance(item.get("price"), int | float)]
    if order and prices:
        params["value"] = round(sum(prices), 4)
    yield Event(
        vendor="emarsys",
        name=name,
        id=fields.piece(path, 1),
        value=fields.worth(params.get("value")),
        params=params,
        items=items,
        user=fields.take(given, _USER),
        raw=given,
    )


def _items(content: str) -> tuple[dict[str, Any], ...]:
    """`i:A,p:19.99,q:2|i:B,p:5.52,q:1`; `p` is the price of all units."""
    names = {"i": "id", "p": "price", "q": "quantity"}
    found = []
    for row in content.split("|")[:500]:
        parts = (part.partition(":") for part in row.split(","))
        item = {names.get(name, name): value for name, _, value in parts if name}
        if item:
            found.append(item)
    return fields.items(found)
