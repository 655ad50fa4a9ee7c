"""The data that the page draws, and the file that holds it: complete, small, and safe to open."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.reporters import runs, shop
from validator.model.recording import Push, Recording, TagMessage
from validator.model.run import Run
from validator.reporters import html
from validator.ui import page_data
from validator.ui.messages import messages

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def unpacked(page: str) -> dict[str, Any]:
    found = re.findall(r'<script type="text/plain" data-scenario="(s\d+)">([^<]*)</script>', page)
    return {key: json.loads(zlib.decompress(base64.b64decode(text))) for key, text in found}


def index_in(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="index">([^<]*)</script>', page)
    assert found
    return json.loads(found[1])


def test_the_index_tells_the_run_and_each_scenario() -> None:
    index = page_data.index_of(runs.everything())
    assert (index["format"], index["version"], index["live"]) == ("validator-page", 1, False)
    assert [(each["key"], each["status"]) for each in index["scenarios"]] == [
        ("s1", "failed"),
        ("s2", "failed"),
        ("s3", "passed"),
        ("s4", "passed"),
        ("s5", "broken"),
    ]
    assert index["causes"][1]["where"] == [["s1", 2], ["s1", 3], ["s2", 2]]
    first = index["scenarios"][0]
    assert first["vendors"] == ["ga4", "meta", "microsoft_ads"]
    assert first["owners"] == ["team-ads", "team-basket"]
    assert first["lost"] == ["micro"]
    assert first["first"].startswith("Trigger “Add to cart click” did not match")
    assert "add_to_cart" in first["words"]


def test_a_scenario_brings_its_evidence_and_each_body_once() -> None:
    result = runs.purchase()
    detail = page_data.detail_of(result, "s1")
    assert len(detail["messages"]) == len(shop.STEPS) + len(shop.DOCUMENTS) + len(shop.PUSHES) + 1
    assert [request["id"] for request in detail["requests"]] == list(range(2, 12))
    assert detail["others"] == 1
    assert json.dumps(detail).count("en=add_to_cart") == 1
    assert detail["requests"][-1]["body_base64"] == "H4v/AA=="
    assert detail["steps"][1]["element"]["text"] == "Add to basket"


def test_the_source_of_a_container_stays_out_of_the_page() -> None:
    result = runs.purchase()
    seen = replace(shop.RECORDING.containers[0], source={"secret": "x" * 1000})
    heavy = replace(result, recording=replace(result.recording, containers=(seen,)))
    assert "secret" not in json.dumps(page_data.detail_of(heavy, "s1"))


def test_messages_are_numbered_as_preview_mode_does_and_carry_their_hits() -> None:
    found = [each for each in messages(runs.purchase()) if each["kind"] == "message"]
    assert [(each["number"], each["title"]) for each in found[:6]] == [
        (1, "consent default"),
        (2, "gtm.js"),
        (3, "view_item"),
        (4, "consent update"),
        (5, "gtm.click"),
        (6, "add_to_cart"),
    ]
    assert found[6]["number"] == 1, "a new document numbers anew"
    assert found[5]["events"] == [4], "a hit stands at the push that caused it, though it was sent a step later"


def test_a_hit_without_a_known_cause_stands_at_its_step() -> None:
    steps = {each["number"]: each for each in messages(runs.purchase()) if each["kind"] == "step"}
    assert steps[9]["events"] == [10, 11]


def test_a_tag_managers_own_messages_are_shown_too() -> None:
    recording = Recording(
        "s", "s", pushes=(Push(1, "dataLayer", {"a": 1}),), tags=(TagMessage("G", "1", 4, "gtm.init"),)
    )
    result = replace(runs.purchase(), recording=recording)
    assert [(each["number"], each["title"], each["tags"]) for each in messages(result)] == [
        (1, "Message: a", []),
        (4, "gtm.init", [0]),
    ]


def test_pictures_are_carried_within_the_budget_and_failures_first(tmp_path: Path) -> None:
    for name in ("2-click.png", "9-click.png"):
        (tmp_path / name).write_bytes(PNG)
    whole, left = page_data.pictures_of(runs.purchase(tmp_path), 1000)
    assert (sorted(whole), left) == (["2-click.png", "9-click.png"], 1000 - 2 * len(PNG))
    some, _ = page_data.pictures_of(runs.purchase(tmp_path), len(PNG))
    assert list(some) == ["2-click.png"]
    assert some["2-click.png"].startswith("data:image/png;base64,iVBORw0KGgo")


@pytest.mark.parametrize("name", ["../outside.png", "/etc/hostname", "text.png", "missing.png", "\x00.png"])
def test_only_pictures_within_the_folder_are_carried(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(PNG)
    (folder / "text.png").write_text("SECRET=1")
    result = runs.purchase(folder)
    steps = (replace(result.recording.steps[0], screenshot=name),)
    crafted = replace(result, recording=replace(result.recording, steps=steps))
    assert page_data.pictures_of(crafted, 10_000)[0] == {}


@pytest.mark.parametrize("kind", [runs.everything, runs.hostile, lambda: Run(())])
def test_the_report_holds_the_data_whole(kind: Any) -> None:
    run = kind()
    page = html.render(run)
    assert len(unpacked(page)) == len(run.results)
    assert len(index_in(page)["scenarios"]) == len(run.results)


def test_nothing_of_a_site_can_end_a_script_or_begin_an_element() -> None:
    page = html.render(runs.hostile())
    outside = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "onerror" not in outside
    assert page.count("<script") == page.count("</script>") == 3
    assert "\u2028" not in page
    assert unpacked(page)["s1"]["name"] == runs.EVIL, "the page is told everything, as text"


def test_the_policy_allows_this_script_and_this_style_only() -> None:
    page = html.render(runs.passing())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert script
    assert style
    hashes = [base64.b64encode(hashlib.sha256(each[1].encode()).digest()).decode() for each in (script, style)]
    assert policy[1].split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{hashes[0]}'",
        f"style-src 'sha256-{hashes[1]}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_page_never_reads_text_as_markup_nor_asks_anybody() -> None:
    folder = Path(page_data.__file__).parent
    for file in [*folder.glob("*.js"), folder / "index.html", folder / "style.css"]:
        source = file.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "new Function", "@import"):
            assert word not in source, f"{file.name} uses {word}"
        assert set(re.findall(r"https?://[^\s\"']+", source)) <= {"http://www.w3.org/2000/svg"}


def test_a_run_of_a_hundred_scenarios_with_ten_thousand_events_stays_small() -> None:
    one = runs.purchase()
    state = {"ecommerce": {"items": [shop.ITEM] * 10}, "page": {"type": "product", "path": "/x" * 50}}
    events = tuple(replace(shop.EVENTS[3], number=number + 1, at=number / 100) for number in range(100))
    pushes = tuple(replace(shop.PUSHES[5], number=number + 1, state={**state, "n": number}) for number in range(100))
    requests = tuple(replace(shop.REQUESTS[4], id=number + 1) for number in range(100))
    recording = replace(one.recording, pushes=pushes, requests=requests)
    result = replace(one, recording=recording, verdict=replace(one.verdict, events=events))
    page = html.render(runs.run_of(*[result] * 100))
    assert len(page.encode()) < 6_000_000


def test_messages_that_were_reported_late_stand_at_their_number() -> None:
    tags = (
        TagMessage("G", "1", 1, "gtm.init", at=0.9, document="d"),
        TagMessage("G", "1", 2, "gtm.js", at=0.5, document="d"),
    )
    result = replace(runs.purchase(), recording=Recording("s", "s", tags=tags))
    assert [(each["number"], each["title"], each["at"]) for each in messages(result)] == [
        (1, "gtm.init", 0.9),
        (2, "gtm.js", 0.5),
    ]
