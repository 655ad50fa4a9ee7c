"""Awin (affiliate conversions).

Claims `/sread.img`, `/sread.js`, `/sread.php`, `/basket.php` at awin1.com, zenaps.com and dwin1.com.

Fills: name is conversion, or basket; id is the merchant; params transaction_id (`ref`), value (`amount`), currency
(`cr`), parts (commission groups), voucher (`vc`), channel (`ch`), test mode; items from the product lines of the
basket.
Source: Awin developer documentation, “Conversion tag”, “Product level tracking”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Awin"
CLAIMS = (
    Claim(host="awin1.com", path=r"/(?:sread\.(?:img|js|php)|basket\.php|a/b\.php)"),
    Claim(host="zenaps.com", path=r"/(?:sread\.(?:img|js|php)|basket\.php)"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"bId", "l"})
_PARAMS = {
    "ref": "transaction_id",
    "b": "value",
    "amount": "value",
    "cr": "currency",
    "c": "transaction_id",
    "parts": "parts",
    "vc": "voucher",
    "ch": "channel",
    "testmode": "test_mode",
    "tm": "test_mode",
}
_FIELDS = ("kind", "merchant", "order", "id", "name", "price", "quantity", "sku", "group", "category")


def decode(request: Request) -> Iterator[Event]:
    """One conversion."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    merchant = given.pop("merchant", "") or given.pop("a", "")
    lines = given.pop("product_line", "") or given.pop("bd[]", "")
    found: list[dict[str, Any]] = []
    for line in lines.splitlines()[:500]:
        row = dict(zip(_FIELDS, line.split("|"), strict=False))
        found.append(
            {name: value for name, value in row.items() if name not in ("kind", "merchant", "order") and value}
        )
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    name = "basket" if "basket" in path else "conversion"
    value = fields.worth(params.get("value"))
    yield Event("awin", name, merchant, value=value, params=params, items=fields.items(found), raw=given)
