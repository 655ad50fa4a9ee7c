"""Adobe Experience Platform Web SDK (alloy) and Edge Network.

Claims `/ee/…/v1/interact`, `/ee/…/v1/collect` and `/ee/…/v1/privacy/set-consent` at any host: the path with `configId`
or `dataStreamId` is the signature.

Fills: id is the datastream; name is `xdm.eventType`, else the commerce action, else page_view or event; params
page_location, page_title (the page's name), page_referrer, link_name, value (priceTotal), currency, transaction_id,
and `xdm` and `data` whole; items from `productListItems`; user from the identity map. Events that only fetch or show
propositions, and consent calls, are signals.
Source: Adobe Experience Platform Web SDK documentation; source of @adobe/alloy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Adobe Experience Platform Web SDK"
_PATH = r"/ee/(?:.*/)?v\d/(?:interact|collect|privacy/set-consent)"
CLAIMS = (
    Claim(host="adobedc.net", path=r"/ee[\w-]*/(?:.*/)?v\d/(?:interact|collect|privacy/set-consent)"),
    Claim(host="demdex.net", path=_PATH),
    Claim(path=_PATH),
)
HOLDS_BACK = False
VOLATILE = frozenset({"requestId", "timestamp", "xdm.timestamp", "xdm._id"})
ANSWER = Answer(body='{"requestId":"00000000-0000-0000-0000-000000000000","handle":[]}')
_COMMERCE = {
    "productListAdds": "commerce.productListAdds",
    "productListRemovals": "commerce.productListRemovals",
    "productListViews": "commerce.productListViews",
    "productViews": "commerce.productViews",
    "checkouts": "commerce.checkouts",
    "purchases": "commerce.purchases",
    "saveForLaters": "commerce.saveForLaters",
}
_ASIDE = ("decisioning.proposition", "personalization.request")


def decode(request: Request) -> Iterator[Event]:
    """One event each of `events`; a consent call is one signal."""
    _, path, query = payload.address(request.url)
    asked = payload.parameters(query)
    stream = asked.get("configId") or asked.get("dataStreamId") or ""
    document = payload.json_body(request)
    given = {name: asked[name] for name in asked if name not in ("configId", "dataStreamId")}
    if path.endswith("set-consent"):
        told = list(fields.rows(fields.dig(document, "consent")))
        yield Event("adobe_web_sdk", "set-consent", stream, params={"consent": told}, kind="signal", raw=given)
        return
    shared = fields.mapping(fields.dig(document, "xdm"))
    events = fields.dig(document, "events") or fields.dig(document, "event")  # servers tell one
    aside = {name: value for name, value in fields.mapping(document).items() if name in ("meta", "query")}
    for row in fields.rows([{}] if events is None else events):
        xdm = {**shared, **fields.mapping(row.get("xdm"))}
        rest = {name: value for name, value in row.items() if name not in ("xdm", "data")}
        yield _event(xdm, fields.mapping(row.get("data")), stream, {**given, **aside, **rest})


def _total(items: tuple[dict[str, Any], ...]) -> float | None:
    """What the products cost together, where each says it."""
    prices = [item.get("priceTotal") for item in items]
    found = [price for price in prices if isinstance(price, int | float)]
    return round(sum(found), 4) if found and len(found) == len(prices) else None


def _event(xdm: dict[str, Any], data: dict[str, Any], stream: str, given: dict[str, Any]) -> Event:
    commerce = fields.mapping(xdm.get("commerce"))
    order = fields.mapping(commerce.get("order"))
    actions = [name for key, name in _COMMERCE.items() if key in commerce]
    web = fields.mapping(xdm.get("web"))
    viewed = fields.dig(web, "webPageDetails", "pageViews")
    plain = "web.webpagedetails.pageViews" if viewed is not None else "event"
    name = fields.word(xdm.get("eventType")) or (actions[0] if actions else plain)
    items = tuple(fields.rows(xdm.get("productListItems")))
    currency = order.get("currencyCode") or next((item.get("currencyCode") for item in items), None)
    said = {
        "page_location": fields.dig(web, "webPageDetails", "URL"),
        "page_title": fields.dig(web, "webPageDetails", "name"),
        "page_referrer": fields.dig(web, "webReferrer", "URL"),
        "link_name": fields.dig(web, "webInteraction", "name"),
        "currency": currency,
        "value": order.get("priceTotal"),
        "transaction_id": order.get("purchaseID"),
        "xdm": xdm,
        "data": data,
    }
    identities = fields.mapping(xdm.get("identityMap"))
    user = {key: fields.dig(value, 0, "id") for key, value in identities.items()}
    return Event(
        vendor="adobe_web_sdk",
        name=name,
        id=stream,
        value=fields.worth(order.get("priceTotal", _total(items))),
        params=fields.present(said),
        items=items,
        user=fields.present(user),
        kind="signal" if name.startswith(_ASIDE) else "event",
        raw=given,
    )
