"""Contentsquare.

Claims `/pageview`, `/pageEvent`, `/events`, `/dvar`, `/ecommerce…`, `/v2/…` at contentsquare.net and csqtrk.net, not
the replay's hosts beside them, which are claimed as signals by `/recording` and `/quota`.

Fills: name is pageview, pageEvent, events, … ; id is the project (`pid`); params page_location (`uri` or `url`),
dynamic variables (`dv`), own page event (`value`), transaction_id and value; user from `uu` and `sn`. `events` (mouse
and clicks), quota and recordings are signals.
Source: Contentsquare developer documentation, “Requests”, “Sending pageviews”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Contentsquare"
_PATH = (
    r"/(?:v\d+/)?(?:pageview|pageEvent|page-event|events|dvar|dynamic-variables"
    r"|ecommerce.*|transaction.*|recording|quota|errors?)/?"
)
CLAIMS = (
    Claim(host="contentsquare.net", path=_PATH),
    Claim(host="csqtrk.net", path=_PATH),
)
HOLDS_BACK = True
VOLATILE = frozenset({"ri", "happid", "hlm", "str", "di", "dc", "fl"})
_ASIDE = frozenset({"events", "quota", "recording", "error", "errors"})
_PARAMS = {
    "uri": "page_location",
    "url": "page_location",
    "re": "page_referrer",
    "dv": "dynamic_variables",
    "value": "page_event",
    "id": "transaction_id",
    "revenue": "value",
    "currency": "currency",
}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    name = path.rstrip("/").rpartition("/")[2]
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    packed = params.get("dynamic_variables")
    if isinstance(packed, str) and packed[:1] == "{":
        params["dynamic_variables"] = payload.inner(packed)
    yield Event(
        vendor="contentsquare",
        name=name,
        id=fields.word(given.pop("pid", "")),
        value=fields.worth(params.get("value")),
        params=params,
        user=fields.take(given, {"uu": "client_id", "sn": "session_id"}),
        kind=fields.kind(name in _ASIDE),
        raw=given,
    )
