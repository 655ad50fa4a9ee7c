"""Yahoo Dot tag (Yahoo DSP, formerly Gemini and Verizon Media).

Claims `/sp.pl` and `/spp.pl` at sp.analytics.yahoo.com.

Fills: name is the action (`ea`), else conversion where a category is sent, else page_view; category, action, label
from `ec`, `ea`, `el`; id is the pixel (`.yp`); params value (`gv`), page_location (`f`), page_referrer (`e`),
page_title (`b`), project (`a`).
Source: Yahoo's public guide of the Dot tag; its tag as sites were seen to send it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Yahoo Dot"
CLAIMS = (Claim(host="analytics.yahoo.com", path=r"/spp?\.pl"),)
HOLDS_BACK = False
VOLATILE = frozenset({"d", "n"})
_PARAMS = {
    "gv": "value",
    "f": "page_location",
    "e": "page_referrer",
    "b": "page_title",
    "a": "project",
    "et": "event_type",
}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    given: dict[str, Any] = payload.fields(request)
    category, action, label = (fields.word(given.pop(name, "")) or None for name in ("ec", "ea", "el"))
    name = action or ("conversion" if category else "page_view")
    hit = plain_hit("yahoo", name, fields.word(given.pop(".yp", "")), given, _PARAMS)
    yield replace(hit, category=category, action=action, label=label)
