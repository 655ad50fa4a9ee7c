"""Xandr (AppNexus, now Microsoft Monetize and Invest).

Claims `/px`, `/pixie` and `/seg` at adnxs.com.

Fills: name is conversion (`px`) or segment (`seg`), of the universal pixel (`pixie`) its event (`e`); id is the
pixel; params value, transaction_id (`order_id`), page_location, own parameters.
Source: Xandr documentation, “Conversion pixels”, “Universal pixel”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Xandr"
CLAIMS = (Claim(host="adnxs.com", path=r"/(?:px|pixie|seg)(?:/up)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd", "cb"})
_NAMES = {"px": "conversion", "seg": "segment"}
_PARAMS = {"value": "value", "order_id": "transaction_id", "u": "page_location", "v": "value", "add": "segment"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    last = fields.piece(path, 0)
    name = given.pop("e", "") or _NAMES.get(last, "page_view")
    pixel = given.pop("id", "") or given.pop("pi", "") or fields.word(params.get("segment"))
    yield Event("xandr", name, pixel, value=fields.worth(params.get("value")), params=params, raw=given)
