"""Countly.

Claims `/i`, `/i/bulk` at count.ly, and at any host where query or form has `app_key` and
`device_id`.

Fills: one event for each entry of `events`: name is its key (`[CLY]_view` with the view's name in params), value is
`sum`; sessions, user details and consent without events are signals; id is the app key; params are the segmentation;
user from `device_id` and `user_details`. Category, action and label are no part of its protocol.
Source: Countly server API reference, “/i”; source of countly-sdk-web.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Countly"
CLAIMS = (
    Claim(host="count.ly", path=r"/i(?:/bulk)?/?"),
    Claim(path=r"/(?:.*/)?i/?", query=(("app_key", ".+"), ("device_id", ".+"))),
    Claim(path=r"/(?:.*/)?(?:i|bulk)/?", body=r"(?:^|[&\"])(?:app_key=|requests=|app_key\")", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"timestamp", "hour", "dow", "rr", "checksum256"})
ANSWER = Answer(body='{"result":"Success"}')
_JSON = ("events", "metrics", "user_details", "consent", "apm", "crash")


def decode(request: Request) -> Iterator[Event]:
    """The events of each request; a bulk holds several."""
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    listed = given.pop("requests", None)
    bulk = payload.inner(listed)
    for row in fields.rows([given] if bulk is None else bulk):
        yield from _events({**given, **row})


def _events(given: dict[str, Any]) -> Iterator[Event]:
    for name in _JSON:
        value = given.get(name)
        if isinstance(value, str) and value[:1] in ("[", "{"):
            given[name] = payload.inner(value)
    key = fields.word(given.pop("app_key", ""))
    details = fields.mapping(given.pop("user_details", None))
    user = fields.present({"client_id": given.pop("device_id", ""), "properties": details})
    rows = list(fields.rows(given.pop("events", None)))
    for row in rows:
        own = fields.mapping(row.get("segmentation"))
        amount = row.get("sum")
        counted = {name: value for name, value in row.items() if name not in ("key", "segmentation")}
        yield Event(
            vendor="countly",
            name=fields.word(row.get("key")),
            id=key,
            value=fields.worth(amount),
            params=own,
            user=user,
            raw={**given, **counted},
        )
    if not rows:
        kinds = ("begin_session", "session_duration", "end_session", "consent", "crash", "apm")
        name = next((kind for kind in kinds if kind in given), "user_details" if details else "request")
        yield Event("countly", name, key, user=user, kind="signal", raw=given)
