"""Near misses: the first is the one that a person would pick, and its difference says what it probably is."""

from __future__ import annotations

import pytest

from tests.judge.builders import Visit, expect, ga4, pushed, scenario, tag, ua, verdict
from validator.judge.notes import note, written
from validator.model.event import Event
from validator.model.verdict import Outcome


def outcome(visit: Visit, wanted) -> Outcome:
    return verdict(visit, scenario([], [wanted], [])).outcomes[0]


def visit(*hits) -> Visit:
    """Step 2 of three, with hits of GA4 (name, parameters) or of UA (category, action)."""
    found = Visit().goto("/").step("a")
    for name, second in hits:
        if isinstance(second, dict):
            found.push({"event": name})
            found.ga4(name, second)
        else:
            found.ua(name, second)
    return found.step("b")


RANKED = [
    (
        "the one with fewer differences",
        ga4("buy", {"a": 1, "b": 2}),
        [("buy", {"a": 9, "b": 9}), ("buy", {"a": 1, "b": 9})],
        1,
    ),
    (
        "the one that is nearly the value",
        ga4("buy", {"a": "Blue mug"}),
        [("buy", {"a": "Tea"}), ("buy", {"a": "Blue mag"})],
        1,
    ),
    ("cents before another price", ga4("buy", {"a": 19.99}), [("buy", {"a": 7}), ("buy", {"a": 1999})], 1),
    (
        "a wrong value before a wrong name",
        ga4("buy_now", {"a": 1}),
        [("buyNow", {"a": 1}), ("buy_now", {"a": "1 €"})],
        1,
    ),
    ("a wrong category before another action", ua("Shop", "Buy"), [("Shop", "Look"), ("Store", "Buy")], 1),
    ("a swap before all else", ua("Shop", "Buy"), [("Shop", "Look"), ("Buy", "Shop")], 1),
]


@pytest.mark.parametrize(("why", "wanted", "hits", "first"), RANKED, ids=[case[0] for case in RANKED])
def test_the_first_is_the_one_that_a_person_would_pick(why, wanted, hits, first):
    found = outcome(visit(*hits), wanted)
    picked = found.near[0].what
    assert isinstance(picked, Event)
    assert picked.number == first + 1


def test_an_event_that_met_another_expectation_is_not_near():
    journey = visit(("buy", {"a": 1}))
    found = verdict(journey, scenario([], [ga4("buy", {"a": 1}), ga4("buy", {"a": 2})], []))
    assert [one.status for one in found.outcomes] == ["met", "missing"]
    assert not found.outcomes[1].near


def test_another_event_with_a_like_name_is_near_and_not_taken_for_it():
    found = outcome(visit(("view_item_list", {})), ga4("view_item"))
    assert found.status == "missing"
    assert [near.what.name for near in found.near if isinstance(near.what, Event)] == ["view_item_list"]


def test_an_event_of_another_step_with_other_values_is_another_event():
    journey = Visit().goto("/").step("a").step("b")
    journey.push({"event": "view_item_list"})
    journey.ga4("view_item_list", {"list": "featured"})
    assert outcome(journey, ga4("view_item_list", {"list": "featured"})).status == "wrong"
    assert outcome(journey, ga4("view_item_list", {"list": "search"})).status == "missing"


def test_where_its_tag_fired_at_both_steps_one_is_missing():
    sends = [{"vendor": "ua", "event": "event", "category": "A", "action": "B"}]
    journey = Visit().goto("/").step("a")
    first = journey.push({"event": "x"})
    journey.message("x", tag("T", sends=sends), push=first)
    journey.step("b")
    second = journey.push({"event": "x"})
    journey.message("x", tag("T", sends=sends), push=second)
    journey.ua("A", "B")
    assert outcome(journey, ua("A", "B")).status == "missing"
    del journey.told["tags"][0]
    assert outcome(journey, ua("A", "B")).status == "missing", "its push was made here"
    del journey.told["pushes"][0]
    assert outcome(journey, ua("A", "B")).status == "wrong"


def test_another_vendor_is_not_near():
    assert not outcome(visit(("Shop", "Buy")), ga4("Buy")).near


def test_an_expectation_by_parameters_only_is_met_nearly_by_half_of_them():
    wanted = expect(vendor="ga4", demands={"params": {"a": 1, "b": 2}})
    assert outcome(visit(("buy", {"a": 1, "b": 3})), wanted).near
    assert not outcome(visit(("buy", {"a": 7, "b": 3})), wanted).near


def test_a_value_at_the_wrong_place_is_told():
    journey = visit(("buy", {"ecommerce": "x", "Currency": "EUR"}))
    found = outcome(journey, ga4("buy", {"currency": "EUR"}))
    assert found.near[0].differences[0].note == "there is “params.Currency”: another spelling?"
    journey = Visit().goto("/").step("a")
    journey.push({"event": "buy", "ecommerce": {"coupon": "X"}})
    found = verdict(journey, scenario([], [pushed(event="buy", coupon="X")])).outcomes[0]
    assert found.near[0].differences[0].note == "it stands at ecommerce.coupon"


NOTES = [
    (19.99, "19,99", "text with a decimal comma instead of a number"),
    (1299, "1.299,00 €", "text with a currency instead of a number"),
    (19.99, 1999, "a hundred times as much: cents instead of euros?"),
    (1999, 19.99, "a hundredth: euros instead of cents?"),
    (19.99, "1.999", ""),
    (19.99, "$1,999.00", "a hundred times as much: cents instead of euros?, as text"),
    ("19.99", "1999", "a hundred times as much: cents instead of euros?"),
    ("1001", "1002", ""),
    ("TEA-2", "TEA-3", ""),
    (5, -5, "the sign is turned round"),
    (19.99, 20, "rounded to a whole number"),
    (100, 119, "with instead of without tax, or the other way round?"),
    (3, 4, ""),
    (3, None, ""),
    (0, 5, ""),
    (True, "yes", "truth as another word"),
    (True, "false", ""),
    ("EUR", "eur", "upper and lower case differ"),
    ("add_to_cart", "Add to cart", "words joined in another way"),
    ("Blue mug", " Blue mug ", "blanks around it"),
    ("Blue mug", "Blue  mug", "blanks within it"),
    ("Blue mug", "Blue%20mug", "encoded for a URL"),
    ("Blue mug", "Blue+mug", "encoded for a URL"),
    ("a&b", "a%2526b", "encoded for a URL twice"),
    ("Tea & mugs", "Tea &amp; mugs", "encoded for HTML"),
    ("Café", "CafÃ©", "letters in the wrong encoding"),
    ("EUR", '"EUR"', "quotes around it"),
    ("/thank-you", "/thank-you/", "a slash at the end"),
    ("Camomile", "Camomille", "nearly the same: a spelling mistake?"),
    ("1,5", "1.5", "the same number, written in another way"),
    ("A very long description", "A very long descript…", "cut off"),
    ("EUR", "undefined", "the page had no value: it said undefined"),
    (3, "[object Object]", "the page had no value: it said [object Object]"),
    ("EUR", "", "empty"),
    ("EUR", "USD", ""),
    ("12", 12, "the same text, of another type"),
    ([1], [2], ""),
    ({"a": 1}, "x", ""),
    ("x", ["x"], ""),
    (None, "x", ""),
]


@pytest.mark.parametrize(("expected", "actual", "told"), NOTES)
def test_what_a_difference_probably_is(expected, actual, told):
    assert note(expected, actual) == told


@pytest.mark.parametrize(
    ("actual", "told"),
    [
        ("12.5", "text instead of a number"),
        ("12,50 €", "text with a currency instead of a number"),
        ("many", ""),
        (True, ""),
    ],
)
def test_what_stands_where_a_number_was_asked_for(actual, told):
    assert note("number", actual, "is a number") == told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("19,99", "19.99"),
        ("1.299,00 €", "1299.00"),
        ("$1,299.00", "1299.00"),
        ("1 299", "1299.0"),
        ("1'299.50", "1299.50"),
        ("EUR 12", "12.0"),
        ("12.345", "12345.0"),
        ("-3,5", "-3.5"),
        ("tea", None),
        ("MUG-1", None),
        ("mug 1", None),
        ("12 kr.", "12.0"),
        ("", None),
        ("1" * 60, None),
    ],
)
def test_numbers_as_people_write_them(text, number):
    found = written(text)
    assert (None if found is None else str(found)) == number
