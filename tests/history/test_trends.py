"""What a line says: strips, rates, lateness, flakiness, and since when it fails."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.history.made_up import CART, ORDER, START, around, journey, keep, strip
from validator.history.filters import Filters
from validator.history.forgetting import forget
from validator.history.lateness import letter, percentiles, seconds
from validator.history.reading import changes, outcomes
from validator.history.records import DAY
from validator.history.store import History
from validator.history.trends import Trend, trends
from validator.history.weeks import compare, last_weeks, week

LETTERS = {"met": "m", "failed": "f", "mixed": "x", "known": "k", "undecided": "u", "not run": "n", "": "."}


def shown(line: Trend) -> str:
    return "".join(LETTERS[cell.state] for cell in line.strip)


def line(history: History, filters: Filters = Filters(), **more: object) -> Trend:  # noqa: B008
    (found,) = trends(history, filters, **more).lines  # type: ignore[arg-type]
    return found


def test_a_strip_has_a_cell_a_day(history: History) -> None:
    keep(history, *strip("mmf.kunmm"))
    found = trends(history)
    assert (found.unit, found.days) == ("day", 1)
    assert shown(found.lines[0]) == "mmf.kunmm"


def test_a_long_strip_has_cells_of_several_days(history: History) -> None:
    keep(history, *strip("m" * 50 + "f" * 10))
    found = trends(history, width=20)
    assert (found.unit, found.days) == ("days", 3)
    assert shown(found.lines[0]) == "m" * 16 + "x" + "f" * 3


def test_a_young_history_has_a_cell_a_run(history: History) -> None:
    for number, one in enumerate(strip("mfmmmf", every=3600)):
        keep(history, one, run=str(number))
    found = trends(history)
    assert found.unit == "run"
    assert shown(found.lines[0]) == "mfmmmf"
    assert (found.lines[0].met, found.lines[0].failed) == (4, 2)


def test_devices_share_a_cell_and_can_be_told_apart(history: History) -> None:
    keep(history, *strip("mmmmm"), *strip("mffmm", device="iPhone 15"))
    assert shown(line(history)) == "mxxmm"
    assert {one.of: shown(one) for one in trends(history, by="device").lines} == {
        "Desktop Chrome": "mmmmm",
        "iPhone 15": "mffmm",
    }
    assert {one.of: one.pass_rate for one in trends(history, by="source").lines} == {"google / cpc": 0.8}


def test_rates_leave_out_what_tells_nothing(history: History) -> None:
    keep(history, *strip("mmmfknu"))
    found = line(history)
    assert (found.pass_rate, found.known, found.not_run, found.undecided) == (0.75, 1, 1, 1)


def test_first_and_last_failure(history: History) -> None:
    keep(history, *strip("mfmmfm"))
    found = line(history)
    assert (found.first_failed, found.last_failed) == (START + 3600 + DAY, START + 3600 + 4 * DAY)
    found = line(history, Filters(since=START + 2 * DAY, until=START + 6 * DAY))
    assert (found.first_failed, found.last_failed) == (START + 3600 + 4 * DAY, START + 3600 + 4 * DAY)


@pytest.mark.parametrize("every", [DAY, 900])
def test_lateness_is_told_at_the_median_and_the_95th_percentile(history: History, every: float) -> None:
    told = [dice / 100 for dice in range(1, 101)]
    random.Random(1).shuffle(told)
    keep(history, *(journey(START + n * every, {ORDER: "m"}, lateness=one) for n, one in enumerate(told)), run="all")
    found = line(history)
    assert (found.p50, found.p95) == (pytest.approx(0.5, rel=0.005), pytest.approx(0.95, rel=0.005))


@pytest.mark.parametrize("value", [0.0012, 0.01, 0.2, 1, 7.5, 59, 300])
def test_a_letter_keeps_a_lateness_within_half_a_percent(value: float) -> None:
    assert seconds(letter(value)) == pytest.approx(value, rel=0.005)


def test_extreme_lateness_has_letters_too() -> None:
    assert seconds(letter(0)) == 0.0
    assert seconds(letter(1e9)) == pytest.approx(600, rel=0.01)
    assert percentiles(Counter(), 50) == (None,)


def test_what_turns_under_one_version_is_flaky_and_what_breaks_once_is_not(history: History) -> None:
    keep(history, *strip("mmmffffmmm"))
    assert (line(history).flakiness, line(history).turns) == (0.0, 0)
    keep(history, *strip("mfmfmmfmfm", device="iPhone 15"))
    found = line(history, Filters(device="iPhone 15"))
    assert (found.turns, found.flakiness) == (6, 60.0)


def test_visits_of_one_run_that_differ_are_flaky(history: History) -> None:
    keep(history, *(journey(START + day * DAY, {ORDER: "m"}, unstable=day == 2) for day in range(10)))
    assert line(history).flakiness == 10.0


def test_turning_with_a_new_version_is_not_flaky(history: History) -> None:
    for day, letters in enumerate("mfmfmfmf"):
        keep(history, journey(START + day * DAY, {ORDER: letters}, around(version=str(day))))
    assert line(history).turns == 0


def test_a_line_that_fails_says_since_when(history: History) -> None:
    keep(history, *strip("mmmm", version="41"))
    keep(history, *list(strip("mmmmff", version="42"))[4:])
    found = line(history)
    assert found.broke
    assert (found.broke.at, found.broke.between) == (START + 3600 + 4 * DAY, "between version 41 and 42")
    assert found.now == "failed"
    before = line(history, Filters(until=START + 4 * DAY))
    assert (before.broke, before.now) == (None, "met")


def test_a_line_that_broke_before_the_days_looked_at_still_says_since_when(history: History) -> None:
    keep(history, *strip("mmffffff"))
    found = line(history, Filters(since=START + 5 * DAY))
    assert found.broke
    assert found.broke.at == START + 3600 + 2 * DAY


def test_a_line_that_came_back_says_when_it_broke(history: History) -> None:
    keep(history, *strip("mmffmm"))
    found = line(history)
    assert found.broke is None
    assert found.past
    assert found.back
    assert (found.past.at, found.back.at) == (START + 3600 + 2 * DAY, START + 3600 + 4 * DAY)


def test_one_journey_that_fails_makes_the_line_fail(history: History) -> None:
    keep(history, *strip("mmmmm"), *strip("mmmff", device="iPhone 15"))
    found = line(history)
    assert found.now == "failed"
    assert [one.device for one in found.failing] == ["iPhone 15"]


def test_a_scenario_that_is_gone_fails_no_more(history: History) -> None:
    keep(history, *strip("mf", device="Old device"), *strip("mmmmmm"))
    assert line(history).now == "met"


def test_macro_conversions_stand_first(history: History) -> None:
    keep(history, journey(START, {CART: "m", ORDER: "m"}))
    assert [one.subject.conversion for one in trends(history).lines] == ["macro", "micro"]


def test_weeks_are_compared(history: History) -> None:
    first, second = week("2024-W41"), week("2024-10-14")
    assert (first[1] - first[0], first[1]) == (7 * DAY, second[0])
    start = first[0] - START
    letters = "." * int(start // DAY) + "mmmmmmm" + "mmmmffm"
    keep(history, *strip(letters), *strip(letters.replace("m", "f"), CART, device="iPhone 15"))
    pairs = {one.subject.name: one for one in compare(history, Filters(), first, second)}
    assert pairs["Order"].verdict == "broke"
    assert pairs["Order"].after
    assert pairs["Order"].after.pass_rate == pytest.approx(5 / 7)
    assert pairs["Add to cart"].verdict == "same"
    pairs = {one.subject.name: one for one in compare(history, Filters(), second, first)}
    assert pairs["Order"].verdict == "came back"
    pairs = {one.subject.name: one for one in compare(history, Filters(), (0.0, 7.0 * DAY), first)}
    assert pairs["Order"].verdict == "new"


def test_the_last_two_weeks_end_with_today() -> None:
    first, second = last_weeks(START + 1000.0)
    assert second == (START - 6 * DAY, START + DAY)
    assert first == (START - 13 * DAY, START - 6 * DAY)


def test_forgetting_keeps_sums_and_changes_true(history: History) -> None:
    keep(history, *strip("mmffmmmff"))
    assert forget(history, START + 4 * DAY + 5000) == 4
    found = line(history)
    assert shown(found) == "mmmff"
    assert (found.met, found.failed) == (3, 2)
    assert [one.state for one in changes(history)] == ["met", "failed"]
    assert len(list(outcomes(history))) == 5
    assert forget(history, START + 100 * DAY) == 5
    assert not trends(history).lines
    keep(history, *strip("mfmm"))
    assert shown(line(history)) == "mfmm"


def test_what_fails_for_long_keeps_its_beginning(history: History) -> None:
    keep(history, *strip("mmfffffff"))
    forget(history, START + 5 * DAY)
    found = line(history)
    assert found.broke
    assert found.broke.at == START + 3600 + 2 * DAY
