"""Google Analytics 4: gtag.js, Google Tag Manager, server-side containers, Google tag gateway, Measurement Protocol.

Claims `/g/collect` at Google's hosts and, by its signature (`v=2` with `tid=G-…`), at any host and under any path, also
where a server-side container's loader hides path and query in base64.
A POST body holds one event a line; a line's own parameters go before those of the URL.

Fills: name from `en`, id from `tid`; params from `ep.…` (texts) and `epn.…` (numbers), page_location, page_title,
page_referrer, currency and campaign from their short names; items from `pr1`…`pr200`; category, action and label from
the parameters event_category, event_action and event_label, where the site sends them; user from `cid`, `uid`, `sid`
and `up.…`; consent from `gcs` and `gcd`.
A hit without `en`, everything at stats.g.doubleclick.net, and the copies for the Merchant Center (`/mc/collect`) are
signals: side pings that count nothing.
Source: what Google's own tags were seen to send; Measurement Protocol reference of Google Analytics 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from validator.decoding import fields, ga4_rules, payload
from validator.decoding.consent_mode import consent
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim
from validator.protocols import google

NAME = "Google Analytics 4"
_ID = r"G-[A-Z0-9]{4,}"
_SIGNATURE = (("tid", _ID), ("v", "2"))
CLAIMS = (
    Claim(host="google-analytics.com", path=r"/(?:.*/)?g/collect/?"),
    Claim(host="analytics.google.com", path=r"/(?:.*/)?g/(?:s/)?collect/?"),
    Claim(host="stats.g.doubleclick.net", path=r"/g/collect"),
    Claim(host="google-analytics.com", path=r"/(?:debug/)?mp/collect"),
    Claim(query=(*_SIGNATURE, ("en", ".+"))),
    Claim(query=(*_SIGNATURE, ("_p", ".+"))),
    Claim(query=(*_SIGNATURE, ("gtm", ".+"))),
    Claim(path=r"/(?:.*/)?g/collect/?", query=(("v", "2"), ("tid", ".*"))),
    Claim(path=r"/(?:.*/)?g/collect/?", body=rf"(?:^|&)tid={_ID}", methods=("POST",)),
    Claim(path=r"/(?:.*/)?mp/collect", query=(("measurement_id", _ID),)),
    Claim(host="merchant-center-analytics.goog", path=r"/mc/collect/?"),
)
HOLDS_BACK = True
VOLATILE = frozenset({"_p", "_s", "_et", "_z", "tfd", "gtm", "tag_exp"})

_PARAMS = {
    "dl": "page_location",
    "dt": "page_title",
    "dr": "page_referrer",
    "dp": "page_path",
    "dh": "page_hostname",
    "cu": "currency",
    "ul": "language",
    "sr": "screen_resolution",
    "cs": "campaign_source",
    "cm": "campaign_medium",
    "cn": "campaign",
    "cc": "campaign_content",
    "ck": "campaign_term",
    "ci": "campaign_id",
    "tt": "traffic_type",
    "ir": "ignore_referrer",
    "_dbg": "debug_mode",
}
_USER = {"cid": "client_id", "uid": "user_id", "sid": "session_id", "sct": "session_number"}
_ITEM = {
    "id": "item_id",
    "nm": "item_name",
    "br": "item_brand",
    "ca": "item_category",
    "c2": "item_category2",
    "c3": "item_category3",
    "c4": "item_category4",
    "c5": "item_category5",
    "va": "item_variant",
    "pr": "price",
    "qt": "quantity",
    "cp": "coupon",
    "ds": "discount",
    "ln": "item_list_name",
    "li": "item_list_id",
    "lp": "index",
    "af": "affiliation",
    "lo": "location_id",
    "pi": "promotion_id",
    "pn": "promotion_name",
    "cn": "creative_name",
    "cs": "creative_slot",
}
_ITEM_NUMBERS = frozenset({"pr", "qt", "ds", "lp"})


def decode(request: Request) -> Iterator[Event]:
    """One event a line of the body; without a body, one of the URL."""
    host, path, query = payload.address(request.url)
    if path.endswith("/mp/collect"):
        yield from _measurement_protocol(request, payload.parameters(query))
        return
    shared = payload.parameters(query)
    aside = host == "stats.g.doubleclick.net" or host.endswith("merchant-center-analytics.goog")
    for line in payload.lines(request) or [{}]:
        yield _event({**shared, **line}, aside)


def _event(given: dict[str, str], aside: bool) -> Event:
    own: dict[str, Any] = {}
    page: dict[str, Any] = {}
    user: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    items: list[tuple[int, Mapping[str, Any]]] = []
    raw: dict[str, Any] = {}
    for key, value in given.items():
        if key.startswith("ep."):
            own[key[3:]] = value
        elif key.startswith("epn."):
            own[key[4:]] = fields.number(value)
        elif key in _PARAMS:
            page[_PARAMS[key]] = value
        elif key in _USER:
            user[_USER[key]] = value
        elif key.startswith("up."):
            properties[key[3:]] = value
        elif key.startswith("upn."):
            properties[key[4:]] = fields.number(value)
        elif key.startswith("pr") and key[2:].isdecimal() and len(key) < 7:
            items.append((int(key[2:]), _item(value)))
        elif key == "em":
            user |= google.user_data(value)
        elif key not in ("en", "tid"):
            raw[key] = value
    if properties:
        user["properties"] = properties
    items.sort(key=lambda pair: pair[0])
    name = given.get("en", "")
    params = {**page, **own}
    event = Event(
        vendor="ga4",
        name=name,
        id=given.get("tid", ""),
        category=_told(own, "event_category"),
        action=_told(own, "event_action"),
        label=_told(own, "event_label"),
        value=fields.worth(own.get("value")),
        params=params,
        items=tuple(item for _, item in items),
        user=user,
        consent=consent(given.get("gcs", ""), given.get("gcd", "")),
        kind="signal" if aside or not name else "event",
        raw=raw,
    )
    if event.kind == "signal":
        return event
    found = tuple(ga4_rules.findings(event, own))
    return replace(event, findings=found) if found else event


def _told(own: Mapping[str, Any], name: str) -> str | None:
    return fields.word(own[name]) if name in own else None


def _item(content: str) -> Mapping[str, Any]:
    """`idSKU~nmMug~pr19.99`; a doubled `~` is the character itself. Own parameters come as `k0name~v0value`."""
    doubled = "~~" in content
    found: dict[str, Any] = {}
    names: dict[str, str] = {}
    for part in (content.replace("~~", "\0") if doubled else content).split("~"):
        if doubled:
            part = part.replace("\0", "~")
        code, value = part[:2], part[2:]
        if code in _ITEM:
            found[_ITEM[code]] = fields.number(value) if code in _ITEM_NUMBERS else value
        elif code[:1] == "k" and len(code) == 2:
            names[code[1]] = value
        elif code[:1] == "v" and code[1:] in names:
            found[names[code[1:]]] = value
        elif part:
            found[code] = value
    return found


def _measurement_protocol(request: Request, given: dict[str, str]) -> Iterator[Event]:
    """JSON with `events`, sent by a site's own code. `api_secret` must not be readable in a page: it is not kept."""
    document = fields.mapping(payload.json_body(request))
    user = fields.present({"client_id": document.get("client_id"), "user_id": document.get("user_id")})
    properties = fields.mapping(document.get("user_properties"))
    if properties:
        user["properties"] = {
            name: value.get("value") if isinstance(value, dict) else value for name, value in properties.items()
        }
    told = fields.mapping(document.get("consent"))
    for row in fields.rows(document.get("events")):
        own = dict(fields.mapping(row.get("params")))
        items = tuple(fields.rows(own.pop("items", None)))
        event = Event(
            vendor="ga4",
            name=fields.word(row.get("name")),
            id=given.get("measurement_id") or given.get("firebase_app_id", ""),
            category=_told(own, "event_category"),
            action=_told(own, "event_action"),
            label=_told(own, "event_label"),
            value=fields.worth(own.get("value")),
            params=own,
            items=items,
            user=user,
            consent={name: fields.word(value).lower() for name, value in told.items()},
            raw={"timestamp_micros": document["timestamp_micros"]} if "timestamp_micros" in document else {},
        )
        found = tuple(ga4_rules.findings(event, own))
        yield replace(event, findings=found) if found else event
