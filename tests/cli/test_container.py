"""`validator container`: what it answers, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Typed, one_line
from tests.gtm.page import exported
from tests.gtm.test_fetch import serving
from validator.model.recording import Recording, TagMessage, TagState, TriggerState
from validator.recordings.recording_file import write_recording

SHOP: dict[str, Any] = {
    "tags": [
        {
            "name": "Add",
            "type": "gaawe",
            "params": {"eventName": "add_to_cart", "measurementIdOverride": "G-AAAA111111"},
            "fires": ["add"],
        }
    ],
    "triggers": [{"name": "add", "type": "CUSTOM_EVENT", "event": "add_to_cart"}],
}


@pytest.fixture
def shop(folder: Path) -> Path:
    file = folder / "shop.json"
    file.write_text(exported(SHOP), encoding="utf-8")
    return file


def test_show(typed: Typed, shop: Path) -> None:
    told = typed("container", "show", "shop.json")
    assert told.exit_code == 0
    assert "GA4 event “add_to_cart” to G-AAAA111111" in told.output


def test_show_as_json(typed: Typed, shop: Path) -> None:
    told = typed("container", "show", "shop.json", "--json")
    assert json.loads(told.output)["tags"][0]["triggers"] == ["add"]


def test_a_file_that_is_not_there(typed: Typed) -> None:
    told = typed("container", "show", "nowhere.json")
    assert told.exit_code == 2
    assert "nowhere.json cannot be read: No such file" in told.output


def test_a_file_that_is_no_container(typed: Typed, folder: Path) -> None:
    (folder / "x.json").write_bytes(b"\xff\xfe\x00")
    assert "it is not text in UTF-8" in typed("container", "show", "x.json").output
    (folder / "x.json").write_text("{", encoding="utf-8")
    told = typed("container", "show", "x.json")
    assert told.exit_code == 2
    assert "x.json:1:2: This is not valid JSON" in one_line(told.output)


def test_lint(typed: Typed, shop: Path) -> None:
    told = typed("container", "lint", "shop.json")
    assert told.exit_code == 0
    assert "Nothing is wrong" in told.output


def test_lint_can_fail_a_job(typed: Typed, folder: Path) -> None:
    (folder / "x.json").write_text(
        exported({**SHOP, "triggers": [*SHOP["triggers"], {"name": "idle", "type": "CLICK"}]})
    )
    assert typed("container", "lint", "x.json").exit_code == 0
    assert typed("container", "lint", "x.json", "--fail-on", "warning").exit_code == 0
    assert typed("container", "lint", "x.json", "--fail-on", "note").exit_code == 1
    assert typed("container", "lint", "x.json", "--fail-on", "note", "--ignore", "trigger-unused").exit_code == 0
    told = json.loads(typed("container", "lint", "x.json", "--json").output)
    assert [fault["code"] for fault in told["faults"]] == ["trigger-unused"]


def test_a_mistyped_code(typed: Typed, shop: Path) -> None:
    told = typed("container", "lint", "shop.json", "--ignore", "trigger-unsed")
    assert told.exit_code == 2
    assert "Did you mean trigger-unused?" in told.output


def test_diff(typed: Typed, shop: Path, folder: Path) -> None:
    other = {**SHOP, "triggers": [{"name": "add", "type": "CUSTOM_EVENT", "event": "addToCart"}]}
    (folder / "new.json").write_text(exported(other), encoding="utf-8")
    told = typed("container", "diff", "shop.json", "new.json")
    assert told.exit_code == 0
    assert "~ Add\n" in told.output
    assert "equals “add_to_cart” → Custom Event, when Event equals “addToCart”" in told.output
    assert json.loads(typed("container", "diff", "shop.json", "new.json", "--json").output)["changes"]
    assert "**changed: Add**" in typed("container", "diff", "shop.json", "new.json", "--markdown").output
    assert typed("container", "diff", "shop.json", "new.json", "--json", "--markdown").exit_code == 2


PUBLISHED = """(function(){ var data = {"resource": {"version": "3", "tags": [
  {"function": "__html", "vtp_html": "<b>", "tag_id": 1}]}}; })(); "GTM-ABC123" """


def test_fetch(typed: Typed, folder: Path) -> None:
    with serving((200, {}, PUBLISHED)) as server:
        told = typed("container", "fetch", "GTM-ABC123", "--base-url", server.url, "--environment", "auth=a,preview=b")
        assert told.output == "GTM-ABC123.js: GTM-ABC123, version 3, 1 tag\n"
        assert server.asked == ["/gtm.js?id=GTM-ABC123&gtm_auth=a&gtm_preview=b&gtm_cookies_win=x"]
    assert (folder / "GTM-ABC123.js").read_text(encoding="utf-8") == PUBLISHED


def test_fetch_saves_only_a_container(typed: Typed, folder: Path) -> None:
    with serving((200, {}, "<html>Log in to this network</html>")) as server:
        told = typed("container", "fetch", "GTM-ABC123", "--base-url", server.url, "--output", "x.js")
    assert told.exit_code == 2
    assert "This is a web page, not a container." in told.output
    assert not (folder / "x.js").exists()


def test_show_by_id(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving((200, {}, PUBLISHED)) as server:
        monkeypatch.setenv("VALIDATOR_GTM_URL", server.url)
        told = typed("container", "show", "GTM-ABC123")
    assert told.output.startswith("GTM-ABC123 · version 3 · published\n1 tag")


def test_lint_of_an_address(typed: Typed) -> None:
    with serving((200, {}, PUBLISHED)) as server:
        told = typed("container", "lint", f"{server.url}/gtm.js?id=GTM-ABC123")
        assert server.asked == ["/gtm.js?id=GTM-ABC123"]
    assert "consent-not-set" in told.output


def recorded(folder: Path, container: str, status: str) -> None:
    asked = TriggerState("add", "customEvent", True, ())
    tag = TagState("Add", "gaawe", status, triggers=(asked,))
    seen = Recording("x::A", "A", finished=True, tags=(TagMessage(container, "7", 1, "add_to_cart", (tag,)),))
    write_recording(seen, folder / "out" / "recordings" / "a.json")


def test_coverage(typed: Typed, shop: Path, folder: Path) -> None:
    recorded(folder, "GTM-TEST", "fired")
    told = typed("container", "coverage", "shop.json", "--min", "100")
    assert told.exit_code == 0
    assert "Tags fired: 1 of 1 (100 %)" in told.output
    assert json.loads(typed("container", "coverage", "shop.json", "--json").output)["percent"] == 100


def test_coverage_can_fail_a_job(typed: Typed, shop: Path, folder: Path) -> None:
    recorded(folder, "GTM-TEST", "not fired")
    told = typed("container", "coverage", "shop.json", "--min", "80")
    assert told.exit_code == 1
    assert "0.0 % of the tags fired; --min asks for 80 %." in told.output


def test_coverage_of_another_container(typed: Typed, shop: Path, folder: Path) -> None:
    recorded(folder, "GTM-OTHER", "fired")
    told = typed("container", "coverage", "shop.json")
    assert told.exit_code == 2
    assert "tells what GTM-TEST did; they tell of GTM-OTHER." in told.output
    assert "No container ran locally" in typed("container", "coverage").output


def test_scenarios(typed: Typed, shop: Path, folder: Path) -> None:
    told = typed("container", "scenarios", "shop.json", "--output", "draft")
    assert told.exit_code == 0
    assert "1 planned event; " in told.output
    assert "  file: '../shop.json'\n" in (folder / "draft" / "tracking-plan.yaml").read_text(encoding="utf-8")
    assert typed("check", "draft").exit_code == 0
    again = typed("container", "scenarios", "shop.json", "--output", "draft")
    assert again.exit_code == 2
    assert "is there already; nothing was written." in again.output
