"""Plausible Analytics.

Claims `/api/event` at plausible.io, and a POST to `…/event` at any host whose JSON has `n`, `u` and `d`, or
to `…/api/event` whose JSON has `name`, `url` and `domain`.

Fills: name from `n` (pageview, or the custom event); id is the domain `d`; params from `p` beside page_location (`u`),
page_referrer (`r`), value and currency of the revenue (`$`). `engagement` is a signal.
Source: Plausible events API reference; source of its script.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Plausible"
CLAIMS = (
    Claim(host="plausible.io", path=r"/api/event"),
    Claim(
        path=r"/(?:.*/)?event",
        body=r"^\s*\{(?=.*\"n\"\s*:\s*\")(?=.*\"u\"\s*:)(?=.*\"d\"\s*:)",
        methods=("POST",),
    ),
    Claim(
        path=r"/(?:.*/)?api/event",
        body=r"^\s*\{(?=.*\"name\"\s*:\s*\")(?=.*\"url\"\s*:)(?=.*\"domain\"\s*:)",
        methods=("POST",),
    ),
)
HOLDS_BACK = False
ANSWER = Answer(status=202, content_type="text/plain", body="ok")


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given = fields.mapping(payload.json_body(request))
    own = given.pop("p", None) or given.pop("m", None) or given.pop("props", None)
    own = fields.mapping(payload.inner(own))
    revenue = given.pop("$", None) or given.pop("revenue", None)
    revenue = fields.mapping(payload.inner(revenue))
    name = fields.word(given.pop("n", "") or given.pop("name", ""))
    said = {
        "page_location": given.pop("u", None) or given.pop("url", None),
        "page_referrer": given.pop("r", None),
        "currency": revenue.get("currency"),
        "value": fields.number(revenue.get("amount")),
    }
    yield Event(
        vendor="plausible",
        name=name,
        id=fields.word(given.pop("d", "") or given.pop("domain", "")),
        value=fields.worth(revenue.get("amount")),
        params={**fields.present(said), **own},
        kind=fields.kind(name == "engagement"),
        raw=given,
    )
