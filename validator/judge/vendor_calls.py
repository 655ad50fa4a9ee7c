"""How scripts call vendors' libraries: by these words a custom HTML tag is known as theirs."""

from __future__ import annotations

import json
import re

from validator.model.container import Tag

# The global function or object of each vendor's own snippet, as their installation guides give it.
_CALLS: dict[str, tuple[str, ...]] = {
    "meta": ("fbq(", "facebook.com/tr", "fbevents"),
    "linkedin": ("lintrk", "_linkedin_", "ads.linkedin.com"),
    "tiktok": ("ttq.",),
    "pinterest": ("pintrk", "ct.pinterest.com"),
    "x": ("twq(", "ads-twitter.com", "t.co/i/adsct"),
    "snapchat": ("snaptr", "tr.snapchat.com"),
    "reddit": ("rdt(", "redditstatic"),
    "quora": ("qp(", "quora.com"),
    "microsoft_uet": ("uetq", "bat.bing.com"),
    "clarity": ("clarity(", "clarity.ms"),
    "hotjar": ("hj(", "hotjar"),
    "matomo": ("_paq", "matomo", "piwik"),
    "piwik_pro": ("_paq", "ppms"),
    "segment": ("analytics.track", "analytics.page", "api.segment"),
    "rudderstack": ("rudderanalytics",),
    "mixpanel": ("mixpanel",),
    "amplitude": ("amplitude",),
    "posthog": ("posthog",),
    "plausible": ("plausible",),
    "criteo": ("criteo",),
    "taboola": ("_tfa", "taboola"),
    "outbrain": ("obApi", "outbrain"),
    "ga4": ("gtag(", "/g/collect"),
    "google_ads": ("gtag(", "googleadservices", "googleads"),
    "ua": ("ga(", "_gaq"),
    "hubspot": ("_hsq", "hs-scripts"),
    "klaviyo": ("klaviyo", "_learnq"),
    "awin": ("awin",),
}


def calls(tag: Tag, vendor: str) -> bool:
    """Whether the script of a tag speaks of a vendor."""
    return _speaks(_text(tag), vendor)


def of_another(tag: Tag, vendor: str) -> bool:
    """Whether the script of a tag speaks of other vendors only."""
    text = _text(tag)
    return bool(vendor) and not _speaks(text, vendor) and any(_speaks(text, other) for other in _CALLS)


def _text(tag: Tag) -> str:
    return json.dumps(tag.parameters, ensure_ascii=False, default=str).casefold()


def _speaks(text: str, vendor: str) -> bool:
    words = _CALLS.get(vendor, ()) or (vendor.replace("_", ""), vendor.replace("_", "-"))
    return any(re.search(rf"(?<![a-z]){re.escape(word.casefold())}", text) for word in words)
