"""Datadog RUM and browser logs (monitoring).

Claims `/api/v2/rum`, `/api/v2/logs`, `/api/v2/replay`, `/api/v2/spans` at Datadog's intake hosts, and at any host
with `ddsource=browser`.

Fills: one event for each line: name is the custom action's name, else the type (view, resource, error, …: signals);
id is the application; params page_location (`view.url`), page_title, and the context; user from `usr` and
`session.id`.
Source: Datadog RUM documentation, “Browser data collected”.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator import payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Datadog RUM"
_PATH = r"/api/v2/(?:rum|logs|replay|spans|profile)"
CLAIMS = (
    Claim(host="datadoghq.com", path=_PATH),
    Claim(host="datadoghq.eu", path=_PATH),
    Claim(host="browser-intake-datadoghq.com", path=_PATH),
    Claim(host="browser-intake-datadoghq.eu", path=_PATH),
    Claim(path=r"/.*", query=(("ddsource", "browser"),)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"date", "batch_time", "dd-request-id"})


def decode(request: Request) -> Iterator[Event]:
    """The lines of the body."""
    _, path, query = payload.address(request.url)
    given = payload.parameters(query)
    last = path.rpartition("/")[2]
    if last not in ("rum", "logs"):
        yield Event("datadog", last, kind="signal", raw=given)
        return
    for row in payload.rows(payload.json_body(request)):
        kind = payload.word(row.get("type")) or last
        action = (
            payload.dig(row, "action", "target", "name") if payload.dig(row, "action", "type") == "custom" else None
        )
        said = {
            "page_location": payload.dig(row, "view", "url"),
            "page_title": payload.dig(row, "view", "name"),
            "page_referrer": payload.dig(row, "view", "referrer"),
        }
        user = {**payload.mapping(row.get("usr")), "session_id": payload.dig(row, "session", "id")}
        yield Event(
            vendor="datadog",
            name=payload.word(action) or kind,
            id=payload.word(payload.dig(row, "application", "id")),
            params={**payload.present(said), **payload.mapping(row.get("context"))},
            user=payload.present(user),
            kind=payload.kind(not action),
        )
