"""Taboola Pixel.

Claims `/ACCOUNT/log/3/unip`, `/ACCOUNT/log/3/mark`, `/ACCOUNT/log/2/debug…` at trc.taboola.com and its regional
hosts, and `/actions-handler/…` conversions.

Fills: name from `en`; id is the account in the path; params page_location (`item-url`), page_referrer (`ref`), value
(`revenue`), currency, transaction_id (`orderid`), quantity, and own parameters. Pings of the recommendation
widget are not claimed.
Source: Taboola help, “Taboola Pixel”; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Taboola Pixel"
CLAIMS = (
    Claim(host="taboola.com", path=r"/[\w-]+/log/\d/(?:unip|mark|action)"),
    Claim(host="taboola.com", path=r"/actions-handler/log/\d/[\w-]+"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"tim", "ui", "ri", "sd", "cv", "vi"})
_PARAMS = {
    "item-url": "page_location",
    "ref": "page_referrer",
    "revenue": "value",
    "currency": "currency",
    "orderid": "transaction_id",
    "quantity": "quantity",
}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    params = fields.numbers(fields.take(given, _PARAMS), ("value", "quantity"))
    account = path.split("/")[1]
    yield Event(
        vendor="taboola",
        name=given.pop("en", "") or given.pop("name", "") or "page_view",
        id=given.pop("id", "") if account == "actions-handler" else account,
        value=fields.worth(params.get("value")),
        params=params,
        user=fields.take(given, {"ui": "client_id"}),
        raw=given,
    )
