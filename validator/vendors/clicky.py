"""Clicky.

Claims `/in.php` at getclicky.com and at clicky's proxies with `site_id` and `type`.

Fills: name from `type` (pageview, click, outbound, download, custom, goal; ping is a signal); id from `site_id`; params
page_path (`href`), page_title, page_referrer (`ref`), goal and value (`goal[…]`).
Source: AMP's public configuration of Clicky; Clicky's internal log API reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Clicky"
CLAIMS = (
    Claim(host="getclicky.com", path=r"/in\.php"),
    Claim(path=r"/(?:.*/)?in\.php", query=(("site_id", r"\d+"), ("type", r"\w+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"x", "jsuid", "mime"})
_PARAMS = {"href": "page_path", "title": "page_title", "ref": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    given: dict[str, Any] = payload.fields(request)
    name = given.pop("type", "") or "pageview"
    goal = payload.nested(given, "goal")
    custom = payload.nested(given, "custom")
    for key in [key for key in given if key.startswith(("goal[", "custom["))]:
        del given[key]
    amount = fields.number(goal.pop("revenue", None))
    params = {**fields.take(given, _PARAMS), **fields.present({"goal": goal, "value": amount})}
    yield Event(
        vendor="clicky",
        name=name,
        id=given.pop("site_id", ""),
        value=fields.worth(amount),
        params=params,
        user={**fields.take(given, {"jsuid": "client_id"}), **fields.present({"properties": custom})},
        kind=fields.kind(name in ("ping", "heatmap")),
        raw=given,
    )
