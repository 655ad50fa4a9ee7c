"""The live page is for everybody: axe finds nothing in any of its states, in both themes; commands refuse in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from tests.everybody import violations
from tests.preview.conftest import Opened
from tests.preview.test_preview import MUG, Written, state
from tests.preview.test_taking import Hand, recording
from validator.cli import command
from validator.demo import Shop


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_recording_is_for_everybody(page: Page, shop: Shop, tmp_path: Path, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    with recording(f"{shop.url}/product/morning-mug", tmp_path) as (shown, _, _):
        page.goto(shown.url)
        hand = Hand(page, shown)
        expect(page.locator(".row.message", has_text="gtm.load")).to_have_count(1)
        hand.click("[data-consent=accept]")
        expect(page.locator(".taken > li")).to_have_count(2)
        assert violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_paused_scenario_is_for_everybody(preview: Opened, page: Page, scenario: Written, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(preview(scenario(MUG), mode="pause").url)
    state(page, "Waits before step 1")
    page.get_by_role("button", name="Step", exact=True).click()
    state(page, "Waits before step 2")
    page.get_by_role("tab", name="Expectations").click()
    page.get_by_text("Would this match").click()
    page.locator("#trial").fill("vendor: ga4\nevent: nothing")
    expect(page.locator(".tried")).to_contain_text("It does not match")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["preview"], "Missing argument"),
        (["preview", "ftp://shop.example/"], "is not the address of a page"),
        (["preview", "nowhere.yaml"], "there is no such file"),
        (["preview", "nowhere.yaml", "--consent", "granted"], "--consent goes with a URL"),
        (["record", "ftp://shop.example", "--script", "x.yaml"], "is not the address of a site"),
        (["record", "http://127.0.0.1:9", "--script", "nowhere.yaml"], "cannot be read"),
        (["record", "http://127.0.0.1:9", "--output", "."], "is a folder"),
    ],
)
def test_commands_say_what_is_wrong_and_what_to_type(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2, result.output
    assert told in result.output
    assert "Traceback" not in result.output
