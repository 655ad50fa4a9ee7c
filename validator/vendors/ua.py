"""Universal Analytics (Measurement Protocol v1: analytics.js, gtag.js with UA-…) and the older ga.js.

Claims `/collect`, `/r/collect`, `/j/collect`, `/batch` and `/__utm.gif` at Google's hosts and, by signature (`v=1`
with `tid=UA-…`; `utmac=UA-…`), anywhere. A POST body of `/batch` holds one hit a line.

Fills: name is the hit type `t` (pageview, event, transaction, item, social, timing, exception, screenview); category,
action, label, value from `ec ea el ev` (timing: `utc utv utl utt`; social: `sn sa st`), of ga.js from `utme`; id from
`tid`; params by analytics.js' own field names (dimension1, metric1, nonInteraction, revenue, …) beside page_location,
page_title, page_referrer, currency, transaction_id; items from `pr1…`, `il1pi1…`, promotions, and item hits; user from
`cid`, `uid`. Hits with `t=dc` and those at stats.g.doubleclick.net are signals.
Google stopped processing these hits in July 2023 (360: 2024): each carries the finding `ua-retired`.
Source: Measurement Protocol parameter reference; ga.js troubleshooting reference (`utm…` parameters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.consent_mode import consent
from validator.decoding.hygiene import too_long
from validator.model.event import Event, Finding
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Universal Analytics"
_ID = r"(?:UA|MO|YT)-\d+-\d+"
CLAIMS = (
    Claim(host="google-analytics.com", path=r"/(?:debug/)?(?:[rj]/)?collect/?"),
    Claim(host="google-analytics.com", path=r"/batch"),
    Claim(host="google-analytics.com", path=r"/(?:r/)?__utm\.gif"),
    Claim(host="analytics.google.com", path=r"/(?:[rj]/)?collect/?"),
    Claim(host="stats.g.doubleclick.net", path=r"/(?:[rj]/)?collect"),
    Claim(host="stats.g.doubleclick.net", path=r"/(?:r/)?__utm\.gif"),
    Claim(query=(("tid", _ID), ("v", "1"), ("t", r"(?!sr$)\w+"))),
    Claim(
        path=r"/(?:.*/)?(?:collect|batch)", body=r"(?m)^(?=.*\bv=1&)(?=.*\btid=(?:UA|MO|YT)-\d+-\d+)", methods=("POST",)
    ),
    Claim(path=r"/(?:.*/)?__utm\.gif", query=(("utmac", _ID),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"_s", "z", "a", "jid", "gjid", "_gid", "ht", "qt", "_u", "utmn", "utmhid", "utms"})

_PARAMS = {
    "dl": "page_location",
    "dt": "page_title",
    "dr": "page_referrer",
    "dp": "page_path",
    "dh": "page_hostname",
    "cd": "screenName",
    "ni": "nonInteraction",
    "cu": "currency",
    "ti": "transaction_id",
    "ta": "affiliation",
    "tr": "revenue",
    "ts": "shipping",
    "tt": "tax",
    "tcc": "coupon",
    "pa": "productAction",
    "pal": "list",
    "cos": "step",
    "col": "option",
    "promoa": "promoAction",
    "cs": "campaignSource",
    "cm": "campaignMedium",
    "cn": "campaignName",
    "ck": "campaignKeyword",
    "cc": "campaignContent",
    "ci": "campaignId",
    "ul": "language",
    "exd": "exDescription",
    "exf": "exFatal",
    "an": "appName",
    "av": "appVersion",
    "linkid": "linkid",
    "in": "item_name",
    "ip": "item_price",
    "iq": "item_quantity",
    "ic": "item_code",
    "iv": "item_category",
}
_NUMBERS = ("revenue", "shipping", "tax", "step", "item_price", "item_quantity")
_ITEM = {
    "id": "id",
    "nm": "name",
    "br": "brand",
    "ca": "category",
    "va": "variant",
    "pr": "price",
    "qt": "quantity",
    "cc": "coupon",
    "ps": "position",
    "cr": "creative",
}
_ITEM_NUMBERS = frozenset({"pr", "qt", "ps"})
_TRIPLES = {
    "event": ("ec", "ea", "el", "ev"),
    "timing": ("utc", "utv", "utl", "utt"),
    "social": ("sn", "sa", "st", ""),
}
_CUSTOM = re.compile(r"(cd|cm|cg)(\d{1,3})")
_PRODUCT = re.compile(r"pr(\d{1,3})([a-z]{2})(\d{0,3})")
_IMPRESSION = re.compile(r"il(\d{1,3})(?:nm|pi(\d{1,3})([a-z]{2})(\d{0,3}))")
_PROMOTION = re.compile(r"promo(\d{1,3})(id|nm|cr|ps)")
_CUSTOM_NAMES = {"cd": "dimension", "cm": "metric", "cg": "contentGroup"}
_LIMITS = {  # bytes
    "ec": 150, "ea": 500, "el": 500, "dt": 1500, "dh": 100, "dl": 2048, "dp": 2048, "dr": 2048, "ti": 500, "ta": 500,
    "cn": 100, "cs": 100, "ci": 100, "cm": 50, "ck": 500, "cc": 500, "in": 500, "ic": 500, "iv": 500,
}  # fmt: skip
_SAID = {
    "ec": ("category", "The category"),
    "ea": ("action", "The action"),
    "el": ("label", "The label"),
}
HIT_LENGTH = 8192  # bytes; longer hits are dropped without a word


def decode(request: Request) -> Iterator[Event]:
    """One event a line of the body (`/batch`), else one of URL and body together."""
    host, path, query = payload.address(request.url)
    given = payload.parameters(query)
    if path.endswith("__utm.gif"):
        yield _older(given, aside=host == "stats.g.doubleclick.net")
        return
    for line in payload.lines(request) or [{}]:
        yield _event({**given, **line}, host, max(len(query), len(request.body) if len(line) else 0))


def _event(given: dict[str, str], host: str, length: int) -> Event:
    kind = given.pop("t", "")
    tid = given.pop("tid", "")
    told = _TRIPLES.get(kind, ("ec", "ea", "el", "ev"))
    long = _long(given)
    category, action, label, value = (given.pop(name, None) for name in told)
    items = _items(given)
    params: dict[str, Any] = fields.take(given, _PARAMS)
    for name in [name for name in given if _CUSTOM.fullmatch(name)]:
        params[_CUSTOM_NAMES[name[:2]] + name[2:]] = given.pop(name)
    fields.numbers(params, [*_NUMBERS, *(name for name in params if name.startswith("metric"))])
    if "revenue" in params:
        params["value"] = params["revenue"]
    aside = kind in ("dc", "adtiming", "") or host == "stats.g.doubleclick.net"
    return Event(
        vendor="ua",
        name=kind,
        id=tid,
        category=category,
        action=action,
        label=label,
        value=fields.worth(value if value is not None else params.get("revenue")),
        params=params,
        items=items,
        user=fields.take(given, {"cid": "client_id", "uid": "user_id", "_gid": "session_id"}),
        consent=consent(given.get("gcs", ""), given.get("gcd", "")),
        kind="signal" if aside else "event",
        findings=() if aside else (_RETIRED, *_wrong(kind, category, action, value), *long, *_oversize(length)),
        raw=given,
    )


_RETIRED = Finding("ua-retired", "Universal Analytics was switched off in July 2023: nobody receives this hit.")


def _wrong(kind: str, category: str | None, action: str | None, value: str | None) -> Iterator[Finding]:
    if kind != "event":
        return
    if not category or not action:
        missing = "category" if not category else "action"
        yield Finding("event-incomplete", f"The event has no {missing}: Google Analytics drops it.", missing)
    if value is not None and not (value.isdecimal() and value.isascii()):
        message = f"The event value {value!r} is not a whole number of 0 or more: Google Analytics drops it."
        yield Finding("value-not-whole", message, "value")


def _long(given: Mapping[str, str]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for name, limit in _LIMITS.items():
        text = given.get(name)
        if text and len(text) * 4 > limit and len(text.encode()) > limit:
            path, what = _SAID.get(name) or (f"params.{_PARAMS[name]}", f"{_PARAMS[name]}")
            found += too_long("param-value-too-long", what, text.encode(), limit, path, "bytes")
    return tuple(found)


def _oversize(length: int) -> Iterator[Finding]:
    if length > HIT_LENGTH:
        yield Finding("hit-too-long", f"The hit has {length} bytes; Google Analytics drops hits over {HIT_LENGTH}.")


def _items(given: dict[str, str]) -> tuple[Mapping[str, Any], ...]:
    """Products, impressions (with their list) and promotions, each as one item, in their order."""
    found: dict[tuple[str, int, int], dict[str, Any]] = {}
    lists: dict[int, str] = {}
    for name in [name for name in given if name.startswith(("pr", "il"))]:
        product = _PRODUCT.fullmatch(name)
        impression = _IMPRESSION.fullmatch(name)
        promotion = _PROMOTION.fullmatch(name)
        if product:
            item = found.setdefault(("a", int(product[1]), 0), {})
            _put(item, product[2], product[3], given.pop(name))
        elif impression and impression[2] is None:
            lists[int(impression[1])] = given.pop(name)
        elif impression:
            item = found.setdefault(("b", int(impression[1]), int(impression[2])), {})
            _put(item, impression[3], impression[4], given.pop(name))
        elif promotion:
            item = found.setdefault(("c", int(promotion[1]), 0), {"promotion": True})
            _put(item, promotion[2], "", given.pop(name))
    for (kind, place, _), item in found.items():
        if kind == "b" and place in lists:
            item["list"] = lists[place]
    return tuple(found[key] for key in sorted(found))


def _put(item: dict[str, Any], code: str, place: str, value: str) -> None:
    if code in ("cd", "cm") and place:
        item[_CUSTOM_NAMES[code] + place] = value
    else:
        item[_ITEM.get(code, code + place)] = fields.number(value) if code in _ITEM_NUMBERS else value


_OLDER = {
    "utmhn": "page_hostname",
    "utmp": "page_path",
    "utmdt": "page_title",
    "utmr": "page_referrer",
    "utmul": "language",
    "utmcu": "currency",
    "utmtid": "transaction_id",
    "utmtst": "affiliation",
    "utmtto": "revenue",
    "utmttx": "tax",
    "utmtsp": "shipping",
    "utmni": "nonInteraction",
    "utmsn": "socialNetwork",
    "utmsa": "socialAction",
}
_OLDER_ITEM = {"utmipc": "id", "utmipn": "name", "utmiva": "category", "utmipr": "price", "utmiqt": "quantity"}
_OLDER_KINDS = {"": "pageview", "page": "pageview", "tran": "transaction", "item": "item", "event": "event"}
_GROUP = re.compile(r"(\d+)((?:\([^()]*\))+)")


def _older(given: dict[str, str], aside: bool) -> Event:
    """A hit of ga.js. `utme` is `5(category*action*label)(value)`, and custom variables in 8 (names), 9 (values)."""
    kind = given.pop("utmt", "")
    groups = {found[1]: found[2][1:-1].split(")(") for found in _GROUP.finditer(given.get("utme", ""))}
    told = [_plain(part) for part in groups.get("5", [""])[0].split("*")]
    told += [""] * (3 - len(told))
    params: dict[str, Any] = fields.numbers(fields.take(given, _OLDER), ("revenue", "tax", "shipping"))
    if "revenue" in params:
        params["value"] = params["revenue"]
    names = [_plain(part) for part in groups.get("8", [""])[0].split("*")]
    values = [_plain(part) for part in groups.get("9", [""])[0].split("*")]
    params |= {name: value for name, value in zip(names, values, strict=False) if name}
    item = fields.numbers(fields.take(given, _OLDER_ITEM), ("price", "quantity"))
    value = groups["5"][1] if len(groups.get("5", ())) > 1 else params.get("revenue")
    return Event(
        vendor="ua",
        name=_OLDER_KINDS.get(kind, kind),
        id=given.pop("utmac", ""),
        category=told[0] or None,
        action=told[1] or None,
        label=told[2] or None,
        value=fields.worth(value),
        params=params,
        items=(item,) if item else (),
        kind="signal" if aside else "event",
        findings=() if aside else (_RETIRED,),
        raw=given,
    )


def _plain(part: str) -> str:
    """ga.js writes `'1` for `)`, `'2` for `*`, `'3` for `!`, `'0` for `'`; a custom variable may begin `2!`."""
    part = re.sub(r"^\d+!", "", part)
    return re.sub("'([0-3])", lambda found: "')*!"[int(found[1])], part)
