"""Adobe Analytics (AppMeasurement, Web SDK forwarding, Data Insertion API).

Claims `/b/ss/REPORT-SUITES/…` at omtrdc.net, 2o7.net and any host: the path is the signature.

Fills: id is the report suite (several are comma-separated); name is page_view, or the link's name (`pev2`) where `pe`
says it is a link; params pageName, page_location (`g`), page_referrer (`r`), currency (`cc`), transaction_id
(`purchaseID`), channel, eVar1…250 (`v1`), prop1…75 (`c1`), hier, list, campaign (`v0`), events (a list), each event
that carries a number under its own name, contextData (flat, names with dots), link_type; items from `products`
(category, id, quantity, price, events, merchandising eVars); user from `mid`, `aid`, `fid`, `vid`. `D=c1` is filled
with the value it refers to. A hit without its end mark (`AQE`) was cut off: finding `hit-truncated`.
Source: Adobe Analytics implementation guide, “Data collection query parameters”, “products”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event, Finding
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Adobe Analytics"
_PATH = r"/b/ss/.*"
CLAIMS = (
    Claim(host="omtrdc.net", path=_PATH),
    Claim(host="2o7.net", path=_PATH),
    Claim(path=_PATH),
)
HOLDS_BACK = False
VOLATILE = frozenset({"t", "mcorgid", "aamb", "aamlh", "ts", "sdid"})
_PARAMS = {
    "pageName": "pageName",
    "gn": "pageName",
    "g": "page_location",
    "r": "page_referrer",
    "cc": "currency",
    "purchaseID": "transaction_id",
    "pi": "transaction_id",
    "xact": "transactionID",
    "ch": "channel",
    "server": "server",
    "sv": "server",
    "v0": "campaign",
    "pageType": "pageType",
    "gt": "pageType",
    "zip": "zip",
    "state": "state",
    "pev1": "link_url",
    "pev2": "link_name",
    "pid": "clickmap_page",
    "oid": "clickmap_object",
}
_LINKS = {"lnk_o": "custom", "lnk_d": "download", "lnk_e": "exit", "lnk_s": "custom"}
_USER = {"mid": "client_id", "aid": "analytics_id", "fid": "fallback_id", "vid": "user_id"}
_VARIABLE = re.compile(r"([vchl])([1-9]\d{0,2})")
_VARIABLES = {"v": "eVar", "c": "prop", "h": "hier", "l": "list"}
_REFERENCE = re.compile(r"D=([\w.]+)")


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, query = payload.address(request.url)
    content = "&".join(filter(None, (query, payload.text(request))))
    given, context = _split(content)
    found = {name: _referred(value, given) for name, value in given.items()}
    complete = "AQE" in found or "AQB" not in found
    kind = found.pop("pe", "")
    params: dict[str, Any] = fields.take(found, _PARAMS)
    for name in [name for name in found if _VARIABLE.fullmatch(name)]:
        params[_VARIABLES[name[0]] + name[1:]] = found.pop(name)
    counted = [part for part in (found.pop("events", "") or found.pop("ev", "")).split(",") if part]
    if any(":" in part for part in counted):  # serial numbers of events
        found["event_serials"] = ",".join(part for part in counted if ":" in part)
    if counted:
        params["events"] = [part.partition("=")[0].partition(":")[0] for part in counted]
        params |= {part.partition("=")[0]: fields.number(part.partition("=")[2]) for part in counted if "=" in part}
    if context:
        params["contextData"] = context
    if kind in _LINKS:
        params["link_type"] = _LINKS[kind]
    items = tuple(_items(found.pop("products", "") or found.pop("pl", "")))
    suites = path.removeprefix("/b/ss/").partition("/")[0]
    cut = Finding("hit-truncated", "The hit was cut off on its way: its end mark is missing.")
    yield Event(
        vendor="adobe_analytics",
        name=fields.word(params.get("link_name")) or kind if kind else "page_view",
        id=suites,
        value=_revenue(items) if "purchase" in params.get("events", ()) else None,
        params=params,
        items=items,
        user=fields.take(found, _USER),
        findings=() if complete else (cut,),
        raw={name: value for name, value in found.items() if name not in ("AQB", "AQE")},
    )


def _split(content: str) -> tuple[dict[str, str], dict[str, str]]:
    """Parameters, and context data: `c.&product.&name=mug&.product&.c` holds `product.name`."""
    given: dict[str, str] = {}
    context: dict[str, str] = {}
    levels: list[str] = []
    inside = False
    for name, value in payload.pairs(content):
        if not inside:
            if name == "c.":
                inside = True
            elif not (name.startswith(".") or name.endswith(".")):
                given.setdefault(name, value)
        elif name == ".c" and not levels:
            inside = False
        elif name.startswith(".") and levels:
            levels.pop()
        elif name.endswith(".") and len(levels) < payload.DEPTH:
            levels.append(name)
        else:
            context["".join(levels) + name] = value
    return given, context


def _referred(value: str, given: Mapping[str, str]) -> str:
    """`D=c20` takes the value of c20; what is more complicated stays as it is."""
    if not value.startswith("D="):
        return value
    found = _REFERENCE.fullmatch(value)
    return given.get(found[1], value) if found else value


def _items(content: str) -> Iterator[dict[str, Any]]:
    for product in content.split(",", 500):
        parts = product.split(";")
        if len(parts) < 2 and not product:
            continue
        item: dict[str, Any] = {}
        for name, part in zip(("category", "id", "quantity", "price"), parts, strict=False):
            if part:
                item[name] = fields.number(part) if name in ("quantity", "price") else part
        for name, part in zip(("events", "eVars"), parts[4:6], strict=False):
            if part:
                pairs = (pair.partition("=") for pair in part.split("|"))
                item[name] = {key: fields.number(value) for key, _, value in pairs if key}
        yield item


def _revenue(items: tuple[dict[str, Any], ...]) -> float | None:
    """`price` of a product is the price of all its units."""
    prices = [item["price"] for item in items if isinstance(item.get("price"), int | float)]
    return round(sum(prices), 4) if prices else None
