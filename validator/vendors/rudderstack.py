"""RudderStack.

Claims `/v1/track`, `/v1/page`, … , `/v1/batch` and `/beacon/v1/batch` at rudderstack.com, rudderlabs.com, and at any
host where the JSON names RudderStack's library or the path is the beacon's.

Fills: as Segment does: name is the event of a track call, else the type; id is the write key (of the URL or the
Authorization header); items from `products`.
Source: RudderStack HTTP API reference; source of @rudderstack/analytics-js.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim
from validator.protocols import segment as protocol

NAME = "RudderStack"
_PATH = r"/(?:beacon/)?v1/(?:track|page|screen|identify|group|alias|merge|batch)"
CLAIMS = (
    Claim(host="rudderstack.com", path=_PATH),
    Claim(host="rudderlabs.com", path=_PATH),
    Claim(path=r"/(?:.*/)?beacon/v1/batch", query=(("writeKey", ".+"),)),
    Claim(
        path=r"/(?:.*/)?v1/(?:track|page|screen|identify|group|alias|batch)",
        body=r"com\.rudderlabs\.|RudderLabs|\"originalTimestamp\"",
        methods=("POST",),
    ),
)
HOLDS_BACK = True
VOLATILE = frozenset({"messageId", "originalTimestamp", "sentAt"})
MESSAGE_ID = ("messageId",)
ANSWER = Answer(content_type="text/plain", body="OK")


def decode(request: Request) -> Iterator[Event]:
    """The call, or the calls of a batch."""
    _, path, query = payload.address(request.url)
    key = payload.parameters(query).get("writeKey", "") or protocol.basic_key(request)
    yield from protocol.events(payload.json_body(request), "rudderstack", key, path)
