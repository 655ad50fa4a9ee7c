"""Where events began: the evidence in its order, and wide ranges where it is ambiguous."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.judge.builders import Visit, ga4, pushed, scenario, statuses, tag, verdict
from validator.judge.attribution import attribute, is_page_view
from validator.model.event import Event
from validator.model.recording import Recording


def ranges(visit: Visit | Recording) -> list[tuple[int, int]]:
    steps = len(visit.told["steps"]) if isinstance(visit, Visit) else len(visit.steps)
    return [(event.earliest, event.latest) for event in verdict(visit, scenario(*[[]] * steps)).events]


def sends(event: str, **more: str) -> list[dict[str, str]]:
    return [{"vendor": "ga4", "event": event, "id": "G-DEMO12345", **more}]


def test_a_tag_that_says_what_it_sent_goes_before_a_push_of_the_name():
    visit = Visit().goto("/").step("a")
    visit.push({"event": "sign_up"})
    visit.step("b")
    push = visit.push({"event": "form_done"})
    visit.message("form_done", tag("T", sends=sends("sign_up")), push=push)
    visit.step("c")
    visit.ga4("sign_up")
    assert ranges(visit) == [(3, 3)]


def test_a_push_that_was_worked_off_later_belongs_to_both_steps():
    visit = Visit().goto("/").step("a")
    push = visit.push({"event": "sign_up"})
    visit.step("b")
    visit.message("sign_up", tag("T", sends=sends("sign_up")), push=push)
    visit.ga4("sign_up")
    assert ranges(visit) == [(2, 3)]


def test_a_tag_of_another_destination_or_document_is_not_the_cause():
    visit = Visit().goto("/").step("a")
    push = visit.push({"event": "x"})
    visit.message("x", tag("T", sends=sends("sign_up", id="G-OTHER")), push=push)
    visit.goto("/next")
    visit.ga4("sign_up")
    assert ranges(visit) == [(3, 3)]
    assert verdict(visit, scenario([], [], [])).events[0].cause is None


def test_more_events_than_tag_calls_look_at_gtag_commands_too():
    visit = Visit().goto("/").step("a")
    push = visit.push({"event": "x"})
    visit.message("x", tag("T", sends=sends("sign_up")), push=push)
    visit.step("b")
    visit.gtag("event", "sign_up", {})
    visit.batch(("sign_up", {}), ("sign_up", {}))
    assert ranges(visit) == [(2, 2), (3, 3)]


def test_a_message_that_is_told_again_counts_once():
    visit = Visit().goto("/").step("a")
    push = visit.push({"event": "x"})
    early = visit.message("x", tag("T", "waiting"), push=push)
    visit.step("b")
    visit.add("tags", replace(early, tags=(tag("T", sends=sends("sign_up")),), at=visit.tick(), step=3))
    visit.ga4("sign_up")
    found = verdict(visit, scenario([], [ga4("sign_up")], []))
    assert statuses(found) == ["met"]
    assert found.events[0].earliest == found.events[0].latest == 2


def test_send_to_names_the_destinations_of_a_gtag_command():
    visit = Visit().goto("/").step("a")
    visit.gtag("event", "lead", {"send_to": "G-OTHER1"})
    visit.step("b")
    visit.gtag("event", "lead", {"send_to": ["G-DEMO12345"]})
    visit.ga4("lead")
    assert ranges(visit) == [(3, 3)]


def test_a_config_sends_the_page_view_of_the_beginning():
    visit = Visit().goto("/")
    visit.gtag("config", "G-DEMO12345")
    visit.step("a").step("b")
    visit.ga4("page_view")
    assert ranges(visit) == [(1, 1)]
    assert verdict(visit, scenario([], [], [])).events[0].cause.text == "gtag config G-DEMO12345"


def test_a_config_may_leave_the_page_view_to_others():
    visit = Visit().goto("/")
    visit.gtag("config", "G-DEMO12345", {"send_page_view": False})
    visit.step("a")
    visit.gtag("event", "page_view", {})
    visit.ga4("page_view")
    assert ranges(visit) == [(2, 2)]


def test_page_views_of_one_document_belong_to_the_views_in_order():
    visit = Visit().goto("/")
    visit.step("a").view("/a").step("b").view("/b").step("c")
    for path in ("/", "/a", "/b"):
        visit.ga4("page_view", page=f"https://shop.example{path}")
    assert ranges(visit) == [(1, 1), (2, 2), (3, 3)]


def test_a_page_view_too_few_is_told_by_its_address():
    visit = Visit().goto("/")
    visit.step("a").view("/a").step("b").view("/b").step("c")
    visit.ga4("page_view", page="https://shop.example/")
    visit.ga4("page_view", page="https://shop.example/b")
    assert ranges(visit) == [(1, 1), (3, 3)]


def test_as_many_page_views_as_views_and_yet_not_one_each():
    visit = Visit().goto("/").step("a").view("/a").step("b")
    for _ in range(2):
        visit.ga4("page_view", page="https://shop.example/#top")
    assert ranges(visit) == [(1, 1), (1, 1)]


def test_a_request_without_document_is_placed_by_its_page():
    visit = Visit().goto("/")
    visit.goto("/cart")
    visit.push({"event": "lead"})
    visit.step("a").view("/cart/open").step("b")
    visit.ga4("lead", document="")
    assert ranges(visit) == [(2, 2)]
    visit = Visit().goto("/").step("a")
    visit.ga4("lead", document="", page_url="https://elsewhere.example/")
    assert ranges(visit) == [(0, 2)]


def test_of_two_documents_with_one_address_none_is_chosen():
    visit = Visit().goto("/")
    visit.page("/")
    visit.told["documents"][0] = replace(visit.told["documents"][0], ended=None)
    visit.ga4("lead", document="")
    assert ranges(visit) == [(0, 1)]


def test_a_vendor_that_holds_nothing_back_is_narrowed_by_its_sending():
    visit = Visit().goto("/")
    for _ in range(2):
        visit.step("a")
        visit.push({"event": "pageload"})
    recording = visit.recording()
    event = Event("plain", "pageload", number=1, at=visit.now, step=3, document="d1")
    found = attribute([event], recording, lambda vendor: False)[0]
    assert (found.earliest, found.latest) == (3, 3)
    found = attribute([event], recording, lambda vendor: True)[0]
    assert (found.earliest, found.latest) == (2, 3)


def test_clocks_may_differ_a_little():
    visit = Visit().goto("/").step("a")
    push = visit.push({"event": "lead"})
    visit.ga4("lead", at=push.at - 0.3)
    assert ranges(visit) == [(2, 2)]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("page_view", True), ("PageView", True), ("Pageview", True), ("page", True), ("view_item", False)],
)
def test_page_views_have_many_names(name, is_one):
    assert is_page_view(name) is is_one


def popup_visit(*, loads_at: int) -> Visit:
    """A click at step 2 opens a window, step 3 goes there; the window loads at one of the two. Step 4 clicks in it."""
    visit = Visit().goto("/")
    for number, kind in ((2, "click"), (3, "switch_tab"), (4, "click")):
        visit.step(kind, kind=kind)
        if number == loads_at:
            visit.page("/window")
            visit.told["documents"][0] = replace(visit.told["documents"][0], ended=None)
            visit.told["documents"][1] = replace(visit.told["documents"][1], page=1)
            visit.push({"event": "window"})
            visit.ga4("window")
    visit.push({"event": "later"})
    visit.ga4("later")
    return visit


@pytest.mark.parametrize("loads_at", [2, 3])
@pytest.mark.parametrize("asked_at", [2, 3])
@pytest.mark.parametrize("kind", ["hit", "push"])
def test_what_a_window_sends_when_it_opens_belongs_to_the_click_and_to_the_switch(loads_at, asked_at, kind):
    wanted = ga4("window") if kind == "hit" else pushed(event="window")
    steps = [[wanted] if number == asked_at else [] for number in range(1, 5)]
    assert statuses(verdict(popup_visit(loads_at=loads_at), scenario(*steps))) == ["met"]


def test_what_is_done_in_the_window_afterwards_belongs_to_its_own_step():
    for asked_at, status in ((3, "wrong"), (4, "met")):
        steps = [[ga4("later")] if number == asked_at else [] for number in range(1, 5)]
        assert statuses(verdict(popup_visit(loads_at=2), scenario(*steps))) == [status]
