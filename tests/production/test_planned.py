"""Production against the plan: what does not arrive, what nobody planned, funnels, and scenarios side by side."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.production.visitors import FIRST, shop
from validator.language import read_plan_file
from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.model.segment import Sent
from validator.production.beside import beside
from validator.production.counts import Count, Counts
from validator.production.falls import falls
from validator.production.funnel import funnels, rates
from validator.production.look import look, of_segment
from validator.production.planned import arrived, unplanned
from validator.production.reds import Red, category
from validator.segments import spoken_segment

PLAN = """\
plan: Shop
vendors: {ga4: G-1, ua: UA-1-1}
events:
  View product: {conversion: micro, ga4: {event: view_item}}
  Add to cart: {conversion: micro, owner: team-basket, ga4: {event: add_to_cart, params: {currency: EUR}}}
  Begin checkout: {conversion: micro, ga4: {event: begin_checkout}}
  Order: {conversion: macro, ga4: {event: purchase}}
  Account: {conversion: macro, ga4: {event: sign_up}}
  Old only: {ua: {category: A, action: B}}
  Any step: {ga4: {event: {starts_with: step_}}}
ignore: [scroll, internal_*]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "tracking-plan.yaml").write_text(PLAN, encoding="utf-8")
    return read_plan_file(tmp_path / "tracking-plan.yaml")


def told(**events: int) -> Counts:
    return Counts(tuple(Count(event, value, FIRST) for event, value in events.items()), "x", FIRST, FIRST)


def test_planned_events_that_do_not_arrive(plan: Plan) -> None:
    found = {one.name: one for one in arrived(plan, told(view_item=9, add_to_cart=3, step_1=2, step_2=5))}
    assert {name: one.count for name, one in found.items()} == {
        "View product": 9,
        "Add to cart": 3,
        "Begin checkout": 0,
        "Order": 0,
        "Account": 0,
        "Any step": 7,
    }
    assert found["Account"].names == ("sign_up",)
    assert not found["Account"].arrives


def test_what_arrives_beside_the_plan(plan: Plan) -> None:
    events = {"view_item": 1, "scroll": 5, "internal_test": 3, "session_start": 9, "form_start": 4, "(other)": 2}
    found = unplanned(plan, told(**events, buy_now=7))
    assert [(one.name, one.count, one.by_google) for one in found] == [("buy_now", 7, False), ("form_start", 4, True)]


def test_a_device_that_never_sends_it(plan: Plan) -> None:
    rows = [Count("session_start", 500, FIRST, device) for device in ("desktop", "mobile")]
    rows += [Count("add_to_cart", 90, FIRST, "desktop"), Count("purchase", 9, FIRST, "desktop")]
    found = {one.name: one.silent for one in arrived(plan, Counts(tuple(rows), "x", FIRST, FIRST))}
    assert found["Add to cart"] == ("mobile",)
    assert found["Order"] == (), "nine orders are too few to say so"


def test_funnels_in_the_order_of_the_plan(plan: Plan) -> None:
    order, account = funnels(
        plan, [], {"View product": 1000, "Add to cart": 200, "Begin checkout": 50, "Order": 25} | {"Account": 0}
    )
    assert [(stage.name, stage.on, stage.of_first) for stage in order.stages] == [
        ("View product", None, None),
        ("Add to cart", 0.2, 0.2),
        ("Begin checkout", 0.25, 0.05),
        ("Order", 0.5, 0.025),
    ]
    assert account.rate == 0.0


def test_rates_by_device(plan: Plan) -> None:
    counts = shop(1, days=7)
    found = rates(counts, arrived(plan, counts), "device")
    assert [one.value for one in found] == ["mobile", "desktop", "tablet"]
    assert found[0].rate == pytest.approx(0.05, abs=0.01)


def moment(day: int) -> datetime.datetime:
    return datetime.datetime.combine(FIRST + datetime.timedelta(day), datetime.time(9), datetime.timezone.utc)


def mobile_cart(day: int, event: str, device: str, campaign: str) -> float:
    return 0.0 if event == "add_to_cart" and device == "mobile" and 90 <= day < 100 else 1.0


def test_a_fall_and_a_red_scenario_stand_side_by_side() -> None:
    names = {"add_to_cart": "Add to cart", "purchase": "Order"}
    found = falls(shop(21, change=mobile_cart))
    reds = [
        Red(
            "Add to cart", "Buy on a phone", moment(90), moment(100), "iPhone 15", message="The trigger did not match."
        ),
        Red("Order", "Buy", moment(95), None, "Desktop Chrome"),
        Red("Add to cart", "Buy long ago", moment(10), moment(12), "iPhone 15"),
    ]
    cart, order, old = beside(found, reds, names)
    assert cart.agree
    assert [red.scenario for red in cart.reds] == ["Buy on a phone"]
    assert "say the same" in cart.says
    assert not order.agree
    assert order.fall is None
    assert "did not fall" in order.says
    assert [red.scenario for red in old.reds] == ["Buy long ago"]


def test_a_fall_where_scenarios_look_elsewhere_says_so() -> None:
    found = falls(shop(21, change=mobile_cart))
    (alone,) = beside(found, [], {"add_to_cart": "Add to cart"})
    assert "No scenario was red: visitors do something on mobile" in alone.says
    (other,) = beside(
        found, [Red("Add to cart", "Buy", moment(91), None, "Desktop Chrome")], {"add_to_cart": "Add to cart"}
    )
    assert "Visitors lost it on mobile, and a scenario was red on desktop" in other.says


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        ("iPhone 15", "mobile"),
        ("Pixel 7", "mobile"),
        ("iPad Pro 11", "tablet"),
        ("Galaxy Tab S4", "tablet"),
        ("Galaxy S9+", "mobile"),
        ("Desktop Chrome", "desktop"),
        ("", "desktop"),
    ],
)
def test_devices_are_called_as_google_calls_them(device: str, kind: str) -> None:
    assert category(device) == kind


def test_segments_need_visits(plan: Plan) -> None:
    segment = spoken_segment("add_to_cart and not purchase", {}, plan.events)

    def holds(events: object) -> bool:
        return segment.holds([Sent("ga4", event) for event in events])  # type: ignore[attr-defined]

    visits = {"1": ("page_view", "add_to_cart"), "2": ("page_view", "add_to_cart", "purchase"), "3": ("page_view",)}
    rows = tuple(Count(event, 1, FIRST, visit=visit) for visit, events in visits.items() for event in events)
    kept = of_segment(Counts(rows, "x", FIRST, FIRST), holds, "left")
    assert {row.visit for row in kept.rows} == {"1"}
    with pytest.raises(UsageError, match="needs to know which visit"):
        of_segment(told(add_to_cart=1), holds, "left")


def test_the_whole_look(plan: Plan) -> None:
    found = look(plan, [], shop(21, change=mobile_cart))
    assert [one.name for one in found.missing] == ["Account", "Any step"]
    assert [fall.event for fall in found.falls] == ["add_to_cart"]
    assert {one.name for one in found.unplanned} == {"page_view", "newsletter_sign_up"}
    assert found.found
