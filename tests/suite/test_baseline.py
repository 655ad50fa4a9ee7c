"""What was approved, held against what is sent now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.suite.visits import visit
from validator.model.location import InputError
from validator.suite.baseline import accepted, approved, reviewed
from validator.suite.baseline_file import file_of, read_baseline, write_baseline
from validator.suite.changes import listed, pairs
from validator.suite.review import against_baseline
from validator.suite.told import Told, told

VIEW, ADD, BUY = (1, "ga4 view_item", {"value": 19.9}), (2, "ga4 add_to_cart", {"value": 19.9}), (3, "ga4 purchase")


def kinds(before: Told, now: Told) -> list[tuple[str, str]]:
    return [(str(pair.kind), pair.title) for pair in listed(pairs(before, now))]


BASE = approved([told(visit(VIEW, ADD, BUY)), told(visit(VIEW, ADD, BUY))])


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((VIEW, ADD, BUY), []),
        ((VIEW, BUY), [("gone", "ga4 add_to_cart")]),
        ((VIEW, ADD, BUY, (3, "meta Purchase")), [("new", "meta Purchase")]),
        ((VIEW, ADD, ADD, BUY), [("repeated", "ga4 add_to_cart")]),
        ((VIEW, ADD, (2, "ga4 add_to_cart", {"value": 1}), BUY), [("new", "ga4 add_to_cart")]),
        ((VIEW, (3, *ADD[1:]), BUY), [("moved", "ga4 add_to_cart")]),
        ((VIEW, (2, "ga4 add_to_cart", {"value": "19.9"}), BUY), [("changed", "ga4 add_to_cart")]),
        ((BUY, ADD, VIEW), []),  # the order of sending within a journey is the network's, the steps are the visitor's
        ((VIEW, ADD, BUY, (3, "ga4 scroll")), []),  # the plan ignores it
    ],
)
def test_every_kind_of_change(events: Any, expected: list[tuple[str, str]]) -> None:
    assert kinds(BASE, told(visit(*events))) == expected


def test_a_difference_names_its_field_and_what_it_is() -> None:
    (pair,) = listed(pairs(BASE, told(visit(VIEW, (2, "ga4 add_to_cart", {"value": "19.9", "coupon": "X"}), BUY))))
    assert [(each.path, each.expected, each.actual, each.note) for each in pair.differences] == [
        (("params", "value"), 19.9, "19.9", "text instead of a number"),
        (("params", "coupon"), None, "X", ""),
    ]


def test_what_differs_between_two_visits_varies_and_must_still_be_there() -> None:
    one, other = ((3, "ga4 purchase", {"transaction_id": number, "at": "2026-03-04"}) for number in ("T-1", "T-2"))
    base = approved([told(visit(one)), told(visit(other))], "2026-03-04T10:00:00+00:00")
    assert base.sent[0].varies == {"params.transaction_id", "params.at"}
    assert kinds(base, told(visit((3, "ga4 purchase", {"transaction_id": "T-9", "at": "2026-05-01"})))) == []
    assert kinds(base, told(visit((3, "ga4 purchase", {"at": "2026-05-01"})))) == [("changed", "ga4 purchase")]


def test_what_only_some_visits_send_is_never_gone() -> None:
    base = approved([told(visit(VIEW, ADD)), told(visit(VIEW))])
    assert kinds(base, told(visit(VIEW))) == kinds(base, told(visit(VIEW, ADD))) == []


def test_another_site_is_no_difference_and_another_path_is() -> None:
    def at(site: str, path: str) -> Told:
        return told(visit((1, "ga4 page_view", {"page_location": f"{site}{path}", "host": site[8:]}), site=site))

    base = approved([at("https://shop.example", "/a"), at("https://shop.example", "/a")])
    assert kinds(base, at("https://staging.shop.example", "/a")) == []
    assert kinds(base, at("https://staging.shop.example", "/b")) == [("changed", "ga4 page_view")]
    elsewhere = told(visit((1, "ga4 page_view", {"page_location": "https://shop.example.org/a", "host": "x"})))
    assert kinds(base, elsewhere) == [("changed", "ga4 page_view")]


def test_a_step_that_is_put_in_or_renamed_moves_nothing() -> None:
    steps = ("goto /mug", "click Close", "click Put into basket", "click Buy")
    assert kinds(BASE, told(visit(VIEW, (3, *ADD[1:]), (4, BUY[1]), steps=steps))) == []


def test_accepting_picked_changes_leaves_the_others() -> None:
    now = told(visit((1, "ga4 view_item", {"value": 5}), (2, "ga4 add_to_cart", {"value": 5}), (3, "meta Purchase")))
    kept = accepted(BASE, now, lambda pair: "add_to_cart" in pair.title)
    assert [(each.title, each.event.params) for each in kept.sent] == [
        ("ga4 view_item", {"value": 19.9}),
        ("ga4 add_to_cart", {"value": 5}),
        ("ga4 purchase", {}),
    ]
    assert kinds(accepted(BASE, now), now) == []


def test_the_file_says_the_same(tmp_path: Path) -> None:
    result = visit(
        (1, "ua event", {"category": "Shop", "action": "View", "label": "MUG-1", "items": ({"id": "1"},)}), ADD
    )
    base = approved([told(result), told(visit(ADD))])
    file = tmp_path / "buy.baseline.yaml"
    write_baseline(base, result.scenario, file)
    again = read_baseline(file)
    assert kinds(again, told(result)) == []
    assert [(each.title, each.first, each.sometimes, each.varies) for each in again.sent] == [
        (each.title, each.first, each.sometimes, each.varies) for each in base.sent
    ]
    assert again.sent[1].location.line > 1
    write_baseline(again, result.scenario, tmp_path / "again.yaml")
    assert (tmp_path / "again.yaml").read_text() == file.read_text()


def test_each_device_has_a_file_of_its_own() -> None:
    assert file_of(visit().scenario) == Path("scenarios/buy.baseline.yaml")
    assert file_of(visit(device="iPhone 15 (EU)").scenario) == Path("scenarios/buy.baseline/iphone-15-eu.yaml")


@pytest.mark.parametrize(
    ("text", "told_so"),
    [
        ("baseline: x\nsteps:\n  - stp: a\n", '"stp" is not a key of a step of a baseline'),
        ("baseline: x\nevents:\n  - event: a\n", "this event has no vendor"),
        ("baseline: x\nevents:\n  - {vendor: ga4, params: 3}\n", "`params` is a mapping"),
        ("baseline: x\nsteps: 3\n", "a list is expected here"),
        ("steps: []\n", "this is no baseline"),
    ],
)
def test_a_baseline_that_cannot_be_read_says_why(tmp_path: Path, text: str, told_so: str) -> None:
    (tmp_path / "b.yaml").write_text(text)
    with pytest.raises(InputError, match=told_so):
        read_baseline(tmp_path / "b.yaml")


def test_the_verdict_tells_every_change_at_its_step() -> None:
    result = visit((1, "ga4 view_item", {"value": 5}), BUY, BUY, (2, "meta Lead"))
    verdict = reviewed(result, BASE, told(result), "b.yaml")
    assert verdict.status == "failed"
    assert [(each.expectation.label, each.status, each.step) for each in verdict.outcomes] == [
        ("baseline ga4 view_item", "wrong", 1),
        ("baseline ga4 purchase", "met", 3),
        ("baseline ga4 purchase", "repeated", 3),
        ("baseline meta Lead", "forbidden", 2),
        ("baseline ga4 add_to_cart", "missing", 2),
    ]
    assert "validator approve scenarios/buy.yaml --only 'ga4 add_to_cart'" in verdict.outcomes[-1].chain.mend


def test_what_a_broken_journey_did_not_reach_is_not_gone() -> None:
    result = visit(VIEW, broken=2)
    verdict = reviewed(result, BASE, told(result), "b.yaml")
    assert (verdict.status, [each.status for each in verdict.outcomes]) == ("broken", ["met", "not run", "not run"])


def test_a_journey_without_a_baseline_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = against_baseline(visit(VIEW))
    assert (result.verdict.status, result.verdict.noticed[0].finding.code) == ("passed", "baseline-missing")
    Path("scenarios").mkdir()
    Path("scenarios/buy.baseline.yaml").write_text("baseline: [")
    assert against_baseline(visit(VIEW)).verdict.status == "broken"
