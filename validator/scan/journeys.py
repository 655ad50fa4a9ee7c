"""A page of a scan as a tiny journey: it is opened, looked at and left. Rules of the plan are its expectations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from validator import page_url
from validator.model.location import Location
from validator.model.plan import Plan
from validator.model.scenario import Scenario, Step
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


def weighed(plan: Plan) -> Plan:
    """The plan with the levels of a scan, where it says nothing itself."""
    return replace(plan, findings={**LEVELS, **plan.findings})


def entry_of(page: Page, settings: Settings, plan: Plan) -> Entry:
    """The journey to one page. `plan`: as `weighed` gives it."""
    rules = [rule for rule in plan.rules if page_url.fits(rule.url, page.url)]
    goto = STEPS["goto"].Fields(url=page.url)
    look = STEPS["remember"].Fields(values={LOOKED: Source(evaluate=LOOK)})
    scenario = Scenario(
        name=page.url,
        journey=(
            Step("goto", goto, f"goto {page.url}", 1),
            Step("remember", look, "look at the page", 2, optional=True),
        ),
        expect=tuple(one for rule in rules for one in rule.expect if _meant(one.profiles, settings)),
        never=tuple(one for rule in rules for one in rule.never if _meant(one.profiles, settings)),
        site=settings.start,
        consent=settings.consent,
        session=settings.session,
        device=settings.device,
        cell=(("page", str(page.number)),),
        location=Location("page", 1, 1),
    )
    return Entry(scenario, plan)


def _meant(profiles: tuple[str, ...], settings: Settings) -> bool:
    return not profiles or settings.consent in profiles
