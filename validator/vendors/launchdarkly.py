"""LaunchDarkly.

Claims `/events/bulk/ENVIRONMENT` and `/events/diagnostic/…` at launchdarkly.com hosts and its federal kin.

Fills: one event for each of the list: name is its key (of custom events, clicks and page views), else its kind
(summary, identify, feature, debug: signals); id is the environment; value is `metricValue`; params are the data beside
page_location (`url`); user from the key of the context or user.
Source: source of launchdarkly-js-sdk-common.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "LaunchDarkly"
CLAIMS = (
    Claim(host="launchdarkly.com", path=r"/events/(?:bulk|diagnostic)/[\w-]+", methods=("POST",)),
    Claim(host="launchdarkly.us", path=r"/events/(?:bulk|diagnostic)/[\w-]+", methods=("POST",)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"creationDate"})
_COUNTED = frozenset({"custom", "click", "pageview"})


def decode(request: Request) -> Iterator[Event]:
    """The events of one message."""
    _, path, _ = payload.address(request.url)
    environment = fields.piece(path, 2)
    for row in fields.rows(payload.json_body(request)):
        kind = fields.word(row.get("kind"))
        data = row.get("data")
        own = fields.mapping(data) if isinstance(data, dict) else fields.present({"data": data})
        person = fields.dig(row, "context", "key") or fields.dig(row, "contextKeys", "user") or row.get("userKey")
        used = ("kind", "key", "data", "url", "metricValue")
        yield Event(
            vendor="launchdarkly",
            name=fields.word(row.get("key")) if kind in _COUNTED and row.get("key") else kind,
            id=environment,
            value=fields.worth(row.get("metricValue")),
            params={**fields.present({"page_location": row.get("url")}), **own},
            user=fields.present({"user_id": person or fields.dig(row, "user", "key")}),
            kind=fields.kind(kind not in _COUNTED),
            raw={name: value for name, value in row.items() if name not in used},
        )
