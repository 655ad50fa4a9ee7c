"""Faults whose cause lies one link further back than the tag: what it reads, what it is called by, what ran before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.judge.builders import Visit, expect, ga4, plan, scenario, tag, trigger, ua, verdict
from tests.judge.faults.fault import ADD, at_product, custom_trigger, fault
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable
from validator.model.plan import ContainerChoice
from validator.model.recording import Document, PageError
from validator.model.verdict import Verdict

UNDEFINED = {"$type": "undefined"}


def event_trigger(operator: str, right: str) -> Trigger:
    return Trigger("7", "CE", "customEvent", (ContainerCondition(operator, "{{_event}}", right),))


def sending(name: str, operator: str, right: str, *more: Tag, variables: tuple[Variable, ...] = ()) -> Container:
    sends = Tag("1", "GA4 – lead", "gaawe", {"eventName": name}, ("7",))
    return Container(
        "GTM-DEMO123", tags=(sends, *more), triggers=(event_trigger(operator, right),), variables=variables
    )


def reading(
    variable: Variable, held: dict[str, Any], payload: dict[str, Any], sent: dict[str, Any], wanted: Any
) -> Verdict:
    """A hit whose value comes from a variable that reads another one of the data layer."""
    visit = at_product()
    push = visit.push({"event": "add_to_cart", **payload})
    states = tag("GA4 – add", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
    message = visit.message("add_to_cart", states, push=push)
    visit.told["tags"][-1] = replace(message, variables=held)
    visit.ga4("add_to_cart", sent)
    rows = [{"parameter": "sum", "parameterValue": f"{{{{{variable.name}}}}}"}]
    settings = {"eventName": "add_to_cart", "eventSettingsTable": rows}
    inner = Variable("DLV – sum", "v", {"name": "cart.sum"})
    container = Container(
        "GTM-DEMO123", tags=(Tag("1", "GA4 – add", "gaawe", settings, ("7",)),), variables=(variable, inner)
    )
    return verdict(visit, scenario([], [ga4("add_to_cart", {"sum": wanted})]), container=container)


SCRIPT = Variable("JS – sum", "jsm", {"javascript": "function() { return {{DLV – sum}} * 1; }"})


@fault
def script_of_a_variable_reads_a_text() -> Verdict:
    nan = {"$type": "number", "value": "NaN"}
    held = {"JS – sum": nan, "DLV – sum": "19,90 €"}
    return reading(SCRIPT, held, {"cart": {"sum": "19,90 €"}}, {"sum": "NaN"}, 19.9)


@fault
def script_of_a_variable_reads_beside_it() -> Verdict:
    held = {"JS – sum": UNDEFINED, "DLV – sum": UNDEFINED}
    return reading(SCRIPT, held, {"cart": {"cart": {"sum": 20}}}, {}, 20)


@fault
def script_of_a_variable_reads_items_left_over() -> Verdict:
    visit_items = [{"id": 1}, {"id": 2}]
    count = Variable("JS – count", "jsm", {"javascript": "function() { return {{DLV – items}}.length; }"})
    visit = at_product()
    visit.push({"event": "view_item_list", "items": visit_items})
    push = visit.push({"event": "add_to_cart", "items": [{"id": 9}]})
    states = tag("GA4 – add", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
    message = visit.message("add_to_cart", states, push=push)
    held = {"JS – count": 2, "DLV – items": [{"id": 9}, {"id": 2}]}
    visit.told["tags"][-1] = replace(message, variables=held)
    visit.ga4("add_to_cart", {"count": 2})
    rows = [{"parameter": "count", "parameterValue": "{{JS – count}}"}]
    sends = Tag("1", "GA4 – add", "gaawe", {"eventName": "add_to_cart", "eventSettingsTable": rows}, ("7",))
    items = Variable("DLV – items", "v", {"name": "items"})
    container = Container("GTM-DEMO123", tags=(sends,), variables=(count, items))
    return verdict(visit, scenario([], [ga4("add_to_cart", {"count": 1})]), container=container)


@fault
def script_of_a_variable_fails() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "term": 7})
    states = tag("GA4 – add", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
    message = visit.message("add_to_cart", states, push=push)
    visit.told["tags"][-1] = replace(message, variables={"JS – sum": UNDEFINED})
    told = "term.trim is not a function"
    visit.add("errors", PageError("tag", told, "GTM-DEMO123 variable ‘JS – sum’", message.at, visit.number))
    visit.ga4("add_to_cart")
    rows = [{"parameter": "sum", "parameterValue": "{{JS – sum}}"}]
    sends = Tag("1", "GA4 – add", "gaawe", {"eventName": "add_to_cart", "eventSettingsTable": rows}, ("7",))
    container = Container("GTM-DEMO123", tags=(sends,), variables=(SCRIPT,))
    return verdict(visit, scenario([], [ga4("add_to_cart", {"sum": 1})]), container=container)


@fault
def table_that_is_asked_for_nothing() -> Verdict:
    table = Variable("Section", "smm", {"input": "{{DLV – sum}}", "map": [{"key": "1", "value": "one"}]})
    return reading(table, {"Section": "other", "DLV – sum": UNDEFINED}, {}, {"sum": "other"}, "one")


@fault
def category_and_action_swapped_in_the_push() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "what": "Add", "how": "Shop"})
    sends = [{"vendor": "ua", "event": "event", "category": "Add", "action": "Shop"}]
    message = visit.message("add_to_cart", tag("UA", "fired", custom_trigger("add_to_cart"), sends=sends), push=push)
    visit.told["tags"][-1] = replace(message, variables={"DLV – what": "Add", "DLV – how": "Shop"})
    visit.ua("Add", "Shop")
    parameters = {"eventCategory": "{{DLV – what}}", "eventAction": "{{DLV – how}}"}
    variables = (Variable("DLV – what", "v", {"name": "what"}), Variable("DLV – how", "v", {"name": "how"}))
    container = Container("GTM-DEMO123", tags=(Tag("1", "UA", "ua", parameters, ("7",)),), variables=variables)
    return verdict(visit, scenario([], [ua("Shop", "Add")]), container=container)


@fault
def nothing_pushed_that_a_pattern_names() -> Verdict:
    script = Tag("2", "Meta – lead", "html", {"html": "<script>fbq('track', 'Lead')</script>"}, ("7",))
    visit = Visit().goto("/").step("submit")
    wanted = expect(vendor="meta", demands={"event": "Lead"})
    container = sending("generate_lead", "matchRegex", "^(generate_lead|call_back)$", script)
    return verdict(visit, scenario([], [wanted]), container=container)


@fault
def pattern_without_the_event_of_a_tag_that_sends_its_own_name() -> Verdict:
    visit = Visit().goto("/film").step("play")
    unmatched = trigger("CE", "customEvent", ("Event", "matches RegEx", "^film_(start|ended)$", "film_end"))
    for name in ("film_start", "film_end"):
        push = visit.push({"event": name})
        matched = trigger("CE", "customEvent", ("Event", "matches RegEx", "^film_(start|ended)$", name))
        fired = name == "film_start"
        state = (
            tag("GA4 – lead", "fired", matched, sends=[name]) if fired else tag("GA4 – lead", "not fired", unmatched)
        )
        visit.message(name, state, push=push)
    visit.ga4("film_start")
    container = sending("{{Event}}", "matchRegex", "^film_(start|ended)$")
    return verdict(visit, scenario([], [ga4("film_start"), ga4("film_end")]), container=container)


@fault
def name_in_another_case_beside_a_script_that_speaks_of_it() -> Verdict:
    script = Tag("2", "Bing – purchase", "html", {"html": "<script>uet({ea: 'purchase'})</script>"}, ("7",))
    visit = Visit().goto("/thanks").step("pay")
    push = visit.push({"event": "purchase"})
    matched = trigger("CE", "customEvent", ("Event", "equals", "purchase", "purchase"))
    states = (tag("GA4 – lead", "fired", matched, sends=["Purchase"]), tag("Bing – purchase", "fired", matched))
    visit.message("purchase", *states, push=push)
    wanted = ga4("purchase", {"value": 5, "currency": "EUR", "transaction_id": "A1"})
    return verdict(visit, scenario([], [wanted]), container=sending("Purchase", "equals", "purchase", script))


def needing_a_library(*order: str) -> Verdict:
    """Two scripts, of which one brings `fbq` to the other; `order`: the messages at which they fired."""
    base = Tag("2", "Meta – base", "html", {"html": "<script>f.fbq = function() {}</script>"}, ("7",))
    lead = Tag("3", "Meta – lead", "html", {"html": "<script>fbq('track', 'Lead')</script>"}, ("7",))
    visit = Visit().goto("/").step(ADD)
    matched = trigger("CE", "customEvent", ("Event", "equals", "lead", "lead"))
    for name in order:
        push = visit.push({"event": name})
        failed = tag("Meta – lead", "failed", matched, reason="ReferenceError: fbq is not defined")
        visit.message(name, failed if name == "lead" else tag("Meta – base", "fired"), push=push)
    wanted = expect(vendor="meta", demands={"event": "Lead"})
    container = sending("generate_lead", "equals", "lead", base, lead)
    return verdict(visit, scenario([], [wanted]), container=container)


@fault
def library_of_a_tag_comes_later() -> Verdict:
    return needing_a_library("lead", "gtm.js")


@fault
def library_of_a_tag_never_comes() -> Verdict:
    return needing_a_library("lead")


@fault
def tag_before_it_failed() -> Verdict:
    visit = at_product()
    visit.message("gtm.js", tag("Meta – base", "failed", reason="TypeError: fbq.init is not a function"))
    push = visit.push({"event": "add_to_cart"})
    reason = "the tag before it, ‘Meta – base’, did not succeed"
    failed = tag("GA4 – add to cart", "failed", custom_trigger("add_to_cart"), reason=reason)
    visit.message("add_to_cart", failed, push=push)
    return verdict(visit, scenario([], [expect("tag", demands={"name": "GA4 – add to cart"})]))


@fault
def page_begins_unheard() -> Verdict:
    view = Tag("1", "UA – view", "ua", {"trackType": "TRACK_PAGEVIEW"}, ("7",))
    container = Container("GTM-DEMO123", tags=(view,), triggers=(Trigger("7", "All Pages", "pageview"),))
    visit = Visit().goto("/")
    visit.push({"event": "gtm.js"})
    visit.message("gtm.dom", tag("UA – view", "not fired", trigger("All Pages", "pageview")))
    wanted = expect("tag", demands={"name": "UA – view"})
    return verdict(visit, scenario([wanted]), container=container)


@fault
def consent_default_behind_the_tag_manager() -> Verdict:
    base = Tag("2", "Meta – base", "html", {"html": "<script>fbq('init')</script>"}, ("7",))
    visit = Visit().goto("/")
    push = visit.push({"event": "gtm.js"})
    visit.gtag("consent", "default", {"ad_storage": "denied"})
    visit.consent("default", ad_storage="denied")
    visit.message("gtm.js", tag("Meta – base", "fired", consent=("ad_storage",)), push=push)
    visit.request("https://www.facebook.com/tr/?id=1&ev=PageView")
    visit.answer("accept")
    visit.consent("update", ad_storage="granted")
    never = expect(vendor="meta", demands={}, before="consent", times=0)
    container = Container("GTM-DEMO123", tags=(base,))
    return verdict(visit, scenario([], never=(never,)), container=container)


@fault
def container_refused_that_the_plan_does_not_name() -> Verdict:
    visit = Visit(container=None).goto("/").step(ADD)
    visit.push({"event": "add_to_cart"})
    address = "https://www.googletagmanager.com/gtm.js?id=GTM-DEMO123"
    visit.request(address, resource_type="script", handling="stopped", failure="csp: script-src")
    return verdict(visit, scenario([], [ga4("add_to_cart")]), plan(container=ContainerChoice("", file="c.json")))


@fault
def led_away_before_the_push() -> Verdict:
    visit = Visit().goto("/cart").step("click Pay")
    visit.page("/pay")
    address = "https://pay.example/session"
    visit.told["documents"][-1] = Document(visit.document, address, visit.number, visit.now)
    visit.told["containers"].pop()
    wanted = ga4("generate_lead")
    return verdict(visit, scenario([], [wanted]), container=sending("generate_lead", "equals", "generate_lead"))


@fault
def library_of_the_page_did_not_load() -> Verdict:
    visit = Visit().goto("/")
    script = f"{visit.url}static/jquery.js"
    visit.request(script, resource_type="script", handling="passed", status=404)
    visit.error("$ is not defined")
    visit.step(ADD)
    wanted = ga4("generate_lead")
    return verdict(visit, scenario([], [wanted]), container=sending("generate_lead", "equals", "generate_lead"))


@fault
def destination_of_its_own() -> Verdict:
    visit = Visit(container=None).goto("/")
    visit.gtag("config", "G-DEMO12345")
    visit.ga4("page_view")
    visit.step(ADD)
    visit.gtag("event", "add_to_cart", {"send_to": "G-DEMO1234"})
    return verdict(visit, scenario([], [ga4("add_to_cart")]))


@fault
def order_told_again_after_a_reload_by_gtag() -> Verdict:
    visit = Visit(container=None).goto("/thanks")
    for _ in range(2):
        push = visit.gtag("event", "purchase", {"transaction_id": "A1"})
        visit.ga4("purchase", {"transaction_id": "A1"}, at=push.at + 0.01)
        visit.step("reload", kind="reload").page("/thanks")
    return verdict(visit, scenario([], expect=(ga4("purchase"),)))


@fault
def value_that_is_no_number_by_gtag() -> Verdict:
    visit = Visit(container=None).goto("/").step(ADD)
    push = visit.gtag("event", "add_to_cart", {"value": {"$type": "number", "value": "NaN"}})
    visit.ga4("add_to_cart", {"value": "NaN"}, at=push.at + 0.01)
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 5})]))


@fault
def lead_pushed_that_is_none() -> Verdict:
    visit = Visit().goto("/").step("submit")
    push = visit.push({"event": "generate_lead"})
    matched = trigger("CE", "customEvent", ("Event", "equals", "generate_lead", "generate_lead"))
    message = visit.message("generate_lead", tag("GA4 – lead", "fired", matched, sends=["generate_lead"]), push=push)
    visit.ga4("generate_lead", at=message.at + 0.01)
    container = sending("generate_lead", "equals", "generate_lead")
    return verdict(visit, scenario([], never=(ga4("generate_lead", times=0),)), container=container)
