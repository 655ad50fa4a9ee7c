"""`validator decode` and `validator vendors`: what hits say, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from validator.cli import command
from validator.vendors import VENDORS

HIT = "https://metrics.shop.example/g/collect?v=2&tid=G-ABC12345&en=add_to_cart&cu=EUR&ep.value=19.99&pr1=idMUG-1~qt2"


def run(*words: str, given: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(command, list(words), input=given)
    return done.exit_code, done.output


def test_a_pasted_url() -> None:
    code, told = run("decode", HIT)
    assert code == 0
    assert told.splitlines()[0] == "ga4 add_to_cart  → G-ABC12345"
    assert "item_id=MUG-1, quantity=2" in told
    assert "[value-as-text]" in told


def test_a_posted_batch() -> None:
    code, told = run("decode", "--json", "--body", "en=view_item\nen=purchase", HIT)
    assert code == 0
    assert [json.loads(line)["name"] for line in told.splitlines()] == ["view_item", "purchase"]


def test_json_lines_keep_their_numbers() -> None:
    given = "\n".join([json.dumps({"url": HIT}), "", "no json", json.dumps({"url": "https://a.example/x.css"})])
    code, told = run("decode", "--jsonl", given=given)
    found = [json.loads(line) for line in told.splitlines()]
    assert code == 0
    assert [each["line"] for each in found] == [1, 3, 4]
    assert found[0]["destination"] == "G-ABC12345"
    assert all(each["undecoded"] for each in found[1:])


def test_a_har_shows_hits_only(tmp_path: Path) -> None:
    entries = [
        {"startedDateTime": "2026-01-01T00:00:00Z", "request": {"method": "GET", "url": url, "headers": []}}
        for url in ("https://shop.example/logo.png", HIT)
    ]
    file = tmp_path / "visit.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    code, told = run("decode", "--har", str(file))
    assert code == 0
    assert told.count("ga4 add_to_cart") == 1
    assert "logo" not in told


@pytest.mark.parametrize("words", [("decode",), ("decode", HIT, "--jsonl"), ("decode", "no-url")])
def test_usage(words: tuple[str, ...]) -> None:
    code, told = run(*words)
    assert code == 2
    assert "→" in told


def test_vendors() -> None:
    code, told = run("vendors")
    assert code == 0
    assert f"{len(VENDORS)} vendors" in told
    assert run("vendors", "ga4")[1].startswith("ga4: Google Analytics 4")
    code, told = run("vendors", "gaa4")
    assert code == 2
    assert "Did you mean ga4" in told


def test_a_har_is_judged_against_a_scenario(tmp_path: Path) -> None:
    page = {"startedDateTime": "2026-01-01T00:00:00.000Z", "id": "p1", "title": "", "pageTimings": {}}
    entry = {
        "startedDateTime": "2026-01-01T00:00:01.000Z",
        "pageref": "p1",
        "request": {"method": "GET", "url": HIT, "headers": []},
        "response": {"status": 204},
    }
    (tmp_path / "visit.har").write_text(json.dumps({"log": {"version": "1.2", "pages": [page], "entries": [entry]}}))
    scenario = tmp_path / "cart.yaml"
    scenario.write_text(
        "scenario: cart\nsite: https://shop.example\njourney:\n  - goto: /\n    expect:\n"
        "      - {vendor: ga4, event: add_to_cart}\n"
    )
    code, told = run("judge", str(tmp_path / "visit.har"), str(scenario))
    assert (code, "1 passed" in told) == (0, True), told
    scenario.write_text(scenario.read_text().replace("add_to_cart", "purchase"))
    code, told = run("judge", str(tmp_path / "visit.har"), str(scenario))
    assert (code, "purchase" in told) == (1, True), told


def test_a_plan_declares_a_vendor_and_says_where_words_stand(tmp_path: Path) -> None:
    def entry(url: str, body: object = None) -> dict[str, object]:
        posted = {"postData": {"text": json.dumps(body)}} if body else {}
        method = "POST" if body else "GET"
        return {
            "startedDateTime": "2026-01-01T00:00:01.000Z",
            "pageref": "p1",
            "request": {"method": method, "url": url, "headers": [], **posted},
            "response": {"status": 204},
        }

    segment = {"type": "track", "event": "Added", "writeKey": "wk", "properties": {"section": "Shop", "value": 19.99}}
    hits = [
        entry("https://t.shop.example/hit?ev=added&cat=Shop&val=19.99&color=red"),
        entry("https://t.shop.example/hit?ev=sold&cat=Shop&val=19.99&color=red"),
        entry("https://api.segment.io/v1/t", segment),
    ]
    page = {"startedDateTime": "2026-01-01T00:00:00.000Z", "id": "p1", "title": "", "pageTimings": {}}
    (tmp_path / "visit.har").write_text(json.dumps({"log": {"version": "1.2", "pages": [page], "entries": hits}}))
    (tmp_path / "tracking-plan.yaml").write_text(
        "plan: Shop\nvendors:\n"
        "  house: {match: t.shop.example/hit*, read: {name: ev, category: cat, value: val}}\n"
        "  segment: {read: {category: section}}\n"
        "events:\n  Added: {house: {event: added, category: Shop}}\n"
    )
    scenario = tmp_path / "cart.yaml"
    scenario.write_text(
        "scenario: cart\nsite: https://shop.example\njourney:\n  - goto: /\n    expect:\n"
        "      - Added\n"
        "      - {vendor: house, event: sold, category: Shop, value: 19.99, params: {color: red}}\n"
        "      - {vendor: segment, event: Added, category: Shop, value: 19.99}\n"
    )
    code, told = run("judge", str(tmp_path / "visit.har"), str(scenario))
    assert (code, "1 passed" in told) == (0, True), told


@pytest.mark.parametrize(
    ("vendor", "problem"),
    [
        ("house: {read: {name: ev}}", "needs match:"),
        ("ga4: {match: t.shop.example/*}", "is known, and needs no match"),
        ("house: {match: t.shop.example, read: {event: ev}}", 'Did you mean "name"'),
        ("house: {match: '/hit'}", "names no host"),
    ],
)
def test_a_vendor_that_is_declared_wrongly(vendor: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "tracking-plan.yaml"
    file.write_text(f"plan: Shop\nvendors:\n  {vendor}\n")
    code, told = run("check", str(file))
    assert (code, problem in told) == (2, True), told
