"""Microsoft Clarity.

Claims `/collect` and `/c.gif` at clarity.ms.

Fills: name is recording, and one event more for each event that the site sends by `clarity("event", …)` or
`clarity("set", …)` with its name; id is the project; params page_location; user from the envelope. The recording
itself is a signal.
Source: source of clarity-js (its payload: envelope, analytics, playback).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Microsoft Clarity"
CLAIMS = (Claim(host="clarity.ms", path=r"/(?:.*/)?(?:collect|collect-beacon|c\.gif)"),)
HOLDS_BACK = True
_CUSTOM, _VARIABLE = 24, 34
_KNOWN = {"userId": "user_id", "userHint": "user_hint", "userType": "user_type", "sessionId": "own_session_id",
          "pageId": "own_page_id"}  # fmt: skip


def decode(request: Request) -> Iterator[Event]:
    """The recording, then the site's own events in it."""
    _, path, query = payload.address(request.url)
    if path.endswith("c.gif"):
        yield Event("clarity", "sync", kind="signal", raw=payload.parameters(query))
        return
    document = fields.mapping(payload.json_body(request))
    envelope = document.get("e")
    project = fields.word(fields.dig(envelope, 4))
    rows = [row for row in fields.listed(document.get("a")) if isinstance(row, list)]
    told = dict(pair for row in rows if fields.dig(row, 1) == _VARIABLE for pair in _variables(row))
    known = {"client_id": fields.word(fields.dig(envelope, 5)), "session_id": fields.word(fields.dig(envelope, 6))}
    user = fields.present({**known, **{new: told.get(old) for old, new in _KNOWN.items()}})
    page = fields.present({"page_location": fields.word(fields.dig(envelope, 11))})
    yield Event("clarity", "recording", project, params=page, user=user, kind="signal")
    for row in rows:
        kind = fields.dig(row, 1)
        if kind == _CUSTOM:
            yield _own(fields.word(fields.dig(row, 2)), fields.dig(row, 3), project, page, user)
        elif kind == _VARIABLE:
            for name, value in _variables(row):
                if name not in _KNOWN:
                    yield _own(name, value, project, page, user)


def _variables(row: list[Any]) -> Iterator[tuple[str, Any]]:
    """`[time, 34, "plan", ["gold"], "userId", ["…"]]`."""
    for name, value in zip(row[2::2], row[3::2], strict=False):
        yield fields.word(name), value[0] if isinstance(value, list) and len(value) == 1 else value


def _own(name: str, value: Any, project: str, page: dict[str, Any], user: dict[str, Any]) -> Event:
    """`clarity("event", name, value)` or `clarity("set", name, value)`."""
    params = {**page, **fields.numbers(fields.present({"value": value}), ("value",))}
    return Event("clarity", name, project, value=fields.worth(params.get("value")), params=params, user=user)
