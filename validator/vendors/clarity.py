"""Microsoft Clarity.

Claims `/collect` and `/c.gif` at clarity.ms.

Fills: name is recording, and one event more for each event that the site sends by `clarity("event", …)` or
`clarity("set", …)` with its name; id is the project; params page_location; user from the envelope. The recording
itself is a signal.
Source: source of clarity-js (its payload: envelope, analytics, playback).
"""

from __future__ import annotations

from collections.abc import Iterator

from validator import payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Microsoft Clarity"
CLAIMS = (Claim(host="clarity.ms", path=r"/(?:.*/)?(?:collect|collect-beacon|c\.gif)"),)
HOLDS_BACK = True
_CUSTOM = 24


def decode(request: Request) -> Iterator[Event]:
    """The recording, then the site's own events in it."""
    _, path, query = payload.address(request.url)
    if path.endswith("c.gif"):
        yield Event("clarity", "sync", kind="signal", raw=payload.parameters(query))
        return
    document = payload.mapping(payload.json_body(request))
    envelope = document.get("e")
    project = payload.word(payload.dig(envelope, 4))
    user = {"client_id": payload.word(payload.dig(envelope, 5)), "session_id": payload.word(payload.dig(envelope, 6))}
    page = payload.present({"page_location": payload.word(payload.dig(envelope, 11))})
    yield Event("clarity", "recording", project, params=page, user=payload.present(user), kind="signal")
    for row in payload.listed(document.get("a")):
        if payload.dig(row, 1) == _CUSTOM:
            name = payload.word(payload.dig(row, 2))
            value = payload.dig(row, 3)
            params = {**page, **payload.present({"value": value})}
            yield Event("clarity", name, project, params=params, user=payload.present(user))
