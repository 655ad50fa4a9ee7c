"""The runtime in pages that are not simple: other layers, two containers, strict policies, pages that leave."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.gtm.page import SITE, exported, open_shop
from validator.gtm.container_file import read_container
from validator.gtm.runtime import script
from validator.model.container import Container

pytestmark = pytest.mark.browser


def container(**told: Any) -> Container:
    return read_container(exported(told), "container.json")


def image(name: str, url: str, trigger: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "img", "params": {"url": url}, "fires": [trigger], **more}


GO = {"name": "go", "type": "CUSTOM_EVENT", "event": "go"}


def test_another_layer(gtm_browser: Browser) -> None:
    told = container(
        tags=[image("T", "https://p.test/?x={{x}}", "go")],
        triggers=[GO],
        variables=[{"name": "x", "type": "v", "params": {"name": "x", "dataLayerVersion": 2}}],
    )
    with open_shop(gtm_browser, told, layer="shopLayer") as shop:
        shop.page.evaluate("dataLayer.push({event: 'go', x: 'wrong'}); shopLayer.push({event: 'go', x: 'right'})")
        assert [hit["x"] for hit in shop.hits] == ["right"]


def test_two_containers_share_a_layer(gtm_browser: Browser) -> None:
    first = container(tags=[image("A", "https://p.test/a", "go")], triggers=[GO])
    second = dataclasses.replace(
        container(
            tags=[image("B", "https://p.test/b", "go"), image("Page", "https://p.test/page", "All Pages")],
            triggers=[GO],
        ),
        id="GTM-OTHER",
    )
    body = '<script async src="https://www.googletagmanager.com/gtm.js?id=GTM-OTHER"></script>'
    with open_shop(gtm_browser, first, body=body, others={"GTM-OTHER": second}) as shop:
        shop.wait("told.filter(([kind, value]) => kind === 'tags' && value.event === 'gtm.load').length === 2")
        shop.page.evaluate("dataLayer.push({event: 'go'})")
        assert sorted(hit["path"] for hit in shop.hits) == ["/a", "/b", "/page"]
        assert shop.page.evaluate("dataLayer.filter(item => item.event === 'gtm.dom').length") == 1


def test_a_policy_against_eval(gtm_browser: Browser) -> None:
    told = container(
        tags=[image("T", "https://p.test/?x={{code}}", "go")],
        triggers=[GO],
        variables=[{"name": "code", "type": "jsm", "params": {"javascript": "function() { return 1; }"}}],
    )
    policy = {"content-security-policy": "script-src 'unsafe-inline' https:"}
    with open_shop(gtm_browser, told, headers=policy) as shop:
        # By a timer: what a driver evaluates is free of the policy.
        shop.page.evaluate("setTimeout(() => dataLayer.push({event: 'go'}))")
        shop.wait("hits.length === 1")
        assert [hit["path"] for hit in shop.hits] == ["/"]
        assert [(error["source"], "unsafe-eval" in error["text"]) for error in shop.errors] == [
            ("GTM-TEST variable ‘code’", True)
        ]


def test_a_page_that_asks_for_trusted_types(gtm_browser: Browser) -> None:
    html = "<script>window.ran = true;</script><b id=made></b>"
    told = container(tags=[{"name": "T", "type": "html", "params": {"html": html}, "fires": ["go"]}], triggers=[GO])
    policy = {"content-security-policy": "require-trusted-types-for 'script'; trusted-types goog#html default"}
    # The page's own snippet is no trusted script: a default policy lets it pass.
    before = "trustedTypes.createPolicy('default', {createScriptURL: url => url});"
    with open_shop(gtm_browser, told, headers=policy, before=before) as shop:
        shop.page.evaluate("setTimeout(() => dataLayer.push({event: 'go'}))")
        shop.wait("window.ran && document.getElementById('made')")
        assert shop.errors == []


def test_a_link_waits_for_its_tags_and_is_followed(gtm_browser: Browser) -> None:
    told = container(
        tags=[image("T", "https://p.test/left", "link")],
        triggers=[
            {
                "name": "link",
                "type": "LINK_CLICK",
                "settings": {"waitForTags": True, "waitForTagsTimeout": "2000", "checkValidation": True},
            }
        ],
    )
    with open_shop(gtm_browser, told, body='<a href="/next">Next</a>') as shop:
        with shop.page.expect_request("https://p.test/left"):
            shop.page.click("a")
        shop.page.wait_for_url(SITE + "next")


def test_a_form_waits_for_its_tags_and_is_sent_as_its_button_says(gtm_browser: Browser) -> None:
    told = container(
        tags=[image("T", "https://p.test/sent", "form")],
        triggers=[
            {"name": "form", "type": "FORM_SUBMISSION", "settings": {"waitForTags": True, "checkValidation": True}}
        ],
    )
    button = '<button name=by value=hand formaction="/special">Go</button>'
    body = f'<form action="/plain"><input name=q value=1>{button}</form>'
    with open_shop(gtm_browser, told, body=body) as shop:
        with shop.page.expect_request("https://p.test/sent"):
            shop.page.click("button")
        shop.page.wait_for_url(SITE + "special?q=1&by=hand")


def test_a_script_that_comes_late(gtm_browser: Browser) -> None:
    """Loaded after the page is complete, the container still sees all of its messages."""
    told = container(tags=[image("T", "https://p.test/dom", "dom")], triggers=[{"name": "dom", "type": "DOM_READY"}])
    late = dataclasses.replace(told, id="GTM-LATE")
    with open_shop(gtm_browser, container(), others={"GTM-LATE": late}) as shop:
        shop.page.evaluate(
            """() => {
              delete window.google_tag_manager;
              window.dataLayer = [{'gtm.start': 1, event: 'gtm.js'}];
              const script = document.createElement('script');
              script.src = 'https://www.googletagmanager.com/gtm.js?id=GTM-LATE';
              document.head.append(script);
            }"""
        )
        shop.wait("hits.length === 1")
        late_messages = shop.page.evaluate(
            "told.filter(([kind, value]) => kind === 'tags' && value.container === 'GTM-LATE')"
            ".map(([kind, value]) => value.event)"
        )
        assert late_messages == ["gtm.init_consent", "gtm.init", "gtm.js", "gtm.dom", "gtm.load"]


def test_an_observer_tells_what_the_container_beside_it_does(gtm_browser: Browser) -> None:
    """Here the local runtime stands for Google's: the observer must say the same of it, and change nothing."""
    told = container(
        tags=[
            image("Any", "https://p.test/any", "go"),
            image("Denied", "https://p.test/denied", "go", consent=["ad_storage"]),
            image("Once", "https://p.test/once", "go", tagFiringOption="ONCE_PER_LOAD"),
            image("Paused", "https://p.test/paused", "go", paused=True),
            image("Click", "https://p.test/click", "click"),
            {
                "name": "GA4",
                "type": "gaawe",
                "params": {"eventName": "go_{{x}}", "measurementIdOverride": "G-1"},
                "fires": ["go"],
            },
            {
                "name": "UA",
                "type": "ua",
                "fires": ["go"],
                "params": {
                    "trackType": "TRACK_EVENT",
                    "eventCategory": "C",
                    "eventAction": "{{x}}",
                    "trackingId": "UA-1-1",
                    "overrideGaSettings": True,
                },
            },
        ],
        triggers=[GO, {"name": "click", "type": "CLICK", "when": [["{{Click Text}}", "EQUALS", "Buy"]]}],
        variables=[{"name": "x", "type": "v", "params": {"name": "x", "dataLayerVersion": 2}}],
    )
    denied = "gtag('consent', 'default', {ad_storage: 'denied'});"
    beside = "\n" + script(told, report="window.report", observe=True)
    with open_shop(gtm_browser, told, body="<button>Buy</button>", before=denied, beside=beside) as shop:
        shop.page.evaluate("dataLayer.push({event: 'go', x: 'y'}, {event: 'go', x: 'z'})")
        shop.page.click("button")
        messages = [value for kind, value in shop.page.evaluate("told") if kind == "tags"]
        own = [message for message in messages if message["simulated"]]
        seen = [message for message in messages if not message["simulated"]]
        last = {message["message"]: message for message in own}  # the runtime tells a message again when it goes on

        def states(message: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
            return {
                tag["name"]: (tag["status"], tag.get("sent", [])) for tag in message["tags"] if tag["type"] != "img"
            } | {tag["name"]: (tag["status"],) for tag in message["tags"] if tag["type"] == "img"}

        assert [message["event"] for message in seen] == [message["event"] for message in last.values()]
        assert [states(message) for message in seen] == [states(message) for message in last.values()]
        assert states(seen[-2])["GA4"] == ("fired", [{"vendor": "ga4", "event": "go_z", "id": "G-1"}])
        assert sorted(hit["path"] for hit in shop.hits if hit["how"] == "image") == [
            "/any",
            "/any",
            "/click",
            "/collect",
            "/collect",
            "/once",
        ]
        assert shop.errors == []


def test_a_page_may_forbid_types_of_tags(gtm_browser: Browser) -> None:
    told = container(
        tags=[
            image("Image", "https://p.test/image", "go"),
            {"name": "HTML", "type": "html", "params": {"html": "<b></b>"}, "fires": ["go"]},
        ],
        triggers=[GO],
    )
    before = "dataLayer.push({'gtm.blocklist': ['customScripts']});"
    with open_shop(gtm_browser, told, before=before) as shop:
        shop.page.evaluate("dataLayer.push({event: 'go'})")
        (message,) = [message for message in shop.messages.values() if message["event"] == "go"]
        assert [(tag["name"], tag["status"]) for tag in message["tags"]] == [("Image", "fired"), ("HTML", "blocked")]
