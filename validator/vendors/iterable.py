"""Iterable.

Claims `/api/events/…`, `/api/commerce/…`, `/api/users/update…` at iterable.com.

Fills: name is the event's name, or the call (trackPurchase, updateCart, users/update); params are the data fields;
value is the total; items from `items`; user from e-mail, user id and its own fields. In-app events are signals.
Source: Iterable API reference; source of @iterable/web-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Iterable"
CLAIMS = (
    Claim(
        host="iterable.com",
        path=r"/api/(?:events|commerce|users|anonymoususer|unknownuser|embedded-messaging)/.*",
        methods=("POST", "PUT"),
    ),
)
HOLDS_BACK = False
VOLATILE = frozenset({"createdAt", "id"})
ANSWER = Answer(body='{"code":"Success","msg":"","params":null}')


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given = fields.mapping(payload.json_body(request))
    last = path.rstrip("/").rpartition("/")[2]
    name = fields.word(given.pop("eventName", "")) or ("users/update" if "/users/" in path else last)
    who = fields.mapping(given.pop("user", None))
    user = {**who, **fields.take(given, {"email": "email", "userId": "user_id"})}
    own = fields.mapping(given.pop("dataFields", None))
    items = tuple(fields.rows(given.pop("items", None)))
    total = given.pop("total", None)
    if "/users/" in path:
        user, own = {**user, "properties": own}, {}
    yield Event(
        vendor="iterable",
        name=name,
        value=fields.worth(total if total is not None else own.get("value")),
        params={**own, **fields.present({"value": total})},
        items=items,
        user=fields.present(user),
        kind=fields.kind("InApp" in last or "embedded" in path),
        raw=given,
    )
