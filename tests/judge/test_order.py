"""Order, consent, values that are known only while a journey runs, and journeys that did not get through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.judge.builders import Visit, ga4, pushed, scenario, statuses, ua, verdict
from validator.model.location import NOWHERE
from validator.model.recording import Broken
from validator.model.scenario import Condition, Known, SameAs, Times
from validator.model.value import Reference, Template


def two_steps() -> Visit:
    visit = Visit().goto("/product/mug")
    visit.push({"event": "view_item"})
    return visit.step('click button "Add to cart"')


def test_remembered_values_are_put_in_with_their_type():
    price = Template((Reference("price"),), NOWHERE)
    visit = Visit().goto("/").step("remember").remember("price", 19.99).step("click")
    visit.push({"event": "add"})
    visit.ga4("add", {"value": 19.99})
    assert statuses(verdict(visit, scenario([], [], [ga4("add", {"value": price})]))) == ["met"]


def test_a_value_may_be_remembered_later():
    number = Template((Reference("number"),), NOWHERE)
    visit = Visit().goto("/").step("order")
    visit.push({"event": "purchase"})
    visit.ga4("purchase", {"transaction_id": "A-2"})
    expected = scenario([], [ga4("purchase", {"transaction_id": number})], [], [])
    undecided = verdict(visit, expected)
    assert statuses(undecided) == ["undecidable"]
    assert "number" in undecided.outcomes[0].chain.message
    assert undecided.passed
    visit.step("remember").remember("number", "A-2").step("again").remember("number", "A-3")
    assert statuses(verdict(visit, expected)) == ["met"]
    visit.told["readings"].insert(0, replace(visit.told["readings"][0], step=1, value="A-1"))
    assert statuses(verdict(visit, expected)) == ["wrong"], "what was remembered before counts first"


def test_same_as_looks_at_earlier_events_and_pushes():
    visit = Visit().goto("/")
    visit.push({"event": "begin_checkout"})
    visit.ga4("begin_checkout", {"value": 5})
    visit.step("pay")
    visit.push({"event": "purchase", "ecommerce": {"value": 5}})
    visit.ga4("purchase", {"value": 5})
    of_event = ga4("purchase", {"value": {"same_as": SameAs(event="begin_checkout")}})
    of_push = ga4("purchase", {"value": {"same_as": SameAs(push="purchase")}})
    of_none = ga4("purchase", {"value": {"same_as": SameAs(event="view_item")}})
    assert statuses(verdict(visit, scenario([], [of_event]))) == ["met"]
    assert statuses(verdict(visit, scenario([], [of_push]))) == ["met"]
    assert statuses(verdict(visit, scenario([], [of_none]))) == ["wrong"]


def test_secrets_in_operands_are_their_tokens():
    visit = Visit().goto("/")
    visit.ga4("login", {"user": "«NAME»!"})
    wanted = scenario([ga4("login", {"user": "ada!"})], secrets={"NAME": "ada"})
    assert statuses(verdict(visit, wanted)) == ["met"]


def consented(answer: str | None = "accept") -> Visit:
    visit = Visit().goto("/")
    visit.consent("default", analytics_storage="denied", ad_storage="denied")
    visit.ga4("early")
    if answer:
        visit.tick(1)
        visit.answer(answer)
    if answer == "accept":
        visit.consent("update", analytics_storage="granted", ad_storage="granted")
    visit.tick(1)
    visit.ga4("late")
    return visit


@pytest.mark.parametrize(
    ("answer", "early", "late"),
    [("accept", "forbidden", "met"), ("deny", "forbidden", "forbidden"), (None, "forbidden", "forbidden")],
)
def test_never_before_consent(answer, early, late):
    never = tuple(ga4(name, times=0, before="consent") for name in ("early", "late"))
    assert statuses(verdict(consented(answer), scenario([], never=never))) == [early, late]


def test_after_consent():
    wanted = [ga4("early", after="consent"), ga4("late", after="consent"), ga4("early", before="consent")]
    found = verdict(consented(), scenario(wanted[:2]))
    assert statuses(found) == ["wrong", "met"]
    assert found.outcomes[0].near[0].place == "came before consent was given"
    assert statuses(verdict(consented(), scenario([wanted[2]]))) == ["met"]


def test_after_and_before_a_named_step():
    visit = Visit().goto("/").step("click", name="open cart")
    visit.ua("A", "B")
    visit.step("click", name="pay")
    after_pay, before_pay = ua("A", "B", after="pay"), ua("A", "B", before="pay")
    assert statuses(verdict(visit, scenario([], [], [], expect=(after_pay,)))) == ["wrong"]
    assert statuses(verdict(visit, scenario([], [], [], expect=(before_pay,)))) == ["met"]
    never = (replace(before_pay, times=Times(0, 0)), replace(after_pay, times=Times(0, 0)))
    assert statuses(verdict(visit, scenario([], [], [], never=never))) == ["forbidden", "met"]


def test_within_counts_from_the_cause():
    visit = Visit().goto("/")
    visit.push({"event": "add"})
    visit.tick(4)
    visit.ga4("add")
    assert statuses(verdict(visit, scenario([ga4("add", within=5.0)]))) == ["met"]
    late = verdict(visit, scenario([ga4("add", within=2.0)]))
    assert statuses(late) == ["wrong"]
    assert late.outcomes[0].near[0].place == "came 4.1 s after its cause"


def test_forbidden_at_a_step_only_if_it_is_certain():
    visit = Visit().goto("/").step("click")
    visit.ga4("share")
    found = verdict(visit, scenario([], [ga4("share", times=0)]))
    assert statuses(found) == ["undecidable"]
    assert statuses(verdict(visit, scenario([], [], never=(ga4("share", times=0),)))) == ["forbidden"]


def test_steps_that_were_not_performed_are_not_run():
    visit = two_steps()
    visit.step("pay", status="failed", error="no such button")
    visit.step("thanks", status="not run")
    broken = Broken("There is no button “Pay”.", step=3)
    wanted = scenario(
        [pushed(event="view_item")], [ga4("add_to_cart")], [ga4("pay")], [ga4("purchase")],
        expect=(ga4("refund"),), never=(ga4("debug", times=0),),
    )  # fmt: skip
    found = verdict(visit.recording(broken=broken), wanted)
    assert statuses(found) == ["met", "missing", "not run", "not run", "not run", "not run"]
    assert found.status == "broken"
    assert found.broken == broken


def test_a_skipped_step_does_not_fail():
    visit = Visit().goto("/").step("close popup", status="skipped")
    visit.push({"event": "x"})
    found = verdict(visit, scenario([pushed(event="x")], [ga4("closed")]))
    assert statuses(found) == ["wrong", "not run"]


def test_a_run_that_was_killed_is_broken_and_decides_nothing_that_was_held_back():
    visit = Visit().goto("/")
    visit.push({"event": "purchase"})
    found = verdict(visit.recording(finished=False), scenario([ga4("purchase"), pushed(event="sign_up")]))
    assert statuses(found) == ["undecidable", "missing"]
    assert found.status == "broken"
    assert found.broken is not None
    assert found.broken.kind == "interrupted"


@pytest.mark.parametrize(
    ("until", "sent", "status", "underlying"),
    [
        ("2026-06-01", False, "known", "missing"),
        ("2026-05-31", False, "missing", None),
        ("2026-06-02", True, "known", "met"),
        ("2026-05-31", True, "met", None),
    ],
)
def test_known_faults(until, sent, status, underlying):
    visit = Visit().goto("/")
    visit.push({"event": "other"})
    if sent:
        visit.ga4("purchase")
    found = verdict(visit, scenario([ga4("purchase", known=Known("WEB-12", until))]))
    assert statuses(found) == [status]
    assert found.outcomes[0].underlying == underlying
    assert found.passed is (status != "missing")
    if status == "missing":
        assert "WEB-12" in found.outcomes[0].chain.message


def test_nothing_at_all_is_one_fault():
    visit = Visit(container=None).goto("/")
    found = verdict(visit, scenario([ga4("page_view"), pushed(event="x")], expect=(ga4("scroll"),)))
    assert found.status == "broken"
    assert found.broken is not None
    assert found.broken.kind == "nothing"
    assert statuses(found) == ["not run"] * 3
    assert verdict(visit, scenario([], never=(ga4("page_view", times=0),))).passed


def test_what_may_have_stood_in_a_body_that_was_cut_is_undecidable():
    visit = Visit().goto("/").step("a").step("b")
    visit.batch(("scroll_to", {}), body_cut=3_000_000)
    found = verdict(visit, scenario([], [ga4("purchase"), ga4("scroll_to"), ua("A", "B")], []))
    assert statuses(found) == ["undecidable", "met", "missing"]
    assert "too large" in found.outcomes[0].chain.message


def test_the_same_recording_gives_the_same_verdict():
    visit = consented()
    visit.push({"event": "add"})
    visit.batch(("add", {"value": 1}), ("add", {"value": 1}))
    what = scenario([ga4("add"), ga4("gone")], never=(ga4("early", times=0, before="consent"),))
    assert repr(verdict(visit, what)) == repr(verdict(visit, what))


def test_what_may_have_come_before_a_step_is_not_forbidden_for_certain():
    visit = Visit().goto("/").step("cart", name="cart").step("pay", name="pay")
    visit.ga4("share")
    before = ga4("share", times=0, before="cart")
    after = ga4("share", times=0, after="pay")
    assert statuses(verdict(visit, scenario([], [], [], never=(before, after)))) == ["undecidable", "undecidable"]


def test_a_group_is_named_as_its_steps_are():
    visit = Visit().goto("/").step("a", stage="checkout")
    visit.ua("A", "B")
    assert statuses(verdict(visit, scenario([], [], expect=(ua("A", "B", after="checkout"),)))) == ["met"]
    assert statuses(verdict(visit, scenario([], [], expect=(ua("A", "B", before="checkout"),)))) == ["wrong"]


def test_secrets_within_lists_and_demands_are_their_tokens():
    visit = Visit().goto("/")
    visit.ga4("login", {"user": "«NAME»"})
    secret = {"NAME": "ada", "EMPTY": ""}
    wanted = ga4("login", {"user": {"one_of": ["bob", "ada"]}})
    assert statuses(verdict(visit, scenario([wanted], secrets=secret))) == ["met"]
    inner = (Condition((), "equals", "ada"),)
    wanted = replace(ga4("login"), conditions=(*ga4("login").conditions, Condition(("params", "user"), "not", inner)))
    assert statuses(verdict(visit, scenario([wanted], secrets=secret))) == ["wrong"]
    wanted = replace(ga4("login"), conditions=(*ga4("login").conditions, Condition(("user",), "equals", {"a": "ada"})))
    assert statuses(verdict(visit, scenario([wanted], secrets=secret))) == ["wrong"]


def test_same_as_at_a_named_step():
    visit = Visit().goto("/", name="first")
    visit.push({"event": "lead"})
    visit.ga4("lead", {"id": "1"})
    visit.step("b", name="second")
    visit.push({"event": "lead"})
    visit.ga4("lead", {"id": "2"})
    visit.step("c")
    visit.push({"event": "close"})
    visit.ga4("close", {"id": "1"})
    of_first, of_second = (SameAs(event="lead", step=name, path=("params", "id")) for name in ("first", "second"))
    met = ga4("close", {"id": {"same_as": of_first}})
    unmet = ga4("close", {"id": {"same_as": of_second}})
    assert statuses(verdict(visit, scenario([], [], [met]))) == ["met"]
    assert statuses(verdict(visit, scenario([], [], [unmet]))) == ["wrong"]
