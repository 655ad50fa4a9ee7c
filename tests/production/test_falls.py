"""Falls are found, where and when they are, and chance alone never is one."""

from __future__ import annotations

import datetime

import pytest

from tests.production.visitors import FIRST, WEEK, counts, series, shop
from validator.production.falls import falls


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(number)


@pytest.mark.parametrize("level", [0.4, 3, 30, 300, 5000])
@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"spread": 0.15},
        {"trend": -0.03},
        {"trend": 0.05},
        {"spread": 0.1, "clinging": 0.6},
        {"spread": 0.1, "clinging": 0.6, "trend": -0.02},
    ],
    ids=str,
)
def test_chance_is_no_fall(level: float, kind: dict[str, float]) -> None:
    """Twenty series of a quarter each, of every kind."""
    false = [fall for seed in range(20) for fall in falls(counts({"e": series(seed, level, **kind)}))]
    assert false == []


def test_a_whole_shop_without_a_fault_is_quiet() -> None:
    """Quarters of seven events, by devices, sources and campaigns: some three hundred series."""
    assert [fall for seed in range(4) for fall in falls(shop(seed))] == []


@pytest.mark.parametrize(
    ("level", "left", "length"),
    [(30, 0.0, 2), (300, 0.0, 1), (300, 0.5, 5), (5000, 0.6, 4), (8, 0.0, 7), (2, 0.0, 25), (60, 0.4, 7)],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_fall_is_found_in_its_days(level: float, left: float, length: int, seed: int) -> None:
    values = series(seed, level)
    fallen = range(80, 80 + length)
    for at in fallen:
        values[at] = round(values[at] * left)
    (fall,) = falls(counts({"e": values}))
    assert abs((fall.since - day(fallen[0])).days) <= 2
    assert abs((fall.until - day(fallen[-1])).days) <= 2
    assert not fall.ongoing
    due = sum(level * WEEK[at % 7] for at in fallen)
    assert fall.lost == pytest.approx(due * (1 - left), rel=0.35)


def test_a_fall_that_goes_on_is_told_as_such_and_becomes_the_usual_only_after_weeks() -> None:
    values = series(4, 200)
    values[92:] = [round(value * 0.3) for value in values[92:]]
    (fall,) = falls(counts({"e": values}))
    assert fall.ongoing
    assert fall.since == day(92)
    assert fall.until == day(119)


def test_one_loud_week_before_makes_no_fall_after_it() -> None:
    values = series(5, 100)
    for at in range(60, 70):
        values[at] *= 4
    assert falls(counts({"e": values})) == ()


def test_fewer_visits_explain_fewer_events_and_are_told_once() -> None:
    found = falls(shop(7, change=lambda at, event, device, campaign: 0.4 if 90 <= at < 100 else 1.0))
    assert [(fall.event, fall.kind) for fall in found] == [("session_start", "visits")]


def test_a_broken_tag_is_a_fall_though_visits_fell_too() -> None:
    def change(at: int, event: str, device: str, campaign: str) -> float:
        less = 0.6 if 90 <= at < 100 else 1.0
        return less * (0.0 if event == "add_to_cart" and 90 <= at < 100 else 1.0)

    found = {fall.event: fall for fall in falls(shop(8, change=change))}
    assert found["add_to_cart"].kind == "event"
    assert found["add_to_cart"].visits == pytest.approx(0.6, abs=0.15)
    assert "purchase" not in found


def test_a_fall_says_on_which_device_and_in_which_campaign_it_is() -> None:
    def change(at: int, event: str, device: str, campaign: str) -> float:
        return 0.02 if event == "add_to_cart" and device == "mobile" and at >= 100 else 1.0

    (fall,) = falls(shop(9, change=change))
    assert fall.event == "add_to_cart"
    assert {(part.aspect, part.value) for part in fall.within} == {("device", "mobile")}


def test_a_fall_of_one_campaign_is_seen_though_the_whole_hides_it() -> None:
    def change(at: int, event: str, device: str, campaign: str) -> float:
        return 0.0 if event == "add_to_cart" and campaign == "weekly" and at >= 95 else 1.0

    found = falls(shop(10, change=change))
    assert {(fall.event, fall.where) for fall in found} == {("add_to_cart", ("traffic", "newsletter / email"))}


def test_with_few_days_nothing_is_said() -> None:
    assert falls(counts({"e": [100] * 20 + [0] * 5})) == ()


def test_events_that_nobody_sends_any_more_are_a_fall_to_nothing() -> None:
    values = series(11, 40)
    values[100:] = [0] * 20
    (fall,) = falls(counts({"e": values}))
    assert fall.actual == 0
    assert fall.ongoing
