"""Drafts that the language reads without a mistake, whatever the container holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.gtm.drafting import Draft, draft
from validator.language import read_suite
from validator.model.container import Container, Tag, Trigger
from validator.model.suite import Entry

SHOP: dict[str, Any] = {
    "tags": [
        {"name": "Google tag", "type": "googtag", "params": {"tagId": "G-AAAA111111"}, "fires": ["Initialization"]},
        {
            "name": "Add: “x” # {y}",
            "type": "gaawe",
            "params": {
                "eventName": "add_to_cart",
                "measurementIdOverride": "G-AAAA111111",
                "eventSettingsTable": [
                    {"parameter": "value", "parameterValue": "{{price}}"},
                    {"parameter": "currency", "parameterValue": "{{currency}}"},
                    {"parameter": "items", "parameterValue": "{{items}}"},
                ],
            },
            "fires": ["click"],
        },
        {"name": "Old", "type": "ua", "fires": ["buy"], "params": {"trackType": "TRACK_EVENT", "trackingId": "UA-1-1",
         "eventCategory": "Shop", "eventAction": "Buy", "eventLabel": "{{price}}"}},
        {"name": "Open", "type": "gaawe", "params": {"eventName": "{{price}}"}, "fires": ["time"]},
        {"name": "Timed", "type": "gaawe", "fires": ["time"],
         "params": {"eventName": "late", "measurementIdOverride": "G-AAAA111111"}},
        {"name": "Paused", "type": "gaawe", "params": {"eventName": "no"}, "fires": ["buy"], "paused": True},
    ],
    "triggers": [
        {"name": "click", "type": "CLICK", "when": [["{{Click Text}}", "EQUALS", "Add to cart"]]},
        {"name": "buy", "type": "CUSTOM_EVENT", "event": "purchase"},
        {"name": "time", "type": "TIMER"},
    ],
    "variables": [{"name": "currency", "type": "c", "params": {"value": "EUR"}}],
}  # fmt: skip


def read(told: Draft, folder: Path) -> Entry:
    (folder / "tracking-plan.yaml").write_text(told.plan, encoding="utf-8")
    (folder / "drafted.yaml").write_text(told.scenario, encoding="utf-8")
    (entry,) = read_suite([folder / "drafted.yaml"], environment={})
    return entry


@pytest.fixture
def drafted() -> Draft:
    return draft(read_container(exported(SHOP), "container.json"))


def test_events_of_the_plan(drafted: Draft, tmp_path: Path) -> None:
    plan = read(drafted, tmp_path).plan
    assert list(plan.events) == ["Google tag", "Add: “x” # {y}", "Old", "Timed"]
    assert plan.vendors["ga4"].ids == ("G-AAAA111111",)
    assert drafted.events == 4
    assert "      params:\n        value: present\n        currency: EUR\n" in drafted.plan
    assert "      items:\n        length:\n          at_least: 1\n" in drafted.plan
    assert "      category: Shop\n      action: Buy\n" in drafted.plan
    assert "label" not in drafted.plan, "what only the page knows is not planned"


def test_steps_of_the_scenario(drafted: Draft, tmp_path: Path) -> None:
    steps = read(drafted, tmp_path).scenario.journey
    assert [step.kind for step in steps] == ["goto", "click", "push"]
    assert [len(step.expect) for step in steps] == [1, 1, 1]


def test_what_a_person_must_choose_is_said(drafted: Draft) -> None:
    assert "# CHOOSE: what on the site makes this push" in drafted.scenario
    assert "# CHOOSE: what a visitor does to make this happen.\n  #   expect: Timed" in drafted.scenario
    assert "# CHOOSE: ‘Open’" in drafted.plan
    assert "Paused" not in drafted.plan
    assert drafted.chosen == (drafted.plan + drafted.scenario).count("# CHOOSE:")


@pytest.mark.parametrize(
    ("trigger", "step"),
    [
        (["CLICK", ["{{Click ID}}", "EQUALS", 'a"b']], 'click:\n      css: \'[id="a\\"b"]\''),
        (["LINK_CLICK", ["{{Click URL}}", "STARTS_WITH", "tel:"]], "css: '[href^=\"tel:\"]'\n      nth: 0"),
        (["CLICK", ["{{Click Element}}", "CSS_SELECTOR", ".a > b"]], "css: '.a > b'"),
        (["PAGEVIEW", ["{{Page Path}}", "EQUALS", "/thanks"]], "goto: /thanks"),
        (["FORM_SUBMISSION", ["{{Form ID}}", "EQUALS", "news"]], "submit:\n      css: '[id=\"news\"]'"),
        (["SCROLL_DEPTH"], "scroll: bottom"),
    ],
)
def test_the_step_that_fires_a_trigger(trigger: list[Any], step: str, tmp_path: Path) -> None:
    kind, *when = trigger
    tag = {**SHOP["tags"][4], "fires": ["t"]}
    told = {"tags": [tag], "triggers": [{"name": "t", "type": kind, "when": when}]}
    found = draft(read_container(exported(told), "x"))
    assert step in found.scenario
    assert read(found, tmp_path).scenario.journey[-1].kind == step.partition(":")[0] or step.startswith("css")


@pytest.mark.parametrize("name", ["${HOME}", "a: b", "- x", "yes", "x\ny", "# c", "'", "", "{{x}}", "*"])
def test_names_of_any_kind_are_read_back(name: str, tmp_path: Path) -> None:
    params = {"eventName": "e", "measurementIdOverride": "G-1", "eventParameters": [{"name": "p", "value": name}]}
    tags = tuple(Tag(str(number), name, "gaawe", params, ("1",)) for number in range(2))
    trigger = Trigger("1", name, "scrollDepth")
    entry = read(draft(Container("GTM-1", name, tags=tags, triggers=(trigger,))), tmp_path)
    assert len(entry.plan.events) == 2


def test_a_container_without_anything(tmp_path: Path) -> None:
    entry = read(draft(Container("")), tmp_path)
    assert entry.plan.events == {}
