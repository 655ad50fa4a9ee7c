"""Commanders Act (formerly TagCommander): server-side collection.

Claims `/events` at commander1.com, and at the site's own host by its signature (`tc_s` and `token`).

Fills: name from `event_name` or `event`; id is the site (`tc_s`); params are the event's own fields, beside
page_location and page_title (`page`), value, currency, transaction_id (`id` of a purchase); items from `items`, the
product's fields beside the item's own; user from `user` (in clear or hashed as sent). By
GET, nested fields are written with dots.
Source: Commanders Act documentation, “HTTP tracking API”, “Pixel tracking”, “Events reference”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Commanders Act"
CLAIMS = (
    Claim(host="commander1.com", path=r"/events/?"),
    Claim(path=r"/(?:.*/)?events", query=(("tc_s", r"\d+"), ("token", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"event_id", "event_timestamp"})
_AROUND = ("page", "device", "user", "context", "items", "event_name", "event", "properties")
_NAMES = {"location": "page_location", "url": "page_location", "title": "page_title", "referrer": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One event, or a list of them."""
    given: dict[str, Any] = payload.query(request.url)
    site = fields.word(given.pop("tc_s", ""))
    if not request.body:
        asked = {name: given.pop(name) for name in list(given) if name not in ("token", "tc_skey", "tc_firsttime")}
        yield _event(_nested(asked), site, given)
        return
    for row in fields.rows(payload.json_body(request)):
        yield _event(row, site, given)


def _event(row: dict[str, Any], site: str, given: dict[str, Any]) -> Event:
    told = {**row, **fields.mapping(row.get("properties"))}  # the older form holds them one level deeper
    name = fields.word(told.get("event_name") or told.get("event"))
    page = fields.take(dict(fields.mapping(told.get("page") or fields.dig(told, "context", "page"))), _NAMES)
    user = fields.mapping(told.get("user"))
    items = [{**fields.mapping(item.get("product")), **_own(item)} for item in fields.rows(told.get("items"))]
    own = {key: value for key, value in told.items() if key not in _AROUND}
    if name in ("purchase", "refund") and "id" in own:
        own["transaction_id"] = own.pop("id")
    worth = own.get("value", own.get("revenue"))
    return Event(
        vendor="commanders_act",
        name=name,
        id=site,
        value=fields.worth(worth),
        params={**fields.present(page), **fields.numbers(own, ("value", "revenue"))},
        items=fields.items(items),
        user=user,
        raw={**given, **fields.present({"device": row.get("device")})},
    )


def _own(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "product"}


def _nested(asked: dict[str, Any]) -> dict[str, Any]:
    """`page.title=Home` as a tree of one level; lists stay as they are written."""
    found: dict[str, Any] = {}
    for name, value in asked.items():
        head, mark, rest = name.partition(".")
        if mark and isinstance(found.setdefault(head, {}), dict):
            found[head][rest] = value
        elif not mark:
            found[name] = value
    return found
