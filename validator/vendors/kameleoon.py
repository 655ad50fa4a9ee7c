"""Kameleoon.

Claims `/visit/…` at kameleoon.io, kameleoon.eu and kameleoon.com hosts.

Fills: one event for each line of the body: name is its `eventType` (page, conversion, experiment, …); id is the site
code; params page_location (`href`), page_title, goal_id, value (`revenue`), metadata; user from the visitor code.
Static data and activity are signals.
Source: source of @kameleoon/javascript-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Kameleoon"
CLAIMS = (
    Claim(host="kameleoon.io", path=r"/(?:visit|map)(?:/.*)?", methods=("POST", "GET")),
    Claim(host="kameleoon.eu", path=r"/(?:visit|map)(?:/.*)?", methods=("POST", "GET")),
    Claim(host="kameleoon.com", path=r"/(?:visit|map)(?:/.*)?", methods=("POST", "GET")),
)
HOLDS_BACK = True
VOLATILE = frozenset({"nonce", "bodyUa", "timestamp"})
_PARAMS = {
    "href": "page_location",
    "title": "page_title",
    "goalId": "goal_id",
    "revenue": "value",
    "id": "experiment_id",
}
_ASIDE = frozenset({"staticData", "activity", "geolocation", "targetingSegment"})


def decode(request: Request) -> Iterator[Event]:
    """The lines; JSON is a list of the same, or one a line."""
    given: dict[str, Any] = payload.query(request.url)
    code = given.pop("siteCode", "") or given.pop("sitecode", "")
    user = fields.take(given, {"visitorCode": "client_id"})
    content = payload.text(request).lstrip()
    lines: list[dict[str, Any]] = []
    if content[:1] in ("{", "["):
        lines = [dict(row) for told in payload.documents(content) for row in fields.rows(told)]
    else:
        lines += payload.lines(request)
    for line in lines or [{}]:
        kind = fields.word(line.pop("eventType", "")) or "visit"
        params = fields.numbers(fields.take(line, _PARAMS), ("value",))
        if params.get("value") == 0:
            del params["value"]
        yield Event(
            vendor="kameleoon",
            name=kind,
            id=code,
            value=fields.worth(params.get("value")),
            params=params,
            user=user,
            kind=fields.kind(kind in _ASIDE),
            raw={**given, **line},
        )
