"""Adobe Analytics for streaming media (Heartbeat, Media Collection API, Media Edge API).

Claims Heartbeat (`s:event:type` in the query) and `/api/v1/sessions…` at hb.omtrdc.net, hb-api.omtrdc.net and any host
with that signature, and `/ee/…/va/v1/…`.

Fills: name is the event's type (start, play, adStart, complete, …); id is the report suite; params hold
content (`s:asset:…`, `media.…`) under its names, playhead, and custom metadata; user from the visitor's ids. Pings
(`ping`, `aa_…`) are signals.
Source: Adobe Media Collection API reference; Heartbeat parameters in Adobe's streaming media guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Adobe Streaming Media"
CLAIMS = (
    Claim(host="hb.omtrdc.net", path=r"/.*"),
    Claim(host="hb-api.omtrdc.net", path=r"/api/v1/.*"),
    Claim(query=(("s:event:type", ".+"),)),
    Claim(path=r"/ee/(?:[\w-]+/)?va/v1/\w+", methods=("POST",)),
    Claim(path=r"/api/v1/sessions(?:/\w+/events)?", body=r"\"eventType\"\s*:", methods=("POST",)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"l:event:ts", "l:event:prev_ts", "playerTime"})
ANSWER = Answer(status=201, body="{}")
_ASIDE = frozenset({"ping", "play_ping", "aa_start", "aa_ad_start"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    _, path, query = payload.address(request.url)
    if "/va/v1/" in path:
        document = fields.mapping(payload.json_body(request))
        for row in fields.rows(document.get("events")):
            xdm = fields.mapping(row.get("xdm"))
            name = fields.word(xdm.get("eventType")).removeprefix("media.") or path.rpartition("/")[2]
            params = {"playhead": fields.dig(xdm, "mediaCollection", "playhead"), "xdm": xdm}
            kind = fields.kind(name in _ASIDE)
            yield Event("adobe_media", name, params=fields.present(params), kind=kind)
        return
    if request.body.lstrip()[:1] == b"{":
        row = fields.mapping(payload.json_body(request))
        name = fields.word(row.pop("eventType", ""))
        params = fields.mapping(row.pop("params", None)) | fields.mapping(row.pop("customMetadata", None))
        playhead = fields.dig(row, "playerTime", "playhead")
        suite = fields.word(params.pop("analytics.reportSuite", ""))
        if playhead is not None:
            params["playhead"] = playhead
        kind = fields.kind(name in _ASIDE)
        yield Event("adobe_media", name, suite, params=params, kind=kind, raw=row)
        return
    given: dict[str, Any] = payload.parameters(query)
    name = given.pop("s:event:type", "") or "session"
    suite = given.pop("s:sc:rsid", "")
    user = fields.take(given, {"s:user:mid": "client_id", "s:user:aid": "analytics_id", "s:user:id": "user_id"})
    params = fields.take(given, {"l:event:playhead": "playhead", "l:event:duration": "duration"})
    params |= {
        key: given.pop(key) for key in list(given) if key.startswith(("s:asset:", "l:asset:", "s:meta:", "s:stream:"))
    }
    yield Event(
        vendor="adobe_media",
        name=name,
        id=suite,
        params=fields.numbers(params, ("playhead", "duration")),
        user=user,
        kind="signal" if name in _ASIDE else "event",
        raw=given,
    )
