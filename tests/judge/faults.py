"""Faults of tracking, each as the browser would have recorded it: what the chain of evidence is tested with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.judge.builders import GA4, SITE, Visit, expect, ga4, plan, pushed, scenario, tag, trigger, ua, verdict
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable
from validator.model.plan import Goal
from validator.model.recording import Broken, Document
from validator.model.scenario import Condition, Known
from validator.model.verdict import Verdict

FAULTS: dict[str, Callable[[], Verdict]] = {}
ADD = 'click button "Add to cart"'
CUSTOM = ("Event", "equals", "add_to_cart", "add_to_cart")


def fault(make: Callable[[], Verdict]) -> Callable[[], Verdict]:
    FAULTS[make.__name__.replace("_", " ")] = make
    return make


def at_product(**more: Any) -> Visit:
    return Visit(**more).goto("/product/mug").step(ADD, text="Add to cart")


def click_trigger(actual: str, event: str = "gtm.click") -> Any:
    return trigger(
        "Click – Add to cart",
        "click",
        ("Event", "equals", "gtm.click", event),
        ("Click Text", "equals", "Add to cart", actual),
    )


def custom_trigger(event: str, *more: Any) -> Any:
    return trigger("CE – add_to_cart", "customEvent", ("Event", "equals", "add_to_cart", event), *more)


def with_tag(status: str, reason: str = "", **more: Any) -> Visit:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", status, custom_trigger("add_to_cart"), reason=reason, **more), push=push
    )
    return visit


ADDED = scenario([], [ga4("add_to_cart")])
NAMED = scenario([], [expect("tag", demands={"name": "GA4 – add to cart"})])


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


@fault
def tag_waits_for_consent() -> Verdict:
    visit = Visit().goto("/").consent("default", analytics_storage="denied").step(ADD)
    push = visit.push({"event": "add_to_cart"})
    waits = tag("GA4 – add to cart", "denied", custom_trigger("add_to_cart"), consent=("analytics_storage",))
    visit.message("add_to_cart", waits, push=push)
    return verdict(visit, NAMED)


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
def nothing_known_of_a_live_container() -> Verdict:
    visit = at_product(status="loaded")
    visit.push({"event": "gtm.click"})
    return verdict(visit, scenario([], [ua("Ecommerce", "Add"), *NAMED.journey[1].expect]))


def live(operator: str, left: str, right: str, kind: str = "click") -> Container:
    tags = (
        Tag(
            "1",
            "GA4 – add to cart",
            "gaawe",
            {"eventName": "add_to_cart", "measurementIdOverride": "G-DEMO12345"},
            ("7",),
        ),
    )
    return Container(
        "GTM-DEMO123", tags=tags, triggers=(Trigger("7", "Clicks", kind, (ContainerCondition(operator, left, right),)),)
    )


@fault
def live_container_foreseen_from_its_export() -> Verdict:
    visit = at_product(status="loaded")
    visit.push({"event": "gtm.click", "gtm.elementText": "Add to basket"})
    return verdict(visit, scenario([], [ga4("add_to_cart")]), container=live("equals", "{{Click Text}}", "Add to cart"))


@fault
def refused_by_the_content_security_policy() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart", handling="stopped", failure="csp")
    return verdict(visit, ADDED)


@fault
def stopped_as_mixed_content() -> Verdict:
    visit = at_product()
    visit.ga4("add_to_cart", handling="stopped", failure="mixed content")
    return verdict(visit, ADDED)


@fault
def library_not_loaded() -> Verdict:
    visit = at_product(container=None)
    visit.request(
        "https://www.googletagmanager.com/gtag/js?id=G-DEMO12345", handling="passed", status=404, resource_type="script"
    )
    visit.gtag("event", "add_to_cart", {})
    return verdict(visit, ADDED)


@fault
def called_and_not_sent() -> Verdict:
    visit = at_product(container=None)
    visit.gtag("event", "add_to_cart", {})
    return verdict(visit, ADDED)


@fault
def hit_that_cannot_be_read() -> Verdict:
    visit = at_product()
    visit.push({"event": "other"})
    visit.request(f"{GA4}?v=2&tid=G-DEMO12345", "\x1f", vendor="nobody")
    return verdict(visit, scenario([], [expect(vendor="nobody", demands={"event": "Added"})]))


@fault
def consent_denied_and_nothing_sent() -> Verdict:
    visit = at_product().consent("default", analytics_storage="denied", ad_storage="denied")
    visit.gtag("event", "add_to_cart", {})
    return verdict(visit, ADDED)


def with_value(value: Any, said: Any = None) -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "ecommerce": {"value": value if said is None else said}})
    sends = [{"vendor": "ga4", "event": "add_to_cart", "id": "G-DEMO12345"}]
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=sends), push=push
    )
    visit.ga4("add_to_cart", {"value": value})
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 19.99})]))


@fault
def price_as_text() -> Verdict:
    return with_value("19,99")


@fault
def cents_instead_of_euros() -> Verdict:
    return with_value(1999)


@fault
def value_changed_by_the_tag() -> Verdict:
    return with_value(20.5, said=19.99)


@fault
def currency_missing() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart", "value": 3})
    visit.ga4("add_to_cart", {"value": 3})
    return verdict(visit, scenario([], [ga4("add_to_cart", {"currency": "EUR", "value": 3})]))


@fault
def value_not_passed_on_by_the_tag() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "ecommerce": {"coupon": "SUMMER"}})
    sends = [{"vendor": "ga4", "event": "add_to_cart"}]
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=sends), push=push
    )
    visit.ga4("add_to_cart", {"value": 3})
    return verdict(visit, scenario([], [ga4("add_to_cart", {"coupon": "SUMMER"})]))


@fault
def stale_items() -> Verdict:
    visit = Visit().goto("/")
    visit.push({"event": "view_item_list", "ecommerce": {"items": [{"item_id": "A"}, {"item_id": "B"}]}})
    visit.step(ADD)
    visit.push({"event": "add_to_cart", "ecommerce": {"items": [{"item_id": "C"}]}})
    visit.ga4("add_to_cart", {"items": [{"item_id": "C"}, {"item_id": "B"}]})
    return verdict(visit, scenario([], [ga4("add_to_cart", items={"length": 1})]))


@fault
def stale_currency() -> Verdict:
    visit = Visit().goto("/")
    visit.push({"event": "view_item", "ecommerce": {"currency": "USD"}})
    visit.step(ADD)
    visit.push({"event": "add_to_cart", "ecommerce": {"value": 1}})
    visit.ga4("add_to_cart", {"currency": "USD"})
    return verdict(visit, scenario([], [ga4("add_to_cart", {"currency": "EUR"})]))


@fault
def old_measurement_id() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    sends = [{"vendor": "ga4", "event": "add_to_cart", "id": "G-OLD1234567"}]
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=sends), push=push
    )
    visit.ga4("add_to_cart", id="G-OLD1234567")
    return verdict(visit, ADDED)


@fault
def event_name_in_other_case() -> Verdict:
    visit = at_product()
    visit.push({"event": "Add_To_Cart"})
    visit.ga4("Add_To_Cart")
    return verdict(visit, ADDED)


@fault
def category_and_action_swapped() -> Verdict:
    visit = at_product()
    visit.ua("Add Product To Cart", "Ecommerce")
    return verdict(visit, scenario([], [ua("Ecommerce", "Add Product To Cart")]))


@fault
def category_misspelt() -> Verdict:
    visit = at_product()
    visit.ua("E-Commerce", "Add Product To Cart")
    return verdict(visit, scenario([], [ua("Ecommerce", "Add Product To Cart")]))


@fault
def came_at_another_step() -> Verdict:
    visit = at_product().step("Place order", name="place order")
    visit.ua("Ecommerce", "Add")
    return verdict(visit, scenario([], [ua("Ecommerce", "Add")], []))


@fault
def consent_ignored() -> Verdict:
    visit = (
        Visit().goto("/").consent("default", analytics_storage="granted", ad_storage="granted").answer("deny").step(ADD)
    )
    visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart", extra={"gcs": "G111"})
    return verdict(visit, scenario([], [ga4("add_to_cart", consent={"analytics_storage": "denied"})]))


@fault
def sent_before_consent() -> Verdict:
    visit = Visit().goto("/").consent("default", ad_storage="denied", analytics_storage="denied")
    push = visit.push({"event": "gtm.js"})
    sends = [{"vendor": "ua", "event": "event", "category": "A", "action": "B"}]
    visit.message("gtm.js", tag("UA – A", "fired", trigger("All pages", "pageview"), sends=sends), push=push)
    visit.ua("A", "B")
    visit.tick(2)
    visit.answer("accept").consent("update", ad_storage="granted", analytics_storage="granted")
    return verdict(visit, scenario([], never=(expect(vendor="ua", demands={}, times=0, before="consent"),)))


@fault
def sent_without_any_word_on_consent() -> Verdict:
    visit = Visit().goto("/")
    visit.ga4("page_view")
    return verdict(visit, scenario([], never=(expect(vendor="ga4", demands={}, times=0, before="consent"),)))


@fault
def cookie_before_consent() -> Verdict:
    visit = Visit().goto("/").consent("default", analytics_storage="granted", ad_storage="granted").cookie("_ga")
    visit.push({"event": "x"})
    return verdict(visit, scenario([], never=(expect("cookie", demands={"name": "_ga"}, times=0, before="consent"),)))


@fault
def forbidden_event_by_a_trigger_too_wide() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "gtm.click"})
    sends = [{"vendor": "ga4", "event": "purchase"}]
    visit.message("gtm.click", tag("GA4 – purchase", "fired", trigger("All clicks", "click"), sends=sends), push=push)
    visit.ga4("purchase")
    return verdict(visit, scenario([], [], never=(ga4("purchase", times=0),)))


@fault
def push_made_twice() -> Verdict:
    visit = at_product()
    for _ in range(2):
        visit.push({"event": "add_to_cart"})
        visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [pushed(event="add_to_cart"), ga4("add_to_cart")]))


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
def two_containers() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    for container in ("GTM-ONE", "GTM-TWO"):
        fired = tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
        visit.message("add_to_cart", fired, push=push, container=container)
    visit.batch(("add_to_cart", {}), ("add_to_cart", {}))
    return verdict(visit, ADDED)


@fault
def value_outside_ecommerce() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "value": 3})
    fired = tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
    visit.message("add_to_cart", fired, push=push)
    visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 3})]))


@fault
def iframe_without_the_container() -> Verdict:
    visit = at_product()
    visit.add("documents", Document("f1", "https://shop.example/form", 2, visit.tick(), top=False))
    visit.document = "f1"
    visit.push({"event": "generate_lead"})
    return verdict(visit, scenario([], [ga4("generate_lead")]))


@fault
def redirect_that_drops_the_campaign() -> Verdict:
    visit = Visit().goto("/")
    asked = f"{SITE}/go?utm_source=mail"
    first = visit.request(asked, resource_type="document", handling="passed", status=302)
    visit.request(f"{SITE}/", resource_type="document", handling="passed", redirected_from=first.id)
    visit.ga4("page_view")
    return verdict(visit, scenario([ga4("page_view", {"page_location": {"contains": "utm_source=mail"}})]))


@fault
def seen_too_seldom_over_the_journey() -> Verdict:
    visit = at_product()
    visit.push({"event": "addToCart"})
    return verdict(visit, scenario([], [ga4("add_to_cart")], expect=(ga4("add_to_cart", times=2),)))


@fault
def accepted_and_the_tags_not_told() -> Verdict:
    visit = Visit().goto("/").consent("default", analytics_storage="denied").answer("accept").step(ADD)
    push = visit.push({"event": "add_to_cart"})
    waits = tag("GA4 – add to cart", "denied", custom_trigger("add_to_cart"), consent=("analytics_storage",))
    visit.message("add_to_cart", waits, push=push)
    return verdict(visit, NAMED)


@fault
def goal_kept_back_with_its_event() -> Verdict:
    visit = Visit().goto("/")
    visit.push({"event": "Purchased"})
    reached = goal("event", Condition(("event",), "equals", "purchase"))
    return verdict(visit, scenario([ORDER, ga4("purchase"), pushed(event="purchase")]), plan(goals=(reached,)))


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
def cookie_with_another_value() -> Verdict:
    visit = at_product().cookie("lang", "de")
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [expect("cookie", demands={"name": "lang", "value": "en"})]))


@fault
def error_in_the_page() -> Verdict:
    visit = at_product().error("TypeError: x is undefined")
    visit.push({"event": "x"})
    never = expect("error", demands={"text": {"contains": "TypeError"}}, times=0)
    return verdict(visit, scenario([], [], never=(never,)))


@fault
def tag_whose_push_never_came() -> Verdict:
    visit = Visit().goto("/")
    first = visit.push({"event": "x"})
    visit.message("x", tag("GA4 – add to cart", "not fired", custom_trigger("x")), push=first)
    visit.step(ADD)
    return verdict(visit, NAMED)


@fault
def event_that_the_tag_names_otherwise() -> Verdict:
    visit = with_tag("fired", sends=["select_item"])
    return verdict(visit, ADDED, container=live("equals", "{{_event}}", "add_to_cart", "customEvent"))


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


def by_variable(
    parameters: dict[str, Any], variable: Variable, value: Any, payload: dict[str, Any]
) -> tuple[Visit, Container]:
    """A hit of UA whose tag takes a value from a variable, which held `value` at that message."""
    visit = at_product()
    push = visit.push(payload)
    sends = [{"vendor": "ua", "event": "event", "category": "Shop", "action": "Add"}]
    message = visit.message("add", tag("UA – add", "fired", custom_trigger("add_to_cart"), sends=sends), push=push)
    visit.told["tags"][-1] = replace(message, variables={variable.name: value})
    return visit, Container(
        "GTM-DEMO123", tags=(Tag("1", "UA – add", "ua", parameters, ("7",)),), variables=(variable,)
    )


@fault
def label_from_an_attribute_that_is_gone() -> Verdict:
    variable = Variable("AEV – item", "aev", {"varType": "ATTRIBUTE", "attribute": "data-item-id"})
    visit, container = by_variable({"eventLabel": "{{AEV – item}}"}, variable, None, {"event": "gtm.click"})
    visit.ua("Shop", "Add")
    wanted = expect(vendor="ua", demands={"category": "Shop", "action": "Add", "label": "MUG-1"})
    return verdict(visit, scenario([], [wanted]), container=container)


@fault
def label_from_the_data_layer_under_another_name() -> Verdict:
    variable = Variable("DLV – item", "v", {"name": "product.id", "dataLayerVersion": 2})
    visit, container = by_variable(
        {"eventLabel": "{{DLV – item}}"}, variable, "TEE-1", {"event": "add", "product": {"id": "TEE-1"}}
    )
    visit.ua("Shop", "Add", label="TEE-1")
    wanted = expect(vendor="ua", demands={"category": "Shop", "action": "Add", "label": "MUG-1"})
    return verdict(visit, scenario([], [wanted]), container=container)


@fault
def label_that_the_push_does_not_fill() -> Verdict:
    variable = Variable("DLV – item", "v", {"name": "product.id", "dataLayerVersion": 2})
    visit, container = by_variable({"eventLabel": "{{DLV – item}}"}, variable, None, {"event": "add", "product": {}})
    visit.ua("Shop", "Add")
    wanted = expect(vendor="ua", demands={"category": "Shop", "action": "Add", "label": "MUG-1"})
    return verdict(visit, scenario([], [wanted]), container=container)


@fault
def old_id_in_a_constant_behind_settings() -> Verdict:
    constant = Variable("Const – UA id", "c", {"value": "UA-9-9"})
    visit, container = by_variable({"gaSettings": "{{Settings}}"}, constant, "UA-9-9", {"event": "add"})
    settings = Variable("Settings", "gas", {"trackingId": "{{Const – UA id}}"})
    visit.ua("Shop", "Add", id="UA-9-9")
    container = replace(container, variables=(*container.variables, settings))
    return verdict(visit, scenario([], [ua("Shop", "Add")]), container=container)


@fault
def parameter_from_a_cookie() -> Verdict:
    variable = Variable("Cookie – plan", "k", {"name": "plan"})
    rows = {"eventSettingsTable": [{"parameter": "dimension1", "parameterValue": "{{Cookie – plan}}"}]}
    visit, container = by_variable(rows, variable, "free", {"event": "add"})
    query = "v=1&tid=UA-1-1&cid=1&t=event&ec=Shop&ea=Add&cd1=free"
    visit.request(f"https://www.google-analytics.com/collect?{query}")
    wanted = expect(vendor="ua", demands={"category": "Shop", "action": "Add", "params": {"dimension1": "paid"}})
    return verdict(visit, scenario([], [wanted]), container=container)


@fault
def too_often_over_the_journey_and_why() -> Verdict:
    visit = at_product()
    for _ in range(2):
        visit.push({"event": "add_to_cart"})
        visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart")], expect=(ga4("add_to_cart"),)))


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
def seen_once_of_three() -> Verdict:
    visit = at_product()
    visit.push({"event": "scroll_to"})
    visit.ga4("scroll_to")
    return verdict(visit, scenario([], [ga4("scroll_to", times=3)]))


@fault
def cookie_not_set() -> Verdict:
    visit = at_product()
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [expect("cookie", demands={"name": "_ga"})]))


@fault
def known_fault_that_expired() -> Verdict:
    visit = at_product()
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [ga4("add_to_cart", known=Known("WEB-12", "2026-01-31"))]))


def told(found: Verdict) -> str:
    """A verdict's failing outcomes with their chains, as the golden file keeps them."""
    lines = []
    for outcome in found.outcomes:
        if outcome.status in ("met", "not run"):
            continue
        chain = outcome.chain
        marks = {"ok": "✓", "broken": "✗", "unknown": "?", "skipped": ""}
        links = " · ".join(f"{link.name} {marks[link.state]}".strip() for link in chain.links)
        lines += [f"{outcome.status} {outcome.expectation.label} [{chain.broken or 'unknown'}]", f"  {links}"]
        lines += [f"  {chain.message}"] + ([f"  → {chain.mend}"] if chain.mend else [])
    if isinstance(found.broken, Broken):
        lines += [f"broken: {found.broken.reason}", f"  → {found.broken.mend}"]
    return "\n".join(lines)
