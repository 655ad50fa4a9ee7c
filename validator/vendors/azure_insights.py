"""Microsoft Azure Application Insights.

Claims `/v2/track` and `/v2.1/track` at services.visualstudio.com, applicationinsights.azure.com and kin, and anywhere
whose JSON names Application Insights.

Fills: one event for each envelope: name is the event's or page's name, of other telemetry (dependencies, exceptions,
metrics: signals) its type; id is the instrumentation key; params are the properties beside page_location (`url`);
user from the tags.
Source: source of @microsoft/applicationinsights-web.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Azure Application Insights"
CLAIMS = (
    Claim(host="services.visualstudio.com", path=r"/v2(?:\.\d)?/track"),
    Claim(host="applicationinsights.azure.com", path=r"/+v2(?:\.\d)?/track"),
    Claim(path=r"/(?:.*/)?track", body=r"Microsoft\.ApplicationInsights\.", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"time", "ai.operation.id"})
ANSWER = Answer(body='{"itemsReceived":1,"itemsAccepted":1,"errors":[]}')
_USED = frozenset({"name", "url", "properties", "measurements"})
_COUNTED = frozenset({"EventData", "PageviewData"})


def decode(request: Request) -> Iterator[Event]:
    """The envelopes of a list or of lines."""
    document = payload.json_body(request)
    for row in fields.rows(document):
        kind = fields.word(fields.dig(row, "data", "baseType"))
        data = fields.mapping(fields.dig(row, "data", "baseData"))
        tags = fields.mapping(row.get("tags"))
        name = fields.word(data.get("name")) if kind in _COUNTED else kind
        user = {
            "client_id": tags.get("ai.user.id"),
            "session_id": tags.get("ai.session.id"),
            "user_id": tags.get("ai.user.authUserId"),
        }
        own = fields.mapping(data.get("properties"))
        measured = fields.mapping(data.get("measurements"))
        yield Event(
            vendor="azure_insights",
            name="page_view" if kind == "PageviewData" and not name else name,
            id=fields.word(row.get("iKey")),
            value=fields.worth({**own, **measured}.get("value")),
            params={**fields.present({"page_location": data.get("url")}), **own, **measured},
            user=fields.present(user),
            kind=fields.kind(kind not in _COUNTED),
            raw={
                **{name: value for name, value in row.items() if name not in ("iKey", "data")},
                **{name: value for name, value in data.items() if name not in _USED},
            },
        )
