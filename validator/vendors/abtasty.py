"""AB Tasty and Flagship.

Claims any path at ariane.abtasty.com and events.flagship.io, and `/v2/ID/events` and `/activate` at
decision.flagship.io.

Fills: one event for each hit of a batch: name is its type (PAGEVIEW, EVENT, TRANSACTION, ITEM, CAMPAIGN, …),
category, action, label, value from `ec ea el ev`; id is the client (`cid`); params page_location (`dl`),
transaction_id (`tid`), value (`tr`), currency (`tc`), coupon; items of ITEM hits; user from `vid`, `cuid`.
Source: AB Tasty universal collect reference; source of @flagship.io/js-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "AB Tasty"
CLAIMS = (
    Claim(host="ariane.abtasty.com", path=r"/.*", methods=("POST", "GET")),
    Claim(host="events.flagship.io", path=r"/.*", methods=("POST",)),
    Claim(host="decision.flagship.io", path=r"/v\d/(?:[\w-]+/events|activate)", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"cst", "qt", "tsp"})
_PARAMS = {
    "dl": "page_location",
    "pt": "page_title",
    "dr": "page_referrer",
    "tid": "transaction_id",
    "tr": "value",
    "tt": "tax",
    "ts": "shipping",
    "tc": "currency",
    "tcc": "coupon",
    "ta": "affiliation",
    "caid": "campaign_id",
    "vaid": "variation_id",
}
_ITEM = {"ic": "id", "in": "name", "ip": "price", "iq": "quantity", "iv": "category"}
_NUMBERS = ("value", "tax", "shipping")


def decode(request: Request) -> Iterator[Event]:
    """The hit, or the hits of a batch (`h`)."""
    if request.body.lstrip()[:1] in (b"{", b"["):
        shared = fields.mapping(payload.json_body(request))
    else:
        shared = dict(payload.fields(request))
    hits = shared.pop("h", None)
    for hit in fields.rows([{}] if hits is None else hits):
        given = {**shared, **hit}
        category, action, label, value = (given.pop(name, None) for name in ("ec", "ea", "el", "ev"))
        params = fields.numbers(fields.take(given, _PARAMS), _NUMBERS)
        item = fields.numbers(fields.take(given, _ITEM), ("price", "quantity"))
        yield Event(
            vendor="abtasty",
            name=fields.word(given.pop("t", "")) or "activate",
            id=fields.word(given.pop("cid", "")),
            category=fields.said(category),
            action=fields.said(action),
            label=fields.said(label),
            value=fields.worth(value if value is not None else params.get("value")),
            params=params,
            items=(item,) if item else (),
            user=fields.present(fields.take(given, {"vid": "client_id", "cuid": "user_id"})),
            raw=given,
        )
