"""VK Pixel and Top.Mail.Ru (VK Ads).

Claims `/rtrg` at vk.com and vk.ru, and `/counter` and `/tracker` at top-fwz1.mail.ru, whose parameters are split by
`;`.

Fills: name is page_view, the event (`event` of the pixel), or the goal (`e=RG:VALUE/GOAL`); id is the pixel (`p`) or
the counter (`id`); params value of the goal, page_location (`u`), page_referrer (`r`), page_title (`title`); user from
`userid`. Other messages of the counter (`e=…`) are signals.
Source: VK's and Top.Mail.Ru's public counters; requests of their scripts as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "VK Pixel"
CLAIMS = (
    Claim(host="vk.com", path=r"/rtrg"),
    Claim(host="vk.ru", path=r"/rtrg"),
    Claim(host="top-fwz1.mail.ru", path=r"/(?:counter|tracker)"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"_"})
_PARAMS = {"u": "page_location", "r": "page_referrer", "title": "page_title", "value": "value", "products": "products"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    host, _, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query, ";" if "mail.ru" in host else "&")
    account = fields.word(given.pop("id", "") or given.pop("p", ""))
    told = fields.word(given.pop("e", ""))
    name, aside = fields.word(given.pop("event", "")), bool(told) and not told.startswith("RG:")
    if told.startswith("RG:"):
        given["value"], _, name = told[3:].partition("/")
    elif told:
        name = told.partition("/")[0]
    user = {"userid": "user_id"}
    yield plain_hit("vk", name or "page_view", account, given, _PARAMS, user, aside=aside)
