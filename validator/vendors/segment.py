"""Segment (Twilio), analytics.js.

Claims `/v1/…` at segment.io and segmentapis.com (also one-letter paths and batches), and at any host a POST to
`/v1/t`, `/v1/p`, `/v1/i`, `/v1/b` whose JSON is a Segment call.

Fills: name is the event of a track call, else the type of the call (page, identify, group, …); id is the write key;
params are the properties beside page_location, page_title, page_referrer; value from value, revenue or total; items
from `products`; user from anonymousId, userId, traits. Metrics (`/v1/m`) are signals.
Source: Segment's specification and HTTP API reference; source of @segment/analytics-next.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim
from validator.protocols import segment as protocol

NAME = "Segment"
_PATH = r"/v1/(?:track|page|screen|identify|group|alias|batch|import|pixel/\w+|[tpigsabm])"
CLAIMS = (
    Claim(host="segment.io", path=_PATH),
    Claim(host="segmentapis.com", path=_PATH),
    Claim(path=r"/(?:.*/)?v1/(?:t|p|i|g|a|s|b)", body=r"\"(?:anonymousId|writeKey|batch)\"\s*:", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"messageId", "timestamp", "sentAt", "originalTimestamp"})
MESSAGE_ID = ("messageId",)
ANSWER = Answer(body='{"success":true}')
CONFIGURATION = (
    (
        Claim(path=r"/(?:.*/)?v1/projects/[\w-]+/settings"),
        Answer(
            body='{"integrations":{"Segment.io":{"apiKey":"","apiHost":"api.segment.io/v1"}},"plan":{"track":{"__default":{"enabled":true,"integrations":{}}}}}'
        ),
    ),
)


def decode(request: Request) -> Iterator[Event]:
    """The call, or the calls of a batch."""
    _, path, query = payload.address(request.url)
    document = payload.json_body(request, "data")
    if path.endswith("/m"):
        yield Event("segment", "metrics", kind="signal", raw=fields.mapping(document))
        return
    yield from protocol.events(
        document, "segment", payload.parameters(query).get("writeKey", "") or protocol.basic_key(request), path
    )
