"""Piano Analytics (formerly AT Internet).

Claims `/event` with `s` and `idclient` (Piano), and `/hit.xiti` (AT Internet) at any host.

Fills: name is the event's name (page.display, click.action, …), of AT Internet page, click, or its e-commerce type;
id is the site (`s`); params are the event's data beside page_location, page_title (`page`, `p`) and page_referrer;
value, currency and transaction_id from transactions; user from `idclient` and the user's id. Several events in
one body come in order.
Source: Piano Analytics data collection reference; source of piano-analytics-js.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Piano Analytics"
CLAIMS = (
    Claim(host="xiti.com", path=r"/hit\.xiti"),
    Claim(host="pa-cd.com", path=r"/event"),
    Claim(path=r"/(?:.*/)?hit\.xiti", query=(("s", r"\d+"),)),
    Claim(path=r"/(?:.*/)?event", query=(("idclient", ".+"), ("s", r"\d+")), methods=("POST",)),
    Claim(path=r"/(?:.*/)?event", query=(("idclient", ".+"), ("s", r"\d+"), ("events", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "hl", "event_collection_time"})
_PARAMS = {
    "p": "page_title",
    "ref": "page_referrer",
    "s2": "level2",
    "click": "click_type",
    "cmd": "transaction_id",
    "mtht": "value",
    "roimt": "value",
    "type": "type",
}
_KINDS = {"click": "click.action", "clic": "click.action", "mvt": "mv_test.display", "AT": "advertisement.impression"}


def decode(request: Request) -> Iterator[Event]:
    """The events of the body, or the hit of the query."""
    _, path, query = payload.address(request.url)
    asked: dict[str, Any] = payload.parameters(query)
    site = asked.pop("s", "") or asked.pop("xts", "")
    user = fields.take(asked, {"idclient": "client_id", "idp": "page_view_id", "an": "user_id", "ac": "user_category"})
    if path.endswith("hit.xiti"):
        yield _hit(asked, site, user)
        return
    document = fields.mapping(payload.json_body(request, "events"))
    listed = document.get("events", document)
    for row in fields.rows(listed):
        data = dict(fields.mapping(row.get("data")))
        said = fields.take(data, {"event_url_full": "page_location", "page_title_html": "page_title"})
        said |= fields.take(data, {"previous_url": "page_referrer", "cart_currency": "currency"})
        said |= fields.take(data, {"transaction_id": "transaction_id"})
        value = data.get("cart_turnovertaxincluded", data.get("transaction_turnovertaxincluded"))
        if value is not None:
            said["value"] = value
        known = fields.take(data, {"user_id": "user_id"})
        yield Event(
            vendor="piano",
            name=fields.word(row.get("name")),
            id=site,
            value=fields.worth(data.get("value") if value is None else value),
            params={**said, **data},
            user={**user, **known},
            raw=asked,
        )


def _hit(asked: dict[str, Any], site: str, user: dict[str, Any]) -> Event:
    kind = asked.get("type", "")
    params = fields.numbers(fields.take(asked, _PARAMS), ("value",))
    own = [name for name in asked if name[:1] in "xf" and name[1:].isdecimal()]
    params |= {name: asked.pop(name).removeprefix("[").removesuffix("]") for name in own}
    name = _KINDS.get(kind) or ("click.action" if "click_type" in params else kind or "page.display")
    return Event(
        vendor="piano",
        name=name,
        id=site,
        value=fields.worth(params.get("value")),
        params=params,
        user=user,
        raw=asked,
    )
