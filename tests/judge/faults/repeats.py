"""Faults: what came too often, and goals that were not completed."""

from __future__ import annotations

from typing import Any

from tests.judge.builders import Visit, expect, ga4, plan, pushed, scenario, tag, trigger, verdict
from tests.judge.faults.fault import (
    ADDED,
    NAMED,
    at_product,
    custom_trigger,
    fault,
)
from validator.model.plan import Goal
from validator.model.scenario import Condition
from validator.model.verdict import Verdict


@fault
def push_made_twice() -> Verdict:
    visit = at_product()
    for _ in range(2):
        visit.push({"event": "add_to_cart"})
        visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [pushed(event="add_to_cart"), ga4("add_to_cart")]))


@fault
def expected_twice_and_sent_once() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    sends = [{"vendor": "ga4", "event": "add_to_cart"}]
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=sends), push=push
    )
    visit.ga4("add_to_cart", {"currency": "EUR"})
    return verdict(visit, scenario([], [ga4("add_to_cart"), ga4("add_to_cart", {"currency": "EUR"})]))


@fault
def two_tags_for_one_push() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "purchase"})
    sends = [{"vendor": "ga4", "event": "purchase"}]
    tags = [
        tag(name, "fired", custom_trigger("add_to_cart"), sends=sends)
        for name in ("GA4 – purchase", "Agency – purchase")
    ]
    visit.message("purchase", *tags, push=push)
    visit.batch(("purchase", {"transaction_id": "T1"}), ("purchase", {"transaction_id": "T1"}))
    return verdict(visit, scenario([], [ga4("purchase")]))


@fault
def one_tag_by_two_triggers() -> Verdict:
    visit = at_product()
    sends = [{"vendor": "ga4", "event": "add_to_cart"}]
    for event in ("gtm.click", "add_to_cart"):
        push = visit.push({"event": event})
        visit.message(event, tag("GA4 – add to cart", "fired", custom_trigger(event), sends=sends), push=push)
        visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart"), *NAMED.journey[1].expect]))


@fault
def container_loaded_twice() -> Verdict:
    visit = Visit().goto("/").load()
    visit.push({"event": "sign_up"})
    visit.ga4("sign_up")
    visit.ga4("sign_up")
    return verdict(visit, scenario([ga4("sign_up")]))


@fault
def two_containers() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    for container in ("GTM-ONE", "GTM-TWO"):
        fired = tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
        visit.message("add_to_cart", fired, push=push, container=container)
    visit.batch(("add_to_cart", {}), ("add_to_cart", {}))
    return verdict(visit, ADDED)


@fault
def sent_twice_by_nobody_knows_whom() -> Verdict:
    visit = at_product()
    visit.ga4("share")
    visit.ga4("share")
    return verdict(visit, scenario([], [ga4("share")]))


@fault
def one_push_two_libraries() -> Verdict:
    visit = at_product()
    visit.push({"event": "share"})
    visit.ga4("share")
    visit.ga4("share")
    return verdict(visit, scenario([], [ga4("share")]))


@fault
def too_often_over_the_journey_and_why() -> Verdict:
    visit = at_product()
    for _ in range(2):
        visit.push({"event": "add_to_cart"})
        visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart")], expect=(ga4("add_to_cart"),)))


@fault
def once_too_often_somewhere_in_the_journey() -> Verdict:
    visit = Visit()
    for path in ("/", "/cart", "/checkout"):
        visit.goto(path)
        push = visit.push({"event": "gtm.js"})
        fired = tag("Google tag", "fired", trigger("All pages", "pageview"), sends=["page_view"])
        visit.message("gtm.js", fired, push=push)
        visit.ga4("page_view")
        if path == "/cart":
            visit.ga4("page_view")
    return verdict(visit, scenario([], [], [], expect=(ga4("page_view", times=3),)))


def goal(kind: Any, *conditions: Condition, **more: Any) -> Goal:
    return Goal("Order", kind, conditions, "macro", slot=6, **more)


ORDER = expect("goal", demands={"name": "Order"}, conversion="macro")
THANKS = goal("destination", Condition(("destination",), "starts_with", "/thank-you"))


@fault
def goal_whose_page_was_not_told() -> Verdict:
    visit = Visit().goto("/thank-you/1")
    visit.push({"event": "purchase"})
    return verdict(visit, scenario([ORDER]), plan(goals=(THANKS,)))


@fault
def goal_that_was_not_reached() -> Verdict:
    visit = Visit().goto("/")
    visit.ga4("page_view")
    return verdict(visit, scenario([ORDER]), plan(goals=(THANKS,)))


@fault
def goal_whose_event_was_not_sent() -> Verdict:
    visit = Visit().goto("/")
    visit.ga4("page_view")
    return verdict(visit, scenario([ORDER]), plan(goals=(goal("event", Condition(("event",), "equals", "purchase")),)))


@fault
def goal_completed_before() -> Verdict:
    visit = Visit().goto("/thank-you")
    visit.ga4("page_view")
    visit.step("reload")
    return verdict(visit, scenario([], [ORDER]), plan(goals=(THANKS,)))


@fault
def goal_that_the_plan_does_not_have() -> Verdict:
    visit = Visit().goto("/")
    visit.ga4("page_view")
    return verdict(visit, scenario([ORDER]))


@fault
def goal_kept_back_with_its_event() -> Verdict:
    visit = Visit().goto("/")
    visit.push({"event": "Purchased"})
    reached = goal("event", Condition(("event",), "equals", "purchase"))
    return verdict(visit, scenario([ORDER, ga4("purchase"), pushed(event="purchase")]), plan(goals=(reached,)))
