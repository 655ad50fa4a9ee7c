"""Keen.io and servers that speak its protocol.

Claims `/3.0/projects/ID/events…` at keen.io and at any host.

Fills: name is the collection; id is the project; params are the event, beside page_location; several collections in one
body come in order.
Source: Keen API reference; source of keen-tracking.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Keen"
CLAIMS = (Claim(path=r"/3\.0/projects/[\w-]+/events(?:/.*)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"keen"})
ANSWER = Answer(status=201, body='{"created":true}')


def decode(request: Request) -> Iterator[Event]:
    """One event, or lists by collection."""
    _, path, query = payload.address(request.url)
    asked: dict[str, Any] = payload.parameters(query)
    asked.pop("data", None)
    project, collection = fields.piece(path, 2), fields.piece(path, 4)
    document = payload.json_body(request, "data")
    if collection:
        rows = [(payload.unquote(collection), row) for row in fields.rows(document)]
    else:
        rows = [(name, row) for name, listed in fields.mapping(document).items() for row in fields.rows(listed)]
    for name, row in rows:
        page = fields.dig(row, "page", "url") or fields.dig(row, "url", "full") or row.get("page_url")
        raw = {**asked, **({"keen": row.pop("keen")} if "keen" in row else {})}
        params = {**fields.present({"page_location": fields.word(page)}), **row}
        yield Event("keen", name, project, value=fields.worth(row.get("value")), params=params, raw=raw)
