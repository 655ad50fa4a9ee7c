"""Vercel Web Analytics and Speed Insights.

Claims `/_vercel/insights/view`, `/_vercel/insights/event`, `/_vercel/insights/session` and
`/_vercel/speed-insights/vitals` at any host, and the same names at vercel-insights.com.

Fills: name is pageview or the event's name (`en`); id is the host; params from `ed` beside page_location (`o`),
page_referrer (`r`). Vitals and sessions are signals.
Source: source of @vercel/analytics and its script.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Vercel Web Analytics"
CLAIMS = (
    Claim(path=r"/_vercel/(?:insights/(?:view|event|session)|speed-insights/vitals)", methods=("POST",)),
    Claim(host="vercel-insights.com", path=r"/v\d/(?:view|event|session|vitals)", methods=("POST",)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ts"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    host, path, _ = payload.address(request.url)
    last = path.rpartition("/")[2]
    for given in fields.rows(payload.json_body(request)):
        own = given.get("ed")
        data = fields.mapping(payload.inner(own))
        said = {"page_location": given.get("o") or given.get("href"), "page_referrer": given.get("r")}
        raw = {name: value for name, value in given.items() if name not in ("o", "r", "ed", "en")}
        yield Event(
            vendor="vercel",
            name=fields.word(given.get("en")) if last == "event" else {"view": "pageview"}.get(last, last),
            id=fields.word(given.get("dsn")) or host,
            value=fields.worth(data.get("value")),
            params={**fields.present(said), **data},
            kind=fields.kind(last in ("vitals", "session")),
            raw=raw,
        )
