"""FullStory.

Claims `/rec/page`, `/rec/bundle…`, `/rec/integrations` at fullstory.com, and `/rec/bundle…` at any host with `OrgId`.

Fills: name is recording, or page for the start of one; id is the organisation; user from `UserId`, `SessionId`. All are
signals: what the site's own events hold stands inside the recording.
Source: FullStory developer documentation; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "FullStory"
CLAIMS = (
    Claim(host="fullstory.com", path=r"/rec/(?:page|bundle|integrations|except|timing).*"),
    Claim(query=(("OrgId", r"[\w-]+"), ("UserId", ".+"), ("SessionId", ".+"))),
)
HOLDS_BACK = True
VOLATILE = frozenset({"DeltaT", "Seq", "ClientTime", "PageStart"})


def decode(request: Request) -> Iterator[Event]:
    """One part of a recording."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    if request.body.lstrip()[:1] == b"{":
        found = fields.mapping(payload.json_body(request))
        given |= {name: value for name, value in found.items() if isinstance(value, str | int | float)}
    user = fields.take(given, {"UserId": "client_id", "SessionId": "session_id", "Uid": "user_id"})
    params = fields.take(given, {"Url": "page_location", "Referrer": "page_referrer"})
    organisation = fields.word(given.pop("OrgId", ""))
    name = "page" if path == "/rec/page" else "recording"
    yield Event("fullstory", name, organisation, params=params, user=user, kind="signal", raw=given)
