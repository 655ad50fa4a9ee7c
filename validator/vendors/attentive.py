"""Attentive.

Claims `/e` and `/mobile` at events.attentivemobile.com, and the visits told to attn.tv (signals).

Fills: name from `t` (d ProductView, c AddToCart, p Purchase, i Info, idn Identify; others as they are) or
`eventType`; id is the company (`c`); params from `m` (metadata), with value, currency, transaction_id; items from its
products; user from `u`. Info and identify are signals.
Source: source of Attentive's SDKs; requests of its tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Attentive"
CLAIMS = (
    Claim(host="events.attentivemobile.com", path=r"/(?:e|mobile)/?"),
    Claim(host="attn.tv", path=r"/(?:[\w-]+/)?(?:d|e|p|c|v|i)/?", query=(("attn_vid", ".+"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"lt", "pd", "ts"})
_NAMES = {
    "d": "ProductView",
    "c": "AddToCart",
    "p": "Purchase",
    "oc": "OrderConfirmed",
    "i": "Info",
    "idn": "Identify",
    "ce": "CustomEvent",
}
_PARAMS = {"orderId": "transaction_id", "cartTotal": "value", "price": "value", "currency": "currency"}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    if "attn_vid" in given:
        yield Event("attentive", "visit", user={"client_id": given.pop("attn_vid")}, kind="signal", raw=given)
        return
    data = given.pop("d", "")
    given |= fields.mapping(payload.inner(data))
    metadata = given.pop("m", None) or given.pop("eventMetadata", None)
    own = dict(fields.mapping(payload.packed(metadata) if isinstance(metadata, str) else metadata))
    items = own.pop("products", None) or own.pop("product", None)
    params = {**fields.take(own, _PARAMS), **own}
    code = fields.word(given.pop("t", "") or given.pop("eventType", ""))
    name = _NAMES.get(code, code)
    page = fields.take(given, {"pu": "page_location", "locationHref": "page_location", "r": "page_referrer"})
    if name == "CustomEvent" and "type" in params:
        name = fields.word(params["type"])
    yield Event(
        vendor="attentive",
        name=name,
        id=fields.word(given.pop("c", "")),
        value=fields.worth(params.get("value")),
        params=fields.numbers({**fields.present(page), **params}, ("value",)),
        items=fields.items(items),
        user=fields.take(given, {"u": "client_id", "visitorId": "client_id"}),
        kind=fields.kind(name in ("Info", "Identify")),
        raw=given,
    )
