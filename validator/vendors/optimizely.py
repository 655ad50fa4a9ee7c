"""Optimizely Web and Feature Experimentation.

Claims `/v1/events` and `/log/event` at logx.optimizely.com, `/event` at log.optimizely.com
(Optimizely Classic), and `/v1/events` anywhere whose JSON has `visitors` and
`client_name`.

Fills: one event for each of a visitor's events: name is its key or type (campaign_activated for a decision); id is
the account; value from value or revenue (sent in cents); params are the tags, experiment decisions and page_location;
user from the visitor's id and attributes.
Source: Optimizely event API reference; source of @optimizely/optimizely-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Optimizely"
CLAIMS = (
    Claim(host="logx.optimizely.com", path=r"/(?:v1/events|log/(?:event|decision))", methods=("POST", "GET")),
    Claim(host="log.optimizely.com", path=r"/(?:event|log)", query=(("a", r"\d+"),)),
    Claim(
        path=r"/(?:.*/)?v1/events",
        body=r"\"(?:visitors|client_name)\"\s*:.*\"(?:visitors|client_name)\"\s*:",
        methods=("POST",),
    ),
)
HOLDS_BACK = True
VOLATILE = frozenset({"uuid", "timestamp", "revision"})


def decode(request: Request) -> Iterator[Event]:
    """The events of each visitor's snapshots; older requests hold one."""
    host, _, query = payload.address(request.url)
    if host.endswith("log.optimizely.com"):
        yield _classic(payload.parameters(query))
        return
    document = fields.mapping(payload.json_body(request))
    account = fields.word(document.get("account_id") or document.get("accountId"))
    if "visitors" not in document:
        yield _older(document, account)
        return
    for visitor in fields.rows(document["visitors"]):
        attributes = {fields.word(row.get("key")): row.get("value") for row in fields.rows(visitor.get("attributes"))}
        user = fields.present({"client_id": visitor.get("visitor_id"), "properties": attributes})
        for snapshot in fields.rows(visitor.get("snapshots")):
            decisions = list(fields.rows(snapshot.get("decisions")))
            for row in fields.rows(snapshot.get("events")):
                yield _event(row, decisions, account, user)


def _event(row: dict[str, Any], decisions: list[dict[str, Any]], account: str, user: dict[str, Any]) -> Event:
    tags = fields.mapping(row.get("tags"))
    name = fields.word(row.get("key") or row.get("type"))
    revenue = row.get("revenue", tags.get("revenue"))
    amount = revenue / 100 if isinstance(revenue, int | float) else row.get("value", tags.get("value"))
    page = fields.word(row.get("view_url") or row.get("url"))
    said = {"page_location": page, "value": amount, "decisions": decisions if name == "campaign_activated" else None}
    used = ("key", "tags", "revenue", "value", "view_url", "url")
    return Event(
        vendor="optimizely",
        name=name,
        id=account,
        value=fields.worth(amount),
        params={**tags, **fields.present(said)},
        user=user,
        raw={key: value for key, value in row.items() if key not in used},
    )


def _older(given: dict[str, Any], account: str) -> Event:
    metrics = {fields.word(row.get("name")): row.get("value") for row in fields.rows(given.get("eventMetrics"))}
    user = fields.present({"client_id": given.get("visitorId"), "session_id": given.get("sessionId")})
    name = fields.word(given.get("eventName") or given.get("eventType"))
    amount = metrics.get("revenue")
    value = amount / 100 if isinstance(amount, int | float) else None
    return Event("optimizely", name, account, value=value, params=metrics, user=user)


def _classic(given: dict[str, Any]) -> Event:
    """Account `a`, goal `n`, visitor `u`, revenue `v` in cents; experiments are `x…`, segments `s…`."""
    account, name = fields.word(given.pop("a", "")), fields.word(given.pop("n", ""))
    cents = fields.number(given.pop("v", None))
    experiments = {key[1:]: given.pop(key) for key in list(given) if key[:1] == "x" and key[1:].isdecimal()}
    value = cents / 100 if isinstance(cents, int | float) else None
    page = name if name.startswith(("http://", "https://")) else None
    said = {"experiments": experiments, "value": value, "page_location": page}
    user = fields.take(given, {"u": "client_id"})
    found = "page_view" if page else name or "event"
    return Event("optimizely", found, account, value=value, params=fields.present(said), user=user, raw=given)
