"""Kissmetrics.

Claims `/e`, `/s`, `/a` at trk.kissmetrics.com and trk.kissmetrics.io.

Fills: name is the event (`_n`), set for properties, alias for `/a`; id is the key (`_k`); params are the own properties
beside page_location; user from `_p`.
Source: Kissmetrics tracking API reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Kissmetrics"
CLAIMS = (
    Claim(host="kissmetrics.com", path=r"/[esa]/?"),
    Claim(host="kissmetrics.io", path=r"/[esa]/?"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"_t", "_d"})
_NAMES = {"/s": "set", "/a": "alias"}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    name = given.pop("_n", "") or _NAMES.get(path.rstrip("/"), "")
    key = given.pop("_k", "")
    user = fields.take(given, {"_p": "user_id"})
    params = fields.take(given, {"Viewed URL": "page_location", "Referrer": "page_referrer"})
    raw = {own: given.pop(own) for own in list(given) if own.startswith("_")}
    fields.numbers(given, ("value", "Billing Amount"))
    value = given.get("Billing Amount", given.get("value"))
    yield Event("kissmetrics", name, key, value=fields.worth(value), params={**params, **given}, user=user, raw=raw)
