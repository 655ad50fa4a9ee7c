"""Whatever was recorded, the judge answers: without raising, always the same, and soon."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.judge.builders import Visit, expect, ga4, plan, pushed, scenario, tag, trigger, ua, verdict
from validator.judge import judge
from validator.model.location import NOWHERE
from validator.model.plan import Goal
from validator.model.recording import Broken, Recording
from validator.model.scenario import Condition, SameAs, Times
from validator.model.value import Reference, Template

NAMES = st.sampled_from(["buy", "Buy", "add_to_cart", "addToCart", "page_view", "gtm.click", "", "é", "x" * 300])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(allow_nan=True), NAMES, st.just("19,99"))
KEYS = st.sampled_from(["event", "value", "ecommerce", "items", "a.b", ""])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
STATUSES = ["fired", "failed", "waiting", "denied", "limited", "blocked", "scheduled", "live only", "paused", "unknown"]
SENT = st.dictionaries(st.sampled_from(["vendor", "event", "id", "category", "action"]), SCALARS, max_size=4)
HANDLINGS = ["held", "delivered", "passed", "routed", "stopped", "leaked"]


@st.composite
def visits(draw) -> Recording:
    visit = Visit(
        draw(st.sampled_from([None, "GTM-1"])), draw(st.sampled_from(["simulated", "loaded", "missing", "blocked"]))
    )
    status = st.sampled_from(["performed", "performed", "performed", "skipped", "failed", "not run"])
    for _ in range(draw(st.integers(0, 4))):
        text = draw(st.sampled_from(["", "Add"]))
        if draw(st.booleans()):
            visit.goto(draw(st.sampled_from(["/", "/cart?utm_source=x", "/#a"])), status=draw(status), text=text)
        else:
            visit.step("click", status=draw(status), text=text, name=draw(st.sampled_from([None, "pay"])))
        for _ in range(draw(st.integers(0, 3))):
            act(draw, visit)
    more = {"finished": draw(st.booleans()), "broken": draw(st.sampled_from([None, None, Broken("x", 2)]))}
    return visit.recording(**more)


def act(draw, visit: Visit) -> None:
    match draw(st.integers(0, 8)):
        case 0:
            visit.push(draw(JSON), state=draw(JSON))
        case 1:
            visit.gtag(draw(st.sampled_from(["event", "config", "set"])), *draw(st.lists(JSON, max_size=2)))
        case 2:
            more = {"document": ""} if draw(st.booleans()) else {}
            params = {"value": draw(st.sampled_from([1, "19,99"])), "a": draw(NAMES)}
            visit.ga4(
                draw(NAMES),
                params,
                handling=draw(st.sampled_from(HANDLINGS)),
                failure=draw(st.sampled_from(["", "csp"])),
                **more,
            )
        case 3:
            visit.ua(draw(NAMES), draw(NAMES), handling=draw(st.sampled_from(HANDLINGS)))
        case 4:
            push = draw(st.sampled_from([None, *visit.told.get("pushes", [])]))
            matched = trigger(
                "T",
                draw(st.sampled_from(["click", "customEvent", "odd"])),
                ("Event", "equals", draw(NAMES), draw(SCALARS)),
            )
            visit.message(
                draw(NAMES),
                tag("Tag", draw(st.sampled_from([*STATUSES, "not fired"])), matched, sends=[draw(SENT)]),
                push=push,
            )
        case 5:
            visit.consent(
                draw(st.sampled_from(["default", "update"])), ad_storage=draw(st.sampled_from(["granted", "denied"]))
            )
        case 6:
            visit.answer(draw(st.sampled_from(["accept", "deny"])))
        case 7:
            visit.remember("price", draw(JSON))
        case 8:
            visit.request(
                "https://www.google-analytics.com/g/collect?v=2",
                "\x00",
                vendor=draw(st.sampled_from(["ga4", "nobody", ""])),
            )


PRICE = Template((Reference("price"),), NOWHERE)
EXPECTED = [
    ga4("buy", {"value": {"type": "number"}}, conversion="macro", planned="Buy"),
    ga4("buy", {"value": PRICE}),
    ga4("add_to_cart", times=Times(0, 2), before="consent"),
    ga4("page_view", {"a": {"same_as": SameAs(event="buy")}}, after="pay"),
    ga4("page_view", within=0.5, anywhere=True),
    ua("buy", "Buy", times=2),
    ua("buy", "Buy", times=0),
    pushed(event="buy", value=1),
    pushed(ecommerce={"items": {0: {"value": 1}}}),
    expect("tag", demands={"name": "Tag"}),
    expect("goal", demands={"name": "G"}),
    expect("cookie", demands={"name": "_ga"}),
    expect("finding", demands={"code": "undecoded"}),
    expect("error", demands={"text": "x"}),
    expect(vendor="ga4", demands={}),
]
GOALS = tuple(
    Goal(f"G{number}" if number else "G", kind, (Condition((kind,), operator, operand),), "micro")
    for number, (kind, operator, operand) in enumerate(
        [
            ("event", "equals", "buy"),
            ("destination", "contains", "/cart"),
            ("pages", "more_than", 1),
            ("duration", "at_least", 1),
        ]
    )
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(visits(), st.lists(st.lists(st.sampled_from(EXPECTED), max_size=4), max_size=4), st.booleans())
def test_any_recording_is_judged_and_always_the_same(recording, steps, whole):
    more = (
        {"expect": tuple(EXPECTED), "never": tuple(replace(one, times=Times(0, 0)) for one in EXPECTED)}
        if whole
        else {}
    )
    wanted = scenario(*steps, **more)
    agreed = plan(goals=GOALS)
    found = judge(recording, wanted, agreed)
    assert repr(found) == repr(judge(recording, wanted, agreed))
    assert len(found.outcomes) == sum(map(len, steps)) + len(wanted.expect) + len(wanted.never)
    for outcome in found.outcomes:
        told = outcome.status not in ("met", "not run")
        assert bool(outcome.chain.message) is told, outcome
        assert all(event.earliest <= event.latest for event in outcome.events)


def test_a_long_journey_is_judged_soon():
    """2000 events in 100 steps with 60 messages of 100 tags each; bounded loosely, since machines differ."""
    visit = Visit()
    many = [
        tag(f"T{number}", "not fired", trigger("X", "customEvent", ("Event", "equals", "a", "b")))
        for number in range(100)
    ]
    for step in range(100):
        visit.goto(f"/{step}")
        push = visit.push({"event": "view"})
        if step % 2:
            visit.message("view", *many, push=push)
        for number in range(10):
            visit.batch((f"event_{number}", {"n": number}), ("scroll_to", {"n": number}))
    wanted = [
        [ga4(f"event_{number}", {"n": number}) for number in range(9)] + [ga4("gone", {"n": 1})] for _ in range(100)
    ]
    began = time.process_time()
    found = verdict(visit, scenario(*wanted, expect=(ga4("scroll_to", times=1000),)))
    assert time.process_time() - began < 15
    assert [outcome.status for outcome in found.outcomes].count("met") == 901
