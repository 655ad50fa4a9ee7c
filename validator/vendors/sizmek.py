"""Sizmek (Amazon Ad Server).

Claims `/Serving/ActivityServer.bs` and `/serving/adServer.bs?cn=as` at serving-sys.com.

Fills: name is activity; id is the activity's number (`ActivityID`); params value (`Value`), currency, transaction_id
(`OrderID`), quantity, products, page_location (`rf`), own session values (`Session`).
Source: Sizmek's public conversion tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Sizmek"
CLAIMS = (
    Claim(host="serving-sys.com", path=r"/[Ss]erving/ActivityServer\.bs"),
    Claim(host="serving-sys.com", path=r"/[Ss]erving/adServer\.bs", query=(("cn", "as"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd"})
_PARAMS = {
    "value": "value",
    "currency": "currency",
    "orderid": "transaction_id",
    "quantity": "quantity",
    "productid": "products",
    "productinfo": "product_info",
    "session": "session",
    "rf": "page_location",
}


def decode(request: Request) -> Iterator[Event]:
    """One activity."""
    given: dict[str, Any] = {name.lower(): value for name, value in payload.fields(request).items()}
    activity = next((fields.word(given.pop(name)) for name in ("activityid", "activityids") if given.get(name)), "")
    yield plain_hit("sizmek", "activity", activity, given, _PARAMS)
