"""ShareASale.

Claims `/sale.cfm` at shareasale.com and shareasale-analytics.com.

Fills: name is the kind of transaction (`transtype`: sale, lead, …); id is the merchant; params transaction_id
(`tracking`), value (`amount`), currency, coupon, store; items from `skulist`, `quantitylist`, `pricelist`.
Source: ShareASale's public pixel documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import columns, plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "ShareASale"
CLAIMS = (
    Claim(host="shareasale.com", path=r"/sale\.cfm"),
    Claim(host="shareasale-analytics.com", path=r"/sale\.cfm"),
)
HOLDS_BACK = False
VOLATILE = frozenset[str]()
_PARAMS = {
    "tracking": "transaction_id",
    "amount": "value",
    "currency": "currency",
    "couponcode": "coupon",
    "newcustomer": "new_customer",
    "storeid": "store",
}
_ITEM = {"skulist": "id", "quantitylist": "quantity", "pricelist": "price"}


def decode(request: Request) -> Iterator[Event]:
    """One transaction."""
    given: dict[str, Any] = {name.lower(): value for name, value in payload.fields(request).items()}
    merchant = fields.word(given.pop("merchantid", ""))
    name = fields.word(given.pop("transtype", "")) or "sale"
    user = {"sscid": "click_id"}
    yield plain_hit("shareasale", name, merchant, given, _PARAMS, user, columns(given, _ITEM, ","))
