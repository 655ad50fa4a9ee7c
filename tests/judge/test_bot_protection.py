"""A challenge before the site breaks the journey, and is no fault of the tracking; one that lets it pass is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.judge.builders import Visit, ga4, scenario, verdict
from validator.model.recording import Broken, Recording

BROKEN = Broken("Step 2 could not be performed: there is no button.", 2, "step")


def seen(title: str = "", *urls: str, status: int = 200, path: str = "/", **more) -> Recording:
    visit = Visit(container=None).goto(path)
    visit.request(visit.url, resource_type="document", handling="passed", status=status)
    for url in urls:
        visit.request(url, resource_type="script", handling="passed", status=200)
    recording = visit.step("a").recording(**more)
    return replace(recording, views=tuple(replace(view, title=title) for view in recording.views))


CHALLENGES = {
    "Cloudflare": seen(
        "Just a moment...", "https://shop.example/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"
    ),
    "Cloudflare, in another language": seen(
        "Nur einen Moment…", "/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"
    ),
    "Cloudflare, blocked": seen("Attention Required! | Cloudflare", status=403),
    "DataDome": seen("shop.example", "https://geo.captcha-delivery.com/captcha/?initialCid=A", status=403),
    "PerimeterX": seen("Access to this page has been denied", status=403),
    "PerimeterX, by its script": seen("Shop", "https://captcha.px-cdn.net/PXabc/captcha.js?a=c"),
    "Akamai": seen("Challenge Validation", "https://shop.example/_sec/cp_challenge/ak-challenge-4-3.htm"),
    "Imperva": seen("Pardon Our Interruption"),
    "of nobody known": seen("Access Denied", status=403),
    "of nobody known, on a second look": seen("Verifying you are human", status=503),
}


@pytest.mark.parametrize("broken", [BROKEN, None], ids=["the step failed", "no step failed"])
@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_breaks_the_journey(name: str, broken: Broken | None) -> None:
    found = verdict(replace(CHALLENGES[name], broken=broken), scenario([], [ga4("page_view")]))
    assert found.status == "broken"
    assert found.broken is not None
    assert found.broken.kind == "bot protection"
    assert "its challenge instead of the page" in found.broken.reason
    assert "X-QA" in found.broken.mend
    assert name.startswith("of nobody") or name.split(",")[0] in found.broken.reason


SOUND = {
    "a script that Cloudflare puts on every page": seen("Shop", "/cdn-cgi/challenge-platform/scripts/jsd/main.js"),
    "DataDome's own script": seen("Shop", "https://js.datadome.co/tags.js"),
    "Turnstile in a form": seen("Contact", "https://challenges.cloudflare.com/turnstile/v0/api.js"),
    "Imperva's script on every page": seen("Shop", "https://shop.example/_Incapsula_Resource?SWJIYLWA=719d34d31c"),
    "a page that is forbidden": seen("Forbidden", status=403),
    "a page about access": seen("Access Denied: how we made the film"),
    "a page that waits": seen("Please wait, your offer is made", status=200),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_no_challenge(name: str) -> None:
    found = verdict(replace(SOUND[name], broken=BROKEN), scenario([], [ga4("page_view")]))
    assert found.broken == BROKEN


def test_a_challenge_that_let_the_journey_pass_is_none() -> None:
    visit = Visit().goto("/")
    visit.request("https://shop.example/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1", handling="passed")
    visit.page("/")
    visit.ga4("page_view")
    assert verdict(visit, scenario([ga4("page_view")])).passed


def test_other_ways_of_breaking_stay_what_they_are() -> None:
    killed = Broken("The run was interrupted.", 0, "interrupted")
    assert verdict(replace(CHALLENGES["Cloudflare"], broken=killed), scenario([])).broken == killed
