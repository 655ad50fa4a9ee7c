"""Banners built as the platforms' own are: each answered in its first layer, in its second, by switches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cmps.room import Banners

pytestmark = pytest.mark.browser

# page → the platform, what a visitor chooses, and what the page then has kept
PAGES: dict[str, tuple[str, dict[str, bool], dict[str, bool]]] = {
    "onetrust": ("onetrust", {"statistics": False, "C0004": True}, {"C0002": False, "C0004": True}),
    "cookiebot": (
        "cookiebot",
        {"statistics": True, "marketing": False},
        {"preferences": True, "statistics": True, "marketing": False},
    ),
    "usercentrics": (
        "usercentrics",
        {"functional": True, "Marketing": False},
        {"Functional": True, "Marketing": False},
    ),
    "usercentrics-3": (
        "usercentrics",
        {"functional": True, "Marketing": False},
        {"Functional": True, "Marketing": False},
    ),
    "didomi": ("didomi", {"Measure audience": False, "advertising": True}, {"measure": False, "ads": True}),
    "trustarc": ("trustarc", {"Functional": False, "Advertising": True}, {"functional": False, "advertising": True}),
    "sourcepoint": ("sourcepoint", {"Measure audience": False, "ads": True}, {"measure": False, "ads": True}),
    "axeptio": (
        "axeptio",
        {"Google Analytics": True, "facebook": False},
        {"google_analytics": True, "facebook_pixel": False},
    ),
    "cookieyes": (
        "cookieyes",
        {"statistics": True, "advertisement": False},
        {"functional": True, "analytics": True, "advertisement": False},
    ),
    "complianz": ("complianz", {"statistics": False, "marketing": True}, {"statistics": False, "marketing": True}),
    "borlabs": ("borlabs", {"statistics": False, "marketing": True}, {"statistics": False, "marketing": True}),
    "cookiefirst": (
        "cookiefirst",
        {"Performance": False, "Advertising": True},
        {"performance": False, "advertising": True},
    ),
    "osano": ("osano", {"marketing": False, "statistics": True}, {"marketing": False, "analytics": True}),
    "hubspot": ("hubspot", {"analytics": False, "advertisement": True}, {"analytics": False, "advertisement": True}),
    "shopify": ("shopify", {"statistics": False, "marketing": True}, {"analytics": False, "marketing": True}),
    "termly": ("termly", {"Analytics": False, "Advertising": True}, {"analytics": False, "advertising": True}),
    "funding_choices": (
        "funding_choices",
        {"Consent to measure ads": True, "develop services": False},
        {"measure": True, "develop": False},
    ),
    "quantcast": ("quantcast", {"Measure": False, "Ads": True}, {"measure": False, "ads": True}),
    "iubenda": ("iubenda", {"measurement": False, "marketing": True}, {"measurement": False, "marketing": True}),
}


def all_off(kept: Any) -> bool:
    return not any(kept["switches"].values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("answer", ["accept", "deny"])
def test_first_layer(banners: Banners, page: str, answer: str) -> None:
    seen = banners.answer(f"/{page}.html", PAGES[page][0], answer)
    assert (seen.kept["does"], seen.kept["layer"], len(seen.clicked)) == (answer, 1, 1)


@pytest.mark.parametrize("page", PAGES)
def test_refusal_in_the_second_layer(banners: Banners, page: str) -> None:
    seen = banners.answer(f"/{page}.html?without=deny1", PAGES[page][0], "deny")
    assert seen.kept["layer"] == 2
    assert seen.kept["does"] == "deny" or (seen.kept["does"] == "save" and all_off(seen.kept))
    assert len(seen.clicked) >= 2


@pytest.mark.parametrize("page", PAGES)
def test_refusal_by_switches_only(banners: Banners, page: str) -> None:
    seen = banners.answer(f"/{page}.html?without=deny1,deny2", PAGES[page][0], "deny")
    assert (seen.kept["does"], all_off(seen.kept)) == ("save", True)


@pytest.mark.parametrize("page", PAGES)
def test_choice(banners: Banners, page: str) -> None:
    platform, wanted, kept = PAGES[page]
    assert banners.answer(f"/{page}.html", platform, wanted).kept == {"does": "save", "layer": 2, "switches": kept}


@pytest.mark.parametrize("page", PAGES)
def test_recognised_by_itself(banners: Banners, page: str) -> None:
    seen = banners.answer(f"/{page}.html", "auto", "deny")
    assert (seen.platform, seen.kept["does"]) == (PAGES[page][0], "deny")


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_are_open_at_once(banners: Banners, page: str) -> None:
    seen = banners.answer(f"/{page}.html?begins=2", PAGES[page][0], PAGES[page][1])
    assert seen.kept["switches"] == PAGES[page][2]
