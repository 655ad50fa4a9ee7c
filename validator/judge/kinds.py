"""The kinds of events that a journey sent: what segments are held against."""

from __future__ import annotations

from validator.judge.decode import sent
from validator.model.run import Result
from validator.model.segment import Sent
from validator.telling.prose import visible

_LONGEST = 200


def sent_of(result: Result) -> tuple[Sent, ...]:
    """The kinds of events that a journey sent, or would have without being held back; each once, in order."""
    requests = {request.id: request for request in result.recording.requests}
    found = {
        Sent(event.vendor, *(visible(told or "")[:_LONGEST] for told in (event.name, event.category, event.action)))
        for event in result.verdict.events
        if sent(event, requests)
    }
    return tuple(sorted(found))
