"""Demandbase.

Claims `/api/v2/ip.json`, `/api/v3/ip.json`, `/pixel` at company-target.com, and `/log` at demandbase.com.

Fills: name is ip (the look-up of the visitor's company) or the call; id is the key; params page_location, page_title,
page_referrer. Look-ups are signals.
Source: Demandbase documentation, “IP API”, “Demandbase tag”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Demandbase"
CLAIMS = (
    Claim(host="company-target.com", path=r"/(?:api/v\d/ip\.json|pixel|log|sync|events)/?"),
    Claim(host="tag.demandbase.com", path=r"/(?:log|pixel)"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd", "ts"})
_PARAMS = {"page": "page_location", "page_title": "page_title", "referrer": "page_referrer", "src": "source"}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    name = fields.word(given.pop("type", "")) or last
    params = fields.take(given, _PARAMS)
    key = fields.word(given.pop("key", "") or given.pop("auth", ""))
    yield Event("demandbase", name, key, params=params, kind=fields.kind(name in ("ip", "sync")), raw=given)
