"""Tracking that is right and looks strange: what real sites do, and no verdict may take for a fault."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.judge.builders import GA4, SITE, Visit, codes, expect, ga4, plan, pushed, scenario, statuses, tag, verdict
from validator.model.plan import Consent, ConsentProfile, Goal, PlannedEvent
from validator.model.recording import Document, Push
from validator.model.scenario import Condition
from validator.model.verdict import Verdict

PING = {"gcs": "G100", "cid": "9.9"}
FULL = {"gcs": "G111"}


def noticed(found: Verdict) -> list[str]:
    return [one.finding.code for one in found.noticed]


def consenting(mode: str = "advanced") -> Any:
    return plan(consent=Consent(mode=mode, profiles={"granted": ConsentProfile("granted", "accept")}))


def accept(visit: Visit) -> Visit:
    visit.answer("accept")
    return visit.consent("update", ad_storage="granted", analytics_storage="granted")


def framed(visit: Visit, url: str, name: str, id: str = "G-DEMO12345") -> Visit:
    """A frame that the step opens, and that sends a hit of its own."""
    document = f"f{len(visit.told['documents'])}"
    visit.add("documents", Document(document, url, visit.number, visit.tick(), top=False))
    query = {"v": "2", "tid": id, "_p": "7", "cid": "11.22", "dl": url, "en": name}
    visit.request(f"{GA4}?{urlencode(query)}", document=document, page_url=url)
    return visit


def pinged(*full: str, later: bool) -> Visit:
    """A page that tells of itself without storage, is given consent, and tells of itself in full."""
    visit = Visit().goto("/").consent("default", ad_storage="denied", analytics_storage="denied")
    visit.gtag("config", "G-DEMO12345")
    visit.ga4("page_view", extra=PING)
    accept(visit.step("accept", kind="consent") if later else visit)
    for title in full:
        visit.ga4("page_view", {"page_title": title}, extra=FULL)
    return visit


@pytest.mark.parametrize("later", [True, False])
def test_what_is_told_in_full_once_consent_came_does_not_count_twice(later):
    recording = pinged("A", later=later).recording(consent="granted")
    for wanted in (
        scenario([ga4("page_view")], []),
        scenario([], [], expect=(ga4("page_view"),)),
        scenario([], [], expect=(ga4("page_view", times=2),)),
        scenario([ga4("page_view", consent={"analytics_storage": "denied"})], []),
    ):
        found = verdict(recording, wanted, consenting())
        assert statuses(found) == ["met"]
        assert not noticed(found)


def test_the_full_hit_may_be_asked_for_at_its_page_and_at_the_answer():
    recording = pinged("A", later=True).recording(consent="granted")
    full = ga4("page_view", consent={"analytics_storage": "granted"})
    assert statuses(verdict(recording, scenario([full], []), consenting())) == ["met"]
    assert statuses(verdict(recording, scenario([], [full]), consenting())) == ["met"]


def test_two_full_hits_after_consent_are_one_too_many():
    recording = pinged("A", "A", later=False).recording(consent="granted")
    found = verdict(recording, scenario([ga4("page_view")]), consenting())
    assert statuses(found) == ["repeated"]
    assert codes(verdict(recording, scenario([]), consenting())) == ["repeated-hit"]


def test_a_hit_of_another_page_is_no_hit_in_full():
    visit = pinged(later=True).step("on")
    visit.view("/next")
    visit.ga4("page_view", extra=FULL)
    found = verdict(visit.recording(consent="granted"), scenario([], [], [], expect=(ga4("page_view"),)), consenting())
    assert statuses(found) == ["repeated"]


def test_of_the_pages_of_an_application_the_one_told_in_full_counts_once():
    visit = Visit().goto("/").consent("default", ad_storage="denied", analytics_storage="denied")
    visit.ga4("page_view", extra=PING)
    visit.step("list").view("/list").ga4("page_view", extra=PING)
    accept(visit.step("accept", kind="consent")).ga4("page_view", extra=FULL)
    visit.step("on").view("/on").ga4("page_view", extra=FULL)
    recording = visit.recording(consent="granted")
    for times, status in ((3, "met"), (4, "met"), (2, "repeated"), (5, "missing")):
        wanted = scenario([], [], [], [], expect=(ga4("page_view", times=times),))
        assert statuses(verdict(recording, wanted, consenting())) == [status]


def test_a_goal_of_pages_counts_a_page_that_is_told_in_full_once():
    visit = pinged("A", later=True).step("on")
    visit.view("/next").ga4("page_view", extra=FULL)
    for many, reached in ((2, True), (3, False)):
        goal = Goal("Reads on", "pages", (Condition(("pages",), "more_than", many - 1),), "micro")
        agreed = replace(consenting(), goals=(goal,))
        found = verdict(visit.recording(consent="granted"), scenario([], [], []), agreed)
        assert found.goals[0].completed is reached


def test_an_order_told_in_full_once_consent_came_is_one_order():
    visit = Visit().goto("/thanks")
    visit.push({"event": "purchase"})
    order = {"transaction_id": "T1", "value": 5, "currency": "EUR"}
    visit.ga4("purchase", order, extra=PING)
    accept(visit)
    visit.ga4("purchase", order, extra=FULL)
    recording = visit.recording(consent="granted")
    assert not codes(verdict(recording, scenario([ga4("purchase")]), consenting()))
    visit.goto("/thanks")
    visit.ga4("purchase", order, extra=FULL)
    recording = visit.recording(consent="granted")
    assert codes(verdict(recording, scenario([], []), consenting())) == ["repeated-transaction"]


def test_in_basic_mode_the_page_view_comes_with_the_consent():
    visit = Visit().goto("/").step("accept", kind="consent")
    accept(visit).ga4("page_view", extra=FULL)
    for at in range(2):
        wanted = [[], []]
        wanted[at] = [ga4("page_view", after="consent")]
        found = verdict(visit.recording(consent="granted"), scenario(*wanted), consenting("basic"))
        assert statuses(found) == ["met"]


@pytest.mark.parametrize(
    ("first", "then", "status"),
    [
        ({"failure": "net::ERR_NETWORK_CHANGED"}, {"status": 204}, "met"),
        ({"failure": "net::ERR_CONNECTION_REFUSED"}, {"status": 204}, "met"),
        ({"status": 503}, {"status": 200}, "met"),
        ({"status": 204}, {"status": 204}, "repeated"),
        ({"failure": "net::ERR_ABORTED"}, {"status": 204}, "repeated"),  # by the next page: it was sent
    ],
)
def test_a_hit_that_was_lost_may_be_sent_again(first, then, status):
    visit = Visit().goto("/")
    visit.push({"event": "lead"})
    visit.ga4("lead", handling="delivered", **first)
    visit.ga4("lead", handling="delivered", **then)
    found = verdict(visit, scenario([ga4("lead")]))
    assert statuses(found) == [status]
    assert not codes(found)
    assert found.passed is (status == "met")


def test_a_hit_that_was_lost_again_and_again_did_not_arrive():
    visit = Visit().goto("/")
    for _ in range(2):
        visit.ga4("lead", handling="delivered", failure="net::ERR_CONNECTION_REFUSED")
    assert set(codes(verdict(visit, scenario([])))) == {"hit-refused"}


def test_pushes_are_counted_on_each_layer():
    visit = Visit().goto("/")
    visit.push({"event": "lead"})
    visit.add("pushes", Push(2, "partnerLayer", {"event": "lead"}, at=visit.tick(), step=1, document="d1"))
    assert statuses(verdict(visit, scenario([pushed(event="lead")]))) == ["met"]
    visit.add("pushes", Push(3, "dataLayer", {"event": "lead"}, at=visit.tick(), step=1, document="d1"))
    assert statuses(verdict(visit, scenario([pushed(event="lead")]))) == ["repeated"]


def test_repeats_that_a_step_asks_for_are_no_finding():
    visit = Visit().goto("/")
    for _ in range(2):
        visit.push({"event": "add_to_cart"})
        visit.ga4("add_to_cart", {"item": "A"})
    assert "repeated-hit" not in noticed(verdict(visit, scenario([ga4("add_to_cart", times=2)])))
    assert "repeated-hit" in noticed(verdict(visit, scenario([])))
    whole = verdict(visit, scenario([], expect=(ga4("add_to_cart", times=2),)))
    assert "repeated-hit" in noticed(whole), "one page may have sent two, and another none"


@pytest.mark.parametrize(("pause", "told"), [(0.1, True), (5, False)])
def test_what_beats_at_intervals_is_no_repeat(pause, told):
    visit = Visit().goto("/")
    for _ in range(2):
        visit.push({"event": "heartbeat"})
        visit.ga4("heartbeat")
        visit.tick(pause)
    assert ("repeated-hit" in noticed(verdict(visit, scenario([])))) is told


@pytest.mark.parametrize(
    ("name", "then", "told"),
    [
        ("refund", {"value": 2}, False),
        ("refund", {"value": 1}, True),
        ("add_payment_info", {"payment_type": "card"}, False),
        ("purchase", {"value": 2}, True),
    ],
)
def test_which_events_of_one_number_count_an_order_twice(name, then, told):
    visit = Visit().goto("/order")
    for page, params in (("/order", {"value": 1}), ("/order", {"value": 1, **then})):
        visit.goto(page)
        visit.push({"event": name})
        visit.ga4(name, {"transaction_id": "T1", "currency": "EUR", **params})
    assert ("repeated-transaction" in codes(verdict(visit, scenario([], [], [])))) is told


def test_conversions_of_several_labels_are_several_things():
    visit = Visit().goto("/thanks")
    for label in ("lead", "sale"):
        query = f"random=7&label={label}&en=conversion&value=5&currency_code=EUR&oid=T1"
        visit.request(f"https://www.googleadservices.com/pagead/conversion/123456789/?{query}")
    wanted = [expect(vendor="google_ads", demands={"params": {"label": label}}) for label in ("lead", "sale")]
    found = verdict(visit, scenario(wanted))
    assert statuses(found) == ["met", "met"]
    assert not codes(found)


@pytest.mark.parametrize(
    ("referrer", "told"),
    [
        ("https://blog.shop.example/post", False),
        ("https://www.shop.example/", False),
        ("https://shop.example.evil.example/", True),
        ("https://myshop.example/", True),
    ],
)
def test_hosts_of_one_domain_are_no_foreign_referrers(referrer, told):
    visit = Visit().goto("/")
    visit.ga4("page_view")
    visit.goto("/next")
    visit.ga4("page_view", extra={"dr": referrer})
    assert (codes(verdict(visit, scenario([], []))) == ["foreign-referrer"]) is told


def test_where_the_scenario_itself_comes_from_is_no_finding():
    visit = Visit().goto("/")
    visit.ga4("page_view")
    visit.goto("/offer")
    visit.request(
        visit.url, resource_type="document", handling="passed", headers=(("referer", "https://mail.example/"),)
    )
    visit.ga4("page_view", extra={"dr": "https://mail.example/"})
    assert not codes(verdict(visit, scenario([], [])))


@pytest.mark.parametrize(("status", "told"), [("performed", []), ("skipped", ["client-changed"])])
def test_a_visitor_whom_the_scenario_makes_new(status, told):
    visit = Visit().goto("/")
    visit.ga4("page_view", extra={"cid": "1.1"})
    visit.step("clear_storage cookies", kind="clear_storage", status=status).goto("/")
    visit.ga4("page_view", extra={"cid": "2.2"})
    assert codes(verdict(visit, scenario([], [], []))) == told


def test_the_linker_need_not_stand_in_the_address_that_is_told():
    visit = Visit().goto("/?_gl=1*a*b")
    visit.ga4("page_view", page=f"{SITE}/")
    assert not codes(verdict(visit, scenario([])))


@pytest.mark.parametrize(
    ("told", "lost"), [("?utm_source=a", False), ("?utm_source=a&fbclid=2&msclkid=3", False), ("?fbclid=2", True)]
)
def test_click_ids_of_other_networks_need_not_stand_in_the_address_that_is_told(told, lost):
    visit = Visit().goto("/?utm_source=a&fbclid=2&msclkid=3")
    visit.ga4("page_view", page=f"{SITE}/{told}")
    assert (codes(verdict(visit, scenario([]))) == ["campaign-lost"]) is lost


@pytest.mark.parametrize(
    ("start", "end", "frame", "lost"),
    [
        ("https://ads.example/click", SITE, "", True),
        ("https://www.shop.example/", SITE, "", True),
        ("https://partner.example/", "https://partner.example/home", "", False),
        (SITE, f"{SITE}/embed", "F1", False),
    ],
)
def test_redirects_that_lose_the_campaign_of_the_site(start, end, frame, lost):
    visit = framed(Visit().goto("/"), f"{SITE}/embed", "view")
    visit.told["documents"][-1] = replace(visit.told["documents"][-1], frame="F1")
    first = visit.request(f"{start}?gclid=1", resource_type="document", handling="passed", frame=frame)
    visit.request(end, resource_type="document", handling="passed", frame=frame, redirected_from=first.id)
    assert (codes(verdict(visit, scenario([]))) == ["campaign-lost"]) is lost


def test_what_a_foreign_frame_tells_its_own_property_is_not_outside_the_plan():
    agreed = plan(events={"Lead": PlannedEvent("Lead", (ga4("lead"),))}, unexpected="fail")
    visit = framed(Visit().goto("/"), "https://form.example/1", "form_view", "G-FORMS1234")
    assert verdict(visit, scenario([]), agreed).passed
    own = framed(Visit().goto("/"), f"{SITE}/form", "form_view", "G-FORMS1234")
    assert not verdict(own, scenario([]), agreed).passed
    ours = framed(Visit().goto("/"), "https://form.example/1", "form_view")
    assert not verdict(ours, scenario([]), agreed).passed


def test_a_frame_that_sends_what_its_page_sends_is_named():
    visit = Visit().goto("/")
    visit.ga4("page_view")
    found = verdict(framed(visit, f"{SITE}/form?a=1", "page_view"), scenario([ga4("page_view")]))
    assert statuses(found) == ["repeated"]
    assert "and so does https://shop.example/form in a frame within it" in found.outcomes[0].chain.message


@pytest.mark.parametrize("url", ["/virtual/window", "/"])
def test_a_page_view_of_what_is_no_page_belongs_to_the_push_that_may_have_made_it(url):
    visit = Visit().goto("/")
    visit.ga4("page_view", {"page_title": "start"})
    visit.step("open")
    visit.push({"event": "opened"})
    visit.ga4("page_view", {"page_title": "window"}, page=SITE + url)
    first, then = ga4("page_view"), ga4("page_view", {"page_title": "window"})
    assert statuses(verdict(visit, scenario([first], [then]))) == ["met", "met"]
    assert statuses(verdict(visit, scenario([first], [ga4("page_view", {"page_title": "other"})]))) == ["met", "wrong"]


def test_a_second_page_view_of_a_page_on_which_nothing_else_happened_is_too_many():
    visit = Visit().goto("/")
    visit.ga4("page_view", {"page_title": "a"})
    visit.ga4("page_view", {"page_title": "b"})
    visit.step("on")
    assert statuses(verdict(visit, scenario([ga4("page_view")], []))) == ["repeated"]


def test_of_several_numbers_the_nearest_is_told():
    visit = Visit().goto("/").step("play")
    for share in (10, 25, 50):
        visit.push({"event": "gtm.video"})
        visit.ga4("video_progress", {"video_percent": share})
    found = verdict(visit, scenario([], [ga4("video_progress", {"video_percent": 75})]))
    assert found.outcomes[0].chain.message.startswith("video_percent: expected 75, got 50")


def test_a_tag_that_waits_for_consent_fires_when_it_came():
    visit = Visit().goto("/")
    message = visit.message("view_item", tag("GA4 view", "waiting"), push=visit.push({"event": "view_item"}))
    accept(visit.step("accept", kind="consent"))
    again = tag("GA4 view", sends=["view_item"])
    visit.add("tags", replace(message, tags=(again,), at=visit.tick(), step=2))
    early = expect("tag", demands={"name": "GA4 view"}, times=0, before="consent")
    for at in range(2):
        wanted = [[], []]
        wanted[at] = [expect("tag", demands={"name": "GA4 view"}, after="consent")]
        assert statuses(verdict(visit, scenario(*wanted, never=(early,)))) == ["met", "met"]
    visit.told["tags"] = [replace(message, tags=(again,))]
    assert statuses(verdict(visit, scenario([], [], never=(early,)))) == ["forbidden"]


def test_a_frame_with_an_id_of_its_own_is_told_once():
    visit = Visit().goto("/")
    for client in ("1.1", "2.2", "1.1", "2.2"):
        visit.ga4("scroll", {"at": client}, extra={"cid": client})
    assert codes(verdict(visit, scenario([]))).count("client-changed") == 1
