"""Two sides of the same journeys: what differs, told once, in every form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.suite.visits import visit
from validator.model.location import UsageError
from validator.model.plan import ContainerChoice, Plan
from validator.model.run import Result
from validator.model.suite import Entry
from validator.suite import comparison_report
from validator.suite.comparison import Compared, code, compared, differences, entry_at, in_turns, side

A, B = side("A", "https://live.example"), side("B", "https://staging.example")


def journeys(a: Result, b: Result, again: Result | None = None, times: int = 1) -> list[Compared]:
    entry = Entry(a.scenario, a.plan)
    return compared([entry] * times, [a, b, again or a] * times)


def test_what_differs_between_two_visits_of_one_side_is_no_difference() -> None:
    one, two, three = (visit((1, "ga4 purchase", {"transaction_id": f"T-{number}"})) for number in range(3))
    assert journeys(one, two)[0].changes
    assert not journeys(one, two, again=three)[0].changes


def test_a_difference_in_forty_journeys_is_told_once() -> None:
    found = differences(journeys(visit((1, "ga4 a", {"v": 1})), visit((1, "ga4 a", {"v": "1"})), times=40))
    assert [(each.message, each.pair.differences[0].note) for each in found] == [
        ("ga4 a differs at B from what came at A: params.v.", "text instead of a number")
    ]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (visit((1, "ga4 a")), visit((1, "ga4 a")), 0),
        (visit((1, "ga4 a")), visit(), 1),
        (visit((1, "ga4 a")), visit(broken=1), 3),
    ],
)
def test_exit_codes(a: Result, b: Result, expected: int) -> None:
    assert code(journeys(a, b)) == expected


def test_every_form_tells_the_difference_and_escapes_what_a_site_says() -> None:
    evil = "<script>|`x`"
    found = journeys(visit((1, "ga4 a", {"v": 1})), visit((1, "ga4 a", {"v": evil})), times=2)
    told = json.loads(comparison_report.json(found, A, B))
    assert told["differences"][0]["fields"] == [
        {"path": ["params", "v"], "a": 1, "b": evil, "absent": None, "note": ""}
    ]
    assert told["exit_code"] == 1
    page, markdown = (form(found, A, B) for form in (comparison_report.page, comparison_report.markdown))
    assert "<script>" not in page
    assert "<script>" not in markdown
    assert "1 difference in 2 of 2 journeys" in page
    assert "1 difference in 2 of 2 journeys" in markdown
    assert "params.v" in comparison_report.terminal(found, A, B)


def test_a_broken_side_is_named() -> None:
    told = comparison_report.terminal(journeys(visit((1, "ga4 a")), visit(broken=1)), A, B)
    assert "Buy could not be performed at B: The button is gone." in told
    assert "no difference in 1 journey, 1 could not be compared" in told


def test_sides(tmp_path: Path) -> None:
    export = tmp_path / "container.json"
    export.write_text("{}")
    plan = Plan(container=ContainerChoice("GTM-A", environment={"auth": "x", "preview": "env-7"}))
    entry = Entry(visit().scenario, plan)

    def chosen(text: str) -> tuple[str, ContainerChoice | None]:
        at = entry_at(entry, side("B", text))
        return at.scenario.site, at.plan.container

    assert chosen("https://x.example/") == ("https://x.example", plan.container)
    assert chosen("live") == ("https://shop.example", ContainerChoice("GTM-A"))
    assert chosen("environment:preview")[1] == plan.container
    assert chosen("environment:env-9")[1] == ContainerChoice("GTM-A", environment={"auth": "x", "preview": "env-9"})
    assert chosen(str(export))[1] == ContainerChoice("GTM-A", file=str(export))
    assert chosen("https://x.example,https://y.example/gtm.js") == (
        "https://x.example",
        ContainerChoice("GTM-A", url="https://y.example/gtm.js"),
    )


@pytest.mark.parametrize("text", ["nowhere.json", "", "staging"])
def test_a_side_that_is_none_says_what_one_is(text: str) -> None:
    with pytest.raises(UsageError, match="environment:preview"):
        side("A", text)


def test_live_needs_a_container_in_the_plan() -> None:
    with pytest.raises(UsageError, match="names no container"):
        entry_at(Entry(visit().scenario, Plan()), side("A", "live"))


def test_sides_take_turns_and_have_names_of_their_own() -> None:
    entry = Entry(replace(visit().scenario, device="iPhone 15"), Plan())
    visits = in_turns([entry, entry], A, B)
    assert [each.scenario.site for each in visits] == [A.site, B.site, A.site] * 2
    assert len({each.scenario.id for each in visits[:3]}) == 3
