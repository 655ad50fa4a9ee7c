"""The libraries that are run: packages and versions, and what each calls a page view and an addition to the cart."""

from __future__ import annotations

from dataclasses import dataclass

PACKAGES = {
    "@adobe/alloy": "2.33.1",
    "@amplitude/analytics-browser": "2.48.1",
    "@analytics-debugger/ga4mp": "0.0.8",
    "@jitsu/js": "1.11.0",
    "@microsoft/applicationinsights-web": "3.4.4",
    "@minimal-analytics/ga4": "1.8.7",
    "@mparticle/web-sdk": "2.68.0",
    "@openpanel/sdk": "1.3.1",
    "@openpanel/web": "1.4.1",
    "@plausible-analytics/tracker": "0.4.6",
    "@rudderstack/analytics-js": "3.34.1",
    "@segment/analytics-next": "1.84.3",
    "@snowplow/browser-tracker": "4.10.1",
    "countly-sdk-web": "26.1.1",
    "keen-tracking": "5.0.1",
    "mixpanel-browser": "2.83.0",
    "piano-analytics-js": "6.17.0",
    "posthog-js": "1.449.2",
    "umami": "2.10.0",
}


@dataclass(frozen=True)
class Library:
    """A page of `pages/`: whose hits it sends, and under which names. `action`: told by category and action."""

    vendor: str
    page_view: str
    addition: str = "add_to_cart"
    action: bool = False


LIBRARIES = {
    "alloy": Library("adobe_web_sdk", "web.webpagedetails.pageViews", "commerce.productListAdds"),
    "amplitude": Library("amplitude", "[Amplitude] Page Viewed"),
    "azure": Library("azure_insights", "Home"),
    "countly": Library("countly", "[CLY]_view"),
    "ga4mp": Library("ga4", "page_view"),
    "jitsu": Library("jitsu", "page"),
    "keen": Library("keen", "pageviews"),
    "minimal_ga4": Library("ga4", "page_view"),
    "mixpanel": Library("mixpanel", "$mp_web_page_view"),
    "mixpanel_single": Library("mixpanel", "$mp_web_page_view"),
    "mparticle": Library("mparticle", "home"),
    "openpanel": Library("openpanel", "screen_view"),
    "piano": Library("piano", "page.display", "product.add_to_cart"),
    "plausible": Library("plausible", "pageview"),
    "posthog": Library("posthog", "$pageview"),
    "posthog_single": Library("posthog", "$pageview"),
    "rudderstack": Library("rudderstack", "page"),
    "segment": Library("segment", "page"),
    "segment_batch": Library("segment", "page"),
    "snowplow": Library("snowplow", "page_view", action=True),
    "snowplow_get": Library("snowplow", "page_view", action=True),
    "umami": Library("umami", "pageview"),
}
