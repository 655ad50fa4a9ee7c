"""Parse.ly.

Claims `/px/`, `/plogger/`, `/pixel.gif` at parsely.com.

Fills: name from `action` (pageview, heartbeat, videostart, conversion, …); id from `idsite`; params page_location
(`url`), page_referrer (`urlref`), page_title (`title`), and what `data` holds; user from `u` and `sid`. Heartbeats
are signals.
Source: AMP's public configuration of Parse.ly; Parse.ly documentation, “Dynamic tracking”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Parse.ly"
CLAIMS = (Claim(host="parsely.com", path=r"/(?:px|plogger|mpixel|pixel\.gif)/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rand", "date", "pvid", "inc", "tt", "sts"})
_PARAMS = {"url": "page_location", "urlref": "page_referrer", "title": "page_title"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    given: dict[str, Any] = payload.fields(request)
    name = given.pop("action", "") or "pageview"
    data = given.pop("data", "")
    own = fields.mapping(payload.inner(data))
    params = {**fields.present(fields.take(given, _PARAMS)), **own}
    site = given.pop("idsite", "")
    user = fields.take(given, {"u": "client_id", "sid": "session_number"})
    yield Event("parsely", name, site, params=params, user=user, kind=fields.kind("heartbeat" in name), raw=given)
