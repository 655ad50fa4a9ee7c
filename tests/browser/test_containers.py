"""Any container on any site: Google's own is explained as it passes, another takes its place, and faults are named."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.browser.conftest import Silence
from tests.gtm.page import exported
from tests.loopback import Quiet, on_loopback
from validator.browser.engine import Engine
from validator.language import read_suite
from validator.model.location import InputError, UsageError
from validator.model.run import Result
from validator.suite.container_choice import with_container

pytestmark = pytest.mark.browser

TAGS = {
    "GA4 – add": {"eventName": "add_to_cart", "measurementIdOverride": "G-CASE123456"},
    "GA4 – remove": {"eventName": "remove_from_cart", "measurementIdOverride": "G-CASE123456"},
}
_SNIPPET = (
    "<script>(function(w,l){w[l]=w[l]||[];w[l].push({'gtm.start':Date.now(),event:'gtm.js'});"
    "var j=document.createElement('script');j.src='%s';document.head.appendChild(j)})(window,'dataLayer')</script>"
)
_RENAMED = "/assets/a1b2.js?x=" + base64.b64encode(b"id=GTM-OWN1").decode().rstrip("=")
PAGES: dict[str, list[str]] = {
    "/own": ["/gtm.js?id=GTM-OWN1"],
    "/renamed": [_RENAMED],
    "/missing": ["/gtm.js?id=GTM-GONE"],
    "/twice": ["/gtm.js?id=GTM-OWN1", "/gtm.js?id=GTM-OWN1"],
    "/two": ["/gtm.js?id=GTM-OWN1", "/gtm.js?id=GTM-OTHER"],
    "/refused": ["https://www.googletagmanager.com/gtm.js?id=GTM-OWN1"],
    "/none": [],
    "/seen": ["/gtm.js?id=GTM-SEEN"],
}


def published(id: str, events: dict[str, str]) -> str:
    """A gtm.js of Google's shape that does nothing by itself: `events` maps pushes to the GA4 events they make."""
    resource: dict[str, Any] = {
        "version": "3",
        "macros": [{"function": "__e"}],
        "tags": [
            {"function": "__gaawe", "once_per_event": True, "tag_id": number, "vtp_eventName": name,
             "vtp_measurementIdOverride": "G-CASE123456"}
            for number, name in enumerate(events.values(), 1)
        ],
        "predicates": [{"function": "_eq", "arg0": ["macro", 0], "arg1": push} for push in events],
        "rules": [[["if", number], ["add", number]] for number in range(len(events))],
    }  # fmt: skip
    return f"(function(){{var data = {json.dumps({'resource': resource, 'runtime': []})};var a={{ctid:'{id}'}};}})();"


def seen_for_a_while(id: str) -> str:
    """A gtm.js that, as Google's does, pushes once something was on screen for 300 ms, which it polls for."""
    resource = {
        "version": "3",
        "macros": [{"function": "__e"}],
        "tags": [
            {"function": "__gaawe", "tag_id": 1, "vtp_eventName": "seen", "vtp_measurementIdOverride": "G-CASE123456"},
            {"function": "__evl", "tag_id": 2, "vtp_elementId": "offer", "vtp_useOnScreenDuration": True,
             "vtp_onScreenDuration": "300", "vtp_onScreenRatio": "50", "vtp_selectorType": "ID",
             "vtp_firingFrequency": "ONCE", "vtp_uniqueTriggerId": "1_2"},
        ],
        "predicates": [
            {"function": "_eq", "arg0": ["macro", 0], "arg1": "gtm.js"},
            {"function": "_eq", "arg0": ["macro", 0], "arg1": "gtm.elementVisibility"},
        ],
        "rules": [[["if", 0], ["add", 1]], [["if", 1], ["add", 0]]],
    }  # fmt: skip
    poll = """new IntersectionObserver(([one], watch) => { if (!one.isIntersecting) return; watch.disconnect();
      let time = 0; const id = setInterval(() => { time += 100; if (time < 300) return; clearInterval(id);
        dataLayer.push({event: 'gtm.elementVisibility', 'gtm.triggers': '1_2'}); }, 100);
    }, {threshold: 0.5}).observe(document.getElementById('offer'));"""
    data = json.dumps({"resource": resource, "runtime": []})
    return f"(function(){{var data = {data};var a={{ctid:'{id}'}};onload=()=>{{{poll}}}}})();"


OWN = published("GTM-OWN1", {"add": "add_to_cart", "remove": "remove_from_cart"})
SERVED = {
    "GTM-SEEN": seen_for_a_while("GTM-SEEN"),
    "GTM-OWN1": OWN,
    "GTM-OTHER": published("GTM-OTHER", {"add": "other_add"}),
}


class _Site(Quiet):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path in PAGES:
            scripts = "".join(_SNIPPET % source for source in PAGES[url.path])
            body = f"<!doctype html><title>Shop</title>{scripts}<button onclick=\"dataLayer.push({{event:'add'}})\">Add"
            body += "</button><p id=offer>An offer" if url.path == "/seen" else ""
            return self._send(200, "text/html", body, refused=url.path == "/refused")
        id = dict(parse_qsl(url.query)).get("id", "GTM-OWN1" if self.path == _RENAMED else "")
        return self._send(200 if id in SERVED else 404, "text/javascript", SERVED.get(id, ""))

    def _send(self, status: int, kind: str, body: str, *, refused: bool = False) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if refused:
            self.send_header("Content-Security-Policy", "script-src 'self' 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with on_loopback(_Site) as address:
        yield address


@pytest.fixture
def visit(engine: Engine, url: str, tmp_path: Path) -> Any:
    """Opens a page, presses Add, and gives the result; `container` as --container takes it, `plan` as YAML."""

    def visited(
        page: str, expect: str = "[]", *, plan: str = "", container: str | None = None, snippet: bool = False
    ) -> Result:
        (tmp_path / "visit.yaml").write_text(
            f"scenario: A visit\nsite: {url}\njourney:\n  - goto: {page}\n  - click: Add\n    expect: {expect}\n"
        )
        if plan:
            (tmp_path / "tracking-plan.yaml").write_text(f"plan: A plan\n{plan}\n")
        (entry,) = read_suite([tmp_path / "visit.yaml"], environment={}).entries
        if container or snippet:
            entry = with_container(entry, container, snippet)
        (result,) = engine.run([entry], Silence()).results
        return result

    return visited


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The same two tags as an export that tells their names."""
    file = tmp_path / "container.json"
    told = exported(
        {
            "tags": [
                {"name": name, "type": "gaawe", "params": params, "fires": [event]}
                for (name, params), event in zip(TAGS.items(), ("add", "remove"), strict=True)
            ],
            "triggers": [{"name": name, "type": "CUSTOM_EVENT", "event": name} for name in ("add", "remove")],
        }
    )
    file.write_text(told.replace("GTM-TEST", "GTM-OWN1"), encoding="utf-8")
    return file


def fired(result: Result) -> list[tuple[str, str, bool]]:
    return [
        (message.event, tag.name, message.simulated)
        for message in result.recording.tags
        for tag in message.tags
        if tag.status == "fired"
    ]


def ran(result: Result) -> set[tuple[str, str, str]]:
    return {(one.id, one.status, one.detail) for one in result.recording.containers}


def codes(result: Result) -> list[str]:
    return [one.finding.code for one in result.verdict.noticed if one.finding.code.startswith("container")]


@pytest.mark.parametrize("page", ["/own", "/renamed"])
def test_google_s_own_is_explained_beside_it(visit: Any, page: str) -> None:
    result = visit(page)
    assert fired(result) == [("add", "GA4 event add_to_cart", False)]
    assert ran(result) == {("GTM-OWN1", "loaded", "")}
    assert result.recording.containers[0].version == "3"
    assert not result.verdict.events  # no tag was run beside it


def test_an_export_beside_it_gives_the_names(visit: Any, export: Path) -> None:
    plan = f"container: {{id: GTM-OWN1, names: {export.name}}}"
    result = visit("/own", "[{tag: GA4 – add}]", plan=plan)
    assert result.verdict.passed, result.verdict.outcomes
    assert fired(result) == [("add", "GA4 – add", False)]
    (outcome,) = visit("/own", "[{tag: GA4 – remove}]", plan=plan).verdict.outcomes
    assert (outcome.status, outcome.chain.broken) == ("missing", "push")


def test_an_export_takes_the_place_of_whatever_a_page_asks_for(visit: Any, export: Path) -> None:
    export.write_text(export.read_text(encoding="utf-8").replace("GTM-OWN1", "GTM-NEW1"), encoding="utf-8")
    result = visit("/own", "[{vendor: ga4, event: add_to_cart}]", container=str(export))
    assert result.verdict.passed, result.verdict.outcomes
    assert fired(result) == [("add", "GA4 – add", True)]
    assert ("GTM-NEW1", "simulated", "in place of GTM-OWN1") in ran(result)


def test_a_saved_gtm_js_is_delivered_as_it_is(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "saved.js"
    file.write_text(published("GTM-OWN1", {"add": "saved_add"}) + "window.delivered = true;", encoding="utf-8")
    result = visit("/own", container=str(file))
    assert fired(result) == [("add", "GA4 event saved_add", False)]
    assert ran(result) == {("GTM-OWN1", "loaded", "")}


def test_another_id_is_asked_for(visit: Any) -> None:
    result = visit("/own", container="GTM-OTHER")
    assert fired(result) == [("add", "GA4 event other_add", False)]
    assert ("GTM-OTHER", "loaded", "in place of GTM-OWN1") in ran(result)


def test_an_environment_is_asked_for_at_the_site_s_own_host(visit: Any) -> None:
    environment = "{auth: abc, preview: env-7}"
    result = visit("/own", plan=f"container: {{id: GTM-OWN1, environment: {environment}}}")
    (asked,) = [one for one in result.recording.containers if one.url.count("gtm_auth=abc")][:1]
    assert dict(parse_qsl(urlsplit(asked.url).query)) == {
        "id": "GTM-OWN1", "gtm_auth": "abc", "gtm_preview": "env-7", "gtm_cookies_win": "x",
    }  # fmt: skip


def test_a_page_without_a_snippet_gets_one(visit: Any, export: Path) -> None:
    result = visit("/none", "[{tag: GA4 – add}]", container=str(export), snippet=True)
    assert result.verdict.passed, result.verdict.outcomes
    assert [message.event for message in result.recording.tags][:3] == ["gtm.init_consent", "gtm.init", "gtm.js"]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("/own", []),
        ("/missing", ["container-missing"]),
        ("/refused", ["container-blocked"]),
        ("/twice", ["container-twice"]),
        ("/two", ["containers-share-layer"]),
    ],
)
def test_what_is_wrong_with_a_page_s_containers_is_a_finding(visit: Any, page: str, found: list[str]) -> None:
    assert codes(visit(page)) == found


def test_a_page_that_loads_none_of_the_plan_s_is_a_finding(visit: Any) -> None:
    result = visit("/own", plan="container: GTM-WANTED")
    (noticed,) = [one for one in result.verdict.noticed if one.finding.code == "container-absent"]
    assert noticed.finding.message == "No page loaded the container GTM-WANTED; they load GTM-OWN1."


def test_a_server_container_is_refused(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    version = {"container": {"publicId": "GTM-SERVER", "usageContext": ["SERVER"]}, "tag": []}
    file.write_text(json.dumps({"exportFormatVersion": 2, "containerVersion": version}))
    with pytest.raises(InputError, match="This is a server container: it does not run in a web page"):
        visit("/own", container=str(file))


def test_what_is_no_container_is_named(visit: Any) -> None:
    with pytest.raises(UsageError, match=r"--container nothing\.json: there is no such file"):
        visit("/own", container="nothing.json")
    with pytest.raises(UsageError, match="--snippet: nobody says which container"):
        visit("/none", snippet=True)


def test_what_must_be_on_screen_for_a_while_is_waited_for(visit: Any) -> None:
    result = visit("/seen", "[{push: {event: gtm.elementVisibility}, anywhere: true}]")
    assert ("gtm.elementVisibility", "GA4 event seen", False) in fired(result)
    assert result.verdict.passed, result.verdict.outcomes


def test_so_it_is_in_an_export(visit: Any, tmp_path: Path) -> None:
    while_seen = {"selectorType": "ID", "elementId": "offer", "onScreenRatio": "50", "firingFrequency": "ONCE"}
    while_seen |= {"useOnScreenDuration": "true", "onScreenDuration": "400"}
    told = exported(
        {
            "tags": [{"name": "Seen", "type": "img", "params": {"url": "https://p.test/"}, "fires": ["seen", "soon"]}],
            "triggers": [
                {"name": "seen", "type": "ELEMENT_VISIBILITY", "params": while_seen},
                {"name": "soon", "type": "TIMER", "settings": {"interval": "900", "limit": "1"}},
            ],
        }
    )  # fmt: skip
    (tmp_path / "seen.json").write_text(told, encoding="utf-8")
    result = visit("/seen", container=str(tmp_path / "seen.json"))
    assert {("gtm.elementVisibility", "Seen", True), ("gtm.timer", "Seen", True)} <= set(fired(result))
