"""Criteo OneTag.

Claims `/event` at sslwidget.criteo.com, widget.criteo.com and their regional hosts.

Fills: one event for each view (`p0`, `p1`, … with `e=vh`, `vl`, `vp`, `vb`, `vc`) under the names of the OneTag
(viewHome, viewList, viewItem, viewBasket, trackTransaction); other events under their own codes (`trackleads`); id
from `a`; items from `p`, beside it `pr` and `q` where there is one product; transaction_id from `id` or `tid`; currency
from `c` or the set-currency part; value is the sum of a transaction's items; user from the set-e-mail and set-customer
parts, which are no events of their own, as are the other settings.
Source: Criteo OneTag guide; requests of the tag as browsers show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Criteo OneTag"
CLAIMS = (Claim(host="criteo.com", path=r"/(?:m/)?event"),)
HOLDS_BACK = False
VOLATILE = frozenset({"dtycbr", "dc"})
_VIEWS = {
    "vh": "viewHome",
    "vl": "viewList",
    "vp": "viewItem",
    "vb": "viewBasket",
    "vc": "trackTransaction",
    "vs": "viewSearchResult",
    "vpg": "viewPage",
    "ac": "addToCart",
}
_USER = {"ce": "email", "se": "email", "h": "email", "sci": "user_id", "hashed": "email"}
_NAMES = {
    "tid": "transaction_id",
    "id": "transaction_id",
    "ci": "customer_id",
    "kw": "keywords",
    "ca": "category",
    "c": "currency",
}
_SETTING = re.compile(r"exd|dis|set.*|site_?type|" + "|".join(_USER))


def decode(request: Request) -> Iterator[Event]:
    """The views among the parts; none of them: one signal."""
    given: dict[str, Any] = payload.fields(request)
    parts = [payload.parameters(given.pop(name)) for name in list(given) if name[:1] == "p" and name[1:].isdecimal()]
    account = given.pop("a", "")
    user: dict[str, Any] = {}
    for part in parts:
        if part.get("e") in _USER:
            told = part.get("m") or part.get("id") or ""
            user |= fields.present({_USER[part["e"]]: payload.unquote(told).strip("[]")})
    views = [part for part in parts if part.get("e") and not _SETTING.fullmatch(part["e"])]
    shared = fields.take(given, {"fu": "page_location", "pu": "page_referrer"})
    for part in parts:
        if part.get("e") == "setcurrency":
            shared |= fields.take(part, {"c": "currency"})
    for part in views:
        items = _items(part.pop("p", ""))
        if len(items) == 1 and "price" not in items[0]:
            items = fields.items([items[0] | fields.take(part, {"pr": "price", "q": "quantity"})])
        code = part.pop("e")
        name = _VIEWS.get(code, code)
        params: dict[str, Any] = {**shared, **fields.take(part, _NAMES)}
        amounts = [_amount(item) for item in items]
        if name == "trackTransaction" and amounts and None not in amounts:
            params["value"] = round(sum(amount for amount in amounts if amount is not None), 4)
        value = fields.worth(params.get("value"))
        yield Event("criteo", name, account, value=value, params=params, items=items, user=user, raw={**given, **part})
    if not views:
        yield Event("criteo", id=account, user=user, kind="signal", raw={**given, "parts": parts})


def _items(content: str) -> tuple[dict[str, Any], ...]:
    """`[i%3DA%26pr%3D19.99%26q%3D2,…]`; a list view holds bare ids."""
    found: list[dict[str, Any]] = []
    for part in payload.unquote(content).strip("[]").split(",")[:500]:
        plain = payload.unquote(part).strip('" ')
        if "=" in plain:
            named = payload.parameters(plain)
            found.append(fields.take(named, {"i": "id", "pr": "price", "q": "quantity"}) | named)
        elif plain:
            found.append({"id": plain})
    return fields.items(found)


def _amount(item: dict[str, Any]) -> float | None:
    price, quantity = item.get("price"), item.get("quantity", 1)
    if isinstance(price, int | float) and isinstance(quantity, int | float):
        return float(price * quantity)
    return None
