"""WordPress.com and Jetpack Stats.

Claims `/g.gif`, `/b.gif`, `/t.gif` at pixel.wp.com and stats.wp.com.

Fills: name is page_view for `g.gif`, the event's name (`_en`) for `t.gif`, else bump; id is the blog; params
page_location, page_path, page_referrer (`ref`), post, own properties; user from `_ui`.
Source: source of Jetpack's stats module and of @automattic/calypso-analytics.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "WordPress Stats"
CLAIMS = (Claim(host="wp.com", path=r"/[gbtc]\.gif"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rand", "_ts", "_rt", "fcp"})
_PARAMS = {"ref": "page_referrer", "_dr": "page_referrer", "_dl": "page_location", "post": "post", "host": "page_host"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    name = given.pop("_en", "") or ("page_view" if path == "/g.gif" else "bump")
    params = fields.present(fields.take(given, _PARAMS))
    blog = given.pop("blog", "") or given.pop("blog_id", "")
    user = fields.take(given, {"_ui": "client_id", "_ut": "user_type"})
    raw = {key: given.pop(key) for key in list(given) if key.startswith("_") or key in ("v", "tz", "srv", "j", "rand")}
    yield Event("wordpress_stats", name, blog, params={**params, **given}, user=user, raw=raw)
