"""New Relic Browser (monitoring).

Claims `/1/KEY`, `/events/1/KEY`, `/jserrors/1/KEY`, `/ins/1/KEY`, `/resources/…`, `/browser/blobs` at nr-data.net.

Fills: name is the kind of data, of page actions (`ins`) their name; id is the application (`a`). All are signals, so
that monitoring is not mistaken for an unknown hit, except page actions.
Source: New Relic documentation, “Browser agent: network endpoints”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "New Relic"
CLAIMS = (
    Claim(host="nr-data.net", path=r"/(?:(?:events|jserrors|ins|resources|rum|blob|amp)(?:/.*)?|1/.*|browser/.*)"),
    Claim(host="insights-collector.newrelic.com", path=r"/v\d/accounts/\d+/events", methods=("POST",)),
)
HOLDS_BACK = True
_USED = ("actionName", "eventType", "timestamp")


def decode(request: Request) -> Iterator[Event]:
    """Page actions one by one; everything else as one signal."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    application = given.pop("a", "") or given.pop("appId", "")
    kind = path.strip("/").partition("/")[0]
    if "/accounts/" in path:
        for row in fields.rows(payload.json_body(request)):
            own = {name: value for name, value in row.items() if name not in _USED}
            yield Event("new_relic", fields.word(row.get("eventType")), fields.piece(path, 2), params=own, raw=given)
        return
    if kind == "ins" and request.body:
        for row in fields.rows(fields.dig(payload.json_body(request), "ins")):
            own = {name: value for name, value in row.items() if name not in _USED}
            name = fields.word(row.get("actionName") or row.get("eventType"))
            yield Event("new_relic", name, application, params=own, raw=given)
        return
    name = {"1": "rum"}.get(kind, kind)
    yield Event("new_relic", name, application, kind="signal", raw=given)
