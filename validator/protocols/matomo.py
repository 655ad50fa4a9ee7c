"""The tracking protocol of Matomo, which Piwik PRO speaks with additions: a query, a form, or a JSON list of queries.

Source: Matomo's tracking API reference; Piwik PRO's tracking HTTP API reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request

_PARAMS = {
    "url": "page_location",
    "urlref": "page_referrer",
    "action_name": "page_title",
    "search": "search",
    "search_cat": "search_category",
    "search_count": "search_count",
    "download": "download",
    "link": "link",
    "c_n": "content_name",
    "c_p": "content_piece",
    "c_t": "content_target",
    "c_i": "content_interaction",
    "idgoal": "goal",
    "revenue": "value",
    "ec_id": "transaction_id",
    "ec_st": "subtotal",
    "ec_tx": "tax",
    "ec_sh": "shipping",
    "ec_dt": "discount",
    "currency": "currency",
    "_pks": "product_sku",
    "_pkn": "product_name",
    "_pkc": "product_category",
    "_pkp": "product_price",
}
_NUMBERS = ("value", "subtotal", "tax", "shipping", "discount", "search_count", "product_price")
_USER = {"_id": "client_id", "cid": "client_id", "uid": "user_id"}
_PRODUCT = ("id", "name", "category", "price", "quantity", "brand", "variant", "dimensions")


def requests(request: Request) -> Iterator[dict[str, Any]]:
    """The parameters of each hit of a request; a body without an own site takes that of the URL."""
    shared = payload.query(request.url)
    content = payload.text(request).lstrip()
    if content[:1] == "{":
        for row in fields.listed(fields.dig(payload.document(content), "requests")):
            if isinstance(row, str):
                yield shared | payload.parameters(row.lstrip("?"))
            elif isinstance(row, dict):
                yield {**shared, **row}
    else:
        yield shared | (payload.form(request) if content else {})


def event(given: dict[str, Any], vendor: str) -> Event:
    """One hit as an event. Names: pageview, event, goal, ecommerce_order, cart_update, search, download, outlink, …"""
    category, action, label, value = (given.pop(name, None) for name in ("e_c", "e_a", "e_n", "e_v"))
    kind = given.pop("e_t", "")
    name = kind or _name(given, category)
    items = _items(given.pop("ec_items", "") or given.pop("ec_products", ""))
    params: dict[str, Any] = fields.numbers(fields.take(given, _PARAMS), _NUMBERS)
    params |= {key: given.pop(key) for key in list(given) if key.startswith(("dimension", "ma_", "fa_"))}
    for key, scope in (("cvar", "page_variables"), ("_cvar", "visit_variables")):
        variables = _variables(given.get(key, ""))
        if variables:
            del given[key]
            params[scope] = variables
    return Event(
        vendor=vendor,
        name=name,
        id=fields.word(given.pop("idsite", "")),
        category=fields.said(category),
        action=fields.said(action),
        label=fields.said(label),
        value=fields.worth(value if value not in (None, "") else params.get("value")),
        params=params,
        items=items,
        user=fields.take(given, _USER),
        kind=fields.kind(name in ("ping", "recording")),
        raw=given,
    )


def _name(given: Mapping[str, Any], category: Any) -> str:
    if "ping" in given:
        return "ping"
    if category is not None:
        return "event"
    if "idgoal" in given:
        if given["idgoal"] not in ("0", 0):
            return "goal"
        return "ecommerce_order" if given.get("ec_id") else "cart_update"
    for key, name in (
        ("search", "search"),
        ("download", "download"),
        ("link", "outlink"),
        ("exit", "outlink"),
        ("c_i", "content_interaction"),
        ("c_n", "content_impression"),
        ("ma_id", "media"),
        ("fa_vid", "form"),
        ("hsr_vid", "recording"),
        ("cra", "crash"),
    ):
        if key in given:
            return name
    return "pageview"


def _items(content: Any) -> tuple[Mapping[str, Any], ...]:
    """`[["SKU","name",["category"],19.99,2,"brand","variant"]]`."""
    listed = payload.inner(content)
    found: list[Mapping[str, Any]] = []
    for row in listed if isinstance(listed, list) else [listed]:
        if isinstance(row, list):
            item = {name: value for name, value in zip(_PRODUCT, row, strict=False) if value not in (None, "", [])}
            found.append(fields.numbers(item, ("price", "quantity")))
        elif isinstance(row, dict) and row:
            found.append(row)
    return tuple(found)


def _variables(content: str) -> dict[str, Any]:
    """`{"1":["name","value"]}` as name → value."""
    rows = fields.mapping(payload.inner(content)).values()
    return {fields.word(row[0]): row[1] for row in rows if isinstance(row, list) and len(row) > 1}
