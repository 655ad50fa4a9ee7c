"""Salesforce Marketing Cloud: Einstein collect (igodigital), Personalization (Evergage), Data Cloud.

Claims `/c2/MID/…` at igodigital.com, `/api2/event/…`, `/twreceiver`, `/pr` at evergage.com, and `/web/events/…` at
c360a.salesforce.com.

Fills: name is the call (track_page_view, track_cart, track_conversion) or the action; id is the MID or dataset; items
from the cart; params title, url as page_title, page_location, order number as transaction_id, value; user from the
ids and `user_info`.
Source: Salesforce Marketing Cloud collect code reference; Personalization web SDK reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Salesforce Marketing Cloud"
CLAIMS = (
    Claim(host="igodigital.com", path=r"/c2/[\w-]+/(?:track_\w+|process_batch)(?:\.json)?"),
    Claim(host="evergage.com", path=r"/(?:api2/(?:auth)?event/\w+|twreceiver|pr|msreceiver|err)"),
    Claim(host="c360a.salesforce.com", path=r"/web/events/.*"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ctok", "rand"})


def decode(request: Request) -> Iterator[Event]:
    """One call, or the events of a batch."""
    host, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    last = path.rstrip("/").rpartition("/")[2].removesuffix(".json")
    if not request.body and "event" not in given and "events" not in given and "payload" not in given:
        yield _receiver(given, last)
        return
    document = payload.json_body(request, "payload", "event", "events")
    if "igodigital" in host:
        yield _collect(fields.mapping(document), last, fields.piece(path, 1))
        return
    for row in fields.rows(fields.dig(document, "events") or document):
        interaction = fields.mapping(row.get("interaction"))
        name = row.get("action") or interaction.get("name") or row.get("eventType") or row.get("name") or last
        source = fields.mapping(row.get("source"))
        said = {"page_location": source.get("url"), "page_referrer": source.get("urlReferrer")}
        items = interaction.get("lineItem") or fields.dig(row, "cart", "items")
        used = ("action", "user", "source")
        own = {key: value for key, value in row.items() if key not in used}
        yield Event(
            vendor="salesforce",
            name=fields.word(name),
            id=last,
            value=fields.worth(fields.dig(interaction, "order", "totalValue")),
            params={**fields.present(said), **own},
            items=tuple(fields.rows(items)),
            user=fields.mapping(row.get("user")),
            raw={key: value for key, value in given.items() if key not in ("event", "events")},
        )


def _receiver(given: dict[str, Any], name: str) -> Event:
    """A call of the older script of Personalization: plain parameters, the site's own begin without an underscore."""
    account = "/".join(filter(None, (fields.word(given.pop(key, "")) for key in ("_ak", "_ds"))))
    page = fields.take(given, {"url": "page_location", "title": "page_title", "_purl": "page_referrer"})
    user = fields.take(given, {".anonId": "client_id", "userId": "user_id", "userName": "user_name"})
    found = fields.word(given.pop("action", "")) or name
    own = {key: given.pop(key) for key in list(given) if key[:1] not in ("_", ".")}
    return Event(
        "salesforce", found, account, params={**fields.present(page), **own}, user=fields.present(user), raw=given
    )


def _collect(document: dict[str, Any], name: str, mid: str) -> Event:
    told = fields.mapping(document.get("payload")) or document
    items = fields.items(told.get("cart"))
    amounts = [
        item["price"] * item["quantity"]
        for item in items
        if isinstance(item.get("price"), int | float) and isinstance(item.get("quantity"), int | float)
    ]
    total = round(sum(amounts), 4) if items and len(amounts) == len(items) else None
    value = total if "conversion" in name else None
    said = {
        "page_location": told.get("url"),
        "page_title": told.get("title"),
        "page_referrer": told.get("referrer"),
        "transaction_id": told.get("order_number"),
        "value": value,
    }
    used = ("cart", "url", "title", "referrer", "order_number", "user_info")
    own = fields.numbers({key: item for key, item in told.items() if key not in used}, ("shipping", "discount", "tax"))
    user = {**fields.mapping(told.get("user_info")), "client_id": fields.word(document.get("user_id"))}
    return Event(
        vendor="salesforce",
        name=name,
        id=mid,
        value=value,
        params={**fields.present(said), **own},
        items=items,
        user=fields.present(user),
    )
