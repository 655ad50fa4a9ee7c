"""The report in a real browser: what it shows, every tab, key and filter, for everybody; nothing runs in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.everybody import violations
from tests.reporters import runs
from validator.json_text import json_text
from validator.model.run import Run
from validator.reporters import html
from validator.ui import page_data

pytestmark = pytest.mark.browser

TABS = ["Expectations", "Hits", "Tags", "Variables", "Data layer", "Consent", "Page", "Errors"]
VIEWS = ["#/", "#/s1", "#/s1/o4", "#/s1/hits", "#/s1/m8/tags", "#/s1/m7/page", "#/s1/consent", "#/s5", "#/s1/m9/layer"]
PICTURE = """<body style="margin:0"><button style="position:absolute;left:88px;top:412px;width:168px;height:44px">"""


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails the test for every error, and for every request to anywhere."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on("request", lambda request: troubles.append(request.url) if request.url.startswith("http") else None)
    page.set_viewport_size({"width": 1280, "height": 800})
    yield page
    assert not [trouble for trouble in troubles if "preview.example" not in trouble]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


def opened(page: Page, folder: Path, run: Run, view: str = "#/") -> Page:
    report = folder / "report.html"
    report.write_text(html.render(run), "utf-8")
    page.goto(f"{report.as_uri()}{view}")
    expect(page.locator("main > *")).not_to_have_count(0)
    return page


def shown(page: Page, view: str) -> None:
    """Goes to a view of the page that is open, and waits until it is drawn."""
    page.evaluate("document.querySelector('main').firstElementChild.dataset.old = 'yes'")
    page.evaluate(
        "view => { if (location.hash === view) dispatchEvent(new Event('hashchange')); location.hash = view }", view
    )
    expect(page.locator("main > [data-old]")).to_have_count(0)


def test_what_failed_stands_on_top_with_its_broken_link_and_the_mend(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything())
    expect(page).to_have_title("2 failed, 1 broken · tracking")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 5 scenarios failed")
    expect(page.locator(".hero p").first).to_contain_text("1 scenario could not be performed.")
    card = page.locator(".cause").first
    expect(card.get_by_role("heading")).to_have_text("google_ads conversion")
    expect(card.locator(".chain .broken")).to_contain_text("Consent")
    expect(card.locator(".mend")).to_have_text(
        "To mend it: Grant ad_storage where the visitor accepts, or expect no conversion in this profile."
    )
    for part in (card.locator(".why"), card.locator(".chain"), card.locator(".mend")):
        expect(part).to_be_in_viewport(ratio=1)


def test_a_run_that_passed_says_so(page: Page, folder: Path) -> None:
    opened(page, folder, runs.passing())
    expect(page.get_by_role("heading", level=1)).to_have_text("All 2 scenarios passed")
    expect(page.get_by_text("Every conversion is tracked.")).to_be_visible()


def test_an_empty_run_is_drawn(page: Page, folder: Path) -> None:
    opened(page, folder, Run(()))
    expect(page.get_by_role("heading", level=1)).to_have_text("No scenario was run")


def test_a_cause_leads_to_its_expectation_in_the_journey(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything())
    page.locator(".cause").nth(2).get_by_role("link").click()
    card = page.locator(".card.chosen")
    expect(card.get_by_role("heading")).to_have_text("ga4 add_to_cart")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text(['"19,99"', "blue"])
    expect(page.locator(".row[aria-current]")).to_contain_text('click button "Add to cart"')
    page.reload()
    expect(page.locator(".card.chosen").get_by_role("heading")).to_have_text("ga4 add_to_cart")


def test_every_tab_of_every_message_is_drawn(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1")
    for row in range(0, page.locator(".row").count(), 3):
        page.locator(".row").nth(row).click()
        for name in TABS:
            page.get_by_role("tab", name=name).click()
            expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
            expect(page.get_by_role("tabpanel")).not_to_be_empty()


def test_a_hit_opens_to_its_fields_items_and_raw_request(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1/m9/hits")
    page.locator(".hit summary").first.click()
    body = page.locator(".hit-body")
    for text in ("G-DEMO12345", '"19,99"', "Mug, blue", "held back", "push add_to_cart", "sent as text"):
        expect(body).to_contain_text(text)
    body.get_by_text("Raw request").click()
    expect(body.locator("pre").last).to_contain_text("en=add_to_cart")


def test_tags_show_each_condition_with_what_the_page_said(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1/m8/tags")
    page.locator(".tag summary").first.click()
    condition = page.locator(".conditions li").first
    expect(condition).to_contain_text("Click Text equals Add to cart")
    expect(condition).to_contain_text('"Add to basket"')
    expect(condition.locator(".mark")).to_have_class("mark bad")


def test_the_data_layer_shows_what_a_push_changed(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1/m9/layer")
    changed = page.get_by_role("row", name="ecommerce.value")
    expect(changed.get_by_role("cell")).to_have_text(["19.99", '"19,99"'])


def test_the_element_that_was_acted_on_is_outlined(page: Page, folder: Path) -> None:
    page.set_content(PICTURE)
    page.screenshot(path=folder / "2-click.png")
    opened(page, folder, runs.everything(folder), "#/s1/m7/page")
    outline, image = page.locator(".outline").bounding_box(), page.locator(".shot img").bounding_box()
    assert outline
    assert image
    assert (outline["x"] - image["x"]) / image["width"] == pytest.approx(88 / 1280, abs=0.01)
    assert (outline["y"] - image["y"]) / image["height"] == pytest.approx(412 / 800, abs=0.01)


def test_a_timeline_leads_to_its_message(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1")
    page.locator(".tick").nth(5).click()
    expect(page.locator(".detail h2")).to_have_text("Message 6: add_to_cart")
    expect(page.locator(".late")).to_have_count(1)


def test_search_and_filters_leave_what_fits(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything())
    entries = page.locator(".scenario-list .entry:not(.all)")
    expect(entries).to_have_count(5)
    page.get_by_role("searchbox", name="Search scenarios").fill("iphone mug")
    expect(entries).to_have_text(["failedA shopper buys a mug · iPhone 151 of 7 expectations failed · 2.60 s"])
    page.get_by_role("searchbox", name="Search scenarios").fill("begin_checkout")
    expect(entries).to_have_count(2)
    page.get_by_role("searchbox", name="Search scenarios").fill("")
    page.get_by_role("button", name="1 broken").click()
    expect(entries).to_have_count(1)
    page.get_by_role("button", name="All", exact=True).click()
    page.get_by_role("combobox", name="Only owners").select_option("team-ads")
    expect(entries).to_have_count(1)
    page.get_by_role("combobox", name="Only owners").select_option("")
    page.get_by_role("combobox", name="Only conversions").select_option("micro not tracked")
    expect(entries).to_have_count(2)
    page.get_by_role("combobox", name="Only conversions").select_option("macro")
    expect(entries).to_contain_text(["A shopper buys a mug", "A visitor asks for a quote"])


def test_messages_and_vendors_are_filtered(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1/hits")
    page.get_by_role("button", name="meta", exact=True).click()
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_role("searchbox", name="Filter messages").fill("checkout")
    expect(page.locator("ol .row")).to_have_count(5)


def test_the_keyboard_reaches_everything(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything())
    page.keyboard.press("n")
    expect(page.locator(".card.chosen h3")).to_have_text("tag UA – add to cart")
    page.keyboard.press("n")
    expect(page.locator(".card.chosen h3")).to_have_text("ua Ecommerce › Add Product To Cart")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Hits")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".detail h2")).to_have_text("Message 5: Click gtm.click")
    page.keyboard.press("k")
    expect(page.locator(".detail h2")).to_have_text('2. click button "Add to cart"')
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_contain_text("iPhone 15")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 5 scenarios failed")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search scenarios")).to_be_focused()
    page.keyboard.type("n?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_focus_stays_on_the_tabs_and_the_messages(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1")
    page.get_by_role("tab", name="Hits").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Tags")).to_be_focused()
    page.locator(".row").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".row").nth(2)).to_be_focused()


def test_a_failure_is_copied_as_a_ticket_and_a_hit_as_an_expectation(page: Page, folder: Path) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}})"
    )
    opened(page, folder, runs.everything(), "#/s1/o4")
    page.locator(".card.chosen").get_by_role("button", name="Copy as ticket").click()
    expect(page.get_by_role("status")).to_have_text("Copied: Copy as ticket")
    ticket = page.evaluate("copied")
    assert ticket.startswith("# ga4 add_to_cart: wrong: params.value")
    assert '- params.value: expected 19.99, got "19,99"' in ticket
    assert "validator run 'scenarios/buy.yaml'" in ticket
    page.get_by_role("tab", name="Hits").click()
    page.locator(".hit summary").first.click()
    page.get_by_role("button", name="Copy as expectation").click()
    expect(page.get_by_role("status")).to_have_text("Copied: Copy as expectation")
    assert page.evaluate("copied").startswith("- vendor: ga4\n  event: add_to_cart\n  params:\n    currency: EUR\n")
    page.get_by_role("button", name="Copy as cURL").click()
    expect(page.get_by_role("status")).to_have_text("Copied: Copy as cURL")
    assert page.evaluate("copied").startswith("curl 'https://www.google-analytics.com/g/collect?v=2")


def test_a_ticket_names_its_screenshot_and_the_picture_is_copied_beside_it(page: Page, folder: Path) -> None:
    page.set_content(PICTURE)
    page.screenshot(path=folder / "2-click.png")
    page.add_init_script(
        """Object.defineProperty(navigator, 'clipboard', {value: {
          writeText: async (text) => { window.copied = text; },
          write: async ([item]) => { window.picture = (await item.getType('image/png')).size; },
        }})"""
    )
    opened(page, folder, runs.everything(folder), "#/s1/o4")
    card = page.locator(".card.chosen")
    card.get_by_role("button", name="Copy as ticket").click()
    expect(page.get_by_role("status")).to_have_text("Copied: Copy as ticket")
    assert f"Screenshot: {folder.as_posix()}/2-click.png\n" in page.evaluate("copied")
    card.get_by_role("button", name="Copy screenshot").click()
    expect(page.get_by_role("status")).to_have_text("Copied: Copy screenshot")
    assert page.evaluate("picture") > 1000


def test_a_summary_counts_events_by_vendor_and_says_what_converts(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1/hits")
    rows = page.locator(".summary tr")
    expect(rows.first).to_contain_text("ga4")
    expect(page.get_by_role("row", name=re.compile("purchase macro 1"))).to_be_visible()
    expect(page.locator(".row.message", has_text="purchase").locator(".badge.macro")).to_have_count(1)


def test_messages_are_called_as_preview_mode_calls_them(page: Page, folder: Path) -> None:
    opened(page, folder, runs.everything(), "#/s1")
    expect(page.locator(".row.whole")).to_contain_text("Summary")
    expect(page.locator(".row.message", has_text="gtm.click").first).to_contain_text("Click gtm.click")
    page.get_by_role("searchbox", name="Filter messages").fill("failed")
    expect(page.locator("ol .row")).not_to_have_count(0)
    for text in page.locator("ol .row").all_inner_texts():
        assert "failed" in text
    page.locator(".row.whole").click()
    page.get_by_role("tab", name="Tags").click()
    expect(page.locator(".tag", has_text="GA4 – add to cart").first).to_contain_text("GA4 event")
    page.get_by_role("tab", name="Consent").click()
    expect(page.get_by_role("columnheader")).to_contain_text(
        ["Type", "On-page default", "On-page update", "Current state", "As the hits here declare it"]
    )


def test_nothing_of_a_site_runs_or_becomes_an_element(page: Page, folder: Path) -> None:
    opened(page, folder, runs.hostile())
    for view in ("#/s1", "#/s1/m0", "#/s1/m1", "#/s1/m2"):
        page.evaluate("view => { location.hash = view }", view)
        for name in TABS:
            page.get_by_role("tab", name=name).click()
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            expect(page.locator("img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("[...document.querySelectorAll('a')].every((a) => a.getAttribute('href').startsWith('#'))")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_is_for_everybody(page: Page, folder: Path, theme: Any) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    opened(page, folder, runs.everything())
    for view in VIEWS:
        shown(page, view)
        assert (view, violations(page)) == (view, [])


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
def test_nothing_is_cut_off_on_narrow_screens(page: Page, folder: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, folder, runs.everything())
    for view in VIEWS:
        shown(page, view)
        beyond = "element => element.scrollWidth - element.clientWidth"
        assert (view, page.locator("html").evaluate(beyond)) == (view, 0)
        assert (view, page.locator("main").evaluate(beyond)) == (view, 0)


def test_the_same_page_draws_what_a_server_sends(page: Page) -> None:
    ui, run = Path(page_data.__file__).parent, runs.everything()

    def answer(route: Route) -> None:
        path = route.request.url.split("preview.example/")[1].split("?")[0]
        if path == "data/index.json":
            route.fulfill(json=json.loads(json_text(page_data.index_of(run, live=True))))
        elif path == "data/s1.json":
            route.fulfill(json=json.loads(json_text(page_data.detail_of(run.results[0], "s1"))))
        elif path == "data/changes":
            route.fulfill(content_type="text/event-stream", body=": nothing yet\n\n")
        else:
            policy = {"Content-Security-Policy": "default-src 'self'; img-src data:"}
            route.fulfill(path=ui / (path or "index.html"), headers=policy)

    page.route("http://preview.example/**", answer)
    page.goto("http://preview.example/#/s1/o4")
    expect(page.locator(".card.chosen h3")).to_have_text("ga4 add_to_cart")
