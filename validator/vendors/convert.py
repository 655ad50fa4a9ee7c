"""Convert Experiences.

Claims `/track` and `/v1/track/…` at convertexperiments.com.

Fills: one event for each event of a visitor: name is its type (bucketing, conversion, of the older format viewExp,
hitGoal, tr); id is the project; params goal_id, goals, experiences, value (`amount` or `r`), products; user from the
visitor's id.
Source: Convert developer documentation, “Tracking API”; source of its SDKs.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Convert Experiences"
CLAIMS = (Claim(host="convertexperiments.com", path=r"/(?:v1/)?track(?:/.*)?", methods=("POST",)),)
HOLDS_BACK = True
VOLATILE = frozenset({"ts", "sid"})
ANSWER = Answer(body="{}")


def decode(request: Request) -> Iterator[Event]:
    """The events of each visitor."""
    document = fields.mapping(payload.json_body(request))
    project = fields.word(document.get("projectId") or document.get("pid"))
    visitors = document.get("visitors")
    if visitors is None:
        visitors = [{"visitorId": document.get("vid"), "events": document.get("ev")}]
    for visitor in fields.rows(visitors):
        user = fields.present({"client_id": visitor.get("visitorId"), "properties": visitor.get("segments")})
        for row in fields.rows(visitor.get("events")):
            data = fields.mapping(row.get("data")) or {name: value for name, value in row.items() if name != "evt"}
            told = {fields.word(pair.get("key")): pair.get("value") for pair in fields.rows(data.get("goalData"))}
            amount = told.get("amount", data.get("r"))
            said = {"goal_id": data.get("goalId"), "transaction_id": told.get("transactionId"), "value": amount}
            own = {name: value for name, value in data.items() if name not in ("goalId", "goalData", "r")}
            name = fields.word(row.get("eventType") or row.get("evt"))
            params = {**fields.present(said), **own}
            yield Event("convert", name, project, value=fields.worth(amount), params=params, user=user)
