"""Baidu Analytics (Tongji).

Claims `/hm.gif` at hm.baidu.com.

Fills: name is pageview, event, or leave (a signal) by `et`; category, action, label, value from `ep`
(`category*action*label*value`); id is the site (`si`); params page_location (`u`), page_title (`tt`), page_referrer
(`su`).
Source: AMP's public configuration of Baidu Analytics; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Baidu Analytics"
CLAIMS = (Claim(host="hm.baidu.com", path=r"/hm\.gif"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd", "hca", "lt", "ck", "nv", "sn"})
_PARAMS = {"u": "page_location", "tt": "page_title", "su": "page_referrer"}
_KINDS = {"0": "pageview", "3": "leave", "4": "event", "5": "event", "6": "transaction", "85": "leave"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    given: dict[str, Any] = payload.fields(request)
    kind = _KINDS.get(given.pop("et", "0"), "event")
    told = [payload.unquote(part) for part in given.pop("ep", "").split("*")] if kind == "event" else []
    told += [""] * (4 - len(told))
    yield Event(
        vendor="baidu",
        name=kind,
        id=given.pop("si", ""),
        category=told[0] or None,
        action=told[1] or None,
        label=told[2] or None,
        value=fields.worth(told[3]),
        params=fields.take(given, _PARAMS),
        kind=fields.kind(kind == "leave"),
        raw=given,
    )
