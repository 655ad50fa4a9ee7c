"""etracker analytics.

Claims the counting paths (`/cnt.php`, `/dc/…`, `/et_…`, `/api/tracking…`, `/w/…`) at etracker.com and etracker.de.

Fills: name is pageview, or the event's name; category, action, label from `et_…` event fields (category, object,
action, type); id is the account (`et`, `et_secure`); params page name (`et_pagename`), page_location (`et_url`),
areas, order number as transaction_id, value (`et_tval`), basket; items from the basket. Names are those of the public
parameter list: what is not known stays in raw.
Source: etracker documentation, “Parameters”, “Event tracking”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "etracker"
_PATH = r"/(?:f?cnt\w*\.php|dc/.*|et_\w+.*|api/(?:v\d/)?tracking.*|w/.*|eventcnt.*|event.*|conv.*|cntr?\.gif|_et.*)"
CLAIMS = (
    Claim(host="etracker.com", path=_PATH),
    Claim(host="etracker.de", path=_PATH),
    Claim(query=(("et_pagename", ".*"), ("et", r"\w+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"et_time", "rnd", "v", "swidth", "sheight"})
_PARAMS = {
    "et_pagename": "page_title",
    "et_url": "page_location",
    "et_ref": "page_referrer",
    "et_areas": "areas",
    "et_tval": "value",
    "et_tonr": "transaction_id",
    "et_tsale": "sale_status",
    "et_basket": "basket",
    "et_se": "search_engine",
    "et_ilevel": "interest_level",
}

_FIELDS = ("id", "name", "category", "quantity", "price")


def decode(request: Request) -> Iterator[Event]:
    """One count, in query, form or JSON."""
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    told = [fields.word(given.pop(name, "")) or None for name in ("et_cat", "et_action", "et_object")]
    told = [
        told[0] or given.pop("category", None),
        told[1] or given.pop("action", None),
        told[2] or given.pop("object", None),
    ]
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    items = _items(fields.word(params.get("basket")))
    account = given.pop("et", "") or given.pop("et_secure", "") or given.pop("secureCode", "")
    yield Event(
        vendor="etracker",
        name="event" if told[0] or told[1] else "pageview",
        id=fields.word(account),
        category=told[0],
        action=told[1],
        label=told[2],
        value=fields.worth(params.get("value")),
        params=params,
        items=items,
        user=fields.take(given, {"et_uid": "user_id", "et_coid": "client_id"}),
        raw=given,
    )


def _items(basket: str) -> tuple[dict[str, Any], ...]:
    """`A-1,Mug,Kitchen,2,19.99;A-2,…`: number, name, group, count, price."""
    found = []
    for row in basket.split(";", 500)[:500]:
        parts = [payload.unquote(part) for part in row.split(",")]
        if len(parts) == len(_FIELDS):
            found.append(dict(zip(_FIELDS, parts, strict=True)))
    return fields.items(found)
