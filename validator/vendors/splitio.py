"""Split (Harness Feature Management).

Claims `/api/events/…`, `/api/testImpressions/…`, `/api/v1/metrics/…` at split.io.

Fills: name is the event's type (`eventTypeId`), or impressions, metrics (signals); value is its value; params are its
properties and traffic type; user from its key.
Source: Split SDK API reference; source of its JavaScript SDK.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Split"
CLAIMS = (
    Claim(
        host="split.io", path=r"/api/(?:v\d/)?(?:events|testImpressions|metrics|keys|uniqueKeys)/.*", methods=("POST",)
    ),
)
HOLDS_BACK = True
_USED = ("eventTypeId", "value", "properties", "trafficTypeName", "key")
VOLATILE = frozenset({"timestamp"})


def decode(request: Request) -> Iterator[Event]:
    """The events of the list; of impressions one signal."""
    _, path, _ = payload.address(request.url)
    document = payload.json_body(request)
    if "/events/" not in path:
        name = "impressions" if "testImpressions" in path else "metrics"
        raw = {"entries": fields.dig(document, "entries") or document}
        yield Event("splitio", name, kind="signal", raw=raw)
        return
    for row in fields.rows(fields.dig(document, "entries") or document):
        own = fields.mapping(row.get("properties"))
        said = {"trafficTypeName": row.get("trafficTypeName")}
        yield Event(
            vendor="splitio",
            name=fields.word(row.get("eventTypeId")),
            value=fields.worth(row.get("value")),
            params={**fields.present(said), **own},
            user=fields.present({"user_id": row.get("key")}),
            raw={name: value for name, value in row.items() if name not in _USED},
        )
