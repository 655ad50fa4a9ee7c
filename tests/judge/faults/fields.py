"""Faults of values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.judge.builders import SITE, Visit, expect, ga4, scenario, tag, ua, verdict
from tests.judge.faults.fault import (
    ADD,
    ADDED,
    at_product,
    custom_trigger,
    fault,
)
from validator.model.container import Container, Tag, Variable
from validator.model.verdict import Verdict


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


def added(params: dict[str, str]) -> Visit:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    visit.message("add_to_cart", tag("Added", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"]), push=push)
    visit.ga4("add_to_cart", params)
    return visit


@fault
def label_that_stands_among_the_parameters() -> Verdict:
    visit = added({"label": "MUG-1"})
    return verdict(visit, scenario([], [expect(vendor="ga4", demands={"event": "add_to_cart", "label": "MUG-1"})]))


@fault
def parameter_under_another_name() -> Verdict:
    visit = added({"newsletter_topic": "product"})
    return verdict(visit, scenario([], [ga4("add_to_cart", {"topic": "product"})]))


@fault
def script_that_makes_a_wrong_number_of_a_text() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "size": "51–500"})
    sends = [{"vendor": "ga4", "event": "add_to_cart", "id": "G-DEMO12345"}]
    fired = tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=sends)
    visit.message("add_to_cart", fired, push=push, Worth=0, Size="51–500")
    visit.ga4("add_to_cart", {"value": 0})
    settings = {"eventName": "add_to_cart", "rows": [{"parameter": "value", "parameterValue": "{{Worth}}"}]}
    script = Variable("Worth", "jsm", {"javascript": "function() { return table[{{Size}}] || 0; }"})
    variables = (script, Variable("Size", "v", {"name": "size"}))
    container = Container("GTM-DEMO123", tags=(Tag("1", "GA4 – add to cart", "gaawe", settings),), variables=variables)
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 200})]), container=container)


@fault
def policy_that_forbids_the_script_of_a_variable() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    sends = [{"vendor": "ga4", "event": "add_to_cart", "id": "G-DEMO12345"}]
    visit.error("'unsafe-eval' is not an allowed source of script", "tag", "variable ‘Worth’")
    fired = tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=sends)
    visit.message("add_to_cart", fired, push=push, Worth=None)
    visit.ga4("add_to_cart")
    settings = {"eventName": "add_to_cart", "rows": [{"parameter": "value", "parameterValue": "{{Worth}}"}]}
    script = Variable("Worth", "jsm", {"javascript": "function() { return 3; }"})
    container = Container("GTM-DEMO123", tags=(Tag("1", "GA4 – add to cart", "gaawe", settings),), variables=(script,))
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 3})]), container=container)


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
def value_outside_ecommerce() -> Verdict:
    visit = at_product()
    push = visit.push({"event": "add_to_cart", "value": 3})
    fired = tag("GA4 – add to cart", "fired", custom_trigger("add_to_cart"), sends=["add_to_cart"])
    visit.message("add_to_cart", fired, push=push)
    visit.ga4("add_to_cart")
    return verdict(visit, scenario([], [ga4("add_to_cart", {"value": 3})]))


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
def redirect_that_drops_the_campaign() -> Verdict:
    visit = Visit().goto("/")
    asked = f"{SITE}/go?utm_source=mail"
    first = visit.request(asked, resource_type="document", handling="passed", status=302)
    visit.request(f"{SITE}/", resource_type="document", handling="passed", redirected_from=first.id)
    visit.ga4("page_view")
    return verdict(visit, scenario([ga4("page_view", {"page_location": {"contains": "utm_source=mail"}})]))


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
