"""Sites that are not the bundled shop: recorded by hand, the scenario passes at once; the browser's own buttons too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.conftest import options, pages
from tests.preview.test_record import outcomes
from tests.preview.test_taking import Hand, recording, steps
from validator.browser.engine import Engine
from validator.browser.progress import Silence
from validator.language import read_suite

pytestmark = pytest.mark.browser

SITES = Path(__file__).parent / "sites"
CARD = "4242 4242 4242 4242"
CODE = "7z7"  # digits alone stand in times and ids by chance
SECRETS = {"PASSWORD": "a long one", "CARD_NUMBER": CARD, "CARD_CODE": CODE}


@pytest.fixture
def site() -> Iterator[Callable[[str], str]]:
    """Serves a page at every path, and /frame beside it."""
    with ExitStack() as stack:

        def served(name: str) -> str:
            return stack.enter_context(
                pages(lambda path: (SITES / ("frame.html" if path == "/frame" else name)).read_bytes())
            )

        yield served


def passes(file: Path, folder: Path) -> None:
    suite = read_suite([file], environment=SECRETS)
    with Engine(options(output=folder / "out", timeout=10)) as engine:
        result = engine.run(suite.entries, Silence()).results[0]
    assert result.verdict.status == "passed", (outcomes(result), result.verdict.broken, file.read_text())


def act(page: Page, hand: Hand, css: str, told: str) -> None:
    """Clicks, and waits until the step is told."""
    expect_there(hand, css)
    hand.click(css)
    expect(steps(page).last).to_have_text(told)


def expect_there(hand: Hand, css: str) -> None:
    hand.ask(
        """css => new Promise((done) => {
          const look = () => (document.querySelector(css) ? done() : requestAnimationFrame(look));
          look();
        })""",
        css,
    )


def write(hand: Hand, css: str, text: str) -> None:
    expect_there(hand, css)
    hand.type(css, text)
    hand.ask(
        """([css, text]) => new Promise((done) => {
          const look = () => {
            const field = document.querySelector(css);
            if (field && (field.value ?? field.innerText) === text) done();
            else requestAnimationFrame(look);
          };
          look();
        })""",
        [css, text],
    )


def test_a_page_that_draws_itself_anew_is_recorded_and_passes(
    page: Page, site: Callable[[str], str], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1800, "height": 1000})
    with recording(site("furniture.html"), tmp_path, None) as (shown, _, recorder):
        page.goto(shown.url)
        expect(page.locator(".row", has_text="goto /")).to_contain_text("2 hits")
        hand = Hand(page, shown)
        write(hand, "[data-field=query]", "Leu")
        inside = "inside: {css: 'div:has(> h3)', has_text: Leuchte Süd}"
        act(page, hand, "[data-act='add:LAMP-3']", f"click: {{text: In den Warenkorb, {inside}}}")
        act(page, hand, "[data-act=cart]", "click: {text: Warenkorb, exact: true}")
        act(page, hand, "fancy-button", "click: {role: button, name: Zur Kasse}")
        for field, text in (("name", "Ada"), ("password", "a long one"), ("card", CARD), ("code", CODE)):
            write(hand, f"[data-field={field}]", text)
        act(page, hand, "[data-act=open]", "click: {text: Standard}")
        act(page, hand, "[data-act='ship:Express']", "click: {role: option, name: Express}")
        act(page, hand, "label span", "click: {text: '☐ AGB akzeptieren'}")
        act(page, hand, "[data-act=buy]", "click: {role: button, name: Jetzt kaufen}")
        expect(page.locator(".taken > li").last).to_contain_text("meta Purchase")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#told")).to_contain_text("Written")
        assert recorder.visit.secrets.values == SECRETS
        told = page.request.get(f"{shown.url}data/s1.json").text()
        assert not [secret for secret in SECRETS.values() if secret in told]
    text = (tmp_path / "recorded.yaml").read_text()
    for line in (
        "  - fill: {role: textbox, name: Suchen…, value: Leu}\n",
        "  - fill: {css: input, inside: {css: 'div:has(> input)', has_text: Ihr Name}, value: Ada}\n",
        "  - fill: {css: 'input[type=password]', value: '${PASSWORD}'}\n",
        "has_text: Kartennummer}, value: '${CARD_NUMBER}'}\n",
        "has_text: Prüfziffer}, value: '${CARD_CODE}'}\n",
        "{vendor: ga4, event: begin_checkout, params: {currency: EUR, value: '${total}'}, conversion: micro}",
        r"transaction_id: {matches: '^DE-\d+$'}",
        "conversion: macro",
    ):
        assert line in text, text
    assert "nth" not in text
    assert not [secret for secret in SECRETS.values() if secret in text]
    passes(tmp_path / "recorded.yaml", tmp_path)


def test_an_old_page_with_a_frame_a_list_and_a_tab_is_recorded_and_passes(
    page: Page, site: Callable[[str], str], tmp_path: Path
) -> None:
    with recording(site("hardware.html"), tmp_path, None) as (shown, _, _):
        page.goto(shown.url)
        expect(page.locator(".row", has_text="goto /")).to_contain_text("1 hit")
        hand = Hand(page, shown)
        act(
            page,
            hand,
            "tr:nth-child(2) a",
            "click: {role: link, name: Buy, inside: {role: row, has_text: Saw}}",
        )
        write(hand, "[name=field_8271]", "Ada")
        hand.click("select")
        page.get_by_role("listbox", name="Options").get_by_role("option", name="3").click()
        expect(steps(page).last).to_have_text("select: {css: 'select[name=\"qty\"]', option: '3'}")
        act(page, hand, "[value=office]", 'check: {css: \'input[name="place"][value="office"]\'}')
        write(hand, "textarea", "One")
        write(hand, "#letter", "Two")
        in_frame(page, hand, 0)
        page.keyboard.type(CARD)
        in_frame(page, hand, 1)
        page.keyboard.type(CODE)
        in_frame(page, hand, 2)
        expect(steps(page).last).to_have_text(
            "click: {role: button, name: Pay now, frame: {css: 'iframe[src*=\"/frame\"]'}}"
        )
        act(page, hand, "#enquiry button", "click: {role: button, name: Send}")
        act(page, hand, "a[target]", "click: {role: link, name: Open the tools in a tab}")
        expect(page.locator(".taken > li").last).to_contain_text("ga4 page_view")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#told")).to_contain_text("Written")
    text = (tmp_path / "recorded.yaml").read_text()
    assert "fill: {css: '#letter', value: Two}" in text
    assert "{qty: '3', place: office, form_id: enquiry}" in text, text
    assert "conversion: macro" in text
    assert CARD not in text
    passes(tmp_path / "recorded.yaml", tmp_path)


def in_frame(page: Page, hand: Hand, place: int) -> None:
    """Clicks on a field or button of the page's frame."""
    x, y = hand.ask(
        """place => {
          const frame = document.querySelector('iframe');
          frame.scrollIntoView({ block: 'center', behavior: 'instant' });
          const outer = frame.getBoundingClientRect();
          const inner = frame.contentDocument.querySelectorAll('input, button')[place].getBoundingClientRect();
          const edge = frame.clientLeft;
          return [outer.x + edge + inner.x + inner.width / 2, outer.y + edge + inner.y + inner.height / 2];
        }""",
        place,
    )
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + x * box["width"] / 1280, box["y"] + y * box["height"] / 720)


def test_the_buttons_and_the_address_of_the_picture_are_steps(
    page: Page, site: Callable[[str], str], tmp_path: Path
) -> None:
    url = site("furniture.html")
    with recording(url, tmp_path, None) as (shown, _, _):
        page.goto(shown.url)
        address = page.get_by_role("textbox", name="Address")
        expect(address).to_have_value(url)
        hand = Hand(page, shown)
        act(page, hand, "[data-act=cart]", "click: {text: Warenkorb, exact: true}")
        expect(address).to_have_value(f"{url}cart")
        page.get_by_role("button", name="Back", exact=True).click()
        expect(steps(page).last).to_have_text("go_back")
        page.get_by_role("button", name="Forward", exact=True).click()
        expect(steps(page).last).to_have_text("go_forward")
        page.get_by_role("button", name="Reload", exact=True).click()
        expect(steps(page).last).to_have_text("reload")
        address.fill("/sale?from=here")
        address.press("Enter")
        expect(steps(page).last).to_have_text("goto: '/sale?from=here'")
        expect(address).to_have_value(f"{url}sale?from=here")
        page.get_by_role("button", name="Back", exact=True).click()
        expect(steps(page)).to_have_count(7)
        expect(steps(page).last).to_have_text("go_back")
        address.fill("javascript:alert(1)")
        address.press("Enter")
        address.fill("/last")
        address.press("Enter")
        expect(steps(page).last).to_have_text("goto: /last")
        expect(steps(page)).to_have_count(8)
