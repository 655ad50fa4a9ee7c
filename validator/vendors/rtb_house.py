"""RTB House.

Claims `/tags` and `/tags/v2` at creativecdn.com.

Fills: name, id and values from the tag's `id`: `pr_KEY_home`, `pr_KEY_offer_A`, `pr_KEY_basketstatus_A,B`,
`pr_KEY_orderstatus2_45.5_T1_A,B`; id is the key; items hold the offers; for orders value and transaction_id.
Source: RTB House integration guide; requests of the tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "RTB House"
CLAIMS = (Claim(host="creativecdn.com", path=r"/tags(?:/v\d)?/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "su_ts"})


def decode(request: Request) -> Iterator[Event]:
    """One event a tag; the newer version sends a list of tags as JSON."""
    given: dict[str, Any] = payload.query(request.url)
    tags = [given.pop(name) for name in list(given) if name == "id" or name.startswith("id#")]
    if not tags and request.body:
        document = payload.json_body(request, "data")
        listed = fields.dig(document, "tags") or fields.dig(document, "id") or []
        tags = [fields.word(tag) for tag in (listed if isinstance(listed, list) else [listed])]
        given |= fields.present({"page_location": fields.dig(document, "url")})
    page = fields.take(given, {"su": "page_location", "sr": "page_referrer", "page_location": "page_location"})
    for tag in tags:
        parts = tag.split("_")
        name, rest = (parts[2], parts[3:]) if len(parts) > 2 else (tag, [])
        params: dict[str, Any] = dict(page)
        offers = rest[-1] if rest else ""
        if name.startswith("orderstatus") and len(rest) >= 2:
            params |= {"value": fields.number(rest[0]), "transaction_id": rest[1]}
            offers = rest[2] if len(rest) > 2 else ""
        elif name.startswith("category") and rest:
            params["category"] = "_".join(rest)
            offers = ""
        items = tuple({"id": offer} for offer in offers.split(",") if offer)
        value = fields.worth(params.get("value"))
        yield Event(
            "rtb_house", name, parts[1] if len(parts) > 1 else "", value=value, params=params, items=items, raw=given
        )
