"""Every kind of hit is seen once, with its body and its step, and none reaches the server while it is held back."""

from __future__ import annotations

import pytest

from tests.capture.kinds import KINDS, Kind
from tests.capture.laboratory import Laboratory, event_names
from tests.capture.truth import Arrived
from validator.model.recording import Recording, Request

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", KINDS)
def test_seen_once(laboratory: Laboratory, name: str) -> None:
    kind = KINDS[name]
    if not kind.deliverable:
        was_held_back(kind, *laboratory.perform(kind))
        return
    held, delivered = laboratory.both(kind)
    was_held_back(kind, *held)
    was_delivered(kind, *delivered)


def was_held_back(kind: Kind, recording: Recording, arrived: list[Arrived]) -> None:
    sent = [request for request in recording.requests if request.handling == "held"]
    assert event_names([request.url for request in sent]) == sorted(kind.names)
    assert arrived == []
    for body in kind.bodies:
        assert any(request.body == body for request in sent)
    assert not [request for request in recording.requests if request.handling == "leaked"]
    assert recording.notes == ()
    documents = {document.id: document for document in recording.documents}
    for request in sent:
        belongs(kind, request, documents[request.document].url if request.document in documents else "")


def belongs(kind: Kind, request: Request, page_url: str) -> None:
    """The page, step and initiator that a request must have."""
    if kind.act == "stay" and not kind.late:
        assert request.step == 1
    elif kind.act in ("isolated", "now"):
        assert request.step == 2
    assert page_url.partition("?")[0].endswith(kind.of)
    if kind.initiator is not None:
        assert request.initiator == kind.initiator
    if kind.worker:
        assert kind.worker in request.worker


def was_delivered(kind: Kind, recording: Recording, arrived: list[Arrived]) -> None:
    sent = [request for request in recording.requests if request.handling == "delivered"]
    assert event_names([request.url for request in sent]) == sorted(kind.names)
    assert event_names([each.path for each in arrived]) == sorted(kind.names)
    for request in sent:
        assert kind.streamed or request.body in [each.body for each in arrived]
