"""Jitsu.

Claims `/api/s/…` (version 2) and `/api/v1/event` (version 1) at any host.

Fills: as Segment does; of version 1 name from `event_type`, id from the token.
Source: Jitsu HTTP API reference; source of @jitsu/js.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim
from validator.protocols import segment as protocol

NAME = "Jitsu"
CLAIMS = (
    Claim(path=r"/(?:.*/)?api/s/(?:s2s/)?(?:track|page|screen|identify|group|alias|batch|event)", methods=("POST",)),
    Claim(path=r"/api/v1/(?:s2s/)?event", query=(("token", ".+"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"messageId", "timestamp", "sentAt"})
MESSAGE_ID = ("messageId",)
ANSWER = Answer(body='{"ok":true}')
_USED = ("event_type", "user", "eventn_ctx", "doc_path", "url", "page_title", "referer")


def decode(request: Request) -> Iterator[Event]:
    """The call, or the calls of a batch."""
    _, path, query = payload.address(request.url)
    given = payload.parameters(query)
    document = payload.json_body(request)
    if "/api/s/" in path:
        key = payload.header(request, "x-write-key").partition(":")[0] or given.get("writeKey", "")
        for event in protocol.events(document, "jitsu", key, path):
            yield replace(event, id=event.id.partition(":")[0])  # the body names it with its secret blotted out
        return
    for row in fields.rows(document):
        context = {**row, **fields.mapping(row.get("eventn_ctx"))}
        page = fields.take(
            dict(context), {"url": "page_location", "page_title": "page_title", "referer": "page_referrer"}
        )
        known = fields.mapping(context.get("user"))
        user = fields.take(dict(known), {"anonymous_id": "client_id", "id": "user_id", "email": "email"})
        params = {**fields.present(page), **{name: value for name, value in row.items() if name not in _USED}}
        yield Event("jitsu", fields.word(row.get("event_type")), given.get("token", ""), params=params, user=user)
