"""Mapp Intelligence (formerly Webtrekk).

Claims `/TRACKID/wt` at webtrekk.net, wt-eu02.net, mapp.com hosts, and at any host with `p=NNN,…`.

Fills: name is page (page view), the action's name (`ct`), or media event; id is the track id; params page_title (the
content id of `p`), page_location (`pu`), page_referrer, parameters cp…, ck…, cb…, cs…, cg…, transaction_id (`oi`),
value (`ov`), currency (`cr`); items from `ba`, `co`, `qn`; user from `eid`, `cd`.
Source: AMP's public configuration of Mapp Intelligence; source of webtrekk-smart-pixel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Mapp Intelligence"
CLAIMS = (
    Claim(host="webtrekk.net", path=r"/\d+/wt\w*"),
    Claim(host="wt-eu02.net", path=r"/\d+/wt\w*"),
    Claim(path=r"/(?:.*/)?wt", query=(("p", r"\d{3},.*"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"fns", "one", "x", "eor", "nc"})
_PARAMS = {
    "pu": "page_location",
    "oi": "transaction_id",
    "ov": "value",
    "cr": "currency",
    "is": "search_term",
    "ct": "action",
    "mi": "media",
    "mk": "media_event",
    "st": "shopping_status",
}
_OWN = re.compile(r"(?:cp|ck|cb|cs|cg|cc|ce|uc|mg|ca)\d{1,3}")


def decode(request: Request) -> Iterator[Event]:
    """One hit, or a batch of them as lines."""
    _, path, query = payload.address(request.url)
    shared: dict[str, Any] = payload.parameters(query)
    lines = payload.lines(request)
    pieces = path.strip("/").split("/")
    track = next((piece for piece in pieces if piece.isdecimal()), "")
    for line in lines or [{}]:
        given: dict[str, Any] = {**shared, **{name.rpartition("?")[2]: value for name, value in line.items()}}
        parts = given.pop("p", "").split(",")
        said = {"page_title": parts[1] if len(parts) > 1 else "", "page_referrer": parts[7] if len(parts) > 7 else ""}
        params = fields.numbers(fields.take(given, _PARAMS), ("value",))
        own = {name: given.pop(name) for name in list(given) if _OWN.fullmatch(name)}
        items = _items(given)
        if said["page_referrer"] in ("0", "1", "2"):
            del said["page_referrer"]
        name = params.pop("action", "") or fields.word(params.get("media_event")) or "page"
        yield Event(
            vendor="mapp",
            name=name,
            id=track,
            value=fields.worth(params.get("value")),
            params={**fields.present(said), **params, **own},
            items=items,
            user=fields.take(given, {"eid": "client_id", "cd": "user_id"}),
            raw=given,
        )


def _items(given: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Ids in `ba`, prices in `co`, quantities in `qn`, split by `;`."""
    ids, prices, quantities = (fields.word(given.pop(name, "")).split(";") for name in ("ba", "co", "qn"))
    found: list[dict[str, Any]] = []
    for place, product in enumerate(ids[:500]):
        if product:
            item: dict[str, Any] = {"id": product}
            for name, values in (("price", prices), ("quantity", quantities)):
                if place < len(values) and values[place]:
                    item[name] = values[place]
            found.append(item)
    return fields.items(found)
