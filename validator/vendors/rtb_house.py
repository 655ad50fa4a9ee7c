"""RTB House.

Claims `/tags` and `/tags/v2` at creativecdn.com.

Fills: name, id and values from the tag's `id`: `pr_KEY_home`, `pr_KEY_offer_A`, `pr_KEY_basketstatus_A,B`,
`pr_KEY_orderstatus2_45.5_T1_A,B`; id is the key; items hold the offers; for orders value and transaction_id.
Source: RTB House integration guide; requests of the tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "RTB House"
CLAIMS = (Claim(host="creativecdn.com", path=r"/tags(?:/v\d)?/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "su_ts"})


def decode(request: Request) -> Iterator[Event]:
    """One event a tag; `uid` and `lid` are the visitor's. The newer version sends a list of tags as JSON."""
    given: dict[str, Any] = payload.query(request.url)
    tags = [given.pop(name) for name in list(given) if name == "id" or name.startswith("id#")]
    page = fields.take(given, {"su": "page_location", "sr": "page_referrer"})
    if tags or not request.body:
        found = [_older(tag) for tag in tags]
    else:
        document = payload.json_body(request, "data")
        page |= fields.present({"page_location": fields.dig(document, "url") or fields.dig(document, "su")})
        found = [_newer(document, tag) for tag in fields.rows(fields.dig(document, "tags"))]
    user = {_USER[name]: "_".join(rest) for _, name, rest, _ in found if name in _USER and rest}
    for key, name, rest, told in found:
        if name in _USER:
            continue
        offers, params = _meaning(name, rest)
        items = tuple({"id": offer} for offer in offers.split(",") if offer)
        value = fields.worth({**params, **told}.get("value"))
        yield Event(
            "rtb_house", name, key, value=value, params={**page, **params, **told}, items=items, user=user, raw=given
        )


_USER = {"uid": "user_id", "lid": "client_id"}
_Tag = tuple[str, str, list[str], dict[str, Any]]  # key, event, what follows, what stands beside it


def _older(tag: str) -> _Tag:
    parts = tag.split("_")
    if len(parts) == 2 and parts[0] == "pr":
        return parts[1], "page_view", [], {}
    return (parts[1], parts[2], parts[3:], {}) if len(parts) > 2 else ("", tag, [], {})


def _newer(document: Any, tag: dict[str, Any]) -> _Tag:
    told = dict(tag)
    name = fields.word(told.pop("eventType", ""))
    rest = [fields.word(told.pop("id"))] if name in _USER and "id" in told else []
    offers = fields.listed(told.pop("offerIds", None))
    rest += [",".join(fields.word(offer) for offer in offers)] if offers else []
    named = fields.take(
        told, {"conversionValue": "value", "orderId": "transaction_id", "conversionId": "transaction_id"}
    )
    return fields.word(fields.dig(document, "th")), name, rest, {**named, **told}


def _meaning(name: str, rest: list[str]) -> tuple[str, dict[str, Any]]:
    """The offers, and what else an event says: `orderstatus2_45.5_T1_A,B`, `category2_Mugs`."""
    if name.startswith("orderstatus") and len(rest) >= 2:
        return (rest[2] if len(rest) > 2 else ""), {"value": fields.number(rest[0]), "transaction_id": rest[1]}
    if name.startswith("category") and rest:
        return "", {"category": "_".join(rest)}
    return (rest[-1] if rest else ""), {}
