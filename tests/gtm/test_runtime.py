"""A container fragment, a page and an action give the activity and the hits written beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from tests.gtm.page import Shop, exported, open_shop
from validator.gtm.container_file import read_container

TABLES = sorted((Path(__file__).parent / "runtime").glob("*.yaml"))
CASES = [
    pytest.param(case, id=f"{table.stem}: {case['case']}")
    for table in TABLES
    for case in yaml.safe_load(table.read_text(encoding="utf-8"))
]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], gtm_browser: Browser) -> None:
    container = read_container(exported(case), "container.json")
    with open_shop(gtm_browser, container, **case.get("page", {})) as shop:
        for step in case.get("do", []):
            _perform(shop, step)
        for condition in case.get("until", []):
            shop.wait(condition)
        messages = list(shop.messages.values())
        for expected in case.get("activity", []):
            _check_tag(messages, expected)
        if "messages" in case:
            assert [message["event"] for message in messages] == case["messages"]
        if "hits" in case:
            _check_hits(shop.hits, case["hits"])
        for expression, value in case.get("values", {}).items():
            assert shop.page.evaluate(expression) == value, expression
        told = [f"{error['source']}: {error['text']}" for error in shop.errors]
        patterns = case.get("errors", [])
        assert len(told) == len(patterns), told
        for pattern, text in zip(patterns, told, strict=True):
            assert re.search(pattern, text), text


def _perform(shop: Shop, step: dict[str, Any]) -> None:
    for kind, value in step.items():
        if kind == "push":
            shop.page.evaluate("item => { dataLayer.push(item); }", value)
        elif kind == "gtag":
            shop.page.evaluate("words => { gtag(...words); }", value)
        elif kind == "click":
            shop.page.click(value)
        elif kind == "js":
            shop.page.evaluate(value)
        elif kind == "leave":
            shop.flush()
        elif kind == "until":
            shop.wait(value)
        else:
            raise AssertionError(f"unknown step {kind}")


def _check_tag(messages: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    """`at`: the event of the message; `nth`: which of several; the rest are keys of the tag's state."""
    found = [message for message in messages if message["event"] == expected["at"]]
    assert found, f"no message {expected['at']} among {[message['event'] for message in messages]}"
    message = found[expected.get("nth", 1) - 1]
    state = next(tag for tag in message["tags"] if tag["name"] == expected["tag"])
    assert state["status"] == expected["status"], state
    if "reason" in expected:
        assert re.search(expected["reason"], state.get("reason", "")), state
    if "sent" in expected:
        _check_subsets(state.get("sent", []), expected["sent"])
    if "conditions" in expected:
        told = [condition for trigger in state["triggers"] for condition in trigger["conditions"]]
        _check_subsets(told, expected["conditions"])


def _check_hits(hits: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert len(hits) == len(expected), [(hit["how"], hit["path"], hit.get("en") or hit.get("t")) for hit in hits]
    _check_subsets(hits, expected)


def _check_subsets(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert len(found) == len(expected), found
    for actual, wanted in zip(found, expected, strict=True):
        for key, value in wanted.items():
            told = actual.get(key)
            if isinstance(value, str) and value.startswith("re:"):
                assert re.fullmatch(value[3:], str(told)), (key, told)
            elif value is None or isinstance(value, bool | dict | list) or isinstance(told, bool | dict | list):
                assert told == value, (key, told)
            else:
                assert str(told) == str(value), (key, told)
