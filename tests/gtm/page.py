"""A page of a shop that does not exist, with a container run in it: what it reported, and what it sent."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, Page, Route

from validator.browser.capture.idle_tags import IdleTags
from validator.gtm.runtime import script
from validator.model.container import Container

_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
SITE = "https://shop.test/"

# Keeps what the container tells and sends, in the order of both; answers nothing by itself.
_WATCH = """
(() => {
  window.told = []; window.hits = [];
  const keys = new WeakMap(); let next = 0;
  window.report = (kind, value) => told.push([kind, JSON.parse(JSON.stringify(value))]);
  report.sequence = item => {
    if (!item || typeof item !== "object") return null;
    if (!keys.has(item)) keys.set(item, "k" + next++);
    return keys.get(item);
  };
  const keep = (how, url, body) => {
    const whole = new URL(url, location.href);
    if (whole.hostname !== location.hostname) hits.push({how, url: whole.href, body: body || ""});
  };
  const beacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (url, body) => { keep("beacon", url, body); return beacon(url, body); };
  const fetched = window.fetch;
  window.fetch = (url, options) => {
    keep((options && options.method) || "GET", url, options && options.body);
    return fetched(url, options);
  };
  const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
  const set = function (url) { keep("image", url); source.set.call(this, url); };
  Object.defineProperty(HTMLImageElement.prototype, "src", {...source, set});
})();
"""

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<script>window.dataLayer = window.dataLayer || []; function gtag() {{ dataLayer.push(arguments); }}
{before}</script>
<script>(function(w,d,s,l,i){{w[l]=w[l]||[];w[l].push({{'gtm.start':new Date().getTime(),event:'gtm.js'}});
var f=d.getElementsByTagName(s)[0],j=d.createElement(s);j.async=true;
j.src='https://www.googletagmanager.com/gtm.js?id='+i;f.parentNode.insertBefore(j,f);}})(window,document,'script','{layer}','{id}');
</script></head><body>{body}</body></html>"""


class Shop:
    """One page with one container. `messages`: the newest report of each message, by number."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def messages(self) -> dict[int, dict[str, Any]]:
        idle = IdleTags()
        told = (idle.whole("", value) for kind, value in self.page.evaluate("told") if kind == "tags")
        return {value["message"]: value for value in told}

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [value for kind, value in self.page.evaluate("told") if kind == "error"]

    @property
    def hits(self) -> list[dict[str, Any]]:
        return [event for sent in self.page.evaluate("hits") for event in events(sent)]

    def wait(self, condition: str) -> None:
        self.page.wait_for_function(condition, timeout=4000)

    def flush(self) -> None:
        """What the page does when a visitor leaves."""
        self.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")

    def settled(self) -> None:
        """Until the page is through with its start: loaded, and gtm.load worked off."""
        self.wait("told.some(([kind, value]) => kind === 'tags' && value.event === 'gtm.load')")


def events(sent: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The events of one request, each with the parameters of its URL and of its line."""
    url = urlsplit(sent["url"])
    shared = dict(parse_qsl(url.query, keep_blank_values=True))
    lines = [line for line in re.split(r"\r?\n", sent["body"]) if line] or [""]
    for line in lines:
        yield {"how": sent["how"], "to": url.hostname, "path": url.path} | shared | dict(parse_qsl(line, True))


@contextmanager
def open_shop(
    browser: Browser,
    container: Container,
    *,
    body: str = "<h1>Shop</h1>",
    before: str = "",
    path: str = "",
    title: str = "Shop",
    hold: float = 5.0,
    layer: str = "dataLayer",
    others: Mapping[str, Container] | None = None,
    headers: Mapping[str, str] | None = None,
    beside: str = "",
    **options: Any,
) -> Iterator[Shop]:
    """Opens the page and waits until the container has worked off its start.

    others: further containers by id, which the page's own scripts may load. beside: JavaScript behind the container's.
    """
    code = script(container, report="window.report", hold=hold, layer=layer, **options) + beside
    further = {id: script(other, report="window.report", layer=layer) for id, other in (others or {}).items()}
    html = _PAGE.format(title=title, before=before, id=container.id or "GTM-TEST", body=body, layer=layer)

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.hostname == "www.googletagmanager.com":
            asked = dict(parse_qsl(url.query)).get("id", "")
            route.fulfill(body=further.get(asked, code), content_type="text/javascript")
        elif url.hostname == "shop.test" and route.request.resource_type == "document":
            route.fulfill(body=html, content_type="text/html", headers=dict(headers or {}))
        elif route.request.resource_type == "image":
            route.fulfill(body=_GIF, content_type="image/gif")
        else:
            route.fulfill(status=204, headers={"access-control-allow-origin": "*"})

    context = browser.new_context()
    try:
        context.route("**/*", answer)
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.goto(SITE + path)
        shop = Shop(page)
        shop.settled()
        yield shop
    finally:
        context.close()


def exported(told: Mapping[str, Any]) -> str:
    """An export's JSON from a short form: plain parameters, triggers by name."""
    triggers = told.get("triggers", [])
    ids = {item["name"]: str(number) for number, item in enumerate(triggers, 1)} | {
        "All Pages": "2147479553", "Initialization": "2147479573", "Consent Initialization": "2147479572",
    }  # fmt: skip
    version = {
        "containerVersionId": "7",
        "container": {"publicId": "GTM-TEST", "containerId": "99", "name": "test", "usageContext": ["WEB"]},
        "tag": [_tag(item, number, ids) for number, item in enumerate(told.get("tags", []), 1)],
        "trigger": [_trigger(item, ids) for item in triggers],
        "variable": [_variable(item, number) for number, item in enumerate(told.get("variables", []), 1)],
        "customTemplate": told.get("templates", []),
    }
    return json.dumps({"exportFormatVersion": 2, "containerVersion": version})


def _parameter(value: Any, key: str | None = None) -> dict[str, Any]:
    named = {} if key is None else {"key": key}
    if isinstance(value, bool):
        return named | {"type": "BOOLEAN", "value": str(value).lower()}
    if isinstance(value, Mapping):
        return named | {"type": "MAP", "map": [_parameter(item, name) for name, item in value.items()]}
    if isinstance(value, list):
        return named | {"type": "LIST", "list": [_parameter(item) for item in value]}
    return named | {"type": "INTEGER" if isinstance(value, int) else "TEMPLATE", "value": str(value)}


def _parameters(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_parameter(value, key) for key, value in values.items()]


def _tag(told: Mapping[str, Any], number: int, ids: Mapping[str, str]) -> dict[str, Any]:
    own = {
        key: value for key, value in told.items() if key not in ("name", "type", "params", "fires", "unless", "consent")
    }
    consent = told.get("consent")
    return own | {
        "tagId": str(number),
        "name": told["name"],
        "type": told["type"],
        "parameter": _parameters(told.get("params", {})),
        "firingTriggerId": [ids[name] for name in told.get("fires", [])],
        "blockingTriggerId": [ids[name] for name in told.get("unless", [])],
        "consentSettings": {"consentStatus": "NEEDED", "consentType": _parameter(consent)} if consent else {},
    }


def _filters(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """[left, operator, right, …flags]: flags are `not` and `ignore case`."""
    return [
        {
            "type": row[1],
            "parameter": _parameters(
                {"arg0": row[0], "arg1": row[2]}
                | ({"ignore_case": True} if "ignore case" in row[3:] else {})
                | ({"negate": True} if "not" in row[3:] else {})
            ),
        }
        for row in rows
    ]


def _trigger(told: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"triggerId": ids[told["name"]], "name": told["name"], "type": told["type"]}
    if "event" in told:
        found["customEventFilter"] = _filters([["{{_event}}", told.get("match", "EQUALS"), told["event"]]])
    if "when" in told:
        found["filter"] = _filters(told["when"])
    if "enabled" in told:
        found["autoEventFilter"] = _filters(told["enabled"])
    for key, value in told.get("settings", {}).items():
        found[key] = _parameter(value)
    if "params" in told:
        found["parameter"] = _parameters(told["params"])
    if "group" in told:
        found["parameter"] = [{"type": "LIST", "key": "triggerIds", "list": [
            {"type": "TRIGGER_REFERENCE", "value": ids[name]} for name in told["group"]]}]  # fmt: skip
    return found


def _variable(told: Mapping[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "variableId": str(number),
        "name": told["name"],
        "type": told["type"],
        "parameter": _parameters(told.get("params", {})),
    }
    if "format" in told:
        found["formatValue"] = {
            key: value if key == "caseConversionType" else _parameter(value) for key, value in told["format"].items()
        }
    return found
