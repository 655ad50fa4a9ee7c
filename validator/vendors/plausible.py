"""Plausible Analytics.

Claims `/api/event` at plausible.io, and a POST to `…/event` at any host whose JSON has `n`, `u` and `d`.

Fills: name from `n` (pageview, or the custom event); id is the domain `d`; params from `p` beside page_location (`u`),
page_referrer (`r`), value and currency of the revenue (`$`). `engagement` is a signal.
Source: Plausible events API reference; source of its script.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator import payload
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
)
HOLDS_BACK = False
ANSWER = Answer(status=202, content_type="text/plain", body="ok")


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given = payload.mapping(payload.json_body(request))
    own = given.pop("p", None) or given.pop("m", None) or given.pop("props", None)
    own = payload.mapping(payload.inner(own))
    revenue = given.pop("$", None)
    revenue = payload.mapping(payload.inner(revenue))
    name = payload.word(given.pop("n", "") or given.pop("name", ""))
    said = {
        "page_location": given.pop("u", None) or given.pop("url", None),
        "page_referrer": given.pop("r", None),
        "currency": revenue.get("currency"),
        "value": payload.number(revenue.get("amount")),
    }
    yield Event(
        vendor="plausible",
        name=name,
        id=payload.word(given.pop("d", "") or given.pop("domain", "")),
        value=payload.worth(revenue.get("amount")),
        params={**payload.present(said), **own},
        kind=payload.kind(name == "engagement"),
        raw=given,
    )
