"""Quantcast Measure and Advertise.

Claims `/pixel` with parameters in path or query, at quantserve.com and quantcount.com.

Fills: name is the event (`event`; refresh, the ping of a page that stays open, is a signal), else page_view; id is
the account (`a`, `p-…`); params page_location (`url`), page_referrer (`ref`), labels, transaction_id (`orderid`),
value (`revenue`); user from `fpa`. Parameters stand in the path, split by `;`.
Source: AMP's public configuration of Quantcast; Quantcast help, “Quantcast Tag”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Quantcast"
CLAIMS = (
    Claim(host="quantserve.com", path=r"/pixel(?:[;/].*)?"),
    Claim(host="quantcount.com", path=r"/pixel(?:[;/].*)?"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"r", "rand", "et", "fpan"})
_PARAMS = {
    "url": "page_location",
    "ref": "page_referrer",
    "labels": "labels",
    "orderid": "transaction_id",
    "revenue": "value",
    "currency": "currency",
}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    rest = request.url.partition("://")[2].partition("/")[2]
    path, mark, content = rest.partition(";")
    given: dict[str, Any] = payload.parameters(content, ";") if mark else payload.query(request.url)
    account = given.pop("a", "") or given.pop("a.1", "")
    if not account and "/" in path:
        account = path.partition("/")[2].partition("?")[0].removesuffix(".gif")
    params = fields.numbers(fields.present(fields.take(given, _PARAMS)), ("value",))
    name = given.pop("event", "") or "page_view"
    yield Event(
        vendor="quantcast",
        name=name,
        id=account,
        value=fields.worth(params.get("value")),
        params=params,
        user=fields.take(given, {"fpa": "client_id", "uh": "email_hash"}),
        kind=fields.kind(name == "refresh"),
        raw=given,
    )
