"""The fixed runs that every reporter tells: passing, failing with every status, broken, and hostile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.reporters import shop
from tests.reporters.shop import AS_TEXT, EVENTS, PUSHES, RECORDING, at
from validator.model.event import Event, Finding
from validator.model.location import Location
from validator.model.plan import Plan, PlannedEvent
from validator.model.recording import Broken, PageError, PageView, Push, Recording, StepRecord
from validator.model.run import Result, Run
from validator.model.scenario import Expectation, ExpectationKind, Known, Scenario, Times
from validator.model.verdict import (
    Chain,
    Counts,
    Difference,
    FunnelStage,
    GoalResult,
    Link,
    NearMiss,
    Noticed,
    Outcome,
    Verdict,
)

LINKS = ("step", "push", "container", "trigger", "tag", "consent", "request", "vendor")


def chain(broken: str, message: str, mend: str, **texts: str) -> Chain:
    """The links up to the broken one are ok, those behind it skipped."""
    place = LINKS.index(broken)
    states = {
        name: "ok" if index < place else "broken" if index == place else "skipped" for index, name in enumerate(LINKS)
    }
    links = tuple(Link(name, states[name], texts.get(name, "")) for name in LINKS)  # type: ignore[arg-type]
    return Chain(links, broken, message, mend)


def expect(kind: ExpectationKind, label: str, line: int, **more: Any) -> Expectation:
    vendor = label.split()[0] if kind == "event" else None
    return Expectation(kind, label, (), vendor=vendor, location=at(line), **more)


def met(expectation: Expectation, step: int | None, *events: Event) -> Outcome:
    return Outcome(expectation, "met", step, events)


CLICKED = chain(
    "trigger",
    "Trigger “Add to cart click” did not match: Click Text equals “Add to cart”, the page says “Add to basket”.",
    "Change the condition in the container, or the text of the button.",
    step="clicked button “Add to cart”",
    push="gtm.click",
    container="GTM-DEMO123, version 12",
    trigger="Click Text equals “Add to cart”: “Add to basket”",
)
UA_CART = expect(
    "event",
    "ua Ecommerce › Add Product To Cart",
    14,
    conversion="micro",
    planned="Add to cart",
    owner="team-basket",
)
AS_TEXT_MISS = NearMiss(
    EVENTS[3],
    (
        Difference(
            ("params", "value"), "equals 19.99", 19.99, "19,99", note="text instead of a number", location=at(19, 11)
        ),
        Difference(("params", "value"), "is more than 0", 0, "19,99", location=at(19, 31)),
        Difference(("params", "coupon"), "equals SPRING", "SPRING", None, present=False, location=at(20, 11)),
        Difference(("items", 0, "item_name"), "equals Mug, green", "Mug, green", "Mug, blue", location=at(21, 11)),
    ),
)
NEVER = expect("event", "meta before consent", 50, before="consent")
OUTCOMES = (
    met(expect("event", "ga4 view_item", 8, planned="View product"), 1, EVENTS[2]),
    met(expect("push", "push add_to_cart", 11), 2),
    Outcome(expect("tag", "tag UA – add to cart", 12), "missing", 2, chain=CLICKED),
    Outcome(UA_CART, "missing", 2, chain=CLICKED),
    Outcome(
        expect("event", "ga4 add_to_cart", 17, conversion="micro", planned="Add to cart", owner="team-basket"),
        "wrong",
        2,
        near=(AS_TEXT_MISS, NearMiss(EVENTS[2], (), "came at step 1 “goto /product/mug”")),
        chain=Chain(
            (*(Link(name, "ok") for name in LINKS), Link("field", "broken", "params.value")),
            "field",
            "The event came, but value is the text “19,99” where the number 19.99 is expected.",
            "Push the price as a number: 19.99, not '19,99'.",
        ),
    ),
    met(expect("event", "ga4 view_cart", 24), 3, EVENTS[5]),
    Outcome(
        expect("event", "ga4 begin_checkout", 27, conversion="micro", planned="Begin checkout"),
        "repeated",
        4,
        EVENTS[6:8],
        chain=Chain(
            (Link("step", "ok"), Link("push", "broken", "pushed twice"), Link("request", "skipped")),
            "push",
            "It came twice, 20 ms apart, because begin_checkout was pushed twice.",
            "Look for two handlers on the same button.",
        ),
    ),
    Outcome(
        expect("event", "ga4 add_payment_info", 34, conversion="micro", known=Known("WEB-12", "2027-01-31")),
        "known",
        8,
        underlying="missing",
        chain=chain("tag", "No tag listens to add_payment_info.", "Add a GA4 event tag.", push="push add_payment_info"),
    ),
    Outcome(
        expect("tag", "tag Heatmap – start", 35),
        "undecidable",
        8,
        chain=Chain(
            (Link("step", "ok"), Link("container", "unknown", "a published container holds no names")),
            "",
            "The container that was loaded holds no names of tags.",
            "Name the container's export in the plan: container: {file: …}.",
        ),
    ),
    met(expect("event", "ga4 purchase", 38, conversion="macro", planned="Order"), 9, EVENTS[8]),
    Outcome(
        expect("event", "google_ads conversion", 41, conversion="macro", planned="Order", owner="team-ads"),
        "missing",
        9,
        chain=chain(
            "consent",
            "Tag “Ads – purchase” waited for ad_storage, which stayed denied.",
            "Grant ad_storage where the visitor accepts, or expect no conversion in this profile.",
            tag="Ads – purchase",
            consent="needs ad_storage: denied",
        ),
    ),
    met(expect("goal", "goal Order", 43, conversion="macro"), 9),
    met(expect("event", "ga4 page_view", 46, times=Times(1, 5)), None, EVENTS[1]),
    Outcome(
        NEVER,
        "forbidden",
        None,
        EVENTS[:1],
        chain=Chain(
            (
                Link("step", "ok", "goto /product/mug"),
                Link("consent", "broken", "answered at 0.41 s"),
                Link("request", "ok"),
            ),
            "consent",
            "meta PageView was sent at 0.15 s; the visitor answered the banner at 0.41 s.",
            "Let the pixel wait for consent.",
        ),
    ),
)
FUNNEL = (
    FunnelStage("View product", "micro", "tracked", 1),
    FunnelStage("Add to cart", "micro", "not tracked", 2),
    FunnelStage("Begin checkout", "micro", "not tracked", 4),
    FunnelStage("Order", "macro", "tracked", 9),
)
GOALS = (
    GoalResult("Order", "macro", True, 6, 9, (("/cart", True), ("/checkout", True))),
    GoalResult("Newsletter", "micro", False, 2, detail="no sign_up was seen"),
)
NOTICED = (
    Noticed(AS_TEXT, "warn", 2, 4, "ga4 add_to_cart"),
    Noticed(
        Finding("stopped", "The browser stopped this hit: the page's Content-Security-Policy forbids it."),
        "warn",
        9,
        10,
    ),
)
SCENARIO = Scenario(
    "A shopper buys a mug",
    (),
    never=(NEVER,),
    tags=("smoke", "checkout"),
    site=shop.SITE,
    consent="granted",
    device="Desktop Chrome",
    location=Location(shop.FILE, 2, 1),
)
PLAN = Plan("Mug shop", events={"Add to cart": PlannedEvent("Add to cart", (UA_CART,), "micro", "team-basket")})


def verdict(scenario: Scenario, status: Any, outcomes: tuple[Outcome, ...] = (), **more: Any) -> Verdict:
    return Verdict(scenario.id, scenario.name, status, outcomes, location=scenario.location, **more)


def purchase(folder: Path = Path("out")) -> Result:
    judged = verdict(
        SCENARIO,
        "failed",
        OUTCOMES,
        events=EVENTS,
        unexpected=(EVENTS[9],),
        noticed=NOTICED,
        funnel=FUNNEL,
        goals=GOALS,
        counts=Counts(held=8, stopped=1, leaked=1),
    )
    return Result(SCENARIO, PLAN, RECORDING, judged, folder, folder / "recordings" / "buy.json")


def on_phone(folder: Path = Path("out")) -> Result:
    scenario = replace(SCENARIO, device="iPhone 15")
    recording = replace(RECORDING, scenario=scenario.id, device="iPhone 15", seconds=2.6)
    outcomes = tuple(each for each in OUTCOMES if each.status == "met" or each.expectation is UA_CART)
    judged = verdict(scenario, "failed", outcomes, events=EVENTS, funnel=FUNNEL[:2], counts=Counts(held=8))
    return Result(scenario, PLAN, recording, judged, folder)


def small(name: str, file: str, *labels: str, seconds: float = 0.9, noticed: tuple[Noticed, ...] = ()) -> Result:
    """A short journey whose expectations were all met."""
    scenario = Scenario(name, (), tags=("smoke",), site=shop.SITE, location=Location(file, 1, 1))
    steps = (
        StepRecord(1, "goto", "goto /", "performed", started=0.02, ended=0.4, url=f"{shop.SITE}/"),
        StepRecord(2, "click", 'click button "Send"', "performed", started=0.41, ended=0.8, url=f"{shop.SITE}/"),
    )
    recording = Recording(
        scenario.id, name, shop.SITE, browser=RECORDING.browser, seconds=seconds, finished=True, steps=steps,
        pushes=PUSHES[:3], requests=shop.REQUESTS[:4],
    )  # fmt: skip
    outcomes = tuple(met(expect("event", label, 5 + 2 * number), 2, EVENTS[2]) for number, label in enumerate(labels))
    funnel = (FunnelStage("Newsletter", "micro", "tracked", 2),)
    judged = verdict(
        scenario, "passed", outcomes, events=EVENTS[:3], noticed=noticed, funnel=funnel, counts=Counts(held=len(labels))
    )
    return Result(scenario, Plan(), recording, judged, Path("out"))


def unreachable(folder: Path = Path("out")) -> Result:
    scenario = Scenario(
        "A visitor asks for a quote", (), tags=("lead",), location=Location("scenarios/lead.yaml", 1, 1)
    )
    steps = (
        StepRecord(1, "goto", "goto /quote", "performed", started=0.02, ended=0.4, url=f"{shop.SITE}/quote"),
        StepRecord(
            2,
            "click",
            'click button "Next"',
            "failed",
            started=0.41,
            ended=5.41,
            error='Timeout 5000ms exceeded.\nwaiting for get_by_role("button", name="Next")',
            candidates=('button "Continue"', 'link "Next offers"'),
            screenshot="2-click.png",
            location=Location("scenarios/lead.yaml", 6, 5),
        ),
        StepRecord(3, "click", 'click button "Send"', "not run"),
    )
    recording = Recording(
        scenario.id, scenario.name, shop.SITE, seconds=5.5, steps=steps,
        errors=(PageError("request", "GET /quote.js: 404", f"{shop.SITE}/quote.js", 0.2, 1),),
        broken=Broken(
            "No button named “Next” came up within 5 s.", 2, "step", "Timeout 5000ms exceeded.", "Is it “Continue” now?"
        ),
    )  # fmt: skip
    outcomes = (
        Outcome(expect("event", "ga4 form_start", 7), "not run", 2),
        Outcome(expect("event", "ga4 generate_lead", 10, conversion="macro", planned="Lead"), "not run", 3),
    )
    judged = verdict(
        scenario, "broken", outcomes, broken=recording.broken, funnel=(FunnelStage("Lead", "macro", "not run", 3),)
    )
    return Result(scenario, Plan(), recording, judged, folder)


def run_of(*results: Result) -> Run:
    return Run(results, "2026-07-28T09:30:00+02:00", 8.4, RECORDING.browser, "0.1.0")


def passing() -> Run:
    warning = Noticed(AS_TEXT, "warn", 2, 4, "ga4 sign_up")
    return run_of(
        small(
            "A visitor signs up for the newsletter",
            "scenarios/newsletter.yaml",
            "ga4 sign_up",
            "ua Newsletter › Sign up",
        ),
        small(
            "A visitor plays the video",
            "scenarios/video.yaml",
            "ga4 video_start",
            seconds=12.04,
            noticed=(warning, warning),
        ),
    )


def failing(folder: Path = Path("out")) -> Run:
    return run_of(purchase(folder), on_phone(folder), *passing().results)


def broken(folder: Path = Path("out")) -> Run:
    return replace(run_of(unreachable(folder)), interrupted=True)


def everything(folder: Path = Path("out")) -> Run:
    return run_of(*failing(folder).results, *broken(folder).results)


EVIL = '</script><img src=x onerror="hacked=1">[red]x[/] \x1b[31m\x00\x07 %0A::error::\u2028\u202e\ud800 ]]> & | `'


def hostile() -> Run:
    """Every text that comes from a site, or from a file, full of markup."""
    scenario = Scenario(EVIL, (), tags=(EVIL,), site=EVIL, device=EVIL, location=Location(f"a{EVIL}.yaml", 3, 1))
    event = Event("ga4", EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, {EVIL: EVIL}, ({EVIL: EVIL},), raw={EVIL: EVIL}, number=1)
    miss = NearMiss(event, (Difference((EVIL, 0), EVIL, EVIL, EVIL + "!", note=EVIL),), EVIL)
    wanted = Expectation("event", EVIL, (), "ga4", "macro", EVIL, EVIL, location=scenario.location)
    told = Chain((Link("step", "ok", EVIL), Link("push", "broken", EVIL)), "push", EVIL, EVIL)
    recording = Recording(
        scenario.id, EVIL, EVIL, EVIL, browser=EVIL, seconds=1.0, notes=(EVIL,),
        steps=(StepRecord(1, EVIL, EVIL, "failed", name=EVIL, url=EVIL, error=EVIL, candidates=(EVIL,)),),
        requests=(replace(shop.REQUESTS[4], id=0, url=f"javascript:{EVIL}", body=EVIL.encode("utf-8", "replace")),),
        pushes=(Push(1, EVIL, {EVIL: {EVIL: [EVIL]}, "event": EVIL}, {EVIL: EVIL}, step=1),),
        views=(PageView(f"javascript:{EVIL}", "load", EVIL, step=1),),
        errors=(PageError("console", EVIL, EVIL, step=1, page_url=EVIL),),
        tags=(replace(shop.TAGS[2], event=EVIL, push=1, step=1, variables={EVIL: EVIL}),),
        broken=Broken(EVIL, 1, "step", EVIL, EVIL),
    )  # fmt: skip
    judged = verdict(
        scenario,
        "broken",
        (Outcome(wanted, "wrong", 1, (event,), (miss,), told), Outcome(wanted, "missing", None, chain=told)),
        events=(event,),
        noticed=(Noticed(Finding(EVIL, EVIL, EVIL), "warn", 1, 1, EVIL),),
        funnel=(FunnelStage(EVIL, "macro", "not tracked", 1),),
        goals=(GoalResult(EVIL, "macro", False, 1, detail=EVIL, funnel=((EVIL, False),)),),
        broken=recording.broken,
    )
    return run_of(Result(scenario, Plan(EVIL), recording, judged))
