"""Faults of sites without a tag manager, of consent that was told otherwise, and of what triggers wait for in vain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.judge.builders import Visit, expect, ga4, plan, scenario, tag, trigger, verdict
from tests.judge.faults.fault import ADDED, at_product, fault
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable
from validator.model.plan import Consent, ConsentProfile
from validator.model.recording import PageError, Push
from validator.model.scenario import SameAs
from validator.model.verdict import Verdict

CONFIG = ("config", "G-DEMO12345")
VIEWED = scenario([ga4("page_view")])
META_ADDED = scenario([], [expect(vendor="meta", demands={"event": "AddToCart"})])
GTAG = "https://www.googletagmanager.com/gtag/js?id=G-DEMO12345"


def meta(visit: Visit, name: str) -> None:
    visit.request(f"https://www.facebook.com/tr/?id=1234567890&ev={name}&dl={visit.url}", resource_type="image")


def plain() -> Visit:
    return at_product(container=None)


def lost(visit: Visit, url: str) -> Visit:
    text = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    visit.add("errors", PageError("console", text, f"{url}:1:1", visit.tick(), visit.number, visit.url))
    return visit


@fault
def page_view_of_a_tag_that_did_not_load() -> Verdict:
    visit = Visit(container=None).goto("/product/mug")
    visit.gtag(*CONFIG)
    return verdict(lost(visit, "https://shop.example/tags/gtag.js"), VIEWED)


@fault
def page_without_the_tag_that_others_have() -> Verdict:
    visit = Visit(container=None).goto("/")
    visit.request(GTAG, resource_type="script", handling="passed", status=200)
    visit.gtag(*CONFIG)
    visit.ga4("page_view")
    visit.goto("/product/mug").gtag(*CONFIG)
    return verdict(visit, scenario([], [ga4("page_view")]))


@fault
def page_that_is_not_configured() -> Verdict:
    visit = Visit(container=None).goto("/")
    visit.gtag(*CONFIG)
    visit.ga4("page_view")
    visit.goto("/product/mug")
    return verdict(visit, scenario([], [ga4("page_view")]))


@fault
def page_view_switched_off_in_the_command() -> Verdict:
    visit = Visit(container=None).goto("/product/mug")
    visit.gtag(*CONFIG, {"send_page_view": False})
    return verdict(visit, VIEWED)


@fault
def configured_twice() -> Verdict:
    visit = Visit(container=None).goto("/product/mug")
    for _ in range(2):
        visit.gtag(*CONFIG)
        visit.ga4("page_view")
    return verdict(visit, VIEWED)


@fault
def gtag_event_not_called() -> Verdict:
    visit = plain()
    visit.gtag("event", "view_item")
    visit.ga4("view_item")
    return verdict(visit, ADDED)


@fault
def pixel_not_called() -> Verdict:
    visit = plain()
    meta(visit, "ViewContent")
    return verdict(visit, META_ADDED)


@fault
def pixel_not_called_after_an_error() -> Verdict:
    visit = Visit(container=None).goto("/product/mug")
    meta(visit, "PageView")
    visit.step('click button "Add to cart"', text="Add to cart").error("ads is not defined")
    return verdict(visit, META_ADDED)


@fault
def pixel_without_any_hit() -> Verdict:
    visit = plain()
    visit.push({"event": "added"})
    return verdict(visit, META_ADDED)


@fault
def pixel_sent_twice() -> Verdict:
    visit = plain()
    meta(visit, "AddToCart")
    meta(visit, "AddToCart")
    return verdict(visit, META_ADDED)


@fault
def pixel_of_another_id() -> Verdict:
    visit = plain()
    meta(visit, "AddToCart")
    vendor = replace(plan().vendors["ga4"], name="meta", ids=("99",))
    return verdict(visit, scenario([], [expect(vendor="meta", demands={})]), plan(vendors={"meta": vendor}))


def choosing(answer: Any, **state: str) -> Any:
    profile = ConsentProfile("statistics", answer=answer, state=state)
    return plan(consent=Consent(profiles={"statistics": profile}))


def answered(visit: Visit, answer: str, **update: str) -> Any:
    visit.answer(answer)
    if update:
        visit.consent("update", **update)
    return visit


@fault
def banner_that_tells_the_other_purpose() -> Verdict:
    visit = plain().consent("default", analytics_storage="denied", ad_storage="denied")
    answered(visit, "choose", analytics_storage="denied", ad_storage="granted")
    visit.gtag("event", "add_to_cart")
    visit.ga4("add_to_cart", extra={"gcs": "G110"})
    meta(visit, "AddToCart")
    wanted = scenario([], [ga4("add_to_cart", consent={"analytics_storage": "granted"})])
    never = (expect(vendor="meta", demands={}, times=0),)
    stored = expect("cookie", demands={"name": "_ga"})
    return verdict(
        visit.recording(consent="statistics"),
        replace(wanted, never=never, expect=(stored,)),
        choosing({"statistics": True, "marketing": False}, analytics_storage="granted", ad_storage="denied"),
    )


@fault
def default_that_grants_before_anybody_was_asked() -> Verdict:
    visit = plain().consent("default", analytics_storage="granted", ad_storage="granted")
    visit.gtag("event", "add_to_cart")
    visit.ga4("add_to_cart", extra={"gcs": "G111"})
    return verdict(visit, scenario([], [ga4("add_to_cart", consent={"analytics_storage": "denied"})]))


@fault
def later_page_that_forgets_the_answer() -> Verdict:
    visit = Visit(container=None).goto("/").consent("default", analytics_storage="denied")
    answered(visit, "accept", analytics_storage="granted")
    visit.goto("/product/mug").consent("default", analytics_storage="denied")
    visit.gtag("event", "add_to_cart")
    visit.ga4("add_to_cart", extra={"gcs": "G100"})
    return verdict(visit, scenario([], [ga4("add_to_cart", consent={"analytics_storage": "granted"})]))


def held(*triggers: Trigger, firing: str = "7", variables: tuple[Variable, ...] = (), **parameters: Any) -> Container:
    settings = {"eventName": "add_to_cart", "measurementIdOverride": "G-DEMO12345", **parameters}
    return Container(
        "GTM-DEMO123",
        tags=(Tag("1", "GA4 – add to cart", "gaawe", settings, (firing,) if firing else ()),),
        triggers=triggers,
        variables=variables,
    )


@fault
def element_that_is_never_seen() -> Verdict:
    seen = Trigger("7", "Cart seen", "elementVisibility", (), {"elementSelector": "#cart-layer"})
    return verdict(at_product(), ADDED, container=held(seen))


@fault
def element_that_is_not_seen_long_enough() -> Verdict:
    asked = {"elementId": "prices", "onScreenRatio": "50", "useOnScreenDuration": "true", "onScreenDuration": "1500"}
    return verdict(at_product(), ADDED, container=held(Trigger("7", "Prices seen", "elementVisibility", (), asked)))


@fault
def timer_that_is_too_long() -> Verdict:
    return verdict(at_product(), ADDED, container=held(Trigger("7", "A minute", "timer", (), {"interval": "60000"})))


def of_group(left: str, right: str) -> Container:
    equals = ContainerCondition("equals", left, right)
    both = Trigger("7", "Both", "triggerGroup", (), {"triggerIds": ["8", "9"]})
    first = Trigger("8", "Route", "customEvent", (ContainerCondition("equals", "{{_event}}", "route"), equals))
    second = Trigger("9", "Added", "customEvent", (ContainerCondition("equals", "{{_event}}", "added"),))
    return held(both, first, second, variables=(Variable("Route", "v", {"name": "route"}),))


def grouped(*events: str) -> Visit:
    visit = at_product()
    for event in events:
        payload = {"event": event, "route": "/mugs"}
        push: Push = visit.push(payload, state=payload)
        unmatched = trigger("Both", "triggerGroup", ("Event", "equals", "gtm.triggerGroup", event))
        visit.message(event, tag("GA4 – add to cart", "not fired", unmatched), push=push)
    return visit


@fault
def group_with_a_condition_that_does_not_hold() -> Verdict:
    return verdict(grouped("route", "added"), ADDED, container=of_group("{{Route}}", "/pots"))


@fault
def group_that_waits_for_a_push() -> Verdict:
    return verdict(grouped("route"), ADDED, container=of_group("{{Route}}", "/mugs"))


def with_value(variable: Variable, held_: dict[str, Any], payload: dict[str, Any], sent: dict[str, Any]) -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", **payload}, state=payload)
    custom = trigger("CE", "customEvent", ("Event", "equals", "add_to_cart", "add_to_cart"))
    message = visit.message("add_to_cart", tag("GA4 – add to cart", "fired", custom, sends=["add_to_cart"]), push=push)
    visit.told["tags"][-1] = replace(message, variables=held_)
    visit.ga4("add_to_cart", sent)
    settings = {"eventSettingsTable": [{"parameter": "group", "parameterValue": f"{{{{{variable.name}}}}}"}]}
    container = held(Trigger("7", "CE", "customEvent"), variables=(variable,), **settings)
    return verdict(visit, scenario([], [ga4("add_to_cart", {"group": "shop"})]), container=container)


@fault
def table_without_a_row() -> Verdict:
    table = Variable("Section", "smm", {"input": "{{Route}}", "map": [{"key": "/pots", "value": "shop"}]})
    return with_value(table, {"Section": "other", "Route": "/mugs"}, {}, {"group": "other"})


@fault
def variable_that_reads_beside_it() -> Verdict:
    beside = Variable("DLV – group", "v", {"name": "page.grp"})
    return with_value(beside, {"DLV – group": {"$type": "undefined"}}, {"page": {"group": "shop"}}, {})


@fault
def container_that_listens_to_another_layer() -> Verdict:
    visit = Visit().goto("/product/mug", container=False)
    visit.load(layer="gtmLayer")
    visit.step('click button "Add to cart"', text="Add to cart").message("gtm.dom", tag("Google tag"))
    visit.push({"event": "add_to_cart"})
    return verdict(visit, ADDED, container=held(Trigger("7", "CE", "customEvent", (
        ContainerCondition("equals", "{{_event}}", "add_to_cart"),))))  # fmt: skip


@fault
def script_tag_of_a_vendor_whose_trigger_is_another() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    asks = trigger("CE – basket", "customEvent", ("Event", "equals", "add_to_basket", "add_to_cart"))
    visit.message("add_to_cart", tag("Pixel", "not fired", asks), push=push)
    script = Tag("2", "Pixel", "html", {"html": "<script>fbq('trackCustom', name)</script>"}, ("8",))
    heard = Trigger("8", "CE – basket", "customEvent", (ContainerCondition("equals", "{{_event}}", "add_to_basket"),))
    container = replace(held(heard), tags=(script,))
    return verdict(visit, scenario([], [expect(vendor="meta", demands={})]), container=container)


@fault
def compared_with_an_event_that_never_came() -> Verdict:
    visit = at_product()
    visit.push({"event": "add_to_cart"})
    visit.ga4("add_to_cart", {"value": 9.5})
    wanted = ga4("add_to_cart", {"value": {"same_as": SameAs(event="view_item")}})
    return verdict(visit, scenario([], [wanted]))


OWN = "https://shop.example/metrics/tags.js?id=GTM-OWN0001"


@fault
def container_known_by_its_request_alone() -> Verdict:
    visit = Visit(container=None).goto("/product/mug")
    visit.request(OWN, resource_type="script", handling="passed", status=200)
    visit.step('click button "Add to cart"', text="Add to cart").push({"event": "add_to_cart"})
    return verdict(visit, ADDED)


@fault
def page_without_the_container_that_others_ask_for() -> Verdict:
    visit = Visit(container=None).goto("/")
    visit.request(OWN, resource_type="script", handling="passed", status=200)
    visit.goto("/product/mug").step('click button "Add to cart"').push({"event": "add_to_cart"})
    return verdict(visit, scenario([], [], [ga4("add_to_cart")]))


@fault
def loader_of_its_own_that_did_not_load() -> Verdict:
    visit = Visit(container=None).goto("/product/mug")
    visit.request(OWN, resource_type="script", handling="passed", status=404)
    visit.step('click button "Add to cart"', text="Add to cart").push({"event": "add_to_cart"})
    return verdict(visit, ADDED)


def published(visit: Visit, *, firing: str = "7") -> Verdict:
    """What Google's own script did, of which only the container tells."""
    heard = Trigger("7", "CE", "customEvent", (ContainerCondition("equals", "{{_event}}", "added"),))
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 9.5})]), container=held(heard, firing=firing))


@fault
def pushed_twice_for_a_published_container() -> Verdict:
    visit = at_product(status="loaded")
    for _ in range(2):
        visit.push({"event": "added"})
        visit.ga4("add_to_cart", {"value": 9.5})
    return published(visit)


@fault
def tag_of_a_published_container_that_nothing_fires() -> Verdict:
    visit = at_product(status="loaded")
    visit.push({"event": "added"})
    return published(visit, firing="")


@fault
def push_that_a_published_container_does_not_know() -> Verdict:
    visit = at_product(status="loaded")
    visit.push({"event": "aded"})
    return published(visit)
