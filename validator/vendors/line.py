"""LINE Tag.

Claims `/tag.gif` and `/tag` at tr.line.me.

Fills: name is page_view for `e=pv`, else the conversion's type, else `e`; id from `t_id`; params page_location, value,
currency, item_ids, price, quantity, customer type.
Source: LINE for Business help, “LINE Tag”; its public image tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "LINE Tag"
CLAIMS = (Claim(host="tr.line.me", path=r"/tag(?:\.gif)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "rnd", "_"})
_NAMES = {"pv": "page_view", "cv": "conversion"}
_PARAMS = {
    "url": "page_location",
    "l": "page_location",
    "ref": "page_referrer",
    "r": "page_referrer",
    "c_t": "customer_type",
    "value": "value",
    "currency": "currency",
    "itemIds": "item_ids",
    "price": "price",
    "quantity": "quantity",
}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    code = given.pop("e", "")
    named = given.pop("type", "") or given.pop("cv_type", "") or given.pop("e_t", "")
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    tag = given.pop("t_id", "")
    user = fields.take(given, {"b_id": "client_id", "uid": "client_id"})
    value = fields.worth(params.get("value"))
    yield Event("line", named or _NAMES.get(code, code), tag, value=value, params=params, user=user, raw=given)
