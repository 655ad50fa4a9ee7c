"""Where visits come from, as Google Analytics would say it."""

from __future__ import annotations

import pytest

from validator.model.recording import PageView, Recording, Request
from validator.traffic import Traffic, traffic_of, traffic_of_url

PAGE = "https://shop.example/"


@pytest.mark.parametrize(
    ("query", "source", "medium", "campaign"),
    [
        ("", "(direct)", "(none)", "(direct)"),
        ("?utm_source=news&utm_medium=email&utm_campaign=spring", "news", "email", "spring"),
        ("?UTM_Source=news&utm_medium=email", "news", "email", "(not set)"),
        ("?utm_medium=email", "(not set)", "email", "(not set)"),
        ("?utm_source=a&utm_id=77", "a", "(not set)", "77"),
        ("?utm_source=&utm_medium=", "(direct)", "(none)", "(direct)"),
        ("?gclid=x", "google", "cpc", "(not set)"),
        ("?gclid=x&utm_source=bing&utm_medium=email&utm_campaign=spring", "google", "cpc", "spring"),
        ("?wbraid=x", "google", "cpc", "(not set)"),
        ("?gbraid=x", "google", "cpc", "(not set)"),
        ("?dclid=x", "google", "cpm", "(not set)"),
        ("?srsltid=x", "google", "organic", "(not set)"),
        ("?msclkid=x", "bing", "cpc", "(not set)"),
        ("?msclkid=x&utm_source=bing&utm_medium=ppc", "bing", "ppc", "(not set)"),
        ("?gclid=", "(direct)", "(none)", "(direct)"),
        ("#/start?utm_source=app", "app", "(not set)", "(not set)"),
        ("?utm_source=a%20b%2Fc", "a b/c", "(not set)", "(not set)"),
        ("?utm_source=a&utm_source=b", "a", "(not set)", "(not set)"),
    ],
)
def test_a_landing_url_tells(query: str, source: str, medium: str, campaign: str) -> None:
    found = traffic_of_url(PAGE + query)
    assert (found.source, found.medium, found.campaign) == (source, medium, campaign)


@pytest.mark.parametrize(
    ("referrer", "source", "medium"),
    [
        ("https://www.google.co.uk/", "google", "organic"),
        ("https://duckduckgo.com/", "duckduckgo", "organic"),
        ("https://mail.google.com/", "mail.google.com", "referral"),
        ("https://www.blog.example/post", "blog.example", "referral"),
        ("https://shop.example/cart", "(direct)", "(none)"),
        ("https://[broken", "(direct)", "(none)"),
        ("", "(direct)", "(none)"),
    ],
)
def test_the_page_before_tells_where_the_url_does_not(referrer: str, source: str, medium: str) -> None:
    found = traffic_of_url(PAGE, referrer)
    assert (found.source, found.medium) == (source, medium)


def test_a_foreign_click_id_counts_only_where_nothing_else_tells() -> None:
    assert traffic_of_url(f"{PAGE}?fbclid=x") == Traffic("facebook", "referral", "(not set)", "fbclid")
    found = traffic_of_url(f"{PAGE}?fbclid=x", "https://l.instagram.com/")
    assert (found.source, found.medium, found.click) == ("l.instagram.com", "referral", "fbclid")


def test_a_journey_landed_where_its_first_document_was_asked_for() -> None:
    """A redirect that takes the parameters away does not make the visit a direct one."""
    requests = (
        Request(1, "https://shop.example/app.js?gclid=no", resource_type="script"),
        Request(2, f"{PAGE}?utm_source=news", resource_type="document", headers=(("referer", "https://bing.com/"),)),
        Request(3, PAGE, resource_type="document", redirected_from=2),
    )
    assert traffic_of(Recording("s", "S", requests=requests)).source == "news"
    assert traffic_of(Recording("s", "S", views=(PageView(f"{PAGE}?gclid=1", "load"),))).medium == "cpc"
    assert traffic_of(Recording("s", "S")) == Traffic()
