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

from validator.decoding import fields, payload
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
    Claim(query=(("ddforward", r"/api/v2/.*"),)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"date", "batch_time", "dd-request-id"})


def decode(request: Request) -> Iterator[Event]:
    """The lines of the body."""
    _, path, query = payload.address(request.url)
    given = payload.parameters(query)
    if "ddforward" in given:  # a proxy of the site's own is told where to
        path, _, query = given["ddforward"].partition("?")
        given |= payload.parameters(query)
    last = path.rpartition("/")[2]
    if last not in ("rum", "logs"):
        yield Event("datadog", last, kind="signal", raw=given)
        return
    for row in fields.rows(payload.json_body(request)):
        kind = fields.word(row.get("type")) or last
        action = fields.dig(row, "action", "target", "name") if fields.dig(row, "action", "type") == "custom" else None
        said = {
            "page_location": fields.dig(row, "view", "url"),
            "page_title": fields.dig(row, "view", "name"),
            "page_referrer": fields.dig(row, "view", "referrer"),
        }
        user = {**fields.mapping(row.get("usr")), "session_id": fields.dig(row, "session", "id")}
        yield Event(
            vendor="datadog",
            name=fields.word(action) or kind,
            id=fields.word(fields.dig(row, "application", "id")),
            value=fields.worth(fields.dig(row, "context", "value")),
            params={**fields.present(said), **fields.mapping(row.get("context"))},
            user=fields.present(user),
            kind=fields.kind(not action),
            raw={**given, **{name_: value for name_, value in row.items() if name_ not in ("usr", "context")}},
        )
