"""Braze (formerly Appboy).

Claims `/api/v3/data` at braze.com, braze.eu and appboy.com hosts.

Fills: name is the custom event's name, purchase, or Braze's own code (`ss` session start, …: signals); id is the API
key; params are the event's properties, of purchases product_id, currency, price, quantity; value is the purchase's
amount; user from `user_id` and `device_id`. The attributes of an upload are a signal after its events.
Source: source of @braze/web-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Braze"
CLAIMS = (
    Claim(host="braze.com", path=r"/api/v3/(?:data|content_cards/sync|events?).*", methods=("POST",)),
    Claim(host="braze.eu", path=r"/api/v3/(?:data|content_cards/sync|events?).*", methods=("POST",)),
    Claim(host="appboy.com", path=r"/api/v3/(?:data|content_cards/sync|events?).*", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"time", "session_id"})
ANSWER = Answer(status=201, body="{}")


def decode(request: Request) -> Iterator[Event]:
    """The events of the upload; one signal where there are none."""
    document = fields.mapping(payload.json_body(request))
    key = fields.word(document.get("api_key"))
    shared = {"client_id": document.get("device_id")}
    attributes = [dict(row) for row in fields.rows(document.get("attributes"))]
    rows = list(fields.rows(document.get("events")))
    for row in rows:
        code = fields.word(row.get("name"))
        data = fields.mapping(row.get("data"))
        user = fields.present({**shared, "user_id": row.get("user_id"), "session_id": row.get("session_id")})
        if code == "ce":
            name, params, amount = fields.word(data.get("n")), fields.mapping(data.get("p")), None
            amount = params.get("value", params.get("revenue"))
        elif code == "p":
            quantity, price = data.get("q", 1), fields.number(data.get("p"))  # the price is sent as text
            named = {"product_id": data.get("pid"), "currency": data.get("c"), "price": price, "quantity": quantity}
            name, params = "purchase", {**fields.present(named), **fields.mapping(data.get("pr"))}
            both = isinstance(price, int | float) and isinstance(quantity, int | float)
            amount = price * quantity if both else price
        else:
            yield Event("braze", code, key, user=user, kind="signal", raw=data)
            continue
        yield Event(
            "braze", name, key, value=fields.worth(amount), params=params, user=user, raw={"time": row.get("time")}
        )
    if attributes or not rows:
        who = next((row.get("user_id") for row in attributes), None)
        user = fields.present({**shared, "user_id": who, "properties": attributes})
        raw = {name: value for name, value in document.items() if name not in ("events", "attributes", "api_key")}
        yield Event("braze", "attributes" if attributes else "request", key, user=user, kind="signal", raw=raw)
