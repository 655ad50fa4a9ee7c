"""etracker analytics.

Claims the counting paths (`/cnt.php`, `/cnt_js.php`, `/eventcnt.php`, `/nscnt.php`, `/ccnt….php`, `/dc/…`, `/et_…`,
`/api/tracking…`, `/w/…`) at etracker.com and etracker.de, and at any host by `et` with `et_pagename` or with the name
of such a file.

Fills: name is pageview, event, or the name of an etCommerce event (order, insertToBasket, viewProduct, …, base64 JSON
in `d`); category, action, label from `et_cat`, `et_action`, `et_item`; value from `et_value`; id is the account (`et`,
`et_secure`); params page name (`et_pagename`) as page_title, page_location (`et_url`), page_referrer (`ref`), areas,
tags; target, value, transaction_id and sale_status from `et_target` (`target,value,order,status`) or `et_tval`,
`et_tonr`, `et_tsale`; items from the basket; user from `et_coid` and `et_uid`. Clicks for the overlay (`cnt_links.php`)
and visitor motions (`vm….php`) are signals. Names are those of its script: what is not known stays in raw.
Source: source of its script (t.js); etracker documentation, “Parameters”, “Event tracking”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "etracker"
_PATH = (
    r"/(?:(?:f|ns|c)?cnt\w*\.php|vm/?\w*cnt\.php|dc/.*|et_\w+.*|api/(?:v\d/)?tracking.*|w/.*|event.*|conv.*|cntr?\.gif"
    r"|_et.*)"
)
_CODE = ("et", r"\w{3,12}")
CLAIMS = (
    Claim(host="etracker.com", path=_PATH),
    Claim(host="etracker.de", path=_PATH),
    Claim(query=(("et_pagename", ".*"), _CODE)),
    Claim(path=r"/(?:.*/)?(?:cnt|cnt_js|eventcnt|ccnt)\.php", query=(_CODE,)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"et_time", "et_tm", "tc", "dh", "rnd", "v", "swidth", "sheight"})
_PARAMS = {
    "et_pagename": "page_title",
    "cc_pagename": "page_title",
    "et_url": "page_location",
    "cc_url": "page_location",
    "et_ref": "page_referrer",
    "ref": "page_referrer",
    "cc_ref": "page_referrer",
    "et_areas": "areas",
    "cc_areas": "areas",
    "et_tags": "tags",
    "et_tval": "value",
    "cc_ordervalue": "value",
    "cc_ordercurr": "currency",
    "et_tonr": "transaction_id",
    "cc_orderno": "transaction_id",
    "et_tsale": "sale_status",
    "cc_ordertype": "sale_status",
    "et_basket": "basket",
    "et_se": "search_engine",
    "et_ilevel": "interest_level",
}
_USER = {"et_uid": "user_id", "et_coid": "client_id"}
_FIELDS = ("id", "name", "category", "quantity", "price")
_TARGET = ("target", "value", "transaction_id", "sale_status")
_ASIDE = re.compile(r"/(?:cnt_links|vm/?\w*cnt)\.php")


def decode(request: Request) -> Iterator[Event]:
    """One count, in query, form or JSON."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    account = fields.word(given.pop("et", "") or given.pop("et_secure", "") or given.pop("secureCode", ""))
    user = fields.present(fields.take(given, _USER))
    if given.get("t") == "ec" and given.get("d"):
        yield _commerce(given, account, user)
        return
    told = [
        next((fields.word(given.pop(name)) for name in names if given.get(name)), None)
        for names in (("et_cat", "category"), ("et_action", "action"), ("et_item", "et_object", "object"))
    ]
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    params |= _target(fields.word(given.pop("et_target", "")))
    counted = fields.number(given.pop("et_value", None))
    yield Event(
        vendor="etracker",
        name="event" if told[0] or told[1] else "pageview",
        id=account,
        category=told[0],
        action=told[1],
        label=told[2],
        value=fields.worth(params.get("value", counted)),
        params=params,
        items=_items(fields.word(params.get("basket"))),
        user=user,
        kind=fields.kind(_ASIDE.fullmatch(path) is not None),
        raw=given,
    )


def _target(content: str) -> dict[str, Any]:
    """`target,value,order,status` and, of newer scripts, a number of the customer; zeros where none was set."""
    pieces = content.split(",")
    after = 4 if len(pieces) > 4 else 3
    if len(pieces) <= after:
        return {}
    row = [",".join(pieces[:-after]), *pieces[-after:][:3]]
    if not row[0] and row[2] in ("", "0"):
        return {}
    return fields.numbers(fields.present(dict(zip(_TARGET, row, strict=True))), ("value",))


def _items(basket: str) -> tuple[dict[str, Any], ...]:
    """`A-1,Mug,Kitchen,2,19.99;A-2,…`: number, name, group, count, price."""
    found = []
    for row in basket.split(";", 500)[:500]:
        parts = [payload.unquote(part) for part in row.split(",")]
        if len(parts) == len(_FIELDS):
            found.append(dict(zip(_FIELDS, parts, strict=True)))
    return fields.items(found)


def _commerce(given: dict[str, Any], account: str, user: dict[str, Any]) -> Event:
    """An etCommerce event: an order with its basket, or a product and how many of it."""
    told = dict(fields.mapping(payload.packed(given.pop("d"))))
    name = fields.word(told.pop("eventName", ""))
    page = fields.present(fields.take(given, {name: new for name, new in _PARAMS.items() if name[:3] == "cc_"}))
    order = dict(fields.mapping(told.pop("order", None)))
    rows = list(fields.rows(fields.dig(order.pop("basket", None), "products") or told.pop("products", None)))
    if "product" in told:
        rows.append({"product": told.pop("product"), "quantity": told.pop("quantity", None)})
    items = [
        fields.present({**fields.mapping(row.get("product") or row), "quantity": row.get("quantity")}) for row in rows
    ]
    names = {"orderNumber": "transaction_id", "orderPrice": "value", "currency": "currency", "status": "sale_status"}
    said = fields.numbers({**fields.take(told, names), **fields.take(order, names)}, ("value",))
    return Event(
        vendor="etracker",
        name=name,
        id=account,
        value=fields.worth(said.get("value")),
        params={**page, **said, **told, **order},
        items=fields.items(items),
        user=user,
        raw=given,
    )
