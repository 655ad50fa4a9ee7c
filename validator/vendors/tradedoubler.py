"""Tradedoubler.

Claims `/report` at tradedoubler.com.

Fills: name is conversion, lead at tbl.tradedoubler.com or with a `leadNumber`; id is the organisation; params
transaction_id (`orderNumber`, `leadNumber`), value (`orderValue`), currency, coupon (`voucher`), event (its number);
items from `reportInfo` (f1 id, f2 name, f3 price, f4 quantity); user from the click (`tduid`) and `extid`. The form
with brackets (`o(…)event(…)ordnum(…)`) is read alike.
Source: Tradedoubler's public tracking documentation; its pixel as shops write it.
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

NAME = "Tradedoubler"
CLAIMS = (Claim(host="tradedoubler.com", path=r"/report/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"checksum"})
_BRACKETS = re.compile(r"([a-zA-Z]+)\(([^()]*)\)")
_NAMES = {
    "o": "organization",
    "ordnum": "ordernumber",
    "ordval": "ordervalue",
    "curr": "currency",
    "chksum": "checksum",
}
_PARAMS = {
    "ordernumber": "transaction_id",
    "leadnumber": "transaction_id",
    "ordervalue": "value",
    "currency": "currency",
    "voucher": "coupon",
    "event": "event",
}
_ITEM = {"f1": "id", "f2": "name", "f3": "price", "f4": "quantity"}


def decode(request: Request) -> Iterator[Event]:
    """One order or lead."""
    host, _, query = payload.address(request.url)
    brackets = _BRACKETS.findall(query) if "=" not in query else []
    asked = {name: payload.unquote(value) for name, value in brackets} or payload.fields(request)
    given: dict[str, Any] = {_NAMES.get(name.lower(), name.lower()): value for name, value in asked.items()}
    account = fields.word(given.pop("organization", ""))
    lead = host.startswith("tbl.") or "leadnumber" in given
    rows = [payload.parameters(row) for row in fields.word(given.pop("reportinfo", "")).split("|", 500)]
    items = fields.items([row for row in (fields.take(dict(row), _ITEM) for row in rows) if row])
    user = {"tduid": "click_id", "extid": "user_id"}
    yield plain_hit("tradedoubler", "lead" if lead else "conversion", account, given, _PARAMS, user, items)
