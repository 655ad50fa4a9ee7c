"""Amplitude (browser SDK 1 and 2, legacy amplitude-js).

Claims `/2/httpapi`, `/batch`, `/` at amplitude.com, `/2/httpapi` anywhere, and `/sessions/v2/track` (replay).

Fills: name from `event_type`; id is the API key; params from `event_properties` beside page_location (`[Amplitude]
Page Location`), page_title, page_referrer, currency; value from `revenue`, `value`, or `price` × quantity; user from
`user_id`, `device_id`, `session_id`, `user_properties`. The replay is a signal. A batch comes in order.
Source: Amplitude HTTP V2 API reference; source of @amplitude/analytics-browser and amplitude-js.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Amplitude"
CLAIMS = (
    Claim(
        host="amplitude.com",
        path=r"/(?:2/httpapi|batch|identify|groupidentify|sessions/v2/track)?/?",
        methods=("POST",),
    ),
    Claim(path=r"/(?:.*/)?2/httpapi", methods=("POST",)),
    Claim(path=r"/(?:.*/)?batch", body=r"\"api_key\"\s*:\s*\"[0-9a-f]{32}\".*\"event_type\"\s*:", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"time", "insert_id", "event_id", "client_upload_time"})
MESSAGE_ID = ("insert_id",)
ANSWER = Answer(body='{"code":200,"server_upload_time":0,"payload_size_bytes":0,"events_ingested":1}')
_PAGE = {
    "[Amplitude] Page Location": "page_location",
    "[Amplitude] Page Title": "page_title",
    "referrer": "page_referrer",
}
_USED = frozenset(
    {"event_type", "event_properties", "user_properties", "user_id", "device_id", "session_id", "groups", "revenue"}
)


def decode(request: Request) -> Iterator[Event]:
    """The events of a batch; version 1 posts a form with the list in `e`."""
    _, path, query = payload.address(request.url)
    if path.startswith("/sessions/"):
        yield Event("amplitude", "session_replay", kind="signal", raw=payload.parameters(query))
        return
    document = payload.json_body(request, "e", "events", "identification")
    if isinstance(document, dict) and "events" in document:
        key, rows = fields.word(document.get("api_key")), document["events"]
    else:
        given = payload.form(request)
        key, rows = given.get("client") or given.get("api_key", ""), document
    for row in fields.rows(rows):
        own = dict(fields.mapping(row.get("event_properties")))
        page = {new: own[old] for old, new in _PAGE.items() if own.get(old)}
        amount = row.get("revenue", own.get("$revenue", own.get("revenue", own.get("value"))))
        if amount is None:
            price, count = row.get("price", own.get("$price")), row.get("quantity", own.get("$quantity", 1))
            both = isinstance(price, int | float) and isinstance(count, int | float)
            amount = price * count if both else price
        user = {
            "client_id": row.get("device_id"),
            "user_id": row.get("user_id"),
            "session_id": fields.word(row.get("session_id")),
            "properties": row.get("user_properties"),
            "groups": row.get("groups"),
        }
        yield Event(
            vendor="amplitude",
            name=fields.word(row.get("event_type")) or "$identify",
            id=key,
            value=fields.worth(amount),
            params={**page, **own},
            items=tuple(fields.rows(own.get("products") or own.get("items"))),
            user=fields.present(user),
            raw={name: value for name, value in row.items() if name not in _USED},
        )
