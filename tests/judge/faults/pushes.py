"""Faults of pushes, and triggers that wait for them."""

from __future__ import annotations

from typing import Any

from tests.judge.builders import Visit, ga4, pushed, scenario, tag, trigger, ua, verdict
from tests.judge.faults.fault import (
    ADD,
    ADDED,
    NAMED,
    at_product,
    click_trigger,
    custom_trigger,
    fault,
)
from validator.model.container import Container, ContainerCondition, Tag, Trigger
from validator.model.recording import ConditionState, TriggerState
from validator.model.scenario import Known
from validator.model.verdict import Verdict


@fault
def button_renamed() -> Verdict:
    visit = Visit().goto("/product/mug")
    visit.message("gtm.js", tag("UA – Add", "not fired", click_trigger("", "gtm.js"), sends=[]))
    visit.step(ADD, text="Add to basket")
    push = visit.push({"event": "gtm.click"})
    visit.message("gtm.click", tag("UA – Add", "not fired", click_trigger("Add to basket")), push=push)
    container = Container(
        "GTM-DEMO123",
        tags=(
            Tag(
                "1",
                "UA – Add",
                "ua",
                {"trackType": "TRACK_EVENT", "eventCategory": "Ecommerce", "eventAction": "Add"},
                ("7",),
            ),
        ),
        triggers=(
            Trigger(
                "7", "Click – Add to cart", "click", (ContainerCondition("equals", "{{Click Text}}", "Add to cart"),)
            ),
        ),
    )
    return verdict(visit, scenario([], [ua("Ecommerce", "Add")]), container=container)


@fault
def tag_by_name_with_a_trigger_that_does_not_match() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "gtm.click"})
    visit.message("gtm.click", tag("GA4 – add to cart", "not fired", click_trigger("Add to Cart")), push=push)
    return verdict(visit, NAMED)


@fault
def click_that_never_reached_the_container() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "open_drawer"})
    visit.message("open_drawer", tag("GA4 – add to cart", "not fired", click_trigger("", "open_drawer")), push=push)
    return verdict(visit, NAMED)


@fault
def trigger_with_a_condition_on_the_data_layer() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "page_type": "offer"})
    failing = ("DLV – page type", "equals", "product", "offer")
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "not fired", custom_trigger("add_to_cart", failing)), push=push
    )
    return verdict(visit, NAMED)


@fault
def trigger_misspelt() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    listens = trigger("CE – add_to_card", "customEvent", ("Event", "equals", "add_to_card", "add_to_cart"))
    visit.message("add_to_cart", tag("GA4 – add to cart", "not fired", listens), push=push)
    return verdict(visit, scenario([], [pushed(event="add_to_cart"), *NAMED.journey[1].expect]))


@fault
def push_misspelt() -> Verdict:
    visit = at_product()
    visit.push({"event": "addToCart"})
    return verdict(visit, ADDED)


@fault
def push_misspelt_as_the_container_sees_it() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_kart"})
    visit.message("add_to_kart", tag("GA4 – add to cart", "not fired", custom_trigger("add_to_kart")), push=push)
    return verdict(visit, NAMED)


@fault
def push_removed() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "gtm.click"})
    visit.message("gtm.click", tag("GA4 – add to cart", "not fired", custom_trigger("gtm.click")), push=push)
    return verdict(visit, scenario([], [pushed(event="add_to_cart"), *NAMED.journey[1].expect]))


@fault
def push_at_another_step() -> Verdict:
    visit = at_product().step("open cart")
    visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [pushed(event="add_to_cart"), ga4("add_to_cart")], []))


@fault
def push_with_another_value() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart", "ecommerce": {"currency": "USD"}})
    return verdict(visit, scenario([], [pushed(event="add_to_cart", ecommerce={"currency": "EUR"})]))


@fault
def script_failed_before_the_push() -> Verdict:
    visit = at_product().error("TypeError: cart is undefined")
    return verdict(visit, scenario([], [pushed(event="add_to_cart")]))


@fault
def question_answered_with_cancel_before_the_push() -> Verdict:
    visit = at_product().error("The page asked (confirm): Really?", kind="dialog")
    return verdict(visit, scenario([], [pushed(event="add_to_cart")]))


@fault
def tag_whose_push_never_came() -> Verdict:
    visit = Visit().goto("/")
    first = visit.push({"event": "x"})
    visit.message("x", tag("GA4 – add to cart", "not fired", custom_trigger("x")), push=first)
    visit.step(ADD)
    return verdict(visit, NAMED)


@fault
def came_at_another_step() -> Verdict:
    visit = at_product().step("Place order", name="place order")
    visit.ua("Ecommerce", "Add")
    return verdict(visit, scenario([], [ua("Ecommerce", "Add")], []))


@fault
def same_name_at_other_times() -> Verdict:
    visit = at_product().step("open cart", name="cart")
    visit.ua("Ecommerce", "Add")
    return verdict(
        visit, scenario([], [], expect=(ua("Ecommerce", "Add", before="cart"), ua("Ecommerce", "Add", after="consent")))
    )


@fault
def too_late_after_its_cause() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart"})
    visit.tick(8)
    visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart", within=5.0)]))


@fault
def seen_once_of_three() -> Verdict:
    visit = at_product()
    visit.push({"event": "scroll_to"})
    visit.ga4("scroll_to")
    return verdict(visit, scenario([], [ga4("scroll_to", times=3)]))


@fault
def seen_too_seldom_over_the_journey() -> Verdict:
    visit = at_product()
    visit.push({"event": "addToCart"})
    return verdict(visit, scenario([], [ga4("add_to_cart")], expect=(ga4("add_to_cart", times=2),)))


@fault
def known_fault_that_expired() -> Verdict:
    visit = at_product()
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [ga4("add_to_cart", known=Known("WEB-12", "2026-01-31"))]))


def unmatched(*conditions: tuple[str, str, str, Any]) -> Verdict:
    visit = at_product()
    push = visit.push({"event": "gtm.click"})
    clicks = trigger("Clicks", "Click – All Elements", *conditions)
    visit.message("gtm.click", tag("GA4 – add to cart", "not fired", clicks), push=push)
    return verdict(visit, NAMED)


@fault
def trigger_on_another_page() -> Verdict:
    return unmatched(("Page Path", "starts with", "/shop", "/product/mug"))


@fault
def trigger_on_a_class() -> Verdict:
    return unmatched(("Click Classes", "contains", "buy", "button"))


@fault
def trigger_on_a_variable_that_is_empty() -> Verdict:
    return unmatched(("DLV – type", "equals", "product", None))


@fault
def trigger_that_asks_what_nobody_can_tell() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "gtm.click"})
    asks = ConditionState("Click Element", "matches CSS selector", ".buy *", None, None)
    clicks = TriggerState("Clicks", "click", None, (asks,))
    visit.message("gtm.click", tag("GA4 – add to cart", "not fired", clicks), push=push)
    return verdict(visit, NAMED)


@fault
def tag_without_a_trigger() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "x"})
    visit.message("x", tag("GA4 – add to cart", "not fired"), push=push)
    return verdict(visit, NAMED)


@fault
def one_of_two_over_the_journey_and_why() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart")
    visit.step("again")
    visit.push({"event": "other"})
    wanted = scenario(
        [],
        [ga4("add_to_cart")],
        [pushed(event="add_to_cart"), ga4("add_to_cart")],
        expect=(ga4("add_to_cart", times=2),),
    )
    return verdict(visit, wanted)


@fault
def push_that_came_before_its_step() -> Verdict:
    visit = Visit().goto("/")
    visit.push({"event": "sign_up"})
    visit.step("subscribe")
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [ga4("sign_up")]))


@fault
def trigger_misspelt_as_the_container_has_it() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart"})
    listens = ContainerCondition("equals", "{{_event}}", "add_to_card")
    tags = (
        Tag("1", "GA4 – add", "gaawe", {"eventName": "add_to_cart", "measurementIdOverride": "G-DEMO12345"}, ("7",)),
    )
    container = Container("GTM-DEMO123", tags=tags, triggers=(Trigger("7", "CE – add", "customEvent", (listens,)),))
    return verdict(visit, ADDED, container=container)
