"""Webgains.

Claims `/transaction.html` at track.webgains.com.

Fills: name is conversion; id is the programme (`wgprogramid`); params transaction_id (`wgorderreference`), value
(`wgvalue`), currency, coupon (`wgvouchercode`), event (`wgeventid`), page_referrer (`wglocation`); items from
`wgitems` (commission group, price, name, product, voucher); user from `wgcustomerid`.
Source: Webgains' public integration guide; its pixel as shops write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Webgains"
CLAIMS = (Claim(host="webgains.com", path=r"/transaction\.html"),)
HOLDS_BACK = False
VOLATILE = frozenset({"wgchecksum"})
_PARAMS = {
    "wgorderreference": "transaction_id",
    "wgvalue": "value",
    "wgcurrency": "currency",
    "wgvouchercode": "coupon",
    "wgeventid": "event",
    "wglocation": "page_referrer",
}
_ITEM = ("group", "price", "name", "id", "coupon")


def decode(request: Request) -> Iterator[Event]:
    """One order."""
    given: dict[str, Any] = {name.lower(): value for name, value in payload.fields(request).items()}
    account = fields.word(given.pop("wgprogramid", ""))
    rows = [row.split("::") for row in fields.word(given.pop("wgitems", "")).split("|", 500) if row]
    items = fields.items([fields.present(dict(zip(_ITEM, row, strict=False))) for row in rows])
    yield plain_hit("webgains", "conversion", account, given, _PARAMS, {"wgcustomerid": "user_id"}, items)
