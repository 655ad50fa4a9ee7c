"""Claims: by host before signature, documents by host only, endpoints before all."""

from __future__ import annotations

import pytest

from validator.decoding.claims import Index, head_of, tails_of
from validator.model.recording import Request
from validator.model.vendor import Claim
from validator.vendors import VENDORS, answer, claim, configuration

SIGNED = "https://shop.example/any/path?v=2&tid=G-DEMO12345&en=page_view"


def test_a_signature_is_claimed_under_any_path() -> None:
    assert claim(Request(1, SIGNED)) == "ga4"
    assert claim(Request(1, SIGNED.replace("tid", "%74id"))) == "ga4"


def test_a_document_is_claimed_by_host_only() -> None:
    assert claim(Request(1, SIGNED, resource_type="document")) is None
    assert claim(Request(1, "https://www.facebook.com/tr/", resource_type="document")) == "meta"


def test_a_preflight_is_nobodys() -> None:
    assert claim(Request(1, SIGNED, method="OPTIONS")) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.googletagmanager.com/gtag/js?id=G-DEMO12345",
        "https://www.googletagmanager.com/gtm.js?id=GTM-A",
        "https://connect.facebook.net/en_US/fbevents.js",
        "https://cdn.segment.com/v1/projects/wk/settings",
        "https://eu.i.posthog.com/flags/?v=2&ip=0",
        "https://shop.example/",
        "https://shop.example/collect",
        "https://shop.example/api/event",
        "https://shop.example/track",
        "https://shop.example/i",
        "https://www.google.com/search?q=x",
        "https://notgoogle-analytics.com/g/collect",
        "https://shop.example/?tid=G-DEMO12345",
    ],
)
def test_scripts_settings_and_pages_are_no_hits(url: str) -> None:
    assert claim(Request(1, url)) is None


def test_an_endpoint_with_a_path_takes_what_lies_under_it() -> None:
    endpoints = {"ga4": ["https://m.shop.example/t"], "segment": ["https://m.shop.example/t/seg"]}
    assert claim(Request(1, "https://m.shop.example/t?x=1"), endpoints) == "ga4"
    assert claim(Request(1, "http://m.shop.example/t/more"), endpoints) == "ga4"
    assert claim(Request(1, "https://m.shop.example/t/seg/v1"), endpoints) == "segment"
    assert claim(Request(1, "https://m.shop.example/tea"), endpoints) is None
    assert claim(Request(1, "https://other.example/t"), endpoints) is None
    hidden = "https://m.shop.example/t/x?k=L2cvY29sbGVjdD92PTImdGlkPUctREVNTzEyMzQ1"
    assert claim(Request(1, hidden), {"segment": ["https://m.shop.example/t"]}) == "segment"
    assert claim(Request(1, hidden)) == "ga4"


def test_an_endpoint_without_a_path_takes_what_the_vendor_claims_elsewhere() -> None:
    endpoints = {"snapchat": ["https://px.shop.example"]}
    assert claim(Request(1, "https://px.shop.example/p?ev=PAGE_VIEW"), endpoints) == "snapchat"
    assert claim(Request(1, "https://px.shop.example/script.js"), endpoints) is None


def test_the_more_specific_host_goes_first() -> None:
    index = Index([("wide", Claim(host="a.example")), ("narrow", Claim(host="b.a.example"))])
    assert index.claimants(Request(1, "https://x.b.a.example/")) == ("narrow", "wide")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"/(?:.*/)?g/collect/?", ("collect",)),
        (r"/(?:[rj]/)?collect", ("collect",)),
        (r"/(?:.*/)?__utm\.gif", ("__utm.gif",)),
        (r"/v1/(?:t|p|b)", ("t", "p", "b")),
        (r"/(?:.*/)?(?:matomo|piwik)\.php", ("matomo.php", "piwik.php")),
        (r"/b/ss/.*", ()),
        ("", ()),
        ("/", ()),
    ],
)
def test_the_pieces_that_a_path_ends_with(path: str, expected: tuple[str, ...]) -> None:
    assert tails_of(path) == expected


def test_the_piece_that_a_path_begins_with() -> None:
    assert head_of(r"/b/ss/.*") == "b"
    assert head_of(r"/(?:.*/)?x") == ""


def test_answers() -> None:
    alloy = answer(Request(1, "https://edge.adobedc.net/ee/v1/interact?configId=e"), "adobe_web_sdk")
    assert alloy is not None
    assert alloy.body.startswith('{"requestId":')
    verbose = answer(Request(1, "https://api.mixpanel.com/track?verbose=1"), "mixpanel")
    plain = answer(Request(1, "https://api.mixpanel.com/track"), "mixpanel")
    assert verbose is not None
    assert plain is not None
    assert (verbose.body, plain.body) == ('{"status":1,"error":null}', "1")
    assert answer(Request(1, "https://www.facebook.com/tr/"), "meta") is None


def test_settings_have_an_answer_and_hits_have_none_of_that_kind() -> None:
    settings = configuration(Request(1, "https://cdn.segment.com/v1/projects/wk/settings"))
    assert settings is not None
    assert '"Segment.io"' in settings.body
    assert configuration(Request(1, SIGNED)) is None


def test_claiming_looks_at_few_claims_however_many_vendors_there_are() -> None:
    index = VENDORS.index
    assert len(index.others) == 0
    assert max(len(owned) for owned in (*index.tails.values(), *index.heads.values(), *index.names.values())) <= 12
