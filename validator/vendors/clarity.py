"""Microsoft Clarity.

Claims `/collect` and `/c.gif` at clarity.ms.

Fills: name is recording, and one event more for each event that the site sends by `clarity("event", …)` or
`clarity("set", …)` with its name; id is the project; params page_location; user from the envelope. The recording
itself is a signal.
Source: source of clarity-js (its payload: envelope, analytics, playback).
"""

from __future__ import annotations

from collections.abc import Iterator

from validator import fields, payload
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
    document = fields.mapping(payload.json_body(request))
    envelope = document.get("e")
    project = fields.word(fields.dig(envelope, 4))
    user = {"client_id": fields.word(fields.dig(envelope, 5)), "session_id": fields.word(fields.dig(envelope, 6))}
    page = fields.present({"page_location": fields.word(fields.dig(envelope, 11))})
    yield Event("clarity", "recording", project, params=page, user=fields.present(user), kind="signal")
    for row in fields.listed(document.get("a")):
        if fields.dig(row, 1) == _CUSTOM:
            name = fields.word(fields.dig(row, 2))
            value = fields.dig(row, 3)
            params = {**page, **fields.numbers(fields.present({"value": value}), ("value",))}
            worth = fields.worth(params.get("value"))
            yield Event("clarity", name, project, value=worth, params=params, user=fields.present(user))
