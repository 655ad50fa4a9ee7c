"""Naver Analytics and Naver ads conversions (wcs).

Claims `/b` and `/m` at wcs.naver.com and wcs.naver.net.

Fills: name is the event's type (`wcs.trans`), conversion where `cnv` is sent, else pageview; id is the account
(`wa`); params page_location (`u`), page_referrer (`e`), value, currency, items; value of an older conversion from
`cnv=type,value`.
Source: Naver's public guide for advertisers' conversion scripts; requests of wcslog.js as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Naver Analytics"
CLAIMS = (
    Claim(host="wcs.naver.com", path=r"/[bm]"),
    Claim(host="wcs.naver.net", path=r"/[bm]"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"vs", "nt", "bt", "EOU"})
_PARAMS = {"u": "page_location", "e": "page_referrer", "ti": "page_title"}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.query(request.url)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    elif request.body:
        given |= payload.parameters(payload.text(request).lstrip("?"))
    told = given.pop("conv", None) or given.pop("trans", None)
    own = dict(fields.mapping(payload.inner(told)))
    older = fields.word(given.pop("cnv", "")).split(",") if "cnv" in given else []
    params = fields.take(given, _PARAMS)
    if told is None:  # the newer script writes them side by side with the rest
        own |= {
            name: given.pop(name) for name in ("value", "currency", "items", "id") if name in given and name != "id"
        }
    items = payload.inner(own.pop("items", None))
    name = fields.word(own.pop("type", "") or given.pop("type", ""))
    if older:
        own |= fields.present({"conversion_type": older[0], "value": older[1] if len(older) > 1 else ""})
    params |= fields.numbers(own, ("value",))
    yield Event(
        vendor="naver",
        name=name or ("conversion" if older else "pageview"),
        id=fields.word(given.pop("wa", "")),
        value=fields.worth(params.get("value")),
        params=params,
        items=fields.items(items),
        raw=given,
    )
