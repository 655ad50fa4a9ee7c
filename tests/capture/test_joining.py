"""Whose a request of markup is: documents of one frame that follow each other, and windows that speak late."""

from __future__ import annotations

import pytest

from validator.browser.capture.joining import Seen, join
from validator.model.recording import Document, Request

EMPTY = Document("empty", "about:blank", 1, 0.2, page=1, frame="F1", ended=0.4)
POPUP = Document("popup", "https://shop.test/pop", 1, 0.9, page=1, frame="F1")
OPENER = Document("opener", "https://shop.test/", 1, 0.1, frame="F0")


@pytest.mark.parametrize(
    ("at", "documents", "owner"),
    [
        (0.3, (OPENER, EMPTY, POPUP), "empty"),  # while the empty page of the window still lives
        (0.6, (OPENER, EMPTY, POPUP), "popup"),  # it has gone, and the next did not say hello yet
        (1.0, (OPENER, EMPTY, POPUP), "popup"),
        (0.6, (OPENER, POPUP), "popup"),  # nothing was heard of the empty page
        (0.6, (OPENER, EMPTY), "empty"),  # no page followed
        (0.6, (OPENER,), "opener"),  # the frame was never heard of
    ],
)
def test_a_request_belongs_to_the_document_that_its_frame_shows(
    at: float, documents: tuple[Document, ...], owner: str
) -> None:
    request = Request(1, "https://www.google-analytics.com/g/collect?v=2", at=at, frame="F1", resource_type="image")
    (joined,) = join([request], Seen(documents, ()))
    assert joined.document == owner
