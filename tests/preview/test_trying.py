"""Expectations tried in the page, and written into the file by one click; failures as tickets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.conftest import Opened
from tests.preview.test_preview import MUG, verdict

pytestmark = pytest.mark.browser
Written = Callable[[str], Path]


def typed(page: Page, text: str) -> None:
    if not page.locator("#trial").is_visible():
        page.get_by_text("Would this match").click()
    page.locator("#trial").fill(text)


def test_an_expectation_is_tried_as_it_is_typed(preview: Opened, page: Page, scenario: Written) -> None:
    page.goto(preview(scenario(MUG)).url)
    verdict(page, "The scenario passed")
    page.locator(".row.step").nth(1).click()
    expect(page.locator(".row.step[aria-current]")).to_have_count(1)
    page.get_by_role("tab", name="Expectations").click()
    expect(page.locator(".trial > summary")).to_have_text("Would this match, at this step?")
    typed(page, "vendor: ga4\nevent: add_to_cart\nparams: {value: 19.9}")
    expect(page.locator(".tried h3")).to_have_text(["It matches"])
    typed(page, "vendor: ga4\nevent: add_to_cart\nparams: {value: 5}")
    expect(page.locator(".tried h3")).to_have_text(["It does not match"])
    expect(page.locator(".tried .differences")).to_contain_text("19.9")
    typed(page, "vendor: ga4\nevnt: add_to_cart")
    expect(page.locator(".tried .mistakes")).to_contain_text('Did you mean "event"?')
    typed(page, "- Add to cart\n- push: nothing_of_the_kind")
    expect(page.locator(".tried h3")).to_have_text(["It matches", "It matches", "It does not match"])
    page.locator(".row.whole").click()
    expect(page.locator(".trial > summary")).to_have_text("Would this match, over the whole journey?")
    typed(page, "{vendor: ga4, event: page_view, times: 2}")
    expect(page.locator(".tried h3")).to_have_text(["It matches"])


def test_what_was_tried_is_written_below_its_step_and_judged(preview: Opened, page: Page, scenario: Written) -> None:
    file = scenario(MUG)
    page.goto(preview(file).url)
    verdict(page, "The scenario passed")
    page.locator(".row.step").nth(1).click()
    expect(page.locator(".row.step[aria-current]")).to_have_count(1)
    page.get_by_role("tab", name="Expectations").click()
    expect(page.locator(".trial > summary")).to_have_text("Would this match, at this step?")
    typed(page, "{vendor: ga4, event: add_to_cart, params: {value: 5}}")
    page.get_by_role("button", name="Write into the scenario").click()
    expect(page.locator("#told")).to_contain_text("Written at ")
    verdict(page, "The scenario failed")
    assert file.read_text() == MUG.replace(
        "      - push: add_to_cart   # the push\n",
        "      - push: add_to_cart   # the push\n      - {vendor: ga4, event: add_to_cart, params: {value: 5}}\n",
    )


def test_an_event_becomes_an_expectation_by_one_click(preview: Opened, page: Page, scenario: Written) -> None:
    file = scenario(MUG)
    page.goto(preview(file).url)
    verdict(page, "The scenario passed")
    page.get_by_role("tab", name="Hits").click()
    hit = page.locator(".hit", has_text="add_to_cart")
    hit.locator("summary").first.click()
    before = page.locator(".row.step").nth(1).inner_text()
    hit.get_by_role("button", name="Write into the scenario").click()
    expect(page.locator(".row.step").nth(1)).not_to_have_text(before)
    verdict(page, "The scenario passed")
    text = file.read_text()
    assert "planned: Add to cart" in text
    assert "item_id: MUG-1" in text
    assert "screen_resolution" not in text
    assert "# into the cart" in text


def test_a_failure_is_copied_as_a_ticket_with_the_hit_that_was_sent(
    preview: Opened, page: Page, scenario: Written
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    file = scenario(MUG.replace("- push: add_to_cart", "- {vendor: ga4, event: add_to_cart, params: {value: 5}}"))
    page.goto(preview(file).url)
    verdict(page, "The scenario failed")
    page.get_by_role("button", name="Copy as ticket").first.click()
    expect(page.locator("#told")).to_contain_text("Copied")
    ticket = page.evaluate("navigator.clipboard.readText()")
    for part in (
        "ga4 add_to_cart",
        "expected 5",
        "got 19.9",
        "The hit:",
        "en=add_to_cart",
        "To reproduce:",
        "validator run",
    ):
        assert part in ticket, ticket
    page.get_by_role("button", name="Copy link").first.click()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".card.chosen h3")).to_have_text("ga4 add_to_cart")
