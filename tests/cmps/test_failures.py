"""What is said of a banner that cannot be answered, and banners that come late or reload the page."""

from __future__ import annotations

import pytest

from tests.cmps.room import Banners
from validator.browser import banner
from validator.browser.banner import BannerFailed
from validator.cmps import names

pytestmark = pytest.mark.browser


def failure(banners: Banners, page: str, platform: str, answer: str | dict[str, bool], seconds: float = 0.5) -> str:
    with pytest.raises(BannerFailed) as caught:
        banners.answer(page, platform, answer, seconds=seconds)
    assert caught.value.mend
    return str(caught.value).replace(banners.url, "")


def test_no_banner(banners: Banners) -> None:
    assert failure(banners, "/empty.html", "auto", "deny") == (
        f"No consent banner that is known appeared on /empty.html. Looked for {len(names())} platforms."
    )
    assert failure(banners, "/empty.html", "didomi", "deny") == (
        "No banner of Didomi appeared on /empty.html. Its script does not run there either."
    )


def test_a_script_without_its_banner(banners: Banners) -> None:
    assert failure(banners, "/outside.html", "auto", "deny") == (
        "No consent banner that is known appeared on /outside.html. The script of OneTrust runs there, and may "
        "hide from automated browsers."
    )
    assert failure(banners, "/outside.html", "onetrust", "deny") == (
        "No banner of OneTrust appeared on /outside.html. Its script runs there: was the banner answered before, is it "
        "not shown in this region, or does it hide from automated browsers?"
    )
    assert failure(banners, "/outside.html", "didomi", "deny") == (
        "No banner of Didomi appeared on /outside.html. Its script does not run there, but that of OneTrust does."
    )


def test_another_platforms_banner(banners: Banners) -> None:
    assert failure(banners, "/cookiebot.html", "onetrust", "deny") == (
        "This page shows Cookiebot's banner, and the plan says OneTrust."
    )


def test_a_banner_that_cannot_be_denied(banners: Banners) -> None:
    assert failure(banners, "/sourcepoint.html?without=deny1,more1", "sourcepoint", "deny", 5) == (
        "Sourcepoint's banner has no button that denies all, nor one that leads to it."
    )
    assert failure(banners, "/onetrust.html?without=more1", "onetrust", {"C0002": True}, 5) == (
        "OneTrust's banner has no button that opens its settings, nor one that leads to it."
    )


def test_a_purpose_that_is_not_there(banners: Banners) -> None:
    assert failure(banners, "/cookiebot.html", "cookiebot", {"advertising": True}, 5) == (
        "Cookiebot's banner has no switch for “advertising” that can be turned: it has Preferences, Statistics, "
        "Marketing."
    )


def test_a_banner_that_stays(banners: Banners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banner, "_GOING", 0.2)
    assert failure(banners, "/deaf.html", "cookieyes", "accept") == (
        "CookieYes's banner could not be answered: “Accept all” was clicked, and the banner stays."
    )


def test_a_banner_below_something_else(banners: Banners) -> None:
    assert failure(banners, "/covered.html", "cookieyes", "accept", 1) == (
        "CookieYes's banner could not be answered: its button “Accept all” could not be clicked: "
        '<div id="newsletter">Subscribe!</div> lies over it.'
    )


@pytest.mark.parametrize("page", ["late", "reloads"])
@pytest.mark.parametrize("platform", ["cookieyes", "auto"])
def test_a_banner_that_comes_late_or_reloads_the_page(banners: Banners, page: str, platform: str) -> None:
    seen = banners.answer(f"/{page}.html", platform, "accept")
    assert (seen.platform, seen.clicked, seen.kept) == ("cookieyes", ["Accept all"], {"does": "accept"})
