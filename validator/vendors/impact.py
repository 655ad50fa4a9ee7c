"""Impact (partnership and affiliate tracking).

Claims `/xc/ACCOUNT/…`, `/xconv/…` and `/ifconv/…` at pxf.io, sjv.io, ojrq.net, 7eer.net, evyy.net and
impactradius-event.com.

Fills: name is visit (`xc`) or conversion; id is the account of the path; params page_location (`landurl`),
transaction_id (`oid`), value (`amount`), currency, items as Impact numbers them (`sku1`, `qty1`, `amt1`, or `ItemSku1`,
`ItemQuantity1`, `ItemSubTotal1`; capitals do not count); user from
`custid`.
Source: Impact documentation, “Universal Tracking Tag”; requests of the tag as browsers show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Impact"
_PATH = r"/(?:xc|xconv|ifconv|cur)/.*"
CLAIMS = (
    Claim(host="pxf.io", path=_PATH),
    Claim(host="sjv.io", path=_PATH),
    Claim(host="ojrq.net", path=_PATH),
    Claim(host="7eer.net", path=_PATH),
    Claim(host="evyy.net", path=_PATH),
    Claim(host="impactradius-event.com", path=_PATH),
)
HOLDS_BACK = False
VOLATILE = frozenset({"_ir", "cb"})
_PARAMS = {
    "landurl": "page_location",
    "refurl": "page_referrer",
    "oid": "transaction_id",
    "orderid": "transaction_id",
    "amount": "value",
    "currency": "currency",
    "promocode": "coupon",
    "orderpromocode": "coupon",
    "currencycode": "currency",
    "ordersubtotal": "value",
}
_ITEM = re.compile(r"(?:item)?(sku|cat|category|qty|quantity|amt|amount|subtotal|pnm|name)(\d{1,3})", re.IGNORECASE)
_NAMES = {
    "sku": "id",
    "cat": "category",
    "category": "category",
    "qty": "quantity",
    "quantity": "quantity",
    "amt": "amount",
    "amount": "amount",
    "subtotal": "amount",
    "pnm": "name",
    "name": "name",
}
_USER = {"custid": "user_id", "customerid": "user_id", "custemail": "email", "customeremail": "email"}
_LOWER = {*_PARAMS, *_USER}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    found: dict[int, dict[str, Any]] = {}
    for name in list(given):
        part = _ITEM.fullmatch(name)
        if part:
            found.setdefault(int(part[2]), {})[_NAMES[part[1].lower()]] = given.pop(name)
        elif name.lower() in _LOWER:
            given[name.lower()] = given.pop(name)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    user = fields.take(given, _USER)
    items = fields.items([found[place] for place in sorted(found)])
    name = "visit" if path.startswith(("/xc/", "/cur/")) else "conversion"
    value = fields.worth(params.get("value"))
    account = fields.piece(path, 1)
    yield Event("impact", name, account, value=value, params=params, items=items, user=user, raw=given)
