"""Banners run as they stand on the npm registry: what was clicked is what they then have kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cmps.room import Banners

pytestmark = pytest.mark.browser

Answer = str | dict[str, bool]

CASES: list[tuple[str, str, Answer, Any]] = [
    ("klaro", "", "accept", {"matomo": True, "pixel": True}),
    ("klaro", "", "deny", {"matomo": False, "pixel": False}),
    ("klaro", "?hidden", "deny", {"matomo": False, "pixel": False}),
    ("klaro", "?must", "accept", {"matomo": True, "pixel": True}),
    ("klaro", "?must&hidden", "deny", {"matomo": False, "pixel": False}),
    ("klaro", "", {"analytics": True, "marketing": False}, {"matomo": True, "pixel": False}),
    ("klaro", "", {"Analytics": True, "Marketing": False}, {"matomo": True, "pixel": False}),
    ("vanilla_cookieconsent", "", "accept", {"analytics": True, "ads": True}),
    ("vanilla_cookieconsent", "", "deny", {"analytics": False, "ads": False}),
    ("vanilla_cookieconsent", "?hidden", "deny", {"analytics": False, "ads": False}),
    ("vanilla_cookieconsent", "", {"analytics": False, "ads": True}, {"analytics": False, "ads": True}),
    ("tarteaucitron", "", "accept", {"matomoown": "true", "pixelown": "true"}),
    ("tarteaucitron", "", "deny", {"matomoown": "false", "pixelown": "false"}),
    ("tarteaucitron", "?hidden", "deny", {"matomoown": "false", "pixelown": "false"}),
    ("tarteaucitron", "", {"matomoown": True, "pixelown": False}, {"matomoown": "true", "pixelown": "false"}),
    ("cookieconsent", "", "accept", "allow"),
    ("cookieconsent", "", "deny", "deny"),
    ("cookieconsent", "?type=opt-out", "accept", "allow"),
    ("cookieconsent", "?type=opt-out", "deny", "deny"),
    ("cookieconsent", "?type=info", "accept", "dismiss"),
    ("orejime", "", "accept", {"matomo": True, "pixel": True}),
    ("orejime", "", "deny", {"matomo": False, "pixel": False}),
    ("orejime", "?hidden", "deny", {"matomo": False, "pixel": False}),
    ("orejime", "?hidden", "accept", {"matomo": True, "pixel": True}),
    ("orejime", "", {"matomo": False, "pixel": True}, {"matomo": False, "pixel": True}),
]


@pytest.mark.parametrize(("platform", "query", "answer", "kept"), CASES)
def test_published_banner(published: Banners, platform: str, query: str, answer: Answer, kept: Any) -> None:
    assert published.answer(f"/packages/{platform}.html{query}", platform, answer).kept == kept


@pytest.mark.parametrize("platform", sorted({case[0] for case in CASES}))
def test_published_banner_is_recognised_by_itself(published: Banners, platform: str) -> None:
    assert published.answer(f"/packages/{platform}.html", "auto", "deny").platform == platform
