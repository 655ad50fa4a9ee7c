"""Faults of tags and containers."""

from __future__ import annotations

from dataclasses import replace

from tests.judge.builders import Visit, expect, ga4, plan, scenario, tag, trigger, ua, verdict
from tests.judge.faults.fault import (
    ADD,
    ADDED,
    CUSTOM,
    NAMED,
    at_product,
    custom_trigger,
    fault,
    live,
    with_tag,
)
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable
from validator.model.plan import ContainerChoice
from validator.model.recording import Document
from validator.model.verdict import Verdict


@fault
def tag_paused() -> Verdict:
    return verdict(with_tag("paused", "it is paused"), NAMED)


@fault
def tag_blocked() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    blocking = trigger("Internal traffic", "customEvent", CUSTOM, blocking=True)
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "blocked", custom_trigger("add_to_cart"), blocking), push=push
    )
    return verdict(visit, NAMED)


@fault
def tag_limited_to_once() -> Verdict:
    return verdict(with_tag("limited", "it fires once a page, and has"), NAMED)


def denied_at_the_push(visit: Visit) -> Visit:
    push = visit.step(ADD).push({"event": "add_to_cart"})
    waits = tag("GA4 – add to cart", "denied", custom_trigger("add_to_cart"), consent=("analytics_storage",))
    visit.message("add_to_cart", waits, push=push)
    return visit


def asking() -> Visit:
    return Visit().goto("/").consent("default", analytics_storage="denied")


@fault
def tag_waits_for_consent() -> Verdict:
    return verdict(denied_at_the_push(asking()), NAMED)


@fault
def accepted_and_the_tags_not_told() -> Verdict:
    return verdict(denied_at_the_push(asking().answer("accept")), NAMED)


@fault
def consent_comes_after_the_push() -> Verdict:
    visit = denied_at_the_push(asking())
    return verdict(visit.answer("accept").consent("update", analytics_storage="granted"), NAMED)


@fault
def tag_failed() -> Verdict:
    return verdict(with_tag("failed", "ReferenceError: fbq is not defined"), NAMED)


@fault
def tag_fired_and_sent_nothing() -> Verdict:
    visit = with_tag("fired")
    visit.step("next")
    push = visit.push({"event": "add_to_cart"})
    visit.message(
        "add_to_cart",
        tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"]),
        push=push,
    )
    visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart")], [ga4("add_to_cart")]))


@fault
def tag_fired_and_no_request_left() -> Verdict:
    return verdict(with_tag("fired", sends=["add_to_cart"]), ADDED)


@fault
def event_that_the_tag_names_otherwise() -> Verdict:
    visit = with_tag("fired", sends=["select_item"])
    return verdict(visit, ADDED, container=live("equals", "{{_event}}", "add_to_cart", "customEvent"))


def named_by_a_table() -> Container:
    settings = {"eventName": "{{Video event}}", "measurementIdOverride": "G-DEMO12345"}
    rows = [{"key": "start", "value": "video_start"}, {"key": "added", "value": "add_to_cart"}]
    table = Variable("Video event", "smm", {"input": "{{status}}", "map": rows})
    condition = ContainerCondition("equals", "{{_event}}", "add_to_cart")
    return Container(
        "GTM-DEMO123",
        tags=(Tag("1", "GA4 – add to cart", "gaawe", settings, ("7",)),),
        triggers=(Trigger("7", "CE – add_to_cart", "customEvent", (condition,)),),
        variables=(table,),
    )


@fault
def library_of_a_tag_that_did_not_load() -> Verdict:
    visit = with_tag("fired")
    refused = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    visit.error(refused, "console", "https://shop.test/fbevents.js:1:1")
    script = "var s = document.createElement('script'); s.src = 'https://shop.test/fbevents.js'"
    container = live("equals", "{{_event}}", "add_to_cart", "customEvent")
    tags = (*container.tags, Tag("2", "Base", "html", {"html": script}))
    return verdict(visit, ADDED, container=replace(container, tags=tags))


@fault
def event_that_a_variable_names_otherwise() -> Verdict:
    return verdict(with_tag("fired", sends=["video_start"]), ADDED, container=named_by_a_table())


@fault
def tag_named_by_a_variable_that_is_stopped_at_the_second_event() -> Verdict:
    visit = with_tag("fired", sends=["video_start"])
    push = visit.push({"event": "add_to_cart"})
    reason = "it fires once a page, and has"
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "limited", custom_trigger("add_to_cart"), reason=reason), push=push
    )
    return verdict(visit, ADDED, container=named_by_a_table())


@fault
def tag_outside_its_schedule() -> Verdict:
    return verdict(with_tag("scheduled", "it ended at 2026-01-01 00:00 UTC"), NAMED)


@fault
def tag_that_cannot_be_run() -> Verdict:
    return verdict(with_tag("unknown", "tags of type cvt_1 cannot be run here"), NAMED)


@fault
def tag_misnamed_in_the_scenario() -> Verdict:
    visit = with_tag("fired", sends=["add_to_cart"])
    return verdict(visit, scenario([], [expect("tag", demands={"name": "GA4 - add to cart"})]))


@fault
def no_tag_sends_it() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    visit.message(
        "add_to_cart", tag("GA4 – other", "fired", custom_trigger("add_to_cart"), sends=["select_item"]), push=push
    )
    visit.ga4("select_item")
    return verdict(
        visit,
        ADDED,
        container=Container("GTM-DEMO123", tags=(Tag("2", "GA4 – other", "gaawe", {"eventName": "select_item"}),)),
    )


def scripted(text: str) -> Container:
    tags = (Tag("1", "Meta – add", "html", {"html": text}, ("7",)), Tag("2", "Chat", "html", {"html": "chat()"}))
    condition = ContainerCondition("equals", "{{_event}}", "add_to_basket")
    return Container("GTM-DEMO123", tags=tags, triggers=(Trigger("7", "CE – add", "customEvent", (condition,)),))


@fault
def custom_html_that_names_the_event() -> Verdict:
    visit = at_product()
    visit.push({"event": "other"})
    wanted = expect(vendor="meta", demands={"event": "AddToCart"})
    return verdict(visit, scenario([], [wanted]), container=scripted("<script>fbq('track', 'AddToCart')</script>"))


@fault
def custom_html_that_may_send_anything() -> Verdict:
    visit = at_product()
    visit.push({"event": "other"})
    wanted = expect(vendor="meta", demands={"event": "AddToCart"})
    return verdict(visit, scenario([], [wanted]), container=scripted("send(x)"))


@fault
def custom_html_of_another_vendor_with_a_word_like_the_event() -> Verdict:
    visit = at_product()
    visit.push({"event": "other"})
    script = "<script>fbq('track', 'Purchase', {order_id: order})</script>"
    wanted = expect(vendor="matomo", demands={"event": "order"})
    return verdict(visit, scenario([], [wanted]), container=scripted(script))


@fault
def custom_html_with_a_word_like_the_event() -> Verdict:
    visit = at_product()
    visit.push({"event": "other"})
    wanted = expect(vendor="matomo", demands={"event": "order"})
    return verdict(visit, scenario([], [wanted]), container=scripted("send({order_id: 1})"))


@fault
def container_not_found() -> Verdict:
    visit = Visit(status="missing").goto("/").step(ADD)
    visit.push({"event": "add_to_cart"})
    return verdict(visit, ADDED)


@fault
def container_blocked() -> Verdict:
    visit = Visit(status="blocked").goto("/", container=False)
    visit.load(detail="refused by the Content-Security-Policy").step(ADD)
    visit.push({"event": "add_to_cart"})
    return verdict(visit, ADDED)


@fault
def page_without_the_container() -> Verdict:
    visit = Visit().goto("/").goto("/wholesale", container=False)
    visit.push({"event": "generate_lead"})
    return verdict(visit, scenario([], [ga4("generate_lead")]))


@fault
def iframe_without_the_container() -> Verdict:
    visit = at_product()
    visit.add("documents", Document("f1", "https://shop.example/form", 2, visit.tick(), top=False))
    visit.document = "f1"
    visit.push({"event": "generate_lead"})
    return verdict(visit, scenario([], [ga4("generate_lead")]))


@fault
def nothing_known_of_a_live_container() -> Verdict:
    visit = at_product(status="loaded")
    visit.push({"event": "gtm.click"})
    return verdict(visit, scenario([], [ua("Ecommerce", "Add"), *NAMED.journey[1].expect]))


@fault
def live_container_foreseen_from_its_export() -> Verdict:
    visit = at_product(status="loaded")
    visit.push({"event": "gtm.click", "gtm.elementText": "Add to basket"})
    return verdict(visit, scenario([], [ga4("add_to_cart")]), container=live("equals", "{{Click Text}}", "Add to cart"))


@fault
def container_of_the_recording() -> Verdict:
    tag_ = {"tagId": "1", "name": "GA4 – other", "type": "gaawe", "parameter": []}
    tag_["parameter"] = [{"type": "TEMPLATE", "key": "eventName", "value": "select_item"}]
    version = {"container": {"publicId": "GTM-DEMO123", "usageContext": ["WEB"]}, "tag": [tag_]}
    visit = Visit().goto("/", container=False)
    visit.load(source={"exportFormatVersion": 2, "containerVersion": version}).step(ADD)
    visit.push({"event": "add_to_cart"})
    return verdict(visit, ADDED)


@fault
def a_page_without_the_container_among_counted_ones() -> Verdict:
    visit = Visit()
    for path in ("/", "/prints", "/journal"):
        visit.goto(path, container=path != "/prints")
        if path != "/prints":
            visit.ga4("page_view")
    return verdict(visit, scenario([], [], [], expect=(ga4("page_view", times=3),)))


@fault
def a_click_on_a_page_without_the_container() -> Verdict:
    visit = Visit().goto("/").goto("/prints", container=False).step("click link", text="Journal").page("/journal")
    return verdict(
        visit, scenario([], [], [ADDED.journey[1].expect[0]]), container=live("equals", "{{Click Text}}", "x")
    )


@fault
def a_container_of_another_id() -> Verdict:
    visit = Visit(container=None).goto("/").step(ADD)
    visit.push({"event": "add_to_cart"})
    url = "https://www.googletagmanager.com/gtm.js?id=GTM-OTHER1"
    visit.request(url, resource_type="script", handling="passed", status=404)
    return verdict(visit, ADDED, plan(container=ContainerChoice("GTM-DEMO123")))


@fault
def a_container_that_the_policy_refuses() -> Verdict:
    visit = Visit(container=None).goto("/").step(ADD)
    visit.push({"event": "add_to_cart"})
    visit.error("GET https://www.googletagmanager.com/gtm.js?id=GTM-DEMO123 failed: csp", "request")
    return verdict(visit, ADDED, plan(container=ContainerChoice("GTM-DEMO123")))


@fault
def a_data_layer_made_anew() -> Verdict:
    visit = at_product()
    visit.message("gtm.js")
    visit.push({"event": "add_to_cart"})
    return verdict(visit, ADDED)


@fault
def a_google_tag_that_is_told_to_send_no_page_view() -> Verdict:
    rows = [{"parameter": "send_page_view", "parameterValue": "false"}]
    held = Container("GTM-DEMO123", tags=(Tag("1", "Google tag", "googtag", {"configSettingsTable": rows}, ("9",)),))
    visit = Visit().goto("/")
    visit.message("gtm.init", replace(tag("Google tag"), type="googtag"))
    return verdict(visit, scenario([ga4("page_view")]), container=held)


@fault
def sent_by_a_tag_and_beside_it() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    visit.message(
        "add_to_cart",
        tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"]),
        push=push,
    )
    visit.ga4("add_to_cart")
    visit.ga4("add_to_cart", extra={"cid": "9.9"})
    return verdict(visit, ADDED)
