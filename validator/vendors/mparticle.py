"""mParticle.

Claims `/v1/JS/KEY/Events`, `/v2/…` and `/v3/JS/KEY/events` at mparticle.com and at any host.

Fills: name is the event's name, the screen's name, or the action of an e-commerce event; id is the workspace key;
params are the custom attributes beside custom_event_type, value, currency, transaction_id; items from products; user
from the MPID, device and identities. Session and state events are signals.
Source: mParticle web SDK and events API reference; source of @mparticle/web-sdk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "mParticle"
CLAIMS = (
    Claim(host="mparticle.com", path=r"/v[0-3]/JS/[\w-]+/(?:[Ee]vents|[Ff]orwarding)"),
    Claim(host="identity.mparticle.com", path=r"/v\d/(?:identify|login|logout|modify)(?:/.*)?", methods=("POST",)),
    Claim(path=r"/(?:.*/)?v[0-3]/JS/[\w-]+/(?:Events|events)"),
)
HOLDS_BACK = True
VOLATILE = frozenset({"timestamp_unixtime_ms", "source_message_id", "source_request_id", "ct"})
ANSWER = Answer(status=202, body='{"mpid":"0","Store":{}}')
_KINDS = {1: "session_start", 2: "session_end", 3: "page_view", 4: "", 5: "crash", 6: "opt_out", 10: "state", 16: ""}
_ASIDE = frozenset({"session_start", "session_end", "application_state_transition", "state", "user_attribute_change"})
_ASIDE_TOO = frozenset({"user_identity_change", "profile", "opt_out", "network_performance", "breadcrumb"})
_ACTIONS = (  # of the older versions, by their number
    "", "add_to_cart", "remove_from_cart", "checkout", "checkout_option", "click", "view_detail", "purchase", "refund",
    "add_to_wishlist", "remove_from_wishlist",
)  # fmt: skip
_PRODUCT = {"nm": "name", "pr": "price", "qt": "quantity", "br": "brand", "va": "variant", "ca": "category"}
_USED = ("event_name", "screen_name", "custom_attributes", "product_action", "currency_code")


def decode(request: Request) -> Iterator[Event]:
    """The events of version 3, or the one of the older versions."""
    _, path, _ = payload.address(request.url)
    document = fields.mapping(payload.json_body(request))
    if "/JS/" not in path:
        identities = {**fields.mapping(document.get("known_identities"))}
        yield Event("mparticle", fields.piece(path, 1), user=identities, kind="signal", raw=document)
        return
    key = fields.piece(path, -2)
    if "events" not in document:
        yield _older(document, key)
        return
    user = {
        "client_id": fields.word(fields.dig(document, "device_info", "device_uuid") or document.get("mpid")),
        "mpid": fields.word(document.get("mpid")),
        **fields.mapping(document.get("user_identities")),
        "properties": fields.mapping(document.get("user_attributes")),
    }
    used = ("events", "user_identities", "user_attributes", "mpid")
    shared = {name: value for name, value in document.items() if name not in used}
    for row in fields.rows(document["events"]):
        yield _event(row, key, fields.present(user), shared)


def _event(row: dict[str, Any], key: str, user: dict[str, Any], shared: dict[str, Any]) -> Event:
    kind = fields.word(row.get("event_type"))
    data = fields.mapping(row.get("data"))
    action = fields.mapping(data.get("product_action"))
    name = data.get("event_name") or data.get("screen_name") or action.get("action") or kind
    said = {
        "custom_event_type": data.get("custom_event_type"),
        "currency": data.get("currency_code"),
        "value": action.get("total_amount"),
        "tax": action.get("tax_amount"),
        "shipping": action.get("shipping_amount"),
        "transaction_id": action.get("transaction_id"),
        "coupon": action.get("coupon_code"),
    }
    own = fields.mapping(data.get("custom_attributes"))
    return Event(
        vendor="mparticle",
        name=fields.word(name),
        id=key,
        value=fields.worth(action.get("total_amount", own.get("value"))),
        params={**fields.present(said), **own},
        items=tuple(fields.rows(action.get("products"))),
        user=user,
        kind=fields.kind(kind in _ASIDE or kind in _ASIDE_TOO),
        raw={**shared, "event_type": kind, **{name: value for name, value in data.items() if name not in _USED}},
    )


def _product(row: dict[str, Any]) -> dict[str, Any]:
    return {_PRODUCT.get(name, name): value for name, value in row.items()}


def _older(given: dict[str, Any], key: str) -> Event:
    kind = given.pop("dt", None)
    named = fields.word(given.pop("n", ""))
    fixed = _KINDS.get(kind, "") if isinstance(kind, int) else ""
    action = fields.mapping(given.pop("pd", None))
    user = {"client_id": given.pop("das", ""), "mpid": given.pop("mpid", ""), "properties": given.pop("ua", None)}
    said = {"transaction_id": action.get("ti"), "value": action.get("tr"), "currency": given.pop("cu", None)}
    code = action.get("an")
    if isinstance(code, int) and 0 < code < len(_ACTIONS):
        named = _ACTIONS[code]
    return Event(
        vendor="mparticle",
        name=named or fixed,
        id=key,
        value=fields.worth(action.get("tr")),
        params={**fields.present(said), **fields.mapping(given.pop("attrs", None))},
        items=fields.items([_product(row) for row in fields.rows(action.get("pl"))]),
        user=fields.present(user),
        kind=fields.kind(fixed in _ASIDE or kind == 6),
        raw=given,
    )
