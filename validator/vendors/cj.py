"""CJ Affiliate (Commission Junction).

Claims `/u` and `/tags/c` at emjcd.com.

Fills: name is conversion; id is the enterprise (`CID`); params transaction_id (`OID`), value (`AMOUNT`, else price ×
quantity of the items), currency, coupon, discount, action (`TYPE`); items from `ITEM1`, `AMT1`, `QTY1`, `DCNT1`, …;
user from the click (`CJEVENT`). Parameters are written in capitals or small letters.
Source: CJ's public integration guide; its image tag as shops write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import numbered, plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "CJ Affiliate"
CLAIMS = (Claim(host="emjcd.com", path=r"/(?:u|tags/c)/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"METHOD"})
_PARAMS = {
    "OID": "transaction_id",
    "AMOUNT": "value",
    "CURRENCY": "currency",
    "COUPON": "coupon",
    "DISCOUNT": "discount",
    "TYPE": "action",
}
_ITEM = {"ITEM": "id", "AMT": "price", "QTY": "quantity", "DCNT": "discount"}


def decode(request: Request) -> Iterator[Event]:
    """One conversion."""
    given: dict[str, Any] = {name.upper(): value for name, value in payload.fields(request).items()}
    account = fields.word(given.pop("CID", ""))
    items = numbered(given, _ITEM)
    yield plain_hit("cj", "conversion", account, given, _PARAMS, {"CJEVENT": "click_id"}, items)
