"""Whether the visitor's answer is heeded: at once, on later pages, by the platform itself and by the hits."""

from __future__ import annotations

import pytest

from tests.judge.builders import Visit, codes, plan, scenario, verdict
from validator.model.plan import Consent, ConsentProfile
from validator.model.recording import ConsentAnswer
from validator.model.verdict import Verdict

BOTH = {"ad_storage": "granted", "analytics_storage": "granted"}
NEITHER = {"ad_storage": "denied", "analytics_storage": "denied"}
PROFILES = {
    "none": ConsentProfile("none", None, NEITHER),
    "denied": ConsentProfile("denied", "deny", NEITHER),
    "granted": ConsentProfile("granted", "accept", BOTH),
}


def found(visit: Visit, profile: str, mode: str = "advanced") -> Verdict:
    recording = visit.recording(consent=profile)
    agreed = plan(consent=Consent(mode=mode, profiles=PROFILES))
    return verdict(recording, scenario(*[[]] * len(recording.steps)), agreed)


def told(visit: Visit, profile: str) -> list[str]:
    noticed = found(visit, profile).noticed
    return [one.finding.message for one in noticed if one.finding.code.startswith("consent-")]


def page(visit: Visit, path: str = "/", **default: str) -> Visit:
    return visit.goto(path).consent("default", **(default or NEITHER))


def test_an_answer_that_is_told_at_once_and_on_every_page() -> None:
    visit = page(Visit()).answer("accept").consent("update", **BOTH)
    assert told(visit, "granted") == []
    assert told(page(visit, "/next").consent("update", **BOTH), "granted") == []
    assert found(visit, "granted").passed


def test_an_answer_that_is_heard_a_moment_before_it_was_noted() -> None:
    assert told(page(Visit()).consent("update", **BOTH).answer("accept"), "granted") == []


def test_an_answer_that_nobody_tells_the_tags() -> None:
    visit = page(Visit()).answer("accept")
    assert told(visit, "granted") == [
        "Consent Mode is not as the visitor answered: ad_storage is denied instead of granted and analytics_storage is "
        "denied instead of granted and no update was seen after the answer on https://shop.example/."
    ]
    assert found(visit, "granted").status == "failed"


def test_an_answer_that_is_told_in_part() -> None:
    visit = page(Visit()).answer("accept").consent("update", ad_storage="denied", analytics_storage="granted")
    assert told(visit, "granted") == [
        "Consent Mode is not as the visitor answered: ad_storage is denied instead of granted after the answer on "
        "https://shop.example/."
    ]


def test_an_answer_that_a_later_page_has_forgotten() -> None:
    visit = page(page(Visit()).answer("accept").consent("update", **BOTH), "/next")
    (message,) = told(visit, "granted")
    assert message.endswith("and no update was seen on the later page https://shop.example/next.")


def test_a_page_without_consent_mode() -> None:
    assert told(Visit().goto("/").answer("deny"), "denied") == [
        "Consent Mode was told nothing (no consent command was seen) after the answer on https://shop.example/."
    ]


def test_a_default_that_is_granted_although_the_banner_is_left_alone() -> None:
    assert len(told(page(Visit(), **BOTH), "none")) == 1
    assert told(page(Visit()), "none") == []


@pytest.mark.parametrize("answers", [(), ("accept",), ("deny", "accept")])
def test_a_journey_that_does_not_end_with_the_profiles_answer_is_not_judged_by_it(answers: tuple[str, ...]) -> None:
    visit = page(Visit(), **BOTH)
    for answer in answers:
        visit.answer(answer)
    assert told(visit, "denied") == []


def answered(purposes: list[int]) -> Visit:
    visit = page(Visit())
    said = {"tcf": {"string": "CQ", "applies": True, "purposes": purposes, "legitimate": [], "vendors": 0}}
    visit.add("answers", ConsentAnswer("deny", "sourcepoint", visit.tick(), visit.number, ("Reject all",), said))
    return visit


def test_a_refusal_that_the_platform_turns_into_a_consent() -> None:
    assert codes(found(answered([]), "denied")) == []
    verdict = found(answered([1, 3]), "denied")
    assert (codes(verdict), verdict.status) == (["consent-ignored"], "failed")
    assert told(answered([1, 3]), "denied") == [
        "The visitor refused, and the banner tells vendors (TCF) that purposes 1, 3 are consented to."
    ]


def test_basic_mode_sends_nothing_before_an_answer() -> None:
    visit = page(Visit())
    visit.ga4("page_view")
    assert codes(found(visit, "none", "basic")) == ["hit-without-consent"]
    assert codes(found(visit, "none")) == []
    assert codes(found(visit.answer("accept").consent("update", **BOTH), "granted", "basic")) == ["hit-without-consent"]


def test_basic_mode_sends_everything_after_a_consent() -> None:
    visit = page(Visit()).consent("update", **BOTH)
    visit.ga4("page_view")
    assert codes(found(visit.answer("accept"), "granted", "basic")) == [], "the update came first"
