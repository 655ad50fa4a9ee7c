"""Sentry (monitoring).

Claims `/api/PROJECT/envelope/` and `/api/PROJECT/store/` at sentry.io, and at any host with `sentry_key`.

Fills: name is the type of each entry (event, transaction, session, replay_event, …); id is the project. All are
signals, so that monitoring is not mistaken for an unknown hit.
Source: Sentry developer documentation, “Envelopes”; source of @sentry/browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Sentry"
_PATH = r"/(?:.*/)?api/\d+/(?:envelope|store|minidump|security)/?"
CLAIMS = (
    Claim(host="sentry.io", path=_PATH),
    Claim(path=_PATH, query=(("sentry_key", r"\w+"),)),
)
HOLDS_BACK = False
ANSWER = Answer(body="{}")


def decode(request: Request) -> Iterator[Event]:
    """The entries of an envelope: pairs of a header line and a body."""
    _, path, query = payload.address(request.url)
    project = path.rpartition("/api/")[2].partition("/")[0]
    given: dict[str, Any] = payload.parameters(query)
    lines = [line for line in payload.text(request).splitlines()[:400] if line.strip()]
    entries = [place for place, line in enumerate(lines) if line.startswith('{"type":') and len(line) < 1000]
    for place in entries:
        kind = fields.word(fields.dig(payload.document(lines[place]), "type"))
        told = lines[place + 1] if place + 1 < len(lines) and place + 1 not in entries else ""
        yield Event("sentry", kind, project, kind="signal", raw={**given, **fields.mapping(payload.inner(told))})
    if not entries:
        found = fields.mapping(payload.inner("\n".join(lines)))
        yield Event("sentry", "event", project, kind="signal", raw={**given, **found})
