"""Goals as analytics count them, and the funnel of a scenario's conversions."""

from __future__ import annotations

import pytest

from tests.judge.builders import Visit, ga4, plan, scenario, statuses, ua, verdict
from validator.model.location import NOWHERE
from validator.model.plan import Goal, Plan
from validator.model.recording import Broken
from validator.model.scenario import Condition, Known
from validator.model.value import Reference, Template
from validator.model.verdict import GoalResult

NAMES = {"event": "event", "destination": "destination", "pages": "pages", "duration": "duration"}


def goal(kind, operator, operand, *, path=None, **more) -> Goal:
    where = (NAMES[kind],) if path is None else path
    return Goal("G", kind, (Condition(where, operator, operand),), more.pop("conversion", "micro"), **more)


def result(visit: Visit, wanted: Goal, agreed: Plan | None = None) -> GoalResult:
    found = verdict(visit, scenario([], [], []), agreed or plan(goals=(wanted,)))
    return found.goals[0]


def shopping() -> Visit:
    visit = Visit()
    for path in ("/", "/cart", "/checkout?step=1", "/thank-you/42"):
        visit.goto(path)
        visit.ga4("page_view")
    visit.ga4("purchase")
    return visit


@pytest.mark.parametrize("path", [None, ()], ids=["at its name", "at the value"])
@pytest.mark.parametrize(
    ("operator", "operand", "completed"),
    [
        ("starts_with", "/thank-you", True),
        ("equals", "/cart", True),
        ("equals", "/thanks", False),
        ("contains", "?step", True),
    ],
)
def test_destinations_are_paths_of_page_views(operator, operand, completed, path):
    found = result(shopping(), goal("destination", operator, operand, path=path))
    assert found.completed is completed


def test_a_page_that_no_hit_told_of_does_not_count():
    visit = Visit().goto("/")
    visit.ga4("page_view")
    visit.goto("/thank-you")
    found = result(visit, goal("destination", "equals", "/thank-you"))
    assert not found.completed
    assert found.detail == "the visitor came to /thank-you, but no page view of it was sent"


def test_without_vendors_in_the_plan_the_browsers_views_stand_in():
    visit = Visit().goto("/").goto("/thank-you")
    visit.push({"event": "x"})
    wanted = goal("destination", "equals", "/thank-you")
    assert result(visit, wanted, Plan(goals=(wanted,))).completed


def test_the_funnel_is_looked_at_and_does_not_gate():
    found = result(
        shopping(), goal("destination", "starts_with", "/thank-you", funnel=("/cart", "/shipping", "/checkout"))
    )
    assert found.completed
    assert found.funnel == (("/cart", True), ("/shipping", False), ("/checkout", True))


def test_pages_count_once_whatever_the_number_of_vendors():
    visit = shopping()
    wanted = goal("pages", "more_than", 3)
    assert result(visit, wanted).step == 4
    assert not result(visit, goal("pages", "more_than", 4)).completed
    assert result(visit, goal("pages", "more_than", 4)).detail == "4 page views"


def test_duration_is_from_the_first_event_to_the_last():
    visit = Visit().goto("/")
    visit.ga4("page_view")
    visit.tick(61)
    visit.ga4("scroll_deep")
    assert result(visit, goal("duration", "more_than", 60)).completed
    found = result(visit, goal("duration", "more_than", 90))
    assert (found.completed, found.detail) == (False, "61.1 s")


def test_events_complete_goals_and_count_once():
    visit = Visit().goto("/")
    visit.push({"event": "sign_up"})
    visit.ga4("sign_up")
    visit.step("again")
    visit.push({"event": "sign_up"})
    visit.ga4("sign_up")
    wanted = goal("event", "equals", "sign_up")
    assert (result(visit, wanted).completed, result(visit, wanted).step) == (True, 1)
    assert not result(visit, goal("event", "equals", "sign_up", vendor="ua")).completed
    remembered = goal("event", "equals", Template((Reference("name"),), NOWHERE))
    assert not result(visit, remembered).completed
    assert "name" in result(visit, remembered).detail


def test_a_goal_of_category_and_action():
    visit = Visit().goto("/")
    visit.ua("Ecommerce", "Add")
    conditions = (Condition(("category",), "equals", "Ecommerce"), Condition(("action",), "equals", "Add"))
    assert result(visit, Goal("G", "event", conditions, "micro", slot=1)).completed


def test_the_funnel_of_conversions_in_the_order_of_the_journey():
    visit = Visit().goto("/").step("a").step("b").step("pay", status="failed").step("thanks", status="not run")
    visit.push({"event": "view"})
    visit.ga4("view")
    more = {"conversion": "micro", "planned": "View"}
    wanted = scenario(
        [ga4("view", **more), ua("A", "B", **more)],
        [ga4("view", **more)],
        [ga4("soon", conversion="micro", known=Known("X-1", "2027-01-01"))],
        [ga4("order", conversion="macro", planned="Order")],
        [ga4("plain")],
    )
    found = verdict(visit.recording(broken=Broken("x", 4)), wanted)
    assert [(stage.name, stage.status, stage.conversion, stage.step) for stage in found.funnel] == [
        ("View", "not tracked", "micro", 1),
        ("View", "tracked" if found.outcomes[2].status == "met" else "not tracked", "micro", 2),
        ("ga4 soon", "not tracked", "micro", 3),
        ("Order", "not run", "macro", 4),
    ]


def test_a_stage_is_tracked_when_all_vendors_got_it():
    visit = Visit().goto("/")
    visit.ga4("view")
    visit.ua("A", "B")
    more = {"conversion": "macro", "planned": "View"}
    found = verdict(visit, scenario([ga4("view", **more), ua("A", "B", **more)]))
    assert statuses(found) == ["met", "met"]
    assert [stage.status for stage in found.funnel] == ["tracked"]
