"""Adobe Target (at.js, mbox).

Claims `/rest/v1/delivery` and `/m2/CLIENT/…` at tt.omtrdc.net, and the first at any host with `client` and `sessionId`.

Fills: one event for each mbox, the page load and each notification: name is the mbox (`target-global-mbox` for the
page load); id is the client; params as the site set them, transaction_id, value (`orderTotal`) and
purchased products; user from the visitor's ids. Prefetches are signals.
Source: Adobe Target delivery API reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Adobe Target"
CLAIMS = (
    Claim(host="tt.omtrdc.net", path=r"/rest/v1/delivery/?"),
    Claim(host="tt.omtrdc.net", path=r"/m2/[\w-]+/(?:mbox|ubox|viztrk)(?:/\w*)?"),
    Claim(path=r"/(?:.*/)?rest/v1/delivery/?", query=(("client", ".+"), ("sessionId", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"mboxTime", "mboxPage", "mboxRid", "requestId"})
ANSWER = Answer(body='{"status":200,"requestId":"0","client":"","id":{},"execute":{"pageLoad":{}},"prefetch":{}}')
_ORDER = {"orderId": "transaction_id", "orderTotal": "value", "productPurchasedId": "products"}


def decode(request: Request) -> Iterator[Event]:
    """The mboxes of the older query, or of the JSON."""
    _, path, query = payload.address(request.url)
    if not path.endswith("delivery"):
        yield from _older(request, path)
        return
    asked = payload.parameters(query)
    document = fields.mapping(payload.json_body(request))
    user = fields.present(fields.mapping(document.get("id")))
    page = fields.dig(document, "context", "address", "url")
    found: list[tuple[dict[str, Any], str, bool]] = []
    for part in ("execute", "prefetch"):
        asked_for = fields.mapping(document.get(part))
        aside = part == "prefetch"
        if "pageLoad" in asked_for:
            found.append((fields.mapping(asked_for["pageLoad"]), "target-global-mbox", aside))
        found += [(row, fields.word(row.get("name")), aside) for row in fields.rows(asked_for.get("mboxes"))]
        found += [(row, fields.word(row.get("name")) or "view", aside) for row in fields.rows(asked_for.get("views"))]
    for row in fields.rows(document.get("notifications")):
        named = fields.dig(row, "mbox", "name") or fields.dig(row, "view", "name")
        found.append((row, fields.word(named) or fields.word(row.get("type")), False))
    for row, name, aside in found:
        order = fields.mapping(row.get("order"))
        params = dict(fields.mapping(row.get("parameters")))
        params |= fields.present({"type": row.get("type"), "page_location": page, "transaction_id": order.get("id")})
        if "total" in order:
            params["value"] = order["total"]
        items = tuple({"id": fields.word(item)} for item in fields.listed(order.get("purchasedProductIds")))
        value = fields.worth(order.get("total"))
        kind = fields.kind(aside)
        client = asked.get("client", "")
        yield Event(
            "adobe_target", name, client, value=value, params=params, items=items, user=user, kind=kind, raw=asked
        )


def _older(request: Request, path: str) -> Iterator[Event]:
    given: dict[str, Any] = payload.query(request.url)
    if request.body.lstrip()[:1] == b"{":
        document = fields.mapping(payload.json_body(request))
        given |= {name: value[0] if isinstance(value, list) and value else value for name, value in document.items()}
    else:
        given |= payload.form(request)
    params = fields.numbers(fields.take(given, _ORDER), ("value",))
    params |= fields.take(given, {"mboxURL": "page_location", "mboxReferrer": "page_referrer"})
    own = [name for name in given if not name.startswith(("mbox", "screen", "browser", "color"))]
    params |= {name: given.pop(name) for name in own}
    yield Event(
        vendor="adobe_target",
        name=fields.word(given.pop("mbox", "")),
        id=fields.piece(path, 1),
        value=fields.worth(params.get("value")),
        params=params,
        user=fields.take(given, {"mboxPC": "client_id", "mboxSession": "session_id", "mbox3rdPartyId": "user_id"}),
        raw=given,
    )
