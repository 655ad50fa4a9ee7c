"""Which call of a page each request was, where a library sends everything to one URL and a call was lost."""

from __future__ import annotations

from typing import Any

import pytest

from validator.browser.capture.pairing import forget_bodies, pairs
from validator.model.recording import Document, Request

URL = "https://collector.shop.test/tp2"
LEFT = Document("left", "https://shop.test/", 1, 0.1, frame="F", ended=2.0)
NEXT = Document("next", "https://shop.test/thanks", 2, 2.1, frame="F")


def intent(key: str, at: float, document: str, body: str | None) -> dict[str, Any]:
    told = {"key": key, "api": "fetch", "method": "POST", "url": URL, "at": at, "document": document, "step": 1}
    return told if body is None else {**told, "body": body}


def request(number: int, at: float, body: str) -> Request:
    return Request(number, URL, "POST", body=body.encode(), at=at, frame="F")


def paired(requests: list[Request], intents: list[dict[str, Any]]) -> tuple[dict[int, str], list[str]]:
    found, left = pairs(requests, intents, {}, (LEFT, NEXT))
    return {number: one["key"] for number, one in found.items()}, [one["key"] for one in left]


def test_what_was_lost_does_not_hand_its_place_to_what_follows() -> None:
    intents = [intent("a", 1.9, "left", "cart"), intent("b", 2.5, "next", "view"), intent("c", 3.0, "next", "order")]
    assert paired([request(1, 2.5, "view"), request(2, 3.0, "order")], intents) == ({1: "b", 2: "c"}, ["a"])


@pytest.mark.parametrize("body", [None, "a boundary of its own"])
def test_where_a_body_is_not_told_as_it_is_sent_the_life_of_the_page_tells(body: str | None) -> None:
    intents = [intent("a", 1.9, "left", body), intent("b", 4.5, "next", body)]
    assert paired([request(1, 4.5, "form")], intents) == ({1: "b"}, ["a"])


def test_what_a_page_sends_as_it_leaves_may_be_seen_a_little_later() -> None:
    assert paired([request(1, 2.4, "cart")], [intent("a", 2.0, "left", "cart")]) == ({1: "a"}, [])


def test_no_request_is_taken_for_a_call_that_was_made_later() -> None:
    intents = [intent("a", 3.0, "next", "same"), intent("b", 5.0, "next", "same")]
    assert paired([request(1, 3.0, "same"), request(2, 5.0, "same")], intents) == ({1: "a", 2: "b"}, [])
    assert paired([request(1, 4.9, "same")], intents[1:] + intents[:1]) == ({1: "a"}, ["b"])


def test_bodies_are_forgotten_where_they_reached_the_network_and_nowhere_else() -> None:
    lost, sent = intent("a", 1.9, "left", "cart"), intent("b", 2.5, "next", "view")
    forget_bodies([lost, sent], [request(1, 2.5, "view")])
    assert "body" not in sent
    assert lost["body"] == "cart"
    assert paired([request(1, 2.5, "view")], [lost, sent]) == ({1: "b"}, ["a"])
