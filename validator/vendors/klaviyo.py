"""Klaviyo.

Claims `/client/events`, `/client/profiles`, `/client/event-bulk-create`, `/api/track`, `/api/identify` and
`/onsite/track-analytics` at klaviyo.com.

Fills: name is the metric's name, or identify; id is the company; params are the event's properties; value from `$value`
or `value`; items from `Items`; user from the profile. Onsite analytics are signals.
Source: Klaviyo client API reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Klaviyo"
CLAIMS = (
    Claim(host="klaviyo.com", path=r"/client/(?:events|profiles|event-bulk-create|back-in-stock-subscriptions)/?"),
    Claim(
        host="klaviyo.com", path=r"/(?:api/)?(?:track|identify|onsite/(?:track-analytics|identify|track)|track-once)/?"
    ),
)
HOLDS_BACK = False
VOLATILE = frozenset({"unique_id", "time", "$event_id"})
ANSWER = Answer(status=202, body="")


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, query = payload.address(request.url)
    company = payload.parameters(query).get("company_id", "")
    document = payload.json_body(request, "data", "kltoken", "e")
    if "/client/" not in path:
        yield _older(fields.mapping(document), path, company)
        return
    for row in fields.rows(fields.dig(document, "data") or document):
        told = fields.mapping(row.get("attributes"))
        metric = fields.dig(told, "metric", "data", "attributes", "name")
        profile = fields.mapping(fields.dig(told, "profile", "data", "attributes"))
        kind = fields.word(row.get("type"))
        if kind == "profile":
            profile, told = told, {}
        own = dict(fields.mapping(told.get("properties")))
        items = own.pop("Items", None)
        amount = told.get("value", own.get("$value", own.get("value")))
        raw: dict[str, Any] = {name: told[name] for name in ("time", "unique_id") if name in told}
        yield Event(
            vendor="klaviyo",
            name=fields.word(metric) or ("identify" if kind == "profile" else kind),
            id=company,
            value=fields.worth(amount),
            params={**own, **_money(told)},
            items=tuple(fields.rows(items)),
            user=profile,
            raw=raw,
        )


def _money(told: dict[str, Any]) -> dict[str, Any]:
    return fields.present({"value": told.get("value"), "currency": told.get("value_currency")})


def _older(document: dict[str, Any], path: str, company: str) -> Event:
    own = dict(fields.mapping(document.get("properties") or document.get("event_properties")))
    profile = fields.mapping(document.get("customer_properties"))
    items = own.pop("Items", None)
    if "identify" in path:
        profile, own = own, {}
    last = path.rstrip("/").rpartition("/")[2]
    return Event(
        vendor="klaviyo",
        name=fields.word(document.get("event")) or last,
        id=fields.word(document.get("token")) or company,
        value=fields.worth(own.get("$value", own.get("value"))),
        params=own,
        items=tuple(fields.rows(items)),
        user=profile,
        kind=fields.kind("track-analytics" in path),
    )
