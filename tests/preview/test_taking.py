"""A person's visit becomes a scenario: steps with locators that last, ticked expectations, a file that passes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.preview.conftest import options
from tests.preview.test_record import PLAN, outcomes, run
from validator.demo import Shop
from validator.preview.book import Book, Cover
from validator.preview.files import Files
from validator.preview.running import Running, running, visit_file
from validator.preview.session import Session
from validator.preview.taking import Recorder

pytestmark = pytest.mark.browser


@contextmanager
def recording(url: str, folder: Path, plan: Path | None = PLAN) -> Iterator[tuple[Running, Book, Recorder]]:
    """A recording of a visit, whose scenario is kept in the folder."""
    recorder, books = Recorder(), []
    cover = Cover(folder / "recorded.yaml", plan=plan)
    files = Files([visit_file(url, folder)], environment={}, plan=plan)

    def book(session: Session) -> Book:
        books.append(Book(session, recorder, cover, {}))
        return books[0]

    with running(
        files, options(), environment={}, live_picture=True, visit=True, recorder=recorder, taking=book
    ) as shown:
        yield shown, books[0], recorder


class Hand:
    """A person's hand in the visited browser: real input events, by the picture."""

    def __init__(self, page: Page, shown: Running) -> None:
        self.page = page
        self.shown = shown

    def ask(self, script: str, *more: Any) -> Any:
        companion = self.shown.session.companion
        assert companion is not None
        assert companion.journey is not None
        assert companion.journey.page is not None
        assert companion._loop is not None
        work = companion.journey.page.evaluate(script, *more)
        return asyncio.run_coroutine_threadsafe(work, companion._loop).result(10)

    def click(self, css: str) -> None:
        """Clicks in the middle of an element, scrolled to first."""
        place = self.ask(
            """css => {
              const element = document.querySelector(css);
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = element.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            }""",
            css,
        )
        box = self.page.locator("canvas").bounding_box()
        assert box
        self.page.mouse.click(box["x"] + place[0] * box["width"] / 1280, box["y"] + place[1] * box["height"] / 720)

    def type(self, css: str, text: str) -> None:
        self.click(css)
        self.page.keyboard.type(text)


def steps(page: Page) -> Any:
    return page.locator(".taken-step code")


def opened(page: Page, shown: Running) -> Hand:
    page.goto(shown.url)
    expect(page.locator(".row.message", has_text="gtm.load")).to_have_count(1)
    expect(steps(page)).to_have_count(1)
    return Hand(page, shown)


def test_a_visit_is_recorded_saved_and_passes(page: Page, shop: Shop, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1800, "height": 1000})
    with recording(f"{shop.url}/product/morning-mug", tmp_path) as (shown, _, _):
        hand = opened(page, shown)
        hand.click("[data-consent=accept]")
        expect(steps(page).last).to_have_text("click: {role: button, name: Accept all}")
        hand.click("[name=choice][value='1']")
        expect(steps(page).last).to_have_text("check: {role: radio, name: Sage}")
        hand.click(".product-page form.add button")
        expect(steps(page).last).to_have_text("click: {role: button, name: 'Add to cart: Morning mug'}")
        expect(page.locator(".taken > li").last.get_by_role("checkbox").first).to_be_checked()
        hand.click("a[href='/cart']")
        expect(steps(page).last).to_have_text("click: {role: link, name: Cart}")
        expect(page.locator(".row", has_text="view_cart")).to_have_count(1)
        hand.click("a[href='/checkout']")
        expect(page.locator(".taken > li").nth(4)).to_contain_text("ga4 view_cart")
        expect(page.locator(".taken > li").last).to_contain_text("push begin_checkout")
        unwanted = page.locator(".taken > li").last.get_by_role("checkbox", name="push begin_checkout")
        unwanted.uncheck()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#told")).to_contain_text("Written: ")
        expect(page.locator(".taking header")).to_contain_text("is written")
    text = (tmp_path / "recorded.yaml").read_text()
    assert "push: {event: add_to_cart}" in text
    assert "push: {event: begin_checkout}" not in text, "it was unticked"
    assert "planned: Begin checkout" in text, "what the page held back was brought out"
    assert "value: '${price}'" in text
    result = run(tmp_path / "recorded.yaml", shop, tmp_path / "out")
    assert result.verdict.status == "passed", (outcomes(result), result.verdict.broken, text)


def test_what_is_typed_chosen_and_pressed_is_taken_and_secrets_are_not(page: Page, shop: Shop, tmp_path: Path) -> None:
    with recording(f"{shop.url}/account", tmp_path) as (shown, book, recorder):
        hand = opened(page, shown)
        hand.click("[data-consent=deny]")
        expect(steps(page)).to_have_count(2)
        hand.type("[name=email]", "ada@example.org")
        hand.type("[name=password]", "lovelace")
        page.keyboard.press("Enter")
        expect(steps(page)).to_contain_text(
            [
                "goto: /account",
                "click: {role: button, name: Deny all}",
                "fill: {role: textbox, name: E-mail, value: ada@example.org}",
                "fill: {label: Password, value: '${PASSWORD}'}",
                "press: Enter",
            ]
        )
        expect(page.locator(".row.page", has_text="/account")).not_to_have_count(1)
        text = book.written().text
        assert "secret: [PASSWORD]" in text
        assert "lovelace" not in text
        assert recorder.visit.secrets.values == {"PASSWORD": "lovelace"}
        told = (
            page.request.get(f"{shown.url}data/s1.json").text() + page.request.get(f"{shown.url}data/index.json").text()
        )
        assert "lovelace" not in told
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"lovelace" in file.read_bytes()]
