"""Bloomreach Engagement (formerly Exponea) and Bloomreach Discovery.

Claims `/bulk` and `/track/…` at exponea.com and bloomreach.co, `/bulk` anywhere whose JSON has `commands`, and
`/pix.gif` at brsrvr.com and brcdn.com hosts.

Fills: one event for each command: name is the event's type (customers for a profile); id is the project (or the
Discovery account); params are the properties; value from total_price or price; items from product_list or the basket;
user from the customer ids.
Source: Bloomreach tracking API reference; Bloomreach Discovery pixel reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Bloomreach"
CLAIMS = (
    Claim(host="exponea.com", path=r"/(?:bulk|track/v\d/.*|crm/events)/?", methods=("POST",)),
    Claim(host="bloomreach.co", path=r"/(?:bulk|track/v\d/.*)/?", methods=("POST",)),
    Claim(path=r"/(?:.*/)?bulk", body=r"^\s*\{\s*\"commands\"\s*:", methods=("POST",)),
    Claim(host="brsrvr.com", path=r"/pix\.gif"),
    Claim(host="brcdn.com", path=r"/pix\.gif"),
)
HOLDS_BACK = True
VOLATILE = frozenset({"rand", "timestamp", "age"})
ANSWER = Answer(body='{"success":true,"results":[]}')
_PAGE = {"location": "page_location", "referrer": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """The commands of the bulk, or the pixel's event."""
    _, path, query = payload.address(request.url)
    if path.endswith("pix.gif"):
        yield _pixel(dict(payload.parameters(query)))
        return
    document = payload.json_body(request)
    commands = fields.dig(document, "commands")
    for command in fields.rows(document if commands is None else commands):
        data = fields.mapping(command.get("data")) or command
        kind = fields.word(command.get("name"))
        own = dict(fields.mapping(data.get("properties") or data.get("update")))
        page = fields.take(own, _PAGE)
        items = own.pop("product_list", None)
        user = {**fields.mapping(data.get("customer_ids") or data.get("ids"))}
        profile = kind.endswith("customers")
        amount = own.get("total_price", own.get("price"))
        named = fields.word(data.get("type") or data.get("event_type"))
        project = path.partition("/projects/")[2].partition("/")[0]
        yield Event(
            vendor="bloomreach",
            name=named or kind.rpartition("/")[2] or path.rstrip("/").rpartition("/")[2],
            id=fields.word(data.get("company_id") or data.get("project_id")) or project,
            value=fields.worth(amount) if not profile else None,
            params={} if profile else {**page, **own},
            items=tuple(fields.rows(items)),
            user={**user, "properties": own} if profile else user,
            raw={name: data[name] for name in ("age", "timestamp") if name in data},
        )


def _pixel(given: dict[str, Any]) -> Event:
    """`type` pageview or event; events have `group` and `etype`, and a basket `!iA'sA1'nMug'q1'p19.99`."""
    names = {"i": "id", "s": "sku", "n": "name", "q": "quantity", "p": "price"}
    parts = given.pop("basket", "").split("!")[1:]
    items = [{names.get(piece[:1], piece[:1]): piece[1:] for piece in part.split("'") if piece} for part in parts]
    kind = given.pop("type", "")
    params = fields.take(given, {"url": "page_location", "ref": "page_referrer", "title": "page_title"})
    params |= fields.take(given, {"order_id": "transaction_id", "basket_value": "value", "currency": "currency"})
    named = ("ptype", "prod_id", "prod_name", "sku", "q", "search_term", "cat_id", "cat", "group", "is_conversion")
    params |= {name: given.pop(name) for name in named if name in given}
    return Event(
        vendor="bloomreach",
        name=given.pop("etype", "") or kind,
        id=given.pop("acct_id", ""),
        category=fields.word(params.get("group")) or None,
        value=fields.worth(params.get("value")),
        params=fields.numbers(params, ("value",)),
        items=fields.items(items),
        user=fields.take(given, {"cookie2": "client_id", "user_id": "user_id"}),
        raw=given,
    )
