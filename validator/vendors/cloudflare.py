"""Cloudflare Web Analytics.

Claims `/cdn-cgi/rum` at any host (Cloudflare serves it at the site's own) and at cloudflareinsights.com.

Fills: name is page_view for the load of a page, else web_vitals (a signal); id is the site's token; params
page_location, page_referrer.
Source: Cloudflare Web Analytics documentation; requests of its beacon as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Cloudflare Web Analytics"
CLAIMS = (Claim(path=r"/cdn-cgi/rum", methods=("POST",)),)
HOLDS_BACK = True
_PAGE_VIEW = 1


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given = fields.mapping(payload.json_body(request))
    kind = given.pop("eventType", None)
    said = fields.take(given, {"location": "page_location", "referrer": "page_referrer"})
    known = fields.take(given, {"pageloadId": "page_view_id"})
    view = kind == _PAGE_VIEW
    yield Event(
        vendor="cloudflare",
        name="page_view" if view else "web_vitals",
        id=fields.word(given.pop("siteToken", "")),
        params=fields.present(said),
        user=known,
        kind=fields.kind(not view),
        raw=given,
    )
