"""Eulerian Analytics.

Claims `/col2/…`, `/col/…`, `/action/…`, `/uparam/…`, `/cflag2/…`, `/ea/…` with `euid` parameters, at eulerian.com,
eulerian.net and a site's own host.

Fills: name is pageview, sale, cart, product, estimate, action, by what is sent; id is the host; params page_location
(`url`), page_path (`path`, `urlp`), transaction_id (`ref`), value (`amount`), currency, own parameters; items from
`prdr`, `prda` (price), `prdq` (quantity); user from `uid`, `euidl`.
Source: AMP's public configuration of Eulerian; Eulerian developer documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Eulerian Analytics"
_PATH = r"/(?:col2?|action|uparam|cflag2?|ea)/.*"
CLAIMS = (
    Claim(host="eulerian.net", path=_PATH),
    Claim(host="eulerian.com", path=_PATH),
    Claim(query=(("euid-amp", ".*"),)),
    Claim(path=r"/col2?/[\w-]+/-?/?.*", query=(("rf", ".*"), ("ss", r"\d+x\d+"))),
    Claim(path=r"/action/-/\w+", query=(("eact", ".+"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ereplay-time", "ea-rnd", "euidls"})
_PARAMS = {
    "url": "page_location",
    "rf": "page_referrer",
    "urlp": "page_path",
    "path": "page_path",
    "ref": "transaction_id",
    "amount": "value",
    "currency": "currency",
    "payment": "payment",
    "type": "type",
    "actr": "action_ref",
}

_PRODUCT = {"prdr": "id", "prda": "price", "prdq": "quantity", "prdn": "name", "prdg": "category"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    host, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    kind = path.split("/")[1]
    products = _products(given)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    user = fields.take(given, {"euid-amp": "client_id", "euidl": "client_id", "uid": "user_id"})
    if kind == "action":
        name = given.pop("eact", "") or "action"
    elif kind in ("uparam", "cflag", "cflag2"):
        name = kind
    elif "value" in params:
        name = "estimate" if given.get("estimate") else "sale"
    elif "scart" in given:
        name = "cart"
    else:
        name = "product" if products else "pageview"
    items = fields.items(products)
    value = fields.worth(params.get("value"))
    aside = kind in ("uparam", "cflag", "cflag2")
    yield Event(
        "eulerian", name, host, value=value, params=params, items=items, user=user, kind=fields.kind(aside), raw=given
    )


def _products(given: dict[str, Any]) -> list[dict[str, Any]]:
    """`prdr0=A&prda0=19.99&prdq0=2`; one without a number is counted on from the one before."""
    found: dict[str, dict[str, Any]] = {}
    for name in [name for name in given if name.startswith(tuple(_PRODUCT))]:
        place = name[4:]
        if not place or place.lstrip("#").isdecimal():
            found.setdefault(place, {})[_PRODUCT[name[:4]]] = given.pop(name)
    return list(found.values())
