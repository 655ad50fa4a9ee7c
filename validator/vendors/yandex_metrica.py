"""Yandex Metrica.

Claims `/watch/ID`, `/clmap/ID`, `/webvisor/ID` at mc.yandex.ru, mc.yandex.com, mc.webvisor.org and their kin.

Fills: name is pageview, goal's own name (`page-url=goal://host/name`), link, download, not_bounce, params; id is the
counter; params page_location, page_referrer, page_title (`t` of browser-info), the site's own parameters; value,
currency, transaction_id and items from e-commerce (`__ym.ecommerce`), whose action is the name; user from `u` of
browser-info. Click maps, Webvisor and the bounce ping are signals.
Source: AMP's public configuration of Metrica; Yandex Metrica documentation, “E-commerce”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Yandex Metrica"
_PATH = r"/(?:watch|clmap|webvisor|user_storage_set|sync_cookie_image_\w+)(?:/.*)?"
CLAIMS = (
    Claim(host="mc.yandex.ru", path=_PATH),
    Claim(host="mc.yandex.com", path=_PATH),
    Claim(host="mc.yandex.by", path=_PATH),
    Claim(host="mc.yandex.kz", path=_PATH),
    Claim(host="mc.webvisor.org", path=_PATH),
    Claim(host="mc.webvisor.com", path=_PATH),
)
HOLDS_BACK = False
VOLATILE = frozenset({"browser-info", "rn", "wmode", "t", "force-urlencoded"})
_ACTIONS = ("purchase", "add", "remove", "detail", "click", "checkout", "impressions", "promoView", "promoClick")
_SINGLE = re.compile(r":?([a-z]{1,6}):([^:]*)")


def decode(request: Request) -> Iterator[Event]:
    """One call; e-commerce actions in it are events of their own."""
    _, path, query = payload.address(request.url)
    pieces = path.strip("/").split("/")
    given: dict[str, Any] = payload.parameters(query)
    if request.body:
        given |= payload.form(request)
    counter = pieces[1] if len(pieces) > 1 else ""
    info_text = given.get("browser-info", "")
    head, mark, title = info_text.partition(":t:")
    info = dict(_SINGLE.findall(head))
    page = given.pop("page-url", "")
    said = {"page_referrer": given.pop("page-ref", ""), "page_title": title if mark else ""}
    site = given.pop("site-info", "")
    own = dict(fields.mapping(payload.inner(site)))
    inner = fields.mapping(own.pop("__ym", None))
    user = fields.present({"client_id": info.get("u", "")})
    for row in fields.rows(inner.get("ecommerce")):
        yield from _commerce(row, counter, page, user)
    goal = page.startswith("goal://")
    if goal:
        name = payload.unquote(page.partition("://")[2].partition("/")[2])
        said = {"page_location": said["page_referrer"]}
    elif pieces[0] != "watch":
        name = pieces[0]
    else:
        name = _kind(info)
    if not goal:
        said["page_location"] = page
    if not inner.get("ecommerce") or info.get("pv") or own or goal:
        yield Event(
            vendor="yandex_metrica",
            name=name,
            id=counter,
            value=fields.worth(own.get("order_price")),
            params={**fields.present(said), **own, **({"currency": own["currency"]} if "currency" in own else {})},
            user=user,
            kind=fields.kind(
                name in ("clmap", "webvisor", "not_bounce", "user_storage_set") or name.startswith("sync_")
            ),
            raw=given,
        )


def _kind(info: Mapping[str, str]) -> str:
    for key, name in (("pv", "pageview"), ("nb", "not_bounce"), ("ln", "link"), ("dl", "download"), ("pa", "params")):
        if info.get(key) == "1":
            return name
    return "hit"


def _commerce(row: dict[str, Any], counter: str, page: str, user: dict[str, Any]) -> Iterator[Event]:
    for action in _ACTIONS:
        told = row.get(action)
        if told is None:
            continue
        field = fields.mapping(fields.dig(told, "actionField"))
        revenue = fields.number(field.get("revenue"))
        named = {"transaction_id": field.get("id"), "value": revenue, "coupon": field.get("coupon")}
        products = told if isinstance(told, list) else fields.dig(told, "products")
        shared = {"page_location": page, "currency": row.get("currencyCode")}
        yield Event(
            vendor="yandex_metrica",
            name=action,
            id=counter,
            value=fields.worth(revenue),
            params=fields.present({**shared, **named}),
            items=tuple(fields.rows(products)),
            user=user,
        )
