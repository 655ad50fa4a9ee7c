"""Partnerize (formerly Performance Horizon).

Claims `/conversion/…` at prf.hn: the parameters stand in the path, split by slashes, each item in square brackets.

Fills: name is conversion; id is the campaign; params transaction_id (`conversionref`), currency, country, coupon
(`voucher`), customer_type, value (price × quantity of the items); items from the brackets (category, sku as id, value
as price, quantity); user from the click (`clickref`).
Source: Partnerize's public integration guide; its pixel as shops write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Partnerize"
CLAIMS = (Claim(host="prf.hn", path=r"/conversion/.*"),)
HOLDS_BACK = False
VOLATILE = frozenset[str]()
_PARAMS = {
    "conversionref": "transaction_id",
    "currency": "currency",
    "country": "country",
    "voucher": "coupon",
    "customertype": "customer_type",
    "value": "value",
}
_ITEM = {"sku": "id", "category": "category", "value": "price", "quantity": "quantity"}
_ROW = re.compile(r"\[([^\[\]]*)\]")


def decode(request: Request) -> Iterator[Event]:
    """One order."""
    content = payload.unquote(request.url.partition("/conversion/")[2].partition("?")[0])
    given: dict[str, Any] = _pairs(_ROW.sub("", content))
    campaign = fields.word(given.pop("campaign", ""))
    rows = [_pairs(row) for row in _ROW.findall(content)[:500]]
    items = fields.items([{_ITEM.get(name, name): value for name, value in row.items()} for row in rows])
    yield plain_hit("partnerize", "conversion", campaign, given, _PARAMS, {"clickref": "click_id"}, items)


def _pairs(content: str) -> dict[str, str]:
    """`a:b/c:d` as pairs."""
    pairs = (part.partition(":") for part in content.split("/", 500))
    return {name: value for name, mark, value in pairs if mark}
