"""Every type of variable gives the value written beside it, on one page with one message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from tests.gtm.page import exported, open_shop
from validator.gtm.container_file import read_container

TABLE = yaml.safe_load((Path(__file__).parent / "variables.yaml").read_text(encoding="utf-8"))
CASES = TABLE["variables"]


@pytest.fixture(scope="module")
def values(gtm_browser: Browser) -> dict[str, Any]:
    """All variables at the message of one click, read by one custom HTML tag."""
    told = [{"name": f"v{number}", **case} for number, case in enumerate(CASES)]
    reads = "".join(f"got[{number}] = {{{{v{number}}}}};" for number in range(len(told)))
    fragment = {
        "tags": [{"name": "Read", "type": "html", "params": {"html": f"<script>{reads}</script>"}, "fires": ["click"]}],
        "triggers": [{"name": "click", "type": "CLICK"}],
        "variables": told,
    }
    with open_shop(gtm_browser, read_container(exported(fragment), "c.json"), **TABLE["page"]) as shop:
        shop.page.click(TABLE["click"])
        text = shop.page.evaluate("JSON.stringify(got.map(value => value === undefined ? '(undefined)' : value))")
        found = json.loads(text)
        assert shop.errors == []
        return {"values": found, "message": list(shop.messages.values())[-1]}


@pytest.mark.browser
@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: f"{number} {CASES[number]['type']}")
def test_variable(values: dict[str, Any], number: int) -> None:
    assert values["values"][number] == CASES[number]["value"]


@pytest.mark.browser
def test_variables_are_reported(values: dict[str, Any]) -> None:
    told = values["message"]["variables"]
    assert told["Event"] == "gtm.click"
    assert told["v0"] == "text"
