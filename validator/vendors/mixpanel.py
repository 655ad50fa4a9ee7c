"""Mixpanel.

Claims `/track/`, `/engage/`, `/groups/`, `/record/` at mixpanel.com, and at any host a POST there whose `data` is
JSON or base64 JSON, or a GET with base64 `data`.

Fills: name from `event`, of profile updates the operation (`$set`, …); id is the token; params are the site's own
properties beside page_location (`$current_url`), page_title, page_referrer; value from value, revenue, `$amount`;
user from `$device_id`, `$user_id`, `distinct_id`. Mixpanel's own `$…` properties stand in raw. Recordings are
signals.
Source: Mixpanel ingestion API reference; source of mixpanel-browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Mixpanel"
CLAIMS = (
    Claim(host="mixpanel.com", path=r"/(?:track|engage|groups|record|import)/?"),
    Claim(
        path=r"/(?:.*/)?(?:track|engage|groups)/?",
        body=r"^data=(?:eyJ|W3si|%7B%22|%5B%7B%22|%5B%0A)",
        methods=("POST",),
    ),
    Claim(path=r"/(?:.*/)?(?:track|engage|groups)/?", query=(("data", r"(?:eyJ|W3si).*"),)),
    Claim(path=r"/(?:.*/)?(?:track|engage|groups)/?", body=r"\"(?:mp_lib|\$token)\"\s*:", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"time", "$insert_id", "$time", "mp_sent_by_lib_version"})
MESSAGE_ID = ("$insert_id",)
_PAGE = {
    "$current_url": "page_location",
    "current_url": "page_location",
    "current_page_title": "page_title",
    "$referrer": "page_referrer",
}
_USER = {"$device_id": "client_id", "$user_id": "user_id", "distinct_id": "distinct_id"}
_OPERATIONS = ("$set", "$set_once", "$add", "$append", "$union", "$remove", "$unset", "$delete")


def ANSWER(request: Request) -> Answer:
    """`1`, or JSON where the library asks to be told more."""
    if "verbose=1" in request.url or b"verbose=1" in request.body:
        return Answer(body='{"status":1,"error":null}')
    return Answer(content_type="text/plain", body="1")


def decode(request: Request) -> Iterator[Event]:
    """The events of a batch, or one."""
    _, path, query = payload.address(request.url)
    if path.rstrip("/").endswith("record"):
        yield Event("mixpanel", "recording", kind="signal", raw=payload.parameters(query))
        return
    asked = payload.parameters(query)
    asked.pop("data", None)
    for row in fields.rows(payload.json_body(request, "data")):
        yield _profile(row, asked) if "$token" in row else _event(row, asked)


def _event(row: dict[str, Any], asked: dict[str, str]) -> Event:
    own = dict(fields.mapping(row.get("properties")))
    token = fields.word(own.pop("token", ""))
    page = fields.take(own, _PAGE)
    user = fields.take(own, _USER)
    aside = [name for name in own if name.startswith(("$", "mp_")) or name == "time"]
    raw = {**asked, **{name: own.pop(name) for name in aside}}
    amount = own.get("value", own.get("revenue", raw.get("$amount")))
    return Event(
        vendor="mixpanel",
        name=fields.word(row.get("event")),
        id=token,
        value=fields.worth(amount),
        params={**page, **own},
        items=tuple(fields.rows(own.get("items") or own.get("products"))),
        user=fields.present(user),
        raw=raw,
    )


def _profile(row: dict[str, Any], asked: dict[str, str]) -> Event:
    operation = next((name for name in _OPERATIONS if name in row), "engage")
    told = fields.mapping(row.get(operation))
    user = fields.take(dict(row), {"$device_id": "client_id", "$user_id": "user_id", "$distinct_id": "distinct_id"})
    return Event(
        "mixpanel", operation, fields.word(row.get("$token")), user={**user, "properties": told}, raw=dict(asked)
    )
