"""What is noticed beside the expectations, and what the plan says of events that nobody expected."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.judge.builders import GA4, Visit, codes, expect, ga4, plan, pushed, scenario, ua, verdict
from validator.decoding import finding_codes
from validator.judge import findings
from validator.judge.seen import seen, silent
from validator.model.location import NOWHERE
from validator.model.plan import Consent, ConsentProfile, Plan, PlannedEvent, PlanVendor
from validator.model.recording import PageError
from validator.model.scenario import Condition
from validator.model.value import Reference, Template


def found(visit: Visit, agreed: Plan | None = None, **more):
    recording = visit.recording(**more)
    return verdict(recording, scenario(*[[]] * len(recording.steps)), agreed)


def order(visit: Visit, number: str, value: float = 1, **more) -> Visit:
    visit.push({"event": "purchase"})
    visit.ga4("purchase", {"transaction_id": number, "value": value, "currency": "EUR"}, **more)
    return visit


def test_an_order_told_again_on_another_page_view():
    visit = order(order(Visit().goto("/thanks"), "T1").goto("/thanks"), "T1")
    assert codes(found(visit)) == ["repeated-transaction"]
    assert not codes(found(order(order(Visit().goto("/thanks"), "T1").goto("/thanks"), "T2")))


def test_an_order_told_again_with_other_values():
    noticed = found(order(order(Visit().goto("/thanks"), "T1", 1), "T1", 2)).noticed
    message = next(one.finding.message for one in noticed if one.finding.code == "repeated-transaction")
    assert message == "The transaction T1 was sent before, with other values (value): the order counts twice."


def test_an_order_sent_twice_at_once_is_one_finding():
    visit = Visit().goto("/thanks")
    visit.push({"event": "purchase"})
    visit.batch(("purchase", {"transaction_id": "T1"}), ("purchase", {"transaction_id": "T1"}))
    assert codes(found(visit)) == ["repeated-hit"]


def test_hits_that_were_delivered_and_not_taken_fail():
    visit = Visit().goto("/")
    visit.ga4("page_view", handling="delivered", status=503)
    assert codes(found(visit)) == ["hit-refused"]
    assert found(visit).status == "failed"
    visit = Visit().goto("/")
    visit.ga4("page_view", handling="delivered", failure="net::ERR_NAME_NOT_RESOLVED")
    assert codes(found(visit)) == ["hit-refused"]
    visit = Visit().goto("/")
    visit.ga4("page_view", handling="delivered", failure="net::ERR_ABORTED")
    visit.ga4("page_view", handling="delivered", status=204)
    assert "hit-refused" not in codes(found(visit))


def test_the_plan_weighs_findings():
    visit = Visit().goto("/")
    visit.ga4("page_view", handling="delivered", status=503)
    assert found(visit, plan(findings={"hit-refused": "warn"})).passed
    assert not codes(found(visit, plan(findings={"hit-refused": "ignore"})))


def test_warnings_of_a_vendor_can_be_off():
    visit = Visit().goto("/")
    visit.ua("A", "B")
    loud = plan(vendors={"ua": PlanVendor("ua", ("UA-1-1",))})
    assert "ua-retired" in [one.finding.code for one in found(visit, loud).noticed]
    assert "ua-retired" not in [one.finding.code for one in found(visit).noticed]
    asked = plan(findings={"ua-retired": "fail"})
    assert found(visit, asked).status == "failed"


def test_a_hit_that_cannot_be_read_is_noticed():
    visit = Visit().goto("/")
    visit.request(GA4, vendor="nobody")
    one = found(visit)
    assert codes(one) == ["undecoded"]
    assert one.noticed[0].subject == "nobody (not decoded)"


def denied(mode: str, gcs: str) -> list[str]:
    profiles = {"denied": ConsentProfile("denied", "deny")}
    agreed = plan(consent=Consent(mode=mode, profiles=profiles))
    visit = Visit().goto("/").answer("deny")
    visit.ga4("page_view", extra={"gcs": gcs})
    return codes(found(visit, agreed, consent="denied"))


def test_hits_after_a_refusal():
    assert denied("basic", "G100") == ["hit-without-consent"]
    assert denied("advanced", "G100") == []
    assert denied("advanced", "G111") == ["hit-without-consent"]


def test_a_container_that_a_page_loads_twice():
    assert codes(found(Visit().goto("/").load())) == ["container-twice"]
    assert not codes(found(Visit().goto("/").goto("/")))


def test_a_visitor_who_becomes_another():
    visit = Visit().goto("/")
    for client in ("1.1", "1.1", "2.2"):
        visit.ga4("page_view", extra={"cid": client, "_x": client})
        visit.goto("/next")
    assert codes(found(visit)) == ["client-changed"]
    visit = Visit().goto("/")
    for client in ("1.1", "2.2"):
        visit.ga4("page_view", extra={"cid": client, "gcs": "G100"})
        visit.goto("/next")
    assert not codes(found(visit)), "a cookieless ping has a new id each time"


def events(**more) -> dict[str, PlannedEvent]:
    return {
        "Add": PlannedEvent("Add", (ga4("add", {"value": {"type": "number"}}), ua("Shop", "Add"))),
        "Buy": PlannedEvent("Buy", (ga4("buy", **more),)),
    }


def test_events_outside_the_plan():
    visit = Visit().goto("/")
    for name in ("add", "page_view", "scroll", "mystery", "heartbeat"):
        visit.ga4(name, {"value": 1})
    visit.ua("Shop", "Look")
    visit.ua("Shop", "Add")
    one = found(visit, plan(events=events(), ignore=("heartbeat",)))
    assert [event.title for event in one.unexpected] == ["ga4 mystery", "ua Shop › Look"]
    assert one.passed
    assert found(visit, plan(events=events(), unexpected="fail")).status == "failed"
    assert not found(visit, plan(events=events(), unexpected="ignore")).unexpected
    assert not found(visit).unexpected, "a plan without events knows nothing of them"


def test_what_a_scenario_expects_is_not_unexpected():
    visit = Visit().goto("/")
    visit.ga4("mystery")
    assert not verdict(visit, scenario([ga4("mystery")]), plan(events=events())).unexpected


def test_events_are_held_against_the_plan_where_nobody_expected_them():
    visit = Visit().goto("/")
    visit.ga4("add", {"value": "many"})
    noticed = [one.finding for one in found(visit, plan(events=events())).noticed if one.finding.code == "outside-plan"]
    assert [(one.path, one.message) for one in noticed] == [
        ("params.value", 'The plan says of “Add” that params.value is a number; it is "many".')
    ]


def test_what_an_expectation_tells_is_not_told_again():
    visit = Visit().goto("/")
    visit.ga4("add", {"value": "many"})
    wanted = ga4("add", {"value": {"type": "number"}}, planned="Add")
    assert "outside-plan" not in codes(verdict(visit, scenario([wanted]), plan(events=events())))


def test_demands_of_the_plan_that_need_a_journey_are_left_out():
    template = Template((Reference("price"),), NOWHERE)
    expectation = replace(
        ga4("buy"), conditions=(*ga4("buy").conditions, Condition(("params", "value"), "equals", template))
    )
    agreed = plan(events={"Buy": PlannedEvent("Buy", (expectation,))})
    visit = Visit().goto("/")
    visit.ga4("buy", {"value": 3})
    assert "outside-plan" not in codes(found(visit, agreed))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (None, "asked for no tag manager"),
        (PageError("exception", "ReferenceError: x", "a.js:1:1"), "scripts failed"),
    ],
)
def test_why_nothing_was_captured(entry, words):
    visit = Visit(container=None).goto("/")
    if entry:
        visit.add("errors", entry)
    broken = verdict(visit, scenario([ga4("page_view")])).broken
    assert broken is not None
    assert words in broken.reason


def test_nothing_for_want_of_scripts_or_of_a_page():
    visit = Visit(container=None).goto("/")
    visit.request("https://cdn.example/app.js", resource_type="script", handling="passed", failure="net::ERR_TIMED_OUT")
    broken = verdict(visit, scenario([ga4("page_view")])).broken
    assert broken is not None
    assert "scripts" in broken.reason
    assert "cdn.example" in broken.detail
    visit = Visit(container=None).goto("/")
    visit.told["documents"] = [replace(visit.told["documents"][0], url="chrome-error://chromewebdata/")]
    broken = verdict(visit, scenario([ga4("page_view")])).broken
    assert broken is not None
    assert "no page" in broken.reason


def test_preflights_are_no_hits_and_redirects_count_once():
    visit = Visit().goto("/")
    visit.ga4("lead", method="OPTIONS")
    first = visit.ga4("lead", handling="delivered", status=302)
    visit.ga4("lead", handling="delivered", status=204, redirected_from=first.id)
    visit.ga4("other", handling="delivered", status=204, redirected_from=99)
    one = verdict(visit, scenario([ga4("lead"), ga4("other")]))
    assert [outcome.status for outcome in one.outcomes] == ["met", "met"]
    assert [event.kind for event in one.events] == ["event", "signal", "event"]
    assert one.counts.delivered == 3


def conversion(visit, path, random, **more):
    visit.request(
        f"https://www.googleadservices.com/{path}/123456789/?random={random}&label=abc&en=conversion&gtm=1", **more
    )


def test_a_conversion_that_is_told_in_two_ways_counts_once_and_told_twice_in_one_way_twice():
    wanted = expect(vendor="google_ads", demands={"event": "conversion"})
    visit = Visit().goto("/")
    conversion(visit, "pagead/conversion", 7)
    conversion(visit, "ccm/conversion", 7)
    assert [one.status for one in verdict(visit, scenario([wanted])).outcomes] == ["met"]
    conversion(visit, "pagead/conversion", 7)
    assert [one.status for one in verdict(visit, scenario([wanted])).outcomes] == ["repeated"]


def test_the_way_that_was_let_through_counts_where_the_other_was_stopped():
    visit = Visit().goto("/")
    conversion(visit, "pagead/conversion", 7, handling="stopped", failure="csp")
    conversion(visit, "ccm/conversion", 7)
    found = verdict(visit, scenario([expect(vendor="google_ads", demands={"event": "conversion"})]))
    assert [one.status for one in found.outcomes] == ["met"]


def test_an_endpoint_of_the_plan_makes_a_request_a_hit():
    visit = Visit().goto("/")
    visit.request("https://metrics.shop.example/x?v=2&tid=G-DEMO12345&en=lead")
    agreed = plan(vendors={"ga4": PlanVendor("ga4", ("G-DEMO12345",), ("https://metrics.shop.example/x",))})
    assert verdict(visit, scenario([ga4("lead")]), agreed).passed


def test_seen_asks_while_the_journey_is_under_way():
    visit = Visit().goto("/")
    visit.push({"event": "lead"})
    recording = visit.recording(finished=False)
    assert seen(pushed(event="lead"), 1, recording, scenario([]), plan())
    assert not seen(pushed(event="other"), 1, recording, scenario([]), plan())
    assert not seen(ga4("lead"), 1, recording, scenario([]), plan())
    visit.ga4("lead")
    assert seen(ga4("lead"), 1, visit.recording(finished=False), scenario([]), plan())


def test_a_step_at_which_nothing_of_tracking_moved_is_silent():
    visit = Visit().goto("/").step("click Buy", text="Buy")
    visit.push({"event": "gtm.click"})
    visit.push({"ecommerce": None})
    wanted = scenario([], [ga4("add_to_cart")], [ga4("purchase")], [pushed(event="purchase")])

    def mute(number: int) -> bool:
        return silent(wanted.journey[number - 1], visit.recording(finished=False), wanted, plan())

    assert mute(2)
    assert not mute(1), "nothing is expected there"
    visit.ga4("page_view", vendor="ga4")
    assert not mute(2)
    visit.step("click Pay", text="Pay").push({"event": "purchase"})
    assert not mute(3)
    visit.step("click Done", text="Done").push({"event": "done"})
    assert mute(4), "the push itself is expected"


def test_a_redirect_that_drops_the_campaign():
    visit = Visit().goto("/")
    first = visit.request(
        "https://shop.example/go?utm_source=mail&gclid=1", resource_type="document", handling="passed"
    )
    visit.request(
        "https://shop.example/?gclid=1", resource_type="document", handling="passed", redirected_from=first.id
    )
    one = found(visit)
    assert codes(one) == ["campaign-lost"]
    assert one.noticed[0].finding.message == (
        "The redirect from https://shop.example/go to https://shop.example/?gclid=1 drops utm_source."
    )


LANDING = "/?utm_source=mail&gclid=1"


def test_a_script_that_sends_on_without_the_campaign():
    visit = Visit().goto(LANDING).page("/")
    visit.ga4("page_view")
    one = found(visit)
    assert codes(one) == ["campaign-lost"]
    assert one.noticed[0].finding.message == (
        "A script on https://shop.example/ sends the visitor on to https://shop.example/ and drops gclid, utm_source."
    )


@pytest.mark.parametrize(
    ("address", "params", "lost"),
    [
        ("https://shop.example/", {}, True),
        ("https://shop.example/?utm_source=mail", {}, True),
        (f"https://shop.example{LANDING}", {}, False),
        ("https://shop.example/", {"campaign_source": "mail"}, False),
    ],
)
def test_a_campaign_that_was_wiped_from_the_address(address, params, lost):
    visit = Visit().goto(LANDING)
    visit.ga4("page_view", params, page=address)
    visit.goto("/next")
    visit.ga4("page_view")
    assert codes(found(visit)) == (["campaign-lost"] if lost else [])


def test_a_campaign_without_any_page_view_is_not_lost():
    assert not codes(found(Visit().goto(LANDING).goto("/next")))


def test_an_id_that_changes_between_two_sites():
    visit = Visit().goto("/")
    visit.ga4("page_view")
    visit.goto("/next")
    visit.ga4("page_view", extra={"cid": "33.44"}, page_url="https://pay.example/")
    one = found(visit)
    assert codes(one) == ["client-changed"]
    assert "between shop.example and pay.example, which the link did not carry (_gl)" in one.noticed[0].finding.message


@pytest.mark.parametrize(("pause", "told"), [(1, ["session-changed"]), (1900, [])])
def test_a_second_session_in_the_middle(pause, told):
    visit = Visit().goto("/")
    visit.ga4("page_view", extra={"sid": "1"})
    visit.tick(pause)
    visit.goto("/next")
    visit.ga4("page_view", extra={"sid": "2"})
    assert [code for code in codes(found(visit)) if code != "foreign-referrer"] == told


def test_the_payment_provider_as_referrer():
    visit = Visit().goto("/")
    visit.ga4("page_view", extra={"dr": "https://search.example/"})
    visit.goto("/thanks")
    visit.ga4("page_view", extra={"dr": "https://shop.example/"})
    assert not codes(found(visit))
    visit.goto("/thanks2")
    visit.ga4("page_view", extra={"dr": "https://pay.example/done"})
    assert codes(found(visit)) == ["foreign-referrer"]


def test_page_views_told_twice_in_other_words():
    visit = Visit().goto("/")
    visit.ga4("page_view", {"title": "x"})
    visit.ga4("page_view", {"title": "y"})
    assert codes(found(visit)) == ["page-view-twice"]
    visit = Visit().goto("/").view("/")
    visit.ga4("page_view", {"title": "x"})
    visit.ga4("page_view", {"title": "y"})
    assert not codes(found(visit)), "the visitor came back to it within the application"


def test_every_finding_of_the_judge_has_its_sentence():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(findings.__file__).parent.glob("*.py"))
    assert set(re.findall(r'Finding\(\s*"([a-z-]+)"', source)) == set(finding_codes.FINDINGS)
    assert set(finding_codes.FINDINGS) >= findings.FAILS


@pytest.mark.parametrize(("level", "status"), [("ignore", "passed"), ("warn", "passed"), ("fail", "failed")])
def test_parameters_that_the_plan_does_not_name(level, status):
    planned = PlannedEvent("Buy", (ga4("buy", {"value": {"type": "number"}}),), extra=level)
    visit = Visit().goto("/")
    visit.ga4("page_view", {"theme": "dark"})
    visit.ga4("buy", {"value": 3, "currency": "EUR", "theme": "dark", "coupn": "MAY"})
    verdict_ = found(visit, plan(events={"Buy": planned}))
    said = [one.finding.path for one in verdict_.noticed if one.finding.code == "extra-parameter"]
    assert said == ([] if level == "ignore" else ["params.currency", "params.coupn"])
    assert verdict_.status == status


def told_by_segment(visit, number, **more):
    body = {"event": "Product Added", "type": "track", "writeKey": "wk", "messageId": number}
    visit.request("https://api.segment.io/v1/t", json.dumps(body), **more)


def test_what_a_library_tries_again_after_the_page_went_away_counts_once():
    wanted = expect(vendor="segment", demands={"event": "Product Added"})
    visit = Visit().goto("/").step("click Buy now")
    told_by_segment(visit, "m1")
    visit.page("/checkout")
    told_by_segment(visit, "m1")
    found = verdict(visit, scenario([], [wanted]))
    assert [one.status for one in found.outcomes] == ["met"]
    assert "repeated-hit" not in codes(found)
    visit = Visit().goto("/").step("click Buy now")
    told_by_segment(visit, "m1")
    told_by_segment(visit, "m2")
    assert [one.status for one in verdict(visit, scenario([], [wanted])).outcomes] == ["repeated"]


def test_what_was_stopped_and_tried_again_counts():
    visit = Visit().goto("/")
    told_by_segment(visit, "m1", handling="stopped", failure="offline")
    told_by_segment(visit, "m1")
    found = verdict(visit, scenario([expect(vendor="segment", demands={"event": "Product Added"})]))
    assert [one.status for one in found.outcomes] == ["met"]
