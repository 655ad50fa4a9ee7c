"""Umami.

Claims `/api/send` and `/api/collect` at umami.is and umami.dev, and at any host a POST there whose JSON has a `payload`
with a `website`.

Fills: name is the event's name, pageview without one, or identify; id is the website; params from `data` beside
page_location (`url`), page_title, page_referrer; value from `data.revenue` or `data.value`.
Source: Umami API reference, “Sending stats”; source of its script.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Umami"
_PATH = r"/(?:.*/)?api/(?:send|collect|batch)"
CLAIMS = (
    Claim(host="umami.is", path=_PATH),
    Claim(host="umami.dev", path=_PATH),
    Claim(path=_PATH, body=r"\"payload\"\s*:\s*\{[^{}]*\"website\"\s*:", methods=("POST",)),
)
HOLDS_BACK = False


def decode(request: Request) -> Iterator[Event]:
    """One event, or a list of them."""
    for row in fields.rows(payload.json_body(request)):
        kind = fields.word(row.get("type")) or "event"
        given = dict(fields.mapping(row.get("payload")))
        own = given.pop("data", None) or given.pop("event_data", None)
        data = fields.mapping(own)
        name = fields.word(given.pop("name", "") or given.pop("event_name", ""))
        user = fields.present({"user_id": given.pop("id", None)})
        if kind == "identify":
            name, user, data = "identify", {**user, "properties": data}, {}
        said = fields.take(given, {"url": "page_location", "title": "page_title", "referrer": "page_referrer"})
        said = {key: payload.unquote(fields.word(text)) for key, text in said.items()}  # older scripts escape them
        value = data.get("revenue", data.get("value"))
        yield Event(
            vendor="umami",
            name=name or "pageview",
            id=fields.word(given.pop("website", "")),
            value=fields.worth(value),
            params={**fields.present(said), **data},
            user=user,
            raw=given,
        )
