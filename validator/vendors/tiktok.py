"""TikTok Pixel.

Claims `/api/v1/…` and `/api/v2/…` (`track`, `pixel`, `pixel/track`, `batch`, `pixel/act`, `performance`) at
analytics.tiktok.com and its regional hosts, and the Events API at business-api.tiktok.com.

Fills: name from `event`; id from `context.pixel.code`, of the API `event_source_id`; params from `properties` beside
page_location, page_referrer, event_id; items from `contents`; user from `context.user` (hashed by the pixel). By GET
the same JSON stands as base64 in `analytics_message`. Performance and interaction pings, and the pixel's own questions
(EnrichAM), are signals.
Source: TikTok Events API reference; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "TikTok Pixel"
_PATH = r"/api/v\d/(?:track|batch|monitor|performance\w*|pixel(?:/\w+)?)/?"
CLAIMS = (
    Claim(host="tiktok.com", path=_PATH),
    Claim(host="tiktokw.us", path=_PATH),
    Claim(
        host="business-api.tiktok.com", path=r"/open_api/v[\d.]+/(?:event|pixel)/(?:track|batch)/?", methods=("POST",)
    ),
)
HOLDS_BACK = False
VOLATILE = frozenset({"timestamp", "event_id", "message_id", "_inspection"})
_READ = ("event", "event_id", "context", "properties", "page", "user")
_ASIDE = ("monitor", "performance", "pixel/act", "pixel/perf", "pixel/inter")


def decode(request: Request) -> Iterator[Event]:
    """One event, or those of a batch."""
    document = payload.json_body(request, "data", "payload", "analytics_message")
    _, path, _ = payload.address(request.url)
    aside = any(f"/{part}" in path for part in _ASIDE)
    acted = "/pixel/act" in path  # what the pixel saw for itself has an `action`; what the site told it an `event`
    shared = fields.mapping(document)
    told = shared.get("event_source_id") or shared.get("pixel_code")
    batch = shared.get("batch", shared.get("data") if told else None)
    for row in fields.rows(document if batch is None else batch):
        context = fields.mapping(row.get("context"))
        properties = dict(fields.mapping(row.get("properties")))
        items = tuple(fields.rows(properties.pop("contents", None)))
        pixel = fields.mapping(context.get("pixel"))
        place = fields.mapping(context.get("page") or row.get("page"))
        page = {
            "page_location": payload.unquote(fields.word(place.get("url"))),
            "page_referrer": payload.unquote(fields.word(place.get("referrer"))),
            "event_id": row.get("event_id"),
        }
        yield Event(
            vendor="tiktok",
            name=fields.word(row.get("event") or row.get("action")),
            id=fields.word(pixel.get("code")) or fields.word(pixel.get("codes")) or fields.word(told),
            value=fields.worth(properties.get("value")),
            params={**fields.present(page), **properties},
            items=items,
            user=fields.present(fields.mapping(context.get("user") or row.get("user"))),
            kind=fields.kind((aside and not (acted and row.get("event"))) or row.get("event") == "EnrichAM"),
            raw={key: value for key, value in row.items() if key not in _READ},
        )
