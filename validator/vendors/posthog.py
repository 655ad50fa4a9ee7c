"""PostHog.

Claims `/e/`, `/i/v0/e/`, `/batch/`, `/capture/`, `/track/`, `/engage/` and `/s/` (replay) at posthog.com, and at any
host where the query has the library's `ver`, or the body its token.

Fills: name from `event` ($pageview, $autocapture, own names); id is the token; params are the site's own properties
beside page_location (`$current_url`), page_title, page_referrer; value from value or revenue; user from
`distinct_id`, `$device_id`, `$session_id`, `$set`. PostHog's own `$…` properties stand in raw. Replay, `$web_vitals`
and `$feature_flag_called` are signals.
Source: PostHog capture API reference; source of posthog-js.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "PostHog"
CLAIMS = (
    Claim(host="posthog.com", path=r"/(?:i/v\d/e|e|s|batch|capture|track|engage)/?", methods=("POST", "GET")),
    Claim(path=r"/(?:.*/)?(?:e|s|batch|capture)/?", query=(("ver", r"\d+\.\d+\.\d+.*"), ("_", r"\d+"))),
    Claim(path=r"/(?:.*/)?(?:e|s)/?", query=(("compression", "base64|gzip-js|lz64"),), methods=("POST",)),
    Claim(path=r"/(?:.*/)?(?:e|batch|capture)/?", body=r"\"(?:token|api_key)\"\s*:\s*\"phc_", methods=("POST",)),
    Claim(path=r"/(?:.*/)?i/v\d/e/?", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"uuid", "timestamp", "$insert_id", "$time", "offset", "sent_at"})
MESSAGE_ID = ("uuid", "$insert_id")
ANSWER = Answer(body='{"status":1}')
CONFIGURATION = (
    (
        Claim(path=r"/(?:.*/)?(?:decide|flags)/?", query=(("v", r"\d"),)),
        Answer(
            body='{"featureFlags":{},"featureFlagPayloads":{},"errorsWhileComputingFlags":false,"sessionRecording":false,"supportedCompression":["gzip-js"],"autocapture_opt_out":true,"surveys":false,"toolbarParams":{},"isAuthenticated":false,"siteApps":[]}'
        ),
    ),
)
_PAGE = {"$current_url": "page_location", "title": "page_title", "$title": "page_title", "$referrer": "page_referrer"}
_USER = {
    "distinct_id": "user_id",
    "$device_id": "client_id",
    "$session_id": "session_id",
    "$set": "properties",
    "$groups": "groups",
}
_ASIDE = frozenset({"$web_vitals", "$feature_flag_called", "$snapshot", "$snapshot_items", "$$heatmap"})


def decode(request: Request) -> Iterator[Event]:
    """The events of a batch, or one."""
    document = payload.json_body(request, "data")
    asked = payload.query(request.url)
    asked.pop("data", None)
    shared = fields.mapping(document)
    key = fields.word(shared.get("api_key") or shared.get("token"))
    rows = shared.get("batch", shared.get("data") if "event" not in shared and "data" in shared else document)
    for row in fields.rows(rows):
        own = dict(fields.mapping(row.get("properties")))
        token = fields.word(own.pop("token", "")) or key
        name = fields.word(row.get("event"))
        user = {**fields.take(row, {"distinct_id": "user_id", "$set": "properties"}), **fields.take(own, _USER)}
        page = fields.take(own, _PAGE)
        raw: dict[str, Any] = {
            name_: row[name_] for name_ in ("timestamp", "uuid", "offset", "$set_once") if name_ in row
        }
        raw |= asked
        raw |= {key_: own.pop(key_) for key_ in [key_ for key_ in own if key_.startswith("$")]}
        yield Event(
            vendor="posthog",
            name=name,
            id=token,
            value=fields.worth(own.get("value", own.get("revenue"))),
            params={**page, **own},
            items=tuple(fields.rows(own.get("products") or own.get("items"))),
            user=fields.present(user),
            kind=fields.kind(name in _ASIDE),
            raw=raw,
        )
