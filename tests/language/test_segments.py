"""Segments of a plan, and those that are typed: which journeys they hold of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.files import PLAN
from tests.language.test_plans import plan, warnings
from validator.model.segment import Segment, Sent
from validator.segments import SegmentError, spoken_segment

SEGMENTS = (
    PLAN
    + """\
segments:
  Cart left: {sent: Add to cart, not_sent: Order}
  Both: {sent: [add_to_cart, {vendor: ua, category: Ecom*}]}
  Nothing at all: {not_sent: {event: "*"}}
"""
)
CART, UA, ORDER = (
    Sent("ga4", "add_to_cart"),
    Sent("ua", "", "Ecommerce", "Add Product To Cart"),
    Sent("ga4", "purchase"),
)


@pytest.mark.parametrize(
    ("name", "sent", "holds"),
    [
        ("Cart left", [CART], True),
        ("Cart left", [UA], True),
        ("Cart left", [CART, ORDER], False),
        ("Cart left", [ORDER], False),
        ("Cart left", [], False),
        ("Both", [CART], False),
        ("Both", [CART, UA], True),
        ("Nothing at all", [], True),
        ("Nothing at all", [CART], False),
    ],
)
def test_a_segment_holds_of_what_was_sent(tmp_path: Path, name: str, sent: list[Sent], holds: bool) -> None:
    assert plan(tmp_path, SEGMENTS).segments[name].holds(sent) is holds


@pytest.mark.parametrize(
    ("text", "sent", "holds"),
    [
        ("Cart left", [CART], True),
        ("Add to cart", [UA], True),
        ("add_to_cart", [CART], True),
        ("Add Product To Cart", [UA], True),
        ("ua Ecommerce › Add Product To Cart", [UA], True),
        ("ga4 Add Product To Cart", [UA], False),
        ("meta", [CART], False),
        ("meta", [Sent("meta", "PageView")], True),
        ("add_*", [CART], True),
        ("add_to_cart and not purchase", [CART], True),
        ("add_to_cart and not purchase", [CART, ORDER], False),
        ("not  purchase", [], True),
    ],
)
def test_a_segment_can_be_typed(tmp_path: Path, text: str, sent: list[Sent], holds: bool) -> None:
    known = plan(tmp_path, SEGMENTS)
    assert spoken_segment(text, known.segments, known.events).holds(sent) is holds


@pytest.mark.parametrize("text", ["", "not ", "a and ", " and b"])
def test_a_segment_without_an_event_is_refused(text: str) -> None:
    with pytest.raises(SegmentError, match="names no event"):
        spoken_segment(text, {}, {})


def test_it_is_told_in_words(tmp_path: Path) -> None:
    known: dict[str, Segment] = dict(plan(tmp_path, SEGMENTS).segments)
    assert str(known["Cart left"]) == "sent Add to cart and did not send Order"


def test_an_event_that_the_plan_does_not_send_is_likely_a_mistake(tmp_path: Path) -> None:
    told = warnings(tmp_path, PLAN + "segments:\n  Left: {sent: add_to_crat}\n")
    assert 'no planned event is sent as "add_to_crat"' in told
    assert not [one for one in warnings(tmp_path, SEGMENTS) if "planned event is sent as" in one]
