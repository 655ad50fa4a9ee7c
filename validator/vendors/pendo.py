"""Pendo.

Claims `/data/ptm.gif/KEY`, `/data/guide.gif/KEY` at pendo.io, and at any host by the `jzb` parameter.

Fills: one event for each entry of `jzb` (compressed JSON): name is its type, or the track event's name; id is the key
of the path; params page_location (`url`) and the properties; user from visitor and account id. Page and focus entries
of its own are signals, track events are not.
Source: Pendo developer documentation; requests of its agent as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Pendo"
CLAIMS = (
    Claim(host="pendo.io", path=r"/data/(?:ptm|guide|agent|rec)(?:\.gif)?/[\w-]+", methods=("GET", "POST")),
    Claim(path=r"/data/ptm\.gif/[\w-]+", query=(("jzb", ".+"),)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"ct", "browser_time"})


def decode(request: Request) -> Iterator[Event]:
    """The entries of the list."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    key = path.rpartition("/")[2]
    packed = given.pop("jzb", "")
    document = payload.packed(packed) if packed else payload.json_body(request, "jzb", "events")
    for row in fields.rows(fields.dig(document, "events") or document):
        kind = fields.word(row.get("type"))
        own = fields.mapping(row.get("props"))
        name = fields.word(row.get("track_event_name") or row.get("trackTypeName"))
        user = {"user_id": row.get("visitor_id"), "account_id": row.get("account_id")}
        said = {"page_location": row.get("url"), "page_title": row.get("title")}
        used = ("type", "props", "url", "visitor_id", "account_id", "track_event_name")
        yield Event(
            vendor="pendo",
            name=name or (fields.word(own.get("name")) if kind == "track" else "") or kind,
            id=key,
            params={**fields.present(said), **own},
            user=fields.present(user),
            kind=fields.kind(kind not in ("track", "load", "identify")),
            raw={**given, **{name_: value for name_, value in row.items() if name_ not in used}},
        )
