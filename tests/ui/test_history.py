"""The page of the history in a real browser: what it shows, what can be chosen, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.everybody import violations
from tests.history.made_up import CART, ORDER, START, around, journey, keep
from validator.history.filters import Filters
from validator.history.page import render
from validator.history.records import DAY, Subject
from validator.history.store import History, open_history
from validator.model.segment import Segment, Sent, Wanted

pytestmark = pytest.mark.browser

SCROLL = Subject("ga4 scroll", "ga4 scroll", vendor="ga4", event="scroll")
LEFT = Segment("Cart left", ((Wanted(event="add_to_cart"),),), ((Wanted(event="purchase"),),))


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails the test for every error, and for every request to anywhere."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: troubles.append(request.url) if request.url.startswith("http") else None)
    page.set_viewport_size({"width": 1280, "height": 800})
    yield page
    assert not troubles


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks: the order breaks on phones in the third, with a new version; the cart broke for two days."""
    folder = tmp_path_factory.mktemp("history")
    with open_history(str(folder / "history.db")) as history:
        for day in range(21):
            version = "41" if day < 15 else "42"
            for device in ("Desktop Chrome", "iPhone 15"):
                order = "f" if day >= 15 and device == "iPhone 15" else "m"
                sent = (Sent("ga4", "add_to_cart"), *([Sent("ga4", "purchase")] if order == "m" else []))
                told = {ORDER: order, CART: "w" if day in (5, 6) else "m", SCROLL: "m"}
                keep(
                    history, journey(START + day * DAY, told, around(device, version, sent=sent)), run=f"{day} {device}"
                )
        write(history, folder / "history.html")
    return folder / "history.html"


def write(history: History, file: Path) -> None:
    file.write_text(render(history, Filters(), (LEFT,), now=START + 20 * DAY), "utf-8")


@pytest.fixture
def opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    expect(page.locator(".trend")).not_to_have_count(0)
    return page


def test_what_fails_stands_on_top_with_its_versions_and_its_mend(opened: Page) -> None:
    expect(opened).to_have_title("1 failing · history of the tracking")
    expect(opened.get_by_role("heading", level=1)).to_have_text("1 of 2 conversions fail now")
    order = opened.get_by_role("region", name="Order")
    expect(order.locator(".broke")).to_contain_text("broke between version 41 and 42.")
    expect(order.locator(".broke")).to_contain_text("The trigger did not match.")
    expect(order.locator(".mend")).to_have_text("To mend it: Change it.")
    expect(order.locator(".numbers")).to_contain_text("85.7 %")


def test_a_strip_has_a_cell_a_day_and_tells_its_stretches(opened: Page) -> None:
    cart = opened.get_by_role("region", name="Add to cart")
    expect(cart.locator(".cell")).to_have_count(21)
    expect(cart.locator(".cell.failed")).to_have_count(2)
    expect(cart.locator(".cell.failed").first).to_have_attribute("title", "9 Oct 2024: 2 failed")
    expect(cart.get_by_role("img")).to_have_attribute(
        "aria-label",
        "met from 4 Oct 2024 to 8 Oct 2024; failed from 9 Oct 2024 to 10 Oct 2024; met from 11 Oct 2024 to 24 Oct 2024",
    )
    expect(cart.locator(".past")).to_contain_text("4 failures: first on 9 Oct 00:00, last on 10 Oct 00:00.")
    expect(opened.get_by_role("region", name="Order").locator(".cell.mixed")).to_have_count(6)


def test_one_device_a_campaign_or_a_segment_can_be_chosen(opened: Page) -> None:
    order = opened.get_by_role("region", name="Order")
    opened.get_by_label("Show").select_option(label="iPhone 15")
    expect(order.locator(".cell.failed")).to_have_count(6)
    opened.get_by_label("Show").select_option(label="Desktop Chrome")
    expect(order.locator(".cell.met")).to_have_count(21)
    expect(order.locator(".broke")).to_have_count(0)
    opened.get_by_label("Show").select_option(label="Cart left")
    expect(opened.get_by_text("Journeys that sent add_to_cart and did not send purchase.")).to_be_visible()
    expect(order.locator(".cell.failed")).to_have_count(6)
    expect(order.locator(".cell.none")).to_have_count(15)


def test_lines_are_searched_and_narrowed(opened: Page) -> None:
    expect(opened.locator(".trend")).to_have_count(2)
    opened.get_by_label("Also what is no conversion").check()
    expect(opened.locator(".trend")).to_have_count(3)
    opened.get_by_label("Only what fails").check()
    expect(opened.locator(".trend h3")).to_have_text(["Order"])
    opened.get_by_label("Only what fails").uncheck()
    opened.get_by_label("Find an event").fill("ADD")
    expect(opened.locator(".trend h3")).to_have_text(["Add to cart"])
    opened.get_by_label("Find an event").fill("nothing of the kind")
    expect(opened.get_by_role("status").first).to_have_text("Nothing was kept that fits.")


def test_two_weeks_stand_side_by_side(opened: Page) -> None:
    row = opened.get_by_role("row", name="Order · ga4 purchase")
    expect(row.get_by_role("cell")).to_have_text(["100 % · 95 % within 200 ms", "57.1 % · 95 % within 200 ms", "broke"])


def test_what_broke_and_came_back_is_listed(opened: Page) -> None:
    listed = opened.get_by_role("region", name="What broke, and what came back").get_by_role("listitem")
    expect(listed).to_have_count(3)
    expect(listed.first).to_contain_text("Order · ga4 purchase broke between version 41 and 42")
    expect(listed.nth(1)).to_contain_text("Add to cart · ga4 add_to_cart came back")


def test_nothing_of_a_site_runs_or_becomes_an_element(page: Page, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    with open_history(str(tmp_path / "history.db")) as history:
        bad = Subject(evil, evil, conversion="macro", owner=evil)
        keep(history, journey(START, {bad: "f"}, around(evil, evil, campaign=evil), name=evil))
        keep(history, journey(START + DAY, {bad: "f"}, around("other", evil, campaign=evil), name=evil))
        write(history, tmp_path / "history.html")
    page.goto((tmp_path / "history.html").as_uri())
    expect(page.locator(".trend h3")).to_have_text(evil)
    expect(page.locator("img")).to_have_count(0)


def test_an_empty_history_says_so(page: Page, tmp_path: Path) -> None:
    with open_history(str(tmp_path / "history.db")) as history:
        write(history, tmp_path / "history.html")
    page.goto((tmp_path / "history.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was kept yet")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_for_everybody(opened: Page, theme: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    opened.emulate_media(color_scheme=theme, reduced_motion="reduce")
    assert violations(opened) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
def test_nothing_is_cut_off_on_narrow_screens(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    for place in ("html", "main"):
        assert opened.locator(place).evaluate("element => element.scrollWidth - element.clientWidth") == 0
