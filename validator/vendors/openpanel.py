"""OpenPanel.

Claims `/track` at openpanel.dev, and at any host a POST to `/track` whose JSON has a `type` and a `payload`.

Fills: name is the event's name (screen_view for page views), or the type (identify, group, …); id is the client id of
the headers; params are the properties beside page_location (`__path`), page_title, page_referrer; value from
`__revenue`; user from the profile. Replays are signals.
Source: source of @openpanel/sdk and @openpanel/web.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "OpenPanel"
_BODY = r"^\s*\{\s*\"type\"\s*:\s*\"\w+\"\s*,\s*\"payload\"\s*:"
CLAIMS = (
    Claim(host="openpanel.dev", path=r"/(?:api/)?track(?:/\w+)?/?"),
    Claim(path=r"/(?:.*/)?track/?", body=_BODY, methods=("POST",)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"__timestamp"})
ANSWER = Answer(body='{"deviceId":"","sessionId":""}')
_PAGE = {"__path": "page_location", "__title": "page_title", "__referrer": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    client = payload.header(request, "openpanel-client-id")
    for row in fields.rows(payload.json_body(request)):
        kind = fields.word(row.get("type"))
        told = fields.mapping(row.get("payload"))
        own = dict(fields.mapping(told.get("properties")))
        page = fields.take(own, _PAGE)
        revenue = own.pop("__revenue", None)
        raw = {name: own.pop(name) for name in list(own) if name.startswith("__")}
        user = {"user_id": told.get("profileId")}
        if kind == "identify":
            user |= {name: value for name, value in told.items() if name not in ("profileId", "properties")}
        said = {"value": revenue}
        yield Event(
            vendor="openpanel",
            name=fields.word(told.get("name")) if kind == "track" else kind,
            id=client,
            value=fields.worth(revenue if revenue is not None else own.get("value")),
            params={**fields.present(page), **fields.present(said), **own},
            user=fields.present(user),
            kind=fields.kind(kind == "replay"),
            raw=raw,
        )
