"""Iterable.

Claims `/api/events/…`, `/api/commerce/…`, `/api/users/update…` at iterable.com.

Fills: name is the event's name, or the call (trackPurchase, updateCart, users/update); params are the data fields;
value is the total; items from `items`; user from e-mail, user id and its own fields. In-app events are signals.
Source: Iterable API reference; source of @iterable/web-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator import payload
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
    given = payload.mapping(payload.json_body(request))
    last = path.rstrip("/").rpartition("/")[2]
    name = payload.word(given.pop("eventName", "")) or ("users/update" if "/users/" in path else last)
    who = payload.mapping(given.pop("user", None))
    user = {**who, **payload.take(given, {"email": "email", "userId": "user_id"})}
    own = payload.mapping(given.pop("dataFields", None))
    items = tuple(payload.rows(given.pop("items", None)))
    total = given.pop("total", None)
    if "/users/" in path:
        user, own = {**user, "properties": own}, {}
    yield Event(
        vendor="iterable",
        name=name,
        value=payload.worth(total if total is not None else own.get("value")),
        params={**own, **payload.present({"value": total})},
        items=items,
        user=payload.present(user),
        kind=payload.kind("InApp" in last or "embedded" in path),
        raw=given,
    )
