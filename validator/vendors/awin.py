"""Awin (affiliate conversions).

Claims `/sread.img`, `/sread.js`, `/sread.php`, `/basket.php`, `/alt.php` at awin1.com and zenaps.com; at the hosts of
its partners by their signature (a merchant `a`, an order `c`).

Fills: name is conversion, basket or landing; id is the merchant; params transaction_id (`ref`, `c`), value (`amount`,
`b`), currency (`cr`), parts (commission groups; `d`), voucher (`vc`), channel (`ch`), test_mode (`testmode`, `t`),
page_location (`l`); items and the order from the product lines of the basket. What names no merchant is a signal: a
template that was not filled. A sale that is told by image and by script counts once.
Source: Awin developer documentation, “Conversion tag”, “Product level tracking”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Awin"
CLAIMS = (
    Claim(host="awin1.com", path=r"/(?:sread\.(?:img|js|php)|basket\.php|alt\.php|a/b\.php)"),
    Claim(host="zenaps.com", path=r"/(?:sread\.(?:img|js|php)|basket\.php|alt\.php)"),
    Claim(path=r"/(?:.*/)?sread\.js", query=(("a", r"\d+"), ("c", ".+"), ("cr", r"\w{3}"))),
    Claim(path=r"/(?:.*/)?sread\.php", query=(("a", r"\d+"), ("c", ".+"), ("cr", r"\w{3}"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"bId", "l"})
ONCE = ("transaction_id",)  # the image that the shop writes, and what the tag sends besides
_PARAMS = {
    "ref": "transaction_id",
    "b": "value",
    "amount": "value",
    "cr": "currency",
    "c": "transaction_id",
    "parts": "parts",
    "d": "parts",
    "l": "page_location",
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
    merchant = given.pop("merchant", "") or given.pop("a", "") or given.pop("mid", "")
    if given.get("t", "") in ("0", "1"):
        given.setdefault("testmode", given.pop("t"))
    lines = given.pop("product_line", "") or given.pop("bd[]", "")
    found: list[dict[str, Any]] = []
    for line in lines.splitlines()[:500]:
        row = dict(zip(_FIELDS, line.split("|"), strict=False))
        merchant = merchant or row.get("merchant", "")
        given.setdefault("ref", row.get("order", ""))
        found.append(
            {name: value for name, value in row.items() if name not in ("kind", "merchant", "order") and value}
        )
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    name = "basket" if "basket" in path else "landing" if "alt.php" in path else "conversion"
    value = fields.worth(params.get("value"))
    kind = fields.kind(not merchant)
    yield Event("awin", name, merchant, value=value, params=params, items=fields.items(found), kind=kind, raw=given)
