"""Salesforce Audience Studio (formerly DMP, Krux).

Claims `/pixel.gif`, `/event.gif`, `/data.gif`, `/usermatch.gif` and kin at krxd.net.

Fills: name is page_view (`pixel.gif`), or the event's type (`event_type`), else event; id is the publisher (`_kpid`,
`pub_id`) or the event (`event_id`); params site (`_kcp_s`), section (`_kcp_sc`), the page's attributes (`_kpa_…`) under
their names; user from `_kuid` and the attributes `_kua_…`. Matches and data of partners are signals.
Source: pixels of its control tag as sites were seen to send them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Salesforce DMP"
CLAIMS = (
    Claim(
        host="krxd.net",
        path=r"/(?:pixel|event|data|usermatch|optout_check|social|link_bidder_stats|jslog)\.gif|/cookie2json",
    ),
)
HOLDS_BACK = False
VOLATILE = frozenset[str]()
_PARAMS = {"_kcp_s": "site", "_kcp_sc": "section", "_kcp_ssc": "subsection", "_kcp_d": "page_host"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    last = fields.piece(path, -1).removesuffix(".gif")
    account = next((fields.word(given.pop(name)) for name in ("_kpid", "pub_id", "event_id") if given.get(name)), "")
    name = fields.word(given.pop("event_type", "")) if last == "event" else ""
    own = {key: key[5:] for key in given if key.startswith("_kpa_")}
    user = {"_kuid": "client_id", **{key: key[5:] for key in given if key.startswith("_kua_")}}
    plain = "page_view" if last == "pixel" else last
    aside = last not in ("pixel", "event")
    yield plain_hit("salesforce_dmp", name or plain, account, given, {**_PARAMS, **own}, user, aside=aside)
