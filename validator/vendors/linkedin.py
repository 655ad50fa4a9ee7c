"""LinkedIn Insight Tag.

Claims `/collect`, `/attribution_trigger` and `/wa/` at px.ads.linkedin.com, px4.ads.linkedin.com and
dc.ads.linkedin.com, and `/px/li_sync` at linkedin.com.

Fills: name is conversion where `conversionId` is sent, else page_view; id from `pid`; params conversion_id,
page_location (`url`), event_id, value and currency. The copies after a redirect (which may add `e_ipv6`), the
attribution trigger and `/wa/` (named by its `signalType`: page_visit, click, …) are signals.
Source: LinkedIn Insight Tag help; requests of the tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "LinkedIn Insight Tag"
CLAIMS = (
    Claim(host="ads.linkedin.com", path=r"/(?:collect|attribution_trigger|wa)/?"),
    Claim(host="linkedin.com", path=r"/px/li_sync"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"time", "cookiesTest", "liSync"})
_PARAMS = {
    "pageTitle": "page_title",
    "url": "page_location",
    "conversionId": "conversion_id",
    "eventId": "event_id",
    "conversionValue": "value",
    "currency": "currency",
}


def decode(request: Request) -> Iterator[Event]:
    """One event; `pid` may hold several partners."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request) if "/wa" not in path else payload.query(request.url)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    name = "conversion" if "conversion_id" in params else "page_view"
    if "/wa" in path:
        with suppress(payload.Unreadable):  # JSON, plain or as base64 of it, packed or not
            given |= fields.mapping(payload.json_body(request))
        name = fields.word(given.get("signalType")).lower() or "click"
        given["pid"] = ",".join(fields.word(pid) for pid in fields.listed(given.pop("pids", None)))
        params |= fields.take(given, _PARAMS)
    copy = given.get("liSync") == "true" or "cookiesTest" in given or "e_ipv6" in given or "/collect" not in path
    yield Event(
        vendor="linkedin",
        name=name,
        id=given.pop("pid", ""),
        value=fields.worth(params.get("value")),
        params=params,
        user=fields.present(
            fields.take(given, {"li_adsId": "client_id", "hem": "hashed_email", "liFatId": "click_id"})
        ),
        kind="signal" if copy else "event",
        raw=given,
    )
