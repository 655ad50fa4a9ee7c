"""GoatCounter.

Claims `/count` at goatcounter.com, and at any host with `p`, `s` and `rnd` as GoatCounter writes them.

Fills: name is page_view, or the event's path where `e=true`; id is the host; params page_path, page_title,
page_referrer.
Source: GoatCounter documentation, source of count.js.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "GoatCounter"
CLAIMS = (
    Claim(host="goatcounter.com", path=r"/count"),
    Claim(path=r"/(?:.*/)?count", query=(("p", ".+"), ("rnd", r"\w+"), ("s", r"[\d,.]+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    host, _, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    path = given.pop("p", "")
    said = fields.take(given, {"t": "page_title", "r": "page_referrer"})
    event = given.pop("e", "") in ("true", "1")
    yield Event(
        vendor="goatcounter",
        name=path if event else "page_view",
        id=host,
        params=fields.present({**said, "page_path": "" if event else path}),
        raw=given,
    )
