"""Rakuten Advertising (formerly LinkShare).

Claims `/ep`, `/eventnvppixel` and `/nvp` at linksynergy.com.

Fills: name is conversion; id is the merchant (`mid`); params transaction_id (`ord`), currency (`cur`), value (the sum
of `amtlist`, which is sent in hundredths); items from `skulist`, `namelist`, `qlist`, `amtlist`, with the amount of
each line. Lines without a quantity are discounts.
Source: Rakuten Advertising's public integration guide; its pixel as shops write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import columns, plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Rakuten Advertising"
CLAIMS = (Claim(host="linksynergy.com", path=r"/(?:ep|eventnvppixel|nvp)/?"),)
HOLDS_BACK = False
VOLATILE = frozenset[str]()
_PARAMS = {"ord": "transaction_id", "cur": "currency", "coupon": "coupon"}
_ITEM = {"skulist": "id", "namelist": "name", "qlist": "quantity", "amtlist": "amount"}


def decode(request: Request) -> Iterator[Event]:
    """One order."""
    given: dict[str, Any] = payload.fields(request)
    merchant = fields.word(given.pop("mid", ""))
    items = columns(given, _ITEM, "|")
    for item in items:
        if isinstance(item.get("amount"), int | float):
            item["amount"] = item["amount"] / 100
    amounts = [item.get("amount") for item in items]
    found = [amount for amount in amounts if isinstance(amount, int | float)]
    if found and len(found) == len(amounts):
        given["value"] = round(sum(found), 2)
    user = {"tr": "click_id"}
    yield plain_hit("rakuten_advertising", "conversion", merchant, given, {**_PARAMS, "value": "value"}, user, items)
