"""Where a visit came from, as Google Analytics would say it: source, medium and campaign of a landing URL.

In this order, as its documentation has it: a click id of Google's own, which wins over what was tagged by hand; then
`utm_…` parameters; then the referrer, a search engine (`google / organic`) or another site (`shop.example /
referral`); then nothing: `(direct) / (none)`. What is not told reads `(not set)`. Click ids of other advertisers count
where a test's visit lacks the referrer that a real one has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from validator.model.recording import Recording
from validator.page_url import host

DIRECT, NONE, NOT_SET = "(direct)", "(none)", "(not set)"

# Click ids by which Google Analytics knows source and medium by itself
_AUTOMATIC: Mapping[str, tuple[str, str]] = {
    "gclid": ("google", "cpc"),
    "gbraid": ("google", "cpc"),
    "wbraid": ("google", "cpc"),
    "dclid": ("google", "cpm"),
}
# Click ids of others, and of Google's free listings: they count where nothing else tells
_CLICKS: Mapping[str, tuple[str, str]] = {
    "srsltid": ("google", "organic"),
    "msclkid": ("bing", "cpc"),
    "fbclid": ("facebook", "referral"),
    "ttclid": ("tiktok", "referral"),
    "twclid": ("twitter", "referral"),
    "li_fat_id": ("linkedin", "referral"),
    "epik": ("pinterest", "referral"),
    "sccid": ("snapchat", "referral"),
    "rdt_cid": ("reddit", "referral"),
    "yclid": ("yandex", "cpc"),
}
_ENGINES: Mapping[str, str] = {
    "google": "google",
    "bing": "bing",
    "yahoo": "yahoo",
    "duckduckgo": "duckduckgo",
    "ecosia": "ecosia.org",
    "baidu": "baidu",
    "yandex": "yandex",
    "qwant": "qwant.com",
    "startpage": "startpage.com",
    "naver": "naver",
    "seznam": "seznam",
}
_NOT_SEARCH = ("mail.", "docs.", "drive.", "meet.", "calendar.", "accounts.")


@dataclass(frozen=True, slots=True)
class Traffic:
    """Where a visit came from. `click`: the click id's name, where there was one."""

    source: str = DIRECT
    medium: str = NONE
    campaign: str = DIRECT
    click: str = ""


def traffic_of_url(url: str, referrer: str = "") -> Traffic:
    """What a landing URL, and the address of the page before it, say of a visit."""
    told = _parameters(url)
    tagged = {name: told.get(f"utm_{name}", "") for name in ("source", "medium", "campaign")}
    campaign = tagged["campaign"] or told.get("utm_id", "")
    if click := next((name for name in _AUTOMATIC if told.get(name)), ""):
        return Traffic(*_AUTOMATIC[click], campaign or NOT_SET, click)
    click = next((name for name in _CLICKS if told.get(name)), "")
    if any(tagged.values()):
        source, medium = tagged["source"] or NOT_SET, tagged["medium"] or NOT_SET
        return Traffic(source, medium, campaign or NOT_SET, click)
    referred = _referred(url, referrer)
    if click and referred.source == DIRECT:
        return Traffic(*_CLICKS[click], NOT_SET, click)
    return replace(referred, click=click)


def traffic_of(recording: Recording) -> Traffic:
    """What a journey's first page says, as it was asked for: before a redirect took parameters away."""
    first = next((one for one in recording.requests if one.resource_type == "document"), None)
    if first is not None:
        return traffic_of_url(first.url, dict(first.headers).get("referer", ""))
    return traffic_of_url(next((one.url for one in recording.views), ""))


def _parameters(url: str) -> dict[str, str]:
    """The URL's parameters, the first of each name. What stands behind the `#` is read too, as single pages have it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    for text in (parts.query, parts.fragment.rpartition("?")[2]):
        for name, value in parse_qsl(text):
            found.setdefault(name.lower(), value.strip())
    return found


def _referred(url: str, referrer: str) -> Traffic:
    where = host(referrer)
    if not where or where == host(url):
        return Traffic()
    names = where.split(".")
    engine = next((_ENGINES[name] for name in names[:-1] if name in _ENGINES), "")
    if engine and not where.startswith(_NOT_SEARCH):
        return Traffic(engine, "organic", "(organic)")
    return Traffic(where, "referral", "(referral)")
