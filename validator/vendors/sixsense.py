"""6sense.

Claims `/v1/beacon/…` at b.6sc.co, `/v3/company/details` and `/v1/beacon` at 6sense.com.

Fills: name is img, event, or details (the look-up of the visitor's company, a signal); id is the token; params
page_location (`currentUrl` or `q`), page_title, page_referrer; user from the visitor's id.
Source: 6sense documentation, “WebTag”; requests of its tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "6sense"
CLAIMS = (
    Claim(host="6sc.co", path=r"/v\d/beacon/.*"),
    Claim(host="6sense.com", path=r"/v\d/(?:company/details|beacon/.*)"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"r", "sid"})
_PARAMS = {
    "currentUrl": "page_location",
    "pageURL": "page_location",
    "title": "page_title",
    "referrer": "page_referrer",
}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    told = given.pop("q", "")
    given |= fields.mapping(payload.inner(told))
    name = path.rpartition("/")[2].removesuffix(".gif")
    params = fields.take(given, _PARAMS)
    token = fields.word(given.pop("token", ""))
    user = fields.take(
        given, {"vid": "client_id", "visitorId": "client_id", "visitor": "client_id", "session": "session_id"}
    )
    found = fields.word(given.pop("event", "")) or name
    yield Event("sixsense", found, token, params=params, user=user, kind=fields.kind(name == "details"), raw=given)
