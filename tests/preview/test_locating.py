"""Locators that last: for every element that a visitor can act on, Playwright finds the same one again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Locator as PageLocator

from validator.demo import Shop
from validator.preview.taking import script

pytestmark = pytest.mark.browser

WANTED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [data-odd]"
ODD = """<!doctype html><title>Odd</title><main>
<style>.icon::before { content: 'Open menu'; } .gone { display: none; } .shout { text-transform: uppercase; }</style>
<h1>Two of each</h1>
<ul><li><h3>Harbour mug</h3><button>Buy</button></li><li><h3>Morning mug</h3><button>Buy</button></li></ul>
<table><tr><th>Tea</th><td><a href="/a">Change</a></td></tr>
<tr><th>Pot</th><td><a href="/b">Change</a></td></tr></table>
<nav aria-label="Main"><a href="/x">Offers</a></nav>
<footer><nav aria-label="Foot"><a href="/x">Offers</a></nav></footer>
<button class="icon"></button><button><span class="gone">Hidden</span> Shown</button>
<button aria-label="Close">×</button>
<button aria-labelledby="t1 t2">ignored</button><span id="t1">Send</span> <span id="t2">now</span>
<button><img alt="Search" src="data:,"></button><a href="/c"><div>Two</div><div>lines</div></a>
<label for="n1">Name</label><input id="n1"><label>Town <input></label>
<input placeholder="Street"><input title="Postcode">
<input aria-label="Phone"><input type="password" id="pw"><label for="pw">Password</label>
<label>Name of the company <input></label>
<input name="q1" value="x"><input type="submit" value="Go on"><input type="submit">
<label><input type="checkbox"> Terms</label><label><input type="radio" name="r"> Red</label>
<label><input type="radio" name="r"> Dark red</label>
<select aria-label="Country"><option>DE</option></select><textarea aria-label="Note"></textarea>
<div role="button" tabindex="0">Divided</div><div role="tab">First</div><a href="/cart">Cart <span>3</span></a>
<a href="/d">Save 20%</a><a href="/e">Now €19.90</a><button data-testid="made">Made</button><button>Made</button>
<button id="ember123">Numbered</button><button id="ember124">Numbered</button>
<div data-odd style="cursor:pointer">A card that can be clicked</div><button class="shout">loud</button>
<button title="Only a title"></button><summary>Alone</summary><details><summary>More</summary>x</details>
<fieldset><legend>Home</legend><label>Street name <input></label></fieldset>
<fieldset><legend>Work</legend><label>Street name <input></label></fieldset>
<input type="checkbox" id="terms" style="position: absolute; opacity: 0"><label for="terms" data-odd>I have read the
<a href="/terms">terms of the shop</a>, every word of them, and will tell all of my friends about them</label>
<div><div>Floor</div><input></div><div><input><b>Lift</b></div><p><span><input></span> Bell</p>
<div><h4>Harbour</h4><div data-odd style="cursor: pointer">Reserve</div></div>
<div><h4>Castle</h4><div data-odd style="cursor: pointer">Reserve</div></div>
<button>Add "quoted" 'text' \\ back</button><button>  spaced
 out  </button><button>ß Straße – „x“</button>
</main>"""


def located(page: Page, told: dict[str, Any]) -> PageLocator:
    """A told locator in Playwright's terms, as the steps of a scenario find it."""
    scope: Any = located(page, told["inside"]) if told.get("inside") else page
    exact = bool(told.get("exact"))
    by, value = told["by"], told["value"]
    found: PageLocator = {
        "role": lambda: scope.get_by_role(value, name=told.get("name") or None, exact=exact),
        "test_id": lambda: scope.get_by_test_id(value),
        "label": lambda: scope.get_by_label(value, exact=exact),
        "placeholder": lambda: scope.get_by_placeholder(value, exact=exact),
        "alt": lambda: scope.get_by_alt_text(value, exact=exact),
        "title": lambda: scope.get_by_title(value, exact=exact),
        "text": lambda: scope.get_by_text(value, exact=exact),
        "css": lambda: scope.locator(f"css={value}"),
    }[by]()
    if told.get("has_text"):
        found = found.filter(has_text=told["has_text"])
    return found if told.get("nth") is None else found.nth(told["nth"])


def wrong(page: Page) -> tuple[list[str], list[dict[str, Any]]]:
    """The elements that their locator does not mean alone, and all locators."""
    elements = [element for element in page.query_selector_all(WANTED) if element.is_visible()]
    faults, all_told = [], []
    for element in elements:
        told = element.evaluate("element => globalThis[Symbol.for('test')].locate(element)")
        all_told.append(told)
        found = located(page, told)
        count = found.count()
        held = "(element, other) => element === other" + (" || element.contains(other)" if told["by"] == "text" else "")
        same = count == 1 and element.evaluate(held, found.element_handle())
        if not same:
            faults.append(f"{element.evaluate('element => element.outerHTML')[:120]}: {told} finds {count}")
    assert elements
    return faults, all_told


@pytest.fixture
def looking(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.route("https://**", lambda route: route.fulfill(body=""))
    page = context.new_page()
    page.add_init_script(script("", "test"))
    yield page
    context.close()


def test_odd_elements_are_found_again(looking: Page) -> None:
    looking.goto(f"data:text/html;charset=utf-8,{quote(ODD)}")
    faults, told = wrong(looking)
    assert not faults, "\n".join(faults)
    brittle = [each for each in map(str, told) if "nth-of-type" in each or (" > " in each and ":has(" not in each)]
    assert {"by": "css", "value": 'label[for="terms"]'} in told
    beside = {each["inside"].get("has_text") for each in told if "inside" in each}
    assert beside >= {"Floor", "Lift", "Bell", "Harbour", "Castle"}
    assert len(brittle) <= 1, brittle


@pytest.mark.parametrize(
    "path", ["/", "/product/morning-mug", "/category/mugs", "/wholesale", "/account/create", "/guide/"]
)
def test_everything_in_the_shop_is_found_again(looking: Page, shop: Shop, path: str) -> None:
    looking.goto(f"{shop.url}{path}")
    faults, told = wrong(looking)
    assert not faults, "\n".join(faults)
    named = [each for each in told if each["by"] in ("role", "label", "test_id", "text", "placeholder")]
    assert len(named) >= 0.9 * len(told), [each for each in told if each not in named]
