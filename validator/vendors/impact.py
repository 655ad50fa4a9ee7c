"""Impact (partnership and affiliate tracking).

Claims `/xc/ACCOUNT/…`, `/xconv/…` and `/ifconv/…` at pxf.io, sjv.io, ojrq.net, 7eer.net, evyy.net and
impactradius-event.com.

Fills: name is visit (`xc`) or conversion; id is the account of the path; params page_location (`landurl`),
transaction_id (`oid`), value (`amount`), currency, items as Impact numbers them (`sku1`, `qty1`, `amt1`); user from
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
}
_ITEM = re.compile(r"(sku|cat|qty|amt|pnm)(\d{1,3})")
_NAMES = {"sku": "id", "cat": "category", "qty": "quantity", "amt": "amount", "pnm": "name"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    found: dict[int, dict[str, Any]] = {}
    for name in [name for name in given if _ITEM.fullmatch(name)]:
        place = int(name[3:])
        found.setdefault(place, {})[_NAMES[name[:3]]] = given.pop(name)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    user = fields.take(given, {"custid": "user_id", "custemail": "email"})
    items = fields.items([found[place] for place in sorted(found)])
    name = "visit" if path.startswith(("/xc/", "/cur/")) else "conversion"
    value = fields.worth(params.get("value"))
    account = fields.piece(path, 1)
    yield Event("impact", name, account, value=value, params=params, items=items, user=user, raw=given)
