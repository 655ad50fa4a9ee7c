"""Chartbeat.

Claims `/ping` at chartbeat.net, `/events` and `/mab_ping` there.

Fills: name is ping (the first of a page is an event; the others, sent every 15 seconds of reading, are signals), or
the event's own; id is the account (`g`); params page_host (`h`), page_path (`p`), page_title (`i`), page_referrer
(`r`), sections (`g0`), authors (`g1`), engaged time (`E`); user from `u`.
Source: AMP's public configuration of Chartbeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Chartbeat"
CLAIMS = (Claim(host="chartbeat.net", path=r"/(?:ping|mab_ping|events?|conversions?)(?:/.*)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"t", "_", "sn", "c", "E", "x", "m", "y", "T", "R", "W", "I", "b"})
_PARAMS = {
    "h": "page_host",
    "p": "page_path",
    "i": "page_title",
    "r": "page_referrer",
    "g0": "sections",
    "g1": "authors",
    "E": "engaged_time",
}


def decode(request: Request) -> Iterator[Event]:
    """One ping."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    last = path.strip("/").partition("/")[0]
    params = fields.present(fields.take(given, _PARAMS))
    account = given.pop("g", "")
    name = given.pop("e", "") if last.startswith(("event", "conv")) else last
    user = fields.take(given, {"u": "client_id"})
    first = last == "ping" and fields.number(given.get("c", "0")) == 0  # minutes since the page was opened
    kind = fields.kind((last in ("ping", "mab_ping") and not first) or path.startswith("/ping/"))
    yield Event("chartbeat", name or last, account, params=params, user=user, kind=kind, raw=given)
