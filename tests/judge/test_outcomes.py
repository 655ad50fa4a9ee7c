"""What comes of expectations: statuses, step ranges, counts, order, and who may meet whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.judge.builders import Visit, codes, expect, ga4, pushed, scenario, statuses, ua, verdict
from validator.model.plan import Plan, PlanVendor
from validator.model.scenario import Times


def two_steps() -> Visit:
    visit = Visit().goto("/product/mug")
    visit.push({"event": "view_item"})
    return visit.step('click button "Add to cart"')


def test_a_hit_that_was_held_back_belongs_to_the_step_of_its_push():
    visit = Visit().goto("/")
    visit.step("click a")
    visit.push({"event": "add_to_cart"})
    visit.step("click b")
    visit.ga4("add_to_cart")
    found = verdict(visit, scenario([], [ga4("add_to_cart")], []))
    assert statuses(found) == ["met"]
    assert found.passed
    event = found.outcomes[0].events[0]
    assert (event.earliest, event.latest, event.step) == (2, 2, 3)
    assert event.cause is not None
    assert event.cause.text == "push add_to_cart"


def test_without_a_cause_any_step_in_the_life_of_the_document_will_do():
    visit = Visit().goto("/")
    visit.step("click a").step("click b")
    visit.ga4("add_to_cart")
    for at in range(3):
        wanted = [[], [], []]
        wanted[at] = [ga4("add_to_cart")]
        assert statuses(verdict(visit, scenario(*wanted))) == ["met"]


def test_of_a_vendor_that_holds_nothing_back_the_sending_tells_the_step():
    visit = Visit().goto("/")
    visit.step("click a").step("click b")
    visit.ua("Ecommerce", "Add")
    found = verdict(visit, scenario([], [ua("Ecommerce", "Add")], []))
    assert statuses(found) == ["wrong"]
    assert found.outcomes[0].near[0].place == "came at step 3 “click b”"
    assert statuses(verdict(visit, scenario([], [], [ua("Ecommerce", "Add")]))) == ["met"]


def test_order_within_a_batch_is_the_order_of_the_calls():
    visit = Visit().goto("/")
    for _ in range(2):
        visit.step("click add")
        visit.push({"event": "add_to_cart"})
    visit.step("leave")
    visit.batch(("add_to_cart", {"value": 1}), ("add_to_cart", {"value": 2}))
    right = scenario([], [ga4("add_to_cart", {"value": 1})], [ga4("add_to_cart", {"value": 2})], [])
    assert statuses(verdict(visit, right)) == ["met", "met"]
    turned = scenario([], [ga4("add_to_cart", {"value": 2})], [ga4("add_to_cart", {"value": 1})], [])
    assert statuses(verdict(visit, turned)) == ["wrong", "wrong"]


def test_where_counts_differ_the_parameters_tell_which_push_it_was():
    visit = Visit().goto("/")
    for item in ("A", "B"):
        visit.step("click add")
        visit.push({"event": "add_to_cart", "item": item})
    visit.ga4("add_to_cart", {"item": "B"})
    found = verdict(visit, scenario([], [ga4("add_to_cart")], [ga4("add_to_cart")]))
    assert statuses(found) == ["missing", "met"]


def test_where_nothing_tells_the_range_is_wide_and_nothing_fails_falsely():
    visit = Visit().goto("/")
    for _ in range(2):
        visit.step("click add")
        visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart")
    event = verdict(visit, scenario([], [], [])).events[0]
    assert (event.earliest, event.latest) == (2, 3)


def test_sent_twice_for_one_push_is_repeated():
    visit = two_steps()
    visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart")
    visit.ga4("add_to_cart")
    found = verdict(visit, scenario([], [ga4("add_to_cart")]))
    assert statuses(found) == ["repeated"]
    assert len(found.outcomes[0].events) == 2
    assert not codes(found), "the outcome says it"


def test_an_uncertain_leftover_with_other_parameters_is_not_repeated():
    visit = Visit().goto("/").step("click a")
    visit.ga4("share", {"to": "x"})
    visit.ga4("share", {"to": "y"})
    assert statuses(verdict(visit, scenario([], [ga4("share")]))) == ["met"]


def test_an_uncertain_leftover_with_the_same_parameters_is_repeated():
    visit = Visit().goto("/").step("click a")
    visit.ga4("share", {"to": "x"})
    visit.ga4("share", {"to": "x"})
    assert statuses(verdict(visit, scenario([], [ga4("share")]))) == ["repeated"]


def test_a_repeat_is_noticed_where_nothing_was_expected():
    visit = two_steps()
    visit.push({"event": "add_to_cart"})
    visit.batch(("add_to_cart", {}), ("add_to_cart", {}))
    found = verdict(visit, scenario([], []))
    assert codes(found) == ["repeated-hit"]
    assert found.passed


def test_the_same_page_seen_twice_is_no_repeat():
    visit = Visit()
    for _ in range(2):
        visit.goto("/")
        visit.ga4("page_view")
    found = verdict(visit, scenario([ga4("page_view")], [ga4("page_view")], expect=(ga4("page_view", times=2),)))
    assert statuses(found) == ["met", "met", "met"]
    assert not codes(found)


def test_two_like_clicks_are_no_repeat():
    visit = Visit().goto("/")
    for _ in range(2):
        visit.step("click add")
        visit.push({"event": "add_to_cart"})
    visit.batch(("add_to_cart", {}), ("add_to_cart", {}))
    found = verdict(visit, scenario([], [ga4("add_to_cart")], [ga4("add_to_cart")]))
    assert statuses(found) == ["met", "met"]
    assert not codes(found)


@pytest.mark.parametrize(
    ("count", "times", "status"),
    [
        (1, Times(2, 2), "missing"),
        (2, Times(2, 2), "met"),
        (3, Times(2, 2), "repeated"),
        (0, Times(1, None), "missing"),
        (4, Times(1, None), "met"),
        (0, Times(0, 1), "met"),
        (2, Times(0, 1), "repeated"),
        (1, Times(0, 0), "forbidden"),
        (0, Times(0, 0), "met"),
    ],
)
def test_times_within_a_step(count, times, status):
    visit = Visit().goto("/")
    for number in range(count):
        visit.push({"event": "search", "term": str(number)})
        visit.ga4("search", {"term": str(number)})
    assert statuses(verdict(visit, scenario([ga4("search", times=times)]))) == [status]


def test_a_hit_to_another_id_is_a_near_miss():
    visit = Visit().goto("/")
    visit.push({"event": "purchase"})
    visit.ga4("purchase", id="G-OLD1")
    found = verdict(visit, scenario([ga4("purchase")]))
    assert statuses(found) == ["wrong"]
    difference = found.outcomes[0].near[0].differences[0]
    assert (difference.path, difference.expected, difference.actual) == (("id",), "G-DEMO12345", "G-OLD1")


def test_where_the_plan_knows_no_id_each_counts_for_itself():
    visit = Visit().goto("/")
    visit.push({"event": "purchase"})
    visit.ga4("purchase", id="G-ONE1")
    visit.ga4("purchase", id="G-TWO2")
    open_plan = Plan(vendors={"ga4": PlanVendor("ga4")})
    assert statuses(verdict(visit, scenario([ga4("purchase")]), open_plan)) == ["met"]
    assert statuses(verdict(visit, scenario([ga4("purchase", times=2)]), open_plan)) == ["missing"]
    visit.ga4("purchase", id="G-TWO2")
    assert statuses(verdict(visit, scenario([ga4("purchase")]), open_plan)) == ["repeated"]
    assert statuses(verdict(visit, scenario([ga4("purchase", times=2)]), open_plan)) == ["met"]


def test_an_id_of_the_expectation_goes_before_the_plan():
    visit = Visit().goto("/")
    visit.ga4("purchase", id="G-OTHER1")
    assert statuses(verdict(visit, scenario([ga4("purchase", id="G-OTHER1")]))) == ["met"]


def test_one_event_meets_one_expectation_and_the_choice_is_complete():
    visit = Visit().goto("/")
    visit.push({"event": "add", "item": "A"})
    visit.push({"event": "add", "item": "B"})
    visit.ga4("add", {"item": "A"})
    visit.ga4("add", {"item": "B"})
    wanted = [ga4("add"), ga4("add", {"item": "A"})]
    assert statuses(verdict(visit, scenario(wanted))) == ["met", "met"]
    assert statuses(verdict(visit, scenario(wanted[::-1]))) == ["met", "met"]


def test_a_count_over_the_journey_is_independent_of_the_steps():
    visit = Visit().goto("/")
    visit.ga4("page_view")
    visit.goto("/cart")
    visit.ga4("page_view")
    found = verdict(visit, scenario([ga4("page_view")], [ga4("page_view")], expect=(ga4("page_view", times=2),)))
    assert statuses(found) == ["met", "met", "met"]
    found = verdict(visit, scenario([], [], expect=(ga4("page_view", times=3),)))
    assert statuses(found) == ["missing"]
    assert "seen twice in the whole journey, expected 3 times" in found.outcomes[0].chain.message


def test_stopped_hits_meet_nothing():
    visit = Visit().goto("/")
    visit.push({"event": "purchase"})
    visit.ga4("purchase", handling="stopped", failure="csp")
    found = verdict(visit, scenario([ga4("purchase")], never=(ga4("purchase", times=0),)))
    assert statuses(found) == ["missing", "met"]
    assert found.counts.stopped == 1


def test_a_leak_fails_the_run():
    visit = Visit().goto("/")
    visit.ga4("page_view", handling="leaked")
    found = verdict(visit, scenario([ga4("page_view")]))
    assert statuses(found) == ["met"]
    assert found.status == "failed"
    assert found.counts.leaked == 1


def test_pushes_and_gtag_commands_meet_a_push():
    visit = Visit().goto("/")
    visit.push({"event": "add_to_cart", "ecommerce": {"value": 3, "items": [{"id": "A"}]}})
    wanted = pushed(event="add_to_cart", ecommerce={"value": 3, "items": {0: {"id": "A"}}})
    assert statuses(verdict(visit, scenario([wanted]))) == ["met"]
    visit = Visit().goto("/")
    visit.gtag("event", "add_to_cart", {"value": 3})
    assert statuses(verdict(visit, scenario([pushed(event="add_to_cart", value=3)]))) == ["met"]


def test_a_gtag_command_beside_its_push_is_no_repeat_and_a_second_push_is():
    visit = Visit().goto("/")
    visit.push({"event": "sign_up"})
    visit.gtag("event", "sign_up", {})
    assert statuses(verdict(visit, scenario([pushed(event="sign_up")]))) == ["met"]
    visit.push({"event": "sign_up"})
    assert statuses(verdict(visit, scenario([pushed(event="sign_up")]))) == ["repeated"]


def test_a_hit_after_the_step_of_its_document_is_not_earlier_than_it():
    visit = Visit().goto("/")
    visit.step("click a").page("/next")
    visit.ga4("generate_lead")
    found = verdict(visit, scenario([ga4("generate_lead")], []))
    assert statuses(found) == ["wrong"]
    assert statuses(verdict(visit, scenario([ga4("generate_lead", anywhere=True)], []))) == ["met"]


def test_cookies_errors_and_findings():
    visit = Visit().goto("/").cookie("_ga", "GA1.1").error("x is not defined").step("click")
    visit.ga4("purchase", {"value": "19,99"})
    wanted = [
        expect("cookie", demands={"name": "_ga", "value": {"matches": "^GA1"}}),
        expect("error", demands={"text": {"contains": "not defined"}}),
        expect("cookie", demands={"name": "_fbp"}),
    ]
    found = verdict(visit, scenario(wanted, [expect("cookie", demands={"name": "_ga"})]))
    assert statuses(found) == ["met", "met", "missing", "met"]
    never = (expect("finding", demands={"code": found.noticed[0].finding.code}, times=0),)
    assert statuses(verdict(visit, scenario([], [], never=never))) == ["forbidden"]


def test_reordering_equal_events_changes_nothing():
    visit = Visit().goto("/")
    for _ in range(3):
        visit.push({"event": "add"})
        visit.ga4("add")
    recording = visit.recording()
    turned = replace(recording, requests=recording.requests[::-1])
    what = scenario([ga4("add", times=2), ga4("add")])
    assert verdict(recording, what) == verdict(turned, what)


def test_a_vendor_alone_may_be_expected():
    visit = Visit().goto("/")
    visit.ga4("anything")
    found = verdict(visit, scenario([expect(vendor="ga4", demands={}), expect(vendor="ua", demands={})]))
    assert statuses(found) == ["met", "missing"]
