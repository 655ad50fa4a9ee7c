"""Google Ad Manager: requests for advertisements, and the views of them.

Claims `/gampad/ads` and `/pcs/view`, `/pagead/adview`, `/pagead/interaction` at doubleclick.net and
googlesyndication.com.

Fills: name is ad_request, ad_view or ad_interaction; id is the ad unit's network code; params ad_units, sizes,
page_location (`url`), custom (what `cust_params` holds). All are signals: they count advertisements, not the site.
Source: Google Publisher Tag reference; requests as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Google Ad Manager"
_PATH = r"/(?:gampad/(?:ads|adx|live/ads)|pcs/view|pcs/activeview|pagead/(?:adview|interaction)/?)"
CLAIMS = (
    Claim(host="doubleclick.net", path=_PATH),
    Claim(host="googlesyndication.com", path=_PATH),
)
HOLDS_BACK = False
_NAMES = {"ads": "ad_request", "adx": "ad_request", "view": "ad_view", "adview": "ad_view", "activeview": "ad_view"}


def decode(request: Request) -> Iterator[Event]:
    """One request may ask for several ad units."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    params = fields.take(
        given, {"url": "page_location", "ref": "page_referrer", "iu": "ad_units", "iu_parts": "ad_units"}
    )
    params |= fields.take(given, {"sz": "sizes", "prev_iu_szs": "sizes"})
    custom = given.pop("cust_params", "")
    if custom:
        params["custom"] = payload.parameters(custom)
    yield Event(
        vendor="google_ad_manager",
        name=_NAMES.get(path.rstrip("/").rpartition("/")[2], "ad_interaction"),
        id=fields.word(params.get("ad_units")).lstrip("/").replace(",", "/").partition("/")[0],
        params=params,
        kind="signal",
        raw=given,
    )
