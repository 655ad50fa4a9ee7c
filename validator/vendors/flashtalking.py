"""Flashtalking (Mediaocean).

Claims `/container/…` and `/spot/…` at flashtalking.com. What its advertisements load is no hit.

Fills: name is the spot's name (`spotName`), else spotlight; id is the site and container of the path; params value
(`U1`, or `spotValue`), transaction_id (`U2`, or `spotTransactionId`), currency, page_location, own values `U3`… under
their names.
Source: Flashtalking's public container tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Flashtalking"
CLAIMS = (Claim(host="flashtalking.com", path=r"/(?:container|spot)/.*"),)
HOLDS_BACK = False
VOLATILE = frozenset({"cachebuster"})
_PARAMS = {
    "U1": "value",
    "spotValue": "value",
    "U2": "transaction_id",
    "spotTransactionId": "transaction_id",
    "currency": "currency",
    "ftXRef": "reference",
    "url": "page_location",
}


def decode(request: Request) -> Iterator[Event]:
    """One spotlight; the place is written `/container/SITE;CONTAINER;SPOT;iframe/`."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    account = ";".join(fields.piece(path, 1).split(";")[:2])
    own = {name: name for name in given if name[:1] == "U" and name[1:].isdecimal()}
    name = fields.word(given.pop("spotName", "")) or "spotlight"
    yield plain_hit("flashtalking", name, account, given, {**own, **_PARAMS})
