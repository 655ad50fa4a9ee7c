"""Naver Analytics and Naver ads conversions (wcs).

Claims `/b` and `/m` at wcs.naver.com and wcs.naver.net.

Fills: name is the event's type (`wcs.trans`), conversion where `cnv` is sent, event (`wcs.event`) with its category and
action (`e_cat`, `e_act`), else pageview; id is the account (`wa`); params page_location (`u`), page_referrer (`e`, or
`ur` where the site gave another), page_title (`tl`), value, currency, items; of an older conversion its type and value
from `cnv` (`cnvType=1|cnvValue=…`, or the pair).
Source: Naver's public guide for advertisers' conversion scripts; source of wcslog.js.
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
_PARAMS = {"u": "page_location", "e": "page_referrer", "ur": "page_referrer", "tl": "page_title"}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.query(request.url)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    elif request.body:
        given |= payload.parameters(payload.text(request).lstrip("?"))
    told = given.pop("conv", None) or given.pop("trans", None)
    own = dict(fields.mapping(payload.inner(told)))
    older = _conversion(fields.word(given.pop("cnv", "")))
    for blank in [blank for blank in ("e", "ur") if given.get(blank) == ""]:
        del given[blank]
    params = fields.take(given, _PARAMS)
    if "page_title" in params:
        params["page_title"] = payload.unquote(fields.word(params["page_title"]))  # the script encodes it twice
    if told is None:  # the newer script writes them side by side with the rest
        own |= {
            name: given.pop(name) for name in ("value", "currency", "items", "id") if name in given and name != "id"
        }
    items = payload.inner(own.pop("items", None))
    name = fields.word(own.pop("type", "") or given.pop("type", ""))
    if not name and given.get("t") == "event":
        name = given.pop("t")
    category, action = (fields.word(given.pop(told, "")) or None for told in ("e_cat", "e_act"))
    own |= older
    params |= fields.numbers(own, ("value",))
    yield Event(
        vendor="naver",
        name=name or ("conversion" if older else "pageview"),
        id=fields.word(given.pop("wa", "")),
        category=category,
        action=action,
        value=fields.worth(params.get("value")),
        params=params,
        items=fields.items(items),
        raw=given,
    )


def _conversion(content: str) -> dict[str, Any]:
    """`ci=…|cnvType=1|cnvValue=45500` as the script builds it, or `1,45500` as sites write it."""
    told = payload.parameters(content, "|")
    kind, _, amount = content.partition(",")
    if "cnvType" in told:
        kind, amount = told["cnvType"], told.get("cnvValue", "")
    return fields.present({"conversion_type": kind, "value": amount})
