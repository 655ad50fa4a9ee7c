"""Microsoft Advertising, Universal Event Tracking (Bing).

Claims `/action/0` and `/actionp/0` at bat.bing.com and bat.bing.net, `/cst/0` at commerce.bing.com, and the first two
at a site's own host by their signature (`ti` a number, `evt`).

Fills: name is the event's action (`ea`) for custom events, else `evt` (pageLoad, …); category, action, label, value
from `ec ea el ev`; id from `ti`; params page_location (`p`), page_title (`tl`), page_referrer (`r`), currency (`gc`),
value (`gv`, the revenue, else `ecomm_totalvalue`), items, ecomm_… under their own names; user from `pid` (`em`, `ph`:
hashed), `vid` and `sid`; consent from `asc` (G or D). The image for visitors without JavaScript, which says nothing but
its `ti`, is a pageLoad. `pageHide`, `consent` and `pid` are signals.
Source: Microsoft Advertising help, “UET tag”; requests of the tag as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Microsoft Advertising UET"
CLAIMS = (
    Claim(host="bat.bing.com", path=r"/actionp?/\d+"),
    Claim(host="bat.bing.net", path=r"/actionp?/\d+"),
    Claim(host="commerce.bing.com", path=r"/cst/\d+"),
    Claim(path=r"/(?:.*/)?action/0", query=(("ti", r"\d{5,15}"), ("evt", r"\w+"))),
    Claim(path=r"/(?:.*/)?actionp/0", query=(("ti", r"\d{5,15}"), ("evt", r"\w+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"mid", "rn", "lt", "vids", "sid", "vid"})
_PARAMS = {
    "p": "page_location",
    "tl": "page_title",
    "r": "page_referrer",
    "gv": "value",
    "gc": "currency",
    "currency": "currency",
    "kw": "page_keywords",
    "page_path": "page_path",
    "transaction_id": "transaction_id",
    "prodid": "ecomm_prodid",
    "pagetype": "ecomm_pagetype",
}
_HASHED = {"em": "email", "ph": "phone_number", "fn": "first_name", "ln": "last_name"}
_ASIDE = ("pageHide", "consent", "pid")
_STATES = {"G": "granted", "D": "denied"}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    kind = given.pop("evt", "") or "pageLoad"
    params = fields.take(given, _PARAMS)
    params |= {name: given.pop(name) for name in list(given) if name.startswith("ecomm_")}
    if not params.get("value") and params.get("ecomm_totalvalue"):
        params["value"] = params["ecomm_totalvalue"]
    fields.numbers(params, ("value",))
    hashed: dict[str, Any] = payload.parameters(given.pop("pid", ""))
    category, action, label = (given.pop(name, None) for name in ("ec", "ea", "el"))
    value = given.pop("ev", None)
    state = _STATES.get(given.get("asc", ""))
    yield Event(
        vendor="microsoft_uet",
        name=action if kind == "custom" and action else kind,
        id=given.pop("ti", ""),
        category=category,
        action=action,
        label=label,
        value=fields.worth(value if value is not None else params.get("value")),
        params=params,
        items=fields.items(payload.inner(given.pop("items", "")) or None),
        user={
            **fields.take(given, {"vid": "client_id", "sid": "session_id"}),
            **fields.take(hashed, _HASHED),
            **hashed,
        },
        consent={"ad_storage": state} if state else {},
        kind=fields.kind(kind in _ASIDE),
        raw=given,
    )
