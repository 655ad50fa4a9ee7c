"""Reddit Pixel.

Claims `/rp.gif` and `/rp` at alb.reddit.com and its other hosts.

Fills: name from `event` (for custom events the name that the site gave); id from `id`; params from `m.…` under
rdt's names (itemCount, value, currency, transactionId as transaction_id, …); items from `m.products`; user from `uuid`,
`em` (hashed) and `external_id`.
Source: Reddit Pixel reference; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Reddit Pixel"
CLAIMS = (Claim(host="reddit.com", path=r"/rp(?:\.gif)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    said = fields.present(fields.take_prefixed(given, "m."))
    whole = said.pop("valueDecimal", None)
    if whole is not None:
        said["value"] = whole
    if "transactionId" in said:
        said["transaction_id"] = said.pop("transactionId")
    products = fields.word(said.pop("products", ""))
    custom = said.pop("customEventName", "")
    name = given.pop("event", "")
    yield Event(
        vendor="reddit",
        name=custom if name == "Custom" and custom else name,
        id=given.pop("id", ""),
        value=fields.worth(said.get("value")),
        params=fields.numbers(said, ("value", "itemCount")),
        items=fields.items(payload.inner(products)) if products else (),
        user=fields.present(fields.take(given, {"uuid": "client_id", "em": "email", "external_id": "user_id"})),
        raw=given,
    )
