"""Fathom Analytics.

Claims `/` and `/event` at cdn.usefathom.com, and any host with `sid`, `h` and `p` as Fathom writes them.

Fills: name is page_view, or the event's `name`, or goal; id is the site (`sid`); params page_location (`h` and `p`),
page_referrer (`r`), value (in the site's currency; Fathom sends cents), goal code.
Source: source of Fathom's script.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Fathom"
CLAIMS = (
    Claim(host="usefathom.com", path=r"/(?:event)?", query=(("sid", r"[A-Z]{5,12}"),)),
    Claim(host="usefathom.com", path=r"/(?:event)?", query=(("gcode", ".+"),)),
    Claim(query=(("sid", r"[A-Z]{5,12}"), ("h", r"https?://.*"), ("p", ".*"), ("cid", r"\d+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"cid"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    page = given.pop("h", "") + given.pop("p", "")
    code = given.pop("gcode", "")
    name = given.pop("name", "")
    own = given.pop("payload", "")
    data = fields.mapping(payload.inner(own))
    cents = fields.number(given.pop("gval", None) or data.pop("_value", None))
    value = cents / 100 if isinstance(cents, int | float) and cents else None
    said = {"page_location": page, "page_referrer": given.pop("r", ""), "goal": code, "value": value}
    yield Event(
        vendor="fathom",
        name=name or ("goal" if code else "page_view"),
        id=given.pop("sid", ""),
        value=value,
        params={**fields.present(said), **data},
        raw=given,
    )
