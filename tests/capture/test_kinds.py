"""Every kind of hit is seen once, with its body and its step, and none reaches the server while it is held back."""

from __future__ import annotations

import pytest

from tests.capture.kinds import KINDS
from tests.capture.laboratory import Laboratory, event_names

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", KINDS)
def test_held_back(laboratory: Laboratory, name: str) -> None:
    kind = KINDS[name]
    recording, arrived = laboratory.perform(kind)
    sent = [request for request in recording.requests if request.handling == "held"]
    assert event_names([request.url for request in sent]) == sorted(kind.names)
    assert arrived == []
    for body in kind.bodies:
        assert any(request.body == body for request in sent)
    assert not [request for request in recording.requests if request.handling == "leaked"]
    assert recording.notes == ()
    if kind.act == "stay" and not kind.late:
        assert {request.step for request in sent} <= {1}


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.names and not kind.needs_http2])
def test_delivered(laboratory: Laboratory, name: str) -> None:
    kind = KINDS[name]
    recording, arrived = laboratory.perform(kind, deliver=True)
    sent = [request for request in recording.requests if request.handling == "delivered"]
    assert event_names([request.url for request in sent]) == sorted(kind.names)
    assert event_names([each.path for each in arrived]) == sorted(kind.names)
    for request in sent:
        assert request.body in [each.body for each in arrived]
