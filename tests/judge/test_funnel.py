"""The funnel tells each conversion once, and findings are not told twice."""

from __future__ import annotations

import pytest

from tests.judge.builders import Visit, codes, expect, ga4, plan, scenario, verdict
from validator.model.plan import Goal, PlannedEvent
from validator.model.scenario import Condition, Expectation


def goal(name: str = "Order") -> Expectation:
    return expect("goal", demands={"name": name}, conversion="macro")


def by_event(name: str, event: str, vendor: str | None = None) -> Goal:
    return Goal(name, "event", (Condition(("event",), "equals", event),), "macro", vendor=vendor)


def bought(*events: str) -> Visit:
    visit = Visit().goto("/").step("pay")
    for event in events:
        visit.push({"event": event})
        visit.ga4(event)
    return visit


@pytest.mark.parametrize(
    ("name", "goal_of_plan", "stages"),
    [
        ("Order", by_event("Order", "purchase"), ["Order"]),
        ("Order", Goal("Order", "pages", (Condition(("pages",), "more_than", 0),), "macro"), ["Order"]),
        ("Bought", by_event("Bought", "purchase"), ["Order"]),
        ("Bought", by_event("Bought", "purchase", "ua"), ["Order", "Bought"]),
        ("Lead", by_event("Lead", "generate_lead"), ["Order", "Lead"]),
    ],
)
def test_a_goal_and_the_event_that_completes_it_are_one_conversion(name, goal_of_plan, stages):
    wanted = scenario([], [ga4("purchase", planned="Order", conversion="macro"), goal(name)])
    found = verdict(bought("purchase", "page_view"), wanted, plan(goals=(goal_of_plan,)))
    assert [stage.name for stage in found.funnel] == stages


def test_a_stage_is_not_tracked_where_its_goal_is_missing():
    wanted = scenario([], [ga4("purchase", planned="Order", conversion="macro"), goal()])
    found = verdict(bought("purchase"), wanted, plan(goals=(by_event("Order", "order"),)))
    assert [(stage.name, stage.status) for stage in found.funnel] == [("Order", "not tracked")]


def test_a_goal_over_the_whole_journey_joins_the_last_stage_of_its_name():
    more = {"planned": "Order", "conversion": "macro"}
    visit = bought("purchase").step("again")
    visit.push({"event": "purchase"})
    visit.ga4("purchase", {"n": 2})
    wanted = scenario([], [ga4("purchase", **more)], [ga4("purchase", **more)], expect=(goal(),))
    found = verdict(visit, wanted, plan(goals=(by_event("Order", "purchase"),)))
    assert [(stage.name, stage.step, stage.status) for stage in found.funnel] == [
        ("Order", 2, "tracked"),
        ("Order", 3, "tracked"),
    ]


def test_an_event_over_the_whole_journey_joins_the_last_stage_of_its_name():
    more = {"planned": "Order", "conversion": "macro"}
    once = ga4("purchase", times=1, **more)
    found = verdict(bought("purchase"), scenario([], [ga4("purchase", **more)], expect=(once,)))
    assert [(stage.name, stage.step) for stage in found.funnel] == [("Order", 2)]
    alone = verdict(
        bought("purchase"), scenario([], [], expect=(once, goal())), plan(goals=(by_event("Order", "purchase"),))
    )
    assert [(stage.name, stage.step) for stage in alone.funnel] == [("Order", None)]


def all_codes(found) -> list[str]:
    return [one.finding.code for one in found.noticed]


def test_what_a_decoder_says_of_a_value_that_an_expectation_names_is_not_told_again():
    visit = Visit().goto("/")
    visit.ga4("add_to_cart", {"value": "19,99", "currency": "EUR"})
    assert "value-as-text" in all_codes(verdict(visit, scenario([])))
    wrong = verdict(visit, scenario([ga4("add_to_cart", {"value": 19.99})]))
    assert "value-as-text" not in all_codes(wrong)
    other = verdict(visit, scenario([ga4("add_to_cart", {"currency": "USD"})]))
    assert "value-as-text" in all_codes(other)


def test_a_value_is_told_of_once_where_decoder_and_plan_both_mind_it():
    planned = PlannedEvent("Add", (ga4("add_to_cart", {"value": {"type": "number"}}),))
    visit = Visit().goto("/")
    visit.ga4("add_to_cart", {"value": "19,99", "currency": "EUR"})
    found = verdict(visit, scenario([]), plan(events={"Add": planned}))
    assert "value-as-text" in all_codes(found)
    assert "outside-plan" not in codes(found)
    strict = verdict(visit, scenario([]), plan(events={"Add": planned}, findings={"outside-plan": "fail"}))
    assert strict.status == "failed"
    assert "outside-plan" in codes(strict)


def test_a_finding_that_must_not_be_is_told_as_that_only():
    visit = Visit().goto("/")
    visit.ga4("sign_up", {"mail": "ada@example.org"})
    never = expect("finding", demands={"code": "personal-data"}, times=0)
    found = verdict(visit, scenario([], never=(never,)))
    assert found.status == "failed"
    assert "personal-data" not in all_codes(found)


@pytest.mark.parametrize(
    ("never", "link"),
    [
        (expect(vendor="ua", demands={}, times=0), "consent"),
        (expect("cookie", demands={"name": "_ga"}, times=0), "consent"),
        (expect(vendor="ga4", demands={"consent": {"analytics_storage": "granted"}}, times=0), "consent"),
        (expect(vendor="ua", demands={"category": "A", "action": "B"}, times=0), "request"),
    ],
    ids=["a vendor", "a cookie", "a consent", "one event"],
)
def test_what_is_forbidden_to_one_who_refused_is_a_matter_of_consent(never, link):
    visit = Visit().goto("/").consent("default", ad_storage="granted", analytics_storage="granted").answer("deny")
    visit.ua("A", "B")
    visit.cookie("_ga")
    visit.ga4("page_view", extra={"gcs": "G111"})
    found = verdict(visit, scenario([], never=(never,)))
    assert [(one.status, one.chain.broken) for one in found.outcomes] == [("forbidden", link)]
    if link == "consent":
        assert "although the visitor refused" in found.outcomes[0].chain.message
        assert "granted before anybody was asked" in found.outcomes[0].chain.mend


def test_names_that_differ_in_a_number_are_two_names():
    visit = Visit().goto("/")
    visit.ga4("wizard_step_1")
    (outcome,) = verdict(visit, scenario([ga4("wizard_step_2")])).outcomes
    assert outcome.status == "missing"
    assert [near.differences[0].note for near in outcome.near] == [""]


def test_a_code_with_another_number_is_no_spelling_mistake():
    visit = Visit().goto("/")
    visit.ua("Shop", "Add", label="TEA-1")
    wanted = expect(vendor="ua", demands={"category": "Shop", "action": "Add", "label": "TEA-2"})
    (outcome,) = verdict(visit, scenario([wanted])).outcomes
    assert (outcome.status, outcome.near[0].differences[0].note) == ("wrong", "")


def test_a_repeated_page_view_is_told_once():
    visit = Visit().goto("/")
    for number in (1, 2):
        visit.message("gtm.js")
        visit.ga4("page_view", {"number": number})
    assert "page-view-twice" in codes(verdict(visit, scenario([])))
    assert "page-view-twice" not in codes(verdict(visit, scenario([ga4("page_view")])))
