"""A page of a scan as a tiny journey: it is opened, looked at and left; and what the plan demands of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from validator import page_url
from validator.model.location import Location
from validator.model.plan import Plan
from validator.model.scenario import Condition, Expectation, Scenario, Step, Times
from validator.model.suite import Entry
from validator.scan.page import Page
from validator.scan.settings import Settings
from validator.steps import STEPS
from validator.steps.remember import Source

LOOKED = "page"  # the name under which the look at a page is remembered
MOST_LINKS = 3_000
# What a scan fails for, unless the plan says otherwise: elsewhere these only warn.
LEVELS: Mapping[str, str] = {
    "page-view-twice": "fail",
    "repeated-hit": "fail",
    "container-twice": "fail",
    "personal-data": "fail",
}
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8").replace("MOST", str(MOST_LINKS))


# Vendors whose page views are one a page, and the names that their libraries give them.
COUNTING = ("ga4", "ua", "matomo", "piwik_pro")
VIEWS = ("page_view", "pageview", "PageView", "Pageview", "page", "Page", "page view", "Page view", "Page View")


Demands = tuple[tuple[Expectation, ...], tuple[Expectation, ...]]  # what must be seen, and what must not


def weighed(plan: Plan) -> Plan:
    """The plan with the levels of a scan, where it says nothing itself."""
    return replace(plan, findings={**LEVELS, **plan.findings})


def entry_of(page: Page, settings: Settings, plan: Plan) -> Entry:
    """The journey to one page. `plan`: as `weighed` gives it."""
    goto = STEPS["goto"].Fields(url=page.url)
    look = STEPS["remember"].Fields(values={LOOKED: Source(evaluate=LOOK)})
    scenario = Scenario(
        name=page.url,
        journey=(
            Step("goto", goto, f"goto {page.url}", 1),
            Step("remember", look, "look at the page", 2, optional=True),
        ),
        site=settings.start,
        consent=settings.consent,
        session=settings.session,
        device=settings.device,
        cell=(("page", str(page.number)),),
        location=Location("page", 1, 1),
    )
    return Entry(scenario, plan)


def demands(url: str, settings: Settings, plan: Plan) -> list[Demands]:
    """What the page at an address must send, and must not: of every page, and of each rule that is meant.

    Each is judged by itself: an event that meets one rule may meet another one too.
    """
    found: list[Demands] = [(tuple(_views(plan, settings)), ())]
    for rule in plan.rules:
        if page_url.fits(rule.url, url):
            expect = tuple(one for one in rule.expect if _meant(one.profiles, settings))
            never = tuple(one for one in rule.never if _meant(one.profiles, settings))
            found.append((expect, never))
    return found


def _views(plan: Plan, settings: Settings) -> Iterator[Expectation]:
    """A page view for each vendor of the plan that counts them; that it is one only is told by the judge's findings."""
    profile = plan.consent.profiles.get(settings.consent or "")
    if plan.consent.mode == "basic" and (profile is None or profile.answer in (None, "deny")):
        return  # nothing may be sent
    for vendor in COUNTING:
        if vendor in plan.vendors:
            named = (Condition(("event",), "one_of", list(VIEWS)),)
            yield Expectation("event", f"{vendor} page view", named, vendor, times=Times(1, None))


def _meant(profiles: tuple[str, ...], settings: Settings) -> bool:
    return not profiles or settings.consent in profiles
