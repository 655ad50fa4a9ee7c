"""Meta Pixel (Facebook, Instagram): GET, POST, and the Conversions API Gateway at a site's own host.

Claims `/tr` and `/tr/` at facebook.com, and at any host by its signature (`id` a number, `ev`), also under a
gateway's path where `dl` and `ts` stand beside them. Other paths are declared in the plan as endpoints.

Fills: name from `ev`; id from `id`; params from `cd[…]` under the names given to fbq, beside page_location (`dl`),
page_referrer (`rl`), event_id (`eid`); items from `contents`; user from `ud[…]`, `udff[…]` (hashed by the pixel) and
`fbp`. A body in the Conversions API's JSON (`data`: list of events) is read too. What the pixel posts to a gateway's
`/events` as JSON of its own (`fb.pixel_id`) repeats what it sends to Meta, under the same event_id: a signal.
Source: Meta Pixel reference; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Meta Pixel"
CLAIMS = (
    Claim(
        host="facebook.com",
        path=r"/(?:privacy_sandbox/pixel/register/trigger|privacy_sandbox/topics/registration|tr)/?",
    ),
    Claim(path=r"/(?:.*/)?tr/?", query=(("ev", ".+"), ("id", r"\d{5,20}"))),
    Claim(query=(("ev", ".+"), ("id", r"\d{10,20}"), ("dl", "https?:.*"), ("ts", r"\d+"))),
    Claim(host="graph.facebook.com", path=r"/(?:v[\d.]+/)?\d+/events/?", methods=("POST",)),
    Claim(host="conversionsapigateway.com", path=r"/events/\w+"),
    Claim(path=r"/(?:.*/)?events/?", body=r"\"fb\.pixel_id\"", methods=("POST",)),
    Claim(path=r"/events/\w+", body=r"\"fb\.pixel_id\"", methods=("POST",)),
    Claim(
        path=r"/(?:.*/)?tr/?",
        body=r"(?:^|&)(?:id=\d{5,20}&ev=|ev=[^&]+&(?:.*&)?id=\d{5,20})|name=\"ev\"",
        methods=("POST",),
    ),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "it", "o", "ec", "eid", "rqm", "exp", "ler", "cdl"})
_PARAMS = {"dl": "page_location", "rl": "page_referrer", "eid": "event_id"}
_USER = {"fbp": "client_id", "fbc": "click_id"}


def decode(request: Request) -> Iterator[Event]:
    """One event of pixel fields, or the events of a JSON body."""
    if request.body[:1] in (b"{", b"["):
        _, path, _ = payload.address(request.url)
        pixel = fields.piece(path, -2) if path.rstrip("/").endswith("/events") else ""
        yield from _conversions(payload.json_body(request), pixel if pixel.isdecimal() else "")
        return
    given: dict[str, Any] = payload.fields(request)
    custom = payload.nested(given, "cd")
    hashed = {**payload.nested(given, "ud"), **payload.nested(given, "udff")}
    for name in [name for name in given if name.startswith(("cd[", "ud[", "udff["))]:
        del given[name]
    items = payload.inner(custom.pop("contents", None))
    if isinstance(custom.get("content_ids"), str) and custom["content_ids"].startswith("["):
        custom["content_ids"] = payload.inner(custom["content_ids"])
    name = fields.word(given.pop("ev", ""))
    params = {**fields.take(given, _PARAMS), **fields.numbers(custom, ("value", "num_items", "predicted_ltv"))}
    yield Event(
        vendor="meta",
        name=name,
        id=given.pop("id", "") or (name if name.isdecimal() else ""),  # older conversion pixels have only a number
        value=fields.worth(params.get("value")),
        params=params,
        items=fields.items(items),
        user={**fields.take(given, _USER), **hashed},
        kind="signal" if "/privacy_sandbox/" in request.url.partition("?")[0] else "event",
        raw=given,
    )


def _conversions(document: Any, pixel: str) -> Iterator[Event]:
    shared = fields.mapping(document)
    for row in fields.rows(shared.get("data", document)):
        if "fb.pixel_id" in row:
            yield _copy(row)
            continue
        custom = dict(fields.mapping(row.get("custom_data")))
        items = tuple(fields.rows(custom.pop("contents", None)))
        params = (
            fields.present({"page_location": row.get("event_source_url"), "event_id": row.get("event_id")}) | custom
        )
        yield Event(
            vendor="meta",
            name=fields.word(row.get("event_name")),
            id=fields.word(row.get("pixel_id") or shared.get("pixel_id") or pixel),
            value=fields.worth(custom.get("value")),
            params=params,
            items=items,
            user=fields.mapping(row.get("user_data")),
            raw={name: row[name] for name in ("event_time", "action_source") if name in row},
        )


def _copy(row: dict[str, Any]) -> Event:
    """What the pixel repeats to a gateway; `fb.dynamic_product_ads` holds the same as `custom_data`."""
    custom = dict(fields.mapping(row.get("custom_data")))
    items = tuple(fields.rows(payload.inner(custom.pop("contents", None))))
    page = fields.mapping(row.get("website_context"))
    told = {
        "page_location": page.get("location"),
        "page_referrer": page.get("referrer"),
        "event_id": row.get("event_id"),
    }
    known = {"client_id": row.get("fb.fbp"), "click_id": row.get("fb.clickID")}
    return Event(
        vendor="meta",
        name=fields.word(row.get("event_name")),
        id=fields.word(row["fb.pixel_id"]),
        value=fields.worth(custom.get("value")),
        params=fields.present(told) | custom,
        items=items,
        user=fields.present(known) | fields.mapping(row.get("fb.advanced_matching")),
        kind="signal",
        raw={name: row[name] for name in ("smart_setup", "automatic_parameters", "event_meta_info") if name in row},
    )
