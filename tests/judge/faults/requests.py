"""Faults of requests, consent, and what must not come."""

from __future__ import annotations

from tests.judge.builders import GA4, Visit, expect, ga4, scenario, tag, trigger, verdict
from tests.judge.faults.fault import (
    ADD,
    ADDED,
    NAMED,
    at_product,
    fault,
)
from validator.model.verdict import Verdict


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
def error_in_the_page() -> Verdict:
    visit = at_product().error("TypeError: x is undefined")
    visit.push({"event": "x"})
    never = expect("error", demands={"text": {"contains": "TypeError"}}, times=0)
    return verdict(visit, scenario([], [], never=(never,)))


@fault
def cookie_not_set() -> Verdict:
    visit = at_product()
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [expect("cookie", demands={"name": "_ga"})]))


@fault
def cookie_with_another_value() -> Verdict:
    visit = at_product().cookie("lang", "de")
    visit.push({"event": "x"})
    return verdict(visit, scenario([], [expect("cookie", demands={"name": "lang", "value": "en"})]))


@fault
def library_of_another_vendor_that_did_not_load() -> Verdict:
    visit = at_product(container=None)
    visit.push({"event": "x"})
    script = "https://connect.facebook.net/en_US/fbevents.js"
    visit.request(script, resource_type="script", handling="passed", failure="net::ERR_BLOCKED_BY_CLIENT")
    return verdict(visit, scenario([], [expect(vendor="meta", demands={"event": "AddToCart"})]))


@fault
def tag_expected_where_no_container_is() -> Verdict:
    visit = at_product(container=None)
    visit.push({"event": "x"})
    return verdict(visit, NAMED)
