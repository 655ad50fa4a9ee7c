"""Whole journeys with a banner: what is kept as evidence of the answer, and what is judged by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Silence
from tests.cmps.room import Banners
from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.language import read_suite
from validator.model.run import Result

pytestmark = pytest.mark.browser

PROFILES = """
  profiles:
    denied: {answer: deny, state: {analytics_storage: denied}}
    granted: {answer: accept, state: {ad_storage: granted, analytics_storage: granted}}
    later: {answer: accept, at: next, state: {analytics_storage: granted}}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(RunOptions(output=tmp_path_factory.mktemp("out"), timeout=5)) as running:
        yield running


@pytest.fixture
def results(engine: Engine, banners: Banners, tmp_path: Path):
    def performed(journey: str, consent: str) -> tuple[Result, ...]:
        (tmp_path / "journey.yaml").write_text(f"scenario: A journey\nsite: {banners.url}\n{journey}")
        plan = f"plan: P\nvendors: {{ga4: {{id: G-BANNER1}}}}\nconsent:\n  {consent}{PROFILES}"
        (tmp_path / "tracking-plan.yaml").write_text(plan)
        return engine.run(read_suite([tmp_path / "journey.yaml"], environment={}).entries, Silence()).results

    return performed


JOURNEY = """\
consent: [none, denied, granted]
journey:
  - goto: /whole.html
    expect:
      - {vendor: ga4, event: answered, after: consent, profile: granted}
      - {vendor: ga4, event: answered, profile: denied}
  - click: Next
"""


@pytest.mark.parametrize("banner", ["banner: {cmp: cookiebot}", "banner: {cmp: auto}", "mode: advanced"])
def test_three_profiles(results, banner: str) -> None:
    none, denied, granted = results(JOURNEY, banner)
    assert [one.verdict.status for one in (none, denied, granted)] == ["passed"] * 3, denied.verdict
    assert none.recording.answers == ()
    (refusal,), (consent,) = denied.recording.answers, granted.recording.answers
    assert (refusal.answer, refusal.platform, refusal.clicked) == ("deny", "cookiebot", ("Deny",))
    assert (consent.answer, consent.platform, consent.clicked) == ("accept", "cookiebot", ("Allow all",))
    assert refusal.says["tcf"]["purposes"] == []
    assert consent.says == {
        "tcf": {
            "string": "CQtold",
            "applies": True,
            "status": "useractioncomplete",
            "purposes": [1, 3],
            "legitimate": [],
            "vendors": 1,
        },
        "own": {"preferences": False, "statistics": True, "marketing": True, "method": "explicit"},
    }
    (hit,) = [event for event in granted.verdict.events if event.name == "answered"]
    assert consent.at <= hit.at


def test_an_answer_that_is_not_told_to_the_tags(results) -> None:
    (granted,) = results("consent: granted\njourney: [{goto: /whole.html?silent}]\n", "banner: {cmp: cookiebot}")
    assert [one.finding.code for one in granted.verdict.noticed] == ["consent-state"]
    assert granted.verdict.status == "failed"


def test_an_answer_on_a_later_page(results) -> None:
    journey = "consent: later\njourney: [{goto: /whole.html}, {click: Next}, {click: Next, name: next}]\n"
    (later,) = results(journey, "banner: {cmp: cookiebot}")
    assert later.verdict.passed, later.verdict
    assert [answer.step for answer in later.recording.answers] == [3]


@pytest.mark.parametrize(
    ("journey", "step"),
    [
        ("consent: granted\njourney: [{goto: /whole.html}, {click: Next}]", 1),
        ("journey: [{goto: /whole.html}, {consent: deny}, {click: Next}]", 2),
    ],
)
def test_another_banner_than_the_plan_says_breaks_the_journey(results, journey: str, step: int) -> None:
    (result,) = results(f"{journey}\n", "banner: {cmp: onetrust}")
    broken = result.verdict.broken
    assert (broken.kind, broken.step) == ("banner", step)
    assert broken.reason == "This page shows Cookiebot's banner, and the plan says OneTrust."
    assert [one.status for one in result.recording.steps][step - 1 :] == ["failed", "not run"][: 3 - step + 1]


def test_an_optional_answer_is_skipped_where_no_banner_is_shown(results) -> None:
    journey = "journey: [{goto: /empty.html}, {consent: deny, optional: true, timeout: 1s}]\n"
    (result,) = results(journey, "banner: {cmp: onetrust}")
    assert (result.verdict.status, [one.status for one in result.recording.steps]) == (
        "passed",
        ["performed", "skipped"],
    )


def test_a_banner_of_the_sites_own_without_the_answer(results) -> None:
    journey = "consent: denied\njourney: [{goto: /whole.html}]\n"
    (result,) = results(journey, "banner: {accept: [{click: Allow all}]}")
    assert (result.verdict.broken.kind, result.verdict.broken.reason) == (
        "banner",
        "The plan does not say how the consent banner is answered with “deny”.",
    )
