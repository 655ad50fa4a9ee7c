"""Adform.

Claims `/Serving/TrackPoint/` at adform.net.

Fills: name is the page's or tracking point's name (`ADFPageName`), else page_view; id is the tracking setup (`pm`);
params page_location (`loc`), value (`sales`), transaction_id (`orderid`), currency, tracking point (`lid`), own
variables (`sv1`, `Set1`, …) under their names.
Source: Adform's public tracking code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Adform"
CLAIMS = (Claim(host="adform.net", path=r"/[Ss]erving/[Tt]rack[Pp]oint/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ord", "cb"})
_PARAMS = {
    "loc": "page_location",
    "sales": "value",
    "orderid": "transaction_id",
    "currency": "currency",
    "lid": "tracking_point",
}


def decode(request: Request) -> Iterator[Event]:
    """One tracking point."""
    given: dict[str, Any] = payload.fields(request)
    name = fields.word(given.pop("ADFPageName", "")) or "page_view"
    own = {key: key for key in given if key.lower().startswith(("sv", "set", "var")) and key[-1:].isdecimal()}
    yield plain_hit("adform", name, fields.word(given.pop("pm", "")), given, {**_PARAMS, **own})
