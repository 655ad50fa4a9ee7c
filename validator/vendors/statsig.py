"""Statsig.

Claims `/v1/rgstr` at statsigapi.net, prodregistryv2.org and any host whose JSON has
`statsigMetadata`; `/v1/log_event` at the first.

Fills: one event for each of `events`: name is `eventName`; id is the SDK key (`k`); value is the event's value; params
are its metadata; user from the user's ids. Statsig's own events (`statsig::…`: exposures, diagnostics) are signals.
Source: source of @statsig/js-client.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Statsig"
CLAIMS = (
    Claim(host="statsigapi.net", path=r"/v1/(?:rgstr|log_event)(?:_\w+)?"),
    Claim(host="prodregistryv2.org", path=r"/v1/rgstr"),
    Claim(path=r"/(?:.*/)?v1/rgstr", body=r"statsigMetadata", methods=("POST",)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"t", "time", "sid"})


def decode(request: Request) -> Iterator[Event]:
    """The events of one message."""
    asked: dict[str, Any] = payload.query(request.url)
    key = fields.word(asked.pop("k", ""))
    document = payload.json_body(request)
    for row in fields.rows(fields.dig(document, "events")):
        name = fields.word(row.get("eventName"))
        person = fields.mapping(row.get("user"))
        ids = {"user_id": person.get("userID"), "client_id": fields.dig(person, "customIDs", "stableID")}
        used = ("eventName", "value", "metadata", "user")
        yield Event(
            vendor="statsig",
            name=name,
            id=key,
            value=fields.worth(row.get("value")),
            params=dict(fields.mapping(row.get("metadata"))),
            user=fields.present({**ids, "email": person.get("email")}),
            kind=fields.kind(name.startswith("statsig::")),
            raw={**asked, **{field: value for field, value in row.items() if field not in used}},
        )
