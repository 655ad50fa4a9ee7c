"""Google Ads: conversions, remarketing, consent pings, enhanced conversions.

Claims `/pagead/conversion/ID/`, `/pagead/viewthroughconversion/ID/`, `/pagead/1p-…`, `/ccm/collect`, form data at
`/ccm/form-data/ID` and `/pagead/form-data/ID`, `/ads/ga-audiences`, `/ads/user-lists/ID/` (the older
`1p-user-list`), `/ads/conversion/ID/` and `/td/rul` at Google's hosts; the first three anywhere.

Fills: id is `AW-…`; name is `en`, else the event of `data`, else conversion or remarketing by the path; value and
currency from `value` and `currency_code`; params page_location (`url`), page_title (`tiba`), transaction_id (`oid`),
send_to (`AW-…/label`), label and what `data=a=b;c=d`, `ep.…` and `epn.…` hold; items from
`item=(price*quantity*id*start*end)` or `item=(id*price*quantity)`; consent from `gcs` and `gcd`. `/ccm/collect`, form
data, the first-party copies (`1p-…`) and audiences are signals: they accompany a hit. So is what an advertisement
tells of itself (`/pagead/conversion/?ai=…`, without an account). A conversion that goes to `/pagead/conversion/` and,
with the same `random`, to `/ccm/conversion/` counts once.
Source: what Google's own tags were seen to send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.consent_mode import consent
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim
from validator.protocols import google

NAME = "Google Ads"
_KINDS = r"(?:privacysandbox/)?conversion|viewthroughconversion|1p-conversion|1p-user-list|landing"
_PAGEAD = rf"/(?:.*/)?pagead/(?:{_KINDS})(?:/.*)?"
_CCM = r"/(?:.*/)?(?:ccm/(?:form-data/[\w-]+|conversion/[\w-]+|(?:s/)?collect)|pagead/form-data/[\w-]+)/?"
CLAIMS = (
    Claim(host="googleads.g.doubleclick.net", path=_PAGEAD),
    Claim(host="googleadservices.com", path=_PAGEAD),
    Claim(host="google.com", path=_PAGEAD),
    Claim(host="google.com", path=_CCM),
    Claim(host="googlesyndication.com", path=_CCM),
    Claim(host="doubleclick.net", path=_CCM),
    Claim(host="td.doubleclick.net", path=r"/td/(?:ga/)?rul(?:/[\w-]+)?"),
    Claim(
        host="google.com",
        path=r"/(?:ads/(?:ga-audiences|(?:user-lists|conversion)/\d+/?)|rmkt/collect/.*|measurement/conversion/?)",
    ),
    Claim(host="analytics.google.com", path=r"/measurement/conversion/?"),
    Claim(host="googlesyndication.com", path=r"/measurement/conversion/?"),
    Claim(path=r"/ads/ga-audiences", query=(("tid", ".+"),)),  # at google.de and its kin
    Claim(path=r"/ads/(?:user-lists|conversion)/\d+/?", query=(("random", r"\d+"), ("fmt", r"\d"))),
    Claim(path=r"/(?:.*/)?pagead/1p-(?:conversion|user-list)/\d+/?", query=(("random", r"\d+"),)),
    Claim(path=_PAGEAD, query=(("random", r"\d+"), ("cv", r"\d+"))),
    Claim(path=r"/(?:.*/)?ccm/conversion/[\w-]+/?", query=(("random", r"\d+"), ("gtm", ".+"))),
    Claim(path=r"/(?:.*/)?ccm/collect", query=(("en", ".+"), ("gtm", ".+"))),
)
HOLDS_BACK = False
ONCE = ("random", "label")  # a conversion goes to /pagead/conversion/ and to /ccm/conversion/
VOLATILE = frozenset({"random", "fst", "u_his", "gtm", "tag_exp", "ctc_id", "eitems", "rfmt", "npa"})

_PARAMS = {
    "url": "page_location",
    "dl": "page_location",
    "ref": "page_referrer",
    "dr": "page_referrer",
    "tiba": "page_title",
    "dt": "page_title",
    "value": "value",
    "currency_code": "currency",
    "cu": "currency",
    "currency": "currency",
    "oid": "transaction_id",
    "label": "label",
    "mid": "merchant_id",
    "feed_country": "feed_country",
    "feed_language": "feed_language",
    "discount": "discount",
}
_AMOUNTS = ("value", "discount", "shipping", "tax")
_ID = re.compile(
    r"/(?:conversion|viewthroughconversion|1p-conversion|1p-user-list|user-lists|form-data|collect|landing|rul)/(?:AW-)?([\w-]+)"
)
_COUNTED = ("/pagead/conversion/", "/viewthroughconversion/", "/ccm/conversion/")
_ITEM = re.compile(r"\(([^()]*)\)")


def as_sent(told: str) -> str:
    """An id as events have it: Tag Manager asks for the digits of `AW-123456789` alone."""
    return f"AW-{told}" if told.isdecimal() else told


def decode(request: Request) -> Iterator[Event]:
    """One event, in the URL or in a form."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    found = _ID.search(path)
    number = found[1] if found else ""
    send_to = number if number.startswith("AW-") or not number else f"AW-{number}"
    data = _data(given.pop("data", ""))
    said = data.pop("event", "")
    conversion = "/conversion" in path or "/1p-conversion" in path
    name = given.pop("en", "") or said or _plain_name(path, conversion)
    told = {**fields.take_prefixed(given, "ep."), **fields.take_prefixed(given, "epn.")}
    params = fields.numbers({**data, **told, **fields.take(given, _PARAMS)}, _AMOUNTS)
    if params.get("label") and send_to:
        params["send_to"] = f"{send_to}/{params['label']}"
    yield Event(
        vendor="google_ads",
        name=name,
        id=send_to or given.get("tid") or given.get("tids", "").replace("~", ","),
        value=fields.worth(params.get("value")),
        params=params,
        items=tuple(_items(given.pop("item", ""))),
        user={**fields.take(given, {"auid": "client_id"}), **google.user_data(given.pop("em", ""))},
        consent=consent(given.get("gcs", ""), given.get("gcd", "")),
        kind=fields.kind(not number or not any(part in path for part in _COUNTED)),
        raw=given,
    )


def _plain_name(path: str, conversion: bool) -> str:
    if conversion:
        return "conversion"
    return "user_data" if "/form-data/" in path else "remarketing"


def _data(content: str) -> dict[str, Any]:
    return payload.parameters(content, ";") if content else {}


def _items(content: str) -> Iterator[Mapping[str, Any]]:
    for found in _ITEM.findall(content):
        parts = found.split("*")
        if len(parts) >= 5:
            price, quantity, item, start, end = parts[:5]
            dates = fields.present({"start_date": start, "end_date": end})
            yield {"id": item, "price": fields.number(price), "quantity": fields.number(quantity), **dates}
        elif len(parts) >= 3:
            yield {"id": parts[0], "price": fields.number(parts[1]), "quantity": fields.number(parts[2])}
