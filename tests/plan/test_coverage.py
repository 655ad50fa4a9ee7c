"""What the scenarios reach of a plan, and the way to each macro conversion."""

from __future__ import annotations

from dataclasses import replace

from tests.judge.builders import expect, ga4, plan, scenario, ua
from validator.model.plan import Goal, PlannedEvent
from validator.model.scenario import Condition
from validator.plan.coverage import coverage
from validator.plan.shown import coverage_text

ADD = PlannedEvent("Add", (ga4("add_to_cart", planned="Add"), ua("Shop", "Add", planned="Add")), "micro")
BUY = PlannedEvent("Buy", (ga4("purchase", planned="Buy", conversion="macro"),), "macro")
READ = PlannedEvent("Read", (ga4("read", planned="Read"),), "micro")
GOALS = (
    Goal("Order", "event", (Condition(("event",), "equals", "purchase"),), "macro"),
    Goal("Stays", "duration", (Condition((), "more_than", 60),), "micro"),
)
PLAN = plan(events={"Add": ADD, "Buy": BUY, "Read": READ}, goals=GOALS)
SHOPPING = scenario(
    [],
    [replace(ADD.expectations[0], conversion="micro")],
    [],
    [],
    [BUY.expectations[0], expect("goal", demands={"name": "Order"}, conversion="macro")],
)


def test_events_and_goals_that_no_scenario_reaches():
    found = coverage(PLAN, [SHOPPING])
    assert [(one.name, bool(one.scenarios)) for one in (*found.events, *found.goals)] == [
        ("Add", True), ("Buy", True), ("Read", False), ("Order", True), ("Stays", False),
    ]  # fmt: skip
    assert found.events[0].vendors_left == ("ua",)
    assert found.share == 60.0
    text = coverage_text(found)
    assert "2 of 3 events expected by scenarios" in text
    assert "✗ Read · micro" in text
    assert "Add: nobody asks for ua" in text


def test_what_scenarios_expect_beside_the_plan():
    beside = scenario([ga4("mystery"), ga4("purchase"), expect(vendor="meta", demands={})])
    assert [one.label for one in coverage(PLAN, [beside]).beside] == ["ga4 mystery"]
    assert coverage(plan(), [beside]).beside == (), "a plan without events knows nothing of them"


def test_the_way_to_a_macro_conversion():
    found = coverage(PLAN, [SHOPPING])
    assert [(one.name, one.scenario) for one in found.conversions][:1] == [("Buy", "test")]
    assert [(way.steps, way.tracked, way.conversion) for way in found.conversions[0].before] == [
        ("1", (), False),
        ("2", ("Add",), True),
        ("3–4", (), False),
        ("5", ("Order",), False),
    ]
    assert found.leading_nowhere == ("Read",)


def test_an_empty_plan_is_covered():
    assert coverage(plan(), []).share == 100.0
