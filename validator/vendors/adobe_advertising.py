"""Adobe Advertising (formerly Advertising Cloud, Efficient Frontier).

Claims `/ADVERTISER/t`, `/ADVERTISER/p`, `/ADVERTISER/i` and `/px2/ADVERTISER` at everesttech.net. Redirects of ads
(`/cq`) are no hits.

Fills: name is the property, where exactly one is sent (`ev_registration=1`), else conversion, or segment
(`px_evt=s`); id is the advertiser; params transaction_id (`ev_transid`) and the properties without `ev_`.
Source: Adobe Advertising documentation, “Conversion tracking tag”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Adobe Advertising"
CLAIMS = (Claim(host="everesttech.net", path=r"/(?:\d+/[tpi]|px2/\d+)/?"),)
HOLDS_BACK = False
VOLATILE = frozenset[str]()


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    account = fields.piece(path, 1) if path.startswith("/px2/") else fields.piece(path, 0)
    transaction = given.pop("ev_transid", "")
    told = fields.take_prefixed(given, "ev_")
    plain = "segment" if not told and "s" in given else "conversion"
    hit = plain_hit("adobe_advertising", next(iter(told)) if len(told) == 1 else plain, account, given, {})
    own = {name: fields.number(value) for name, value in told.items()}
    yield replace(hit, params={**fields.present({"transaction_id": transaction}), **own})
