"""Intercom.

Claims `/messenger/web/events`, `/messenger/web/ping`, `/messenger/web/metrics` at intercom.io.

Fills: name is the event's name, or ping, metrics (signals); id is the app; params are the metadata beside
page_location; user from `user_data`.
Source: Intercom JavaScript API reference; requests of its messenger as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Intercom"
CLAIMS = (Claim(host="intercom.io", path=r"/messenger/web/(?:events|ping|metrics)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"idempotency_key", "g", "s"})
ANSWER = Answer(body="{}")


def decode(request: Request) -> Iterator[Event]:
    """One call; its form holds JSON in some fields."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    data = _opened(given.pop("user_data", ""))
    metadata = _opened(given.pop("metadata", ""))
    last = path.rpartition("/")[2]
    name = fields.word(given.pop("event_name", "")) or fields.word(given.pop("name", "")) or last
    known = {"client_id": data.pop("anonymous_id", None), "user_id": data.pop("user_id", None), **data}
    params = fields.take(given, {"page_title": "page_title", "referer": "page_location", "Referer": "page_location"})
    yield Event(
        vendor="intercom",
        name=name,
        id=fields.word(given.pop("app_id", "")),
        params={**params, **metadata},
        user=fields.present(known),
        kind=fields.kind(last != "events"),
        raw=given,
    )


def _opened(value: Any) -> dict[str, Any]:
    return dict(fields.mapping(payload.inner(value)))
