"""What a site says is text in every view of the preview, and in the file that is recorded of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.conftest import Opened, pages
from tests.preview.test_taking import Hand, recording
from validator.language.yaml_tree import parse

pytestmark = pytest.mark.browser

EVIL = "</script><img src=x onerror=alert(1)><script>alert(2)</script>\"'`${HOME}{{7*7}}\u202e"
SITE = """<!doctype html><title>TITLE</title>
<button id="evil" aria-label="TITLE">x</button>
<button id="quiet" onclick="go()">Go</button>
<input id="field" aria-label="TITLE" value="">
<script>
  const evil = EVIL;
  window.dataLayer = [];
  function go() {
    dataLayer.push({ event: evil, [evil]: evil, ecommerce: { items: [{ item_id: evil }] } });
    console.error(evil);
    const said = encodeURIComponent(evil);
    const hit = `v=2&tid=G-EVIL1234&cid=1.2&en=${said}&ep.${said}=${said}&epn.value=3&pr1=id${said}`;
    fetch(`https://www.google-analytics.com/g/collect?${hit}`, { method: 'POST', mode: 'no-cors' });
    history.pushState(null, '', '/?' + evil);
    setTimeout(() => { throw new Error(evil); }, 0);
  }
  // a page that wants to be believed, and to break what asks it
  Object.defineProperty(Element.prototype, 'computedName', { get() { throw new Error('no'); } });
  window.opener = null;
</script>"""
TABS = ["Expectations", "Hits", "Tags", "Variables", "Data layer", "Consent", "Page", "Errors"]


@pytest.fixture
def site() -> Iterator[str]:
    escaped = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    page = SITE.replace("TITLE", escaped).replace("EVIL;", json.dumps(EVIL).replace("</", "<\\/") + ";").encode()
    with pages(lambda path: page) as url:
        yield url


def test_nothing_of_a_site_runs_in_the_preview_and_all_of_it_is_told(page: Page, site: str, tmp_path: Path) -> None:
    with recording(site, tmp_path, None) as (shown, book, _):
        page.goto(shown.url)
        expect(page.locator(".row.page")).to_have_count(1)
        hand = Hand(page, shown)
        hand.click("#evil")
        hand.type("#field", "<b>${HOME}")
        hand.click("#quiet")
        expect(page.locator(".row.message", has_text="onerror=alert(1)")).to_have_count(1)
        expect(page.locator(".taken > li").last).to_contain_text("onerror=alert(1)")
        for row in range(page.locator(".row").count()):
            page.locator(".row").nth(row).click()
            for name in TABS:
                page.get_by_role("tab", name=name).click()
                for _ in range(2):
                    page.evaluate("document.querySelectorAll('.panel details').forEach((each) => (each.open = true))")
        assert page.locator("img[src=x], [onerror], main script, .taking script, b").count() == 0
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#told")).to_contain_text("Written")
        text = book.written().text
    assert parse(text, Path("a.yaml"), "a.yaml")
    assert "${HOME}" not in text.replace("$${HOME}", ""), "a site's ${…} is no reference of ours"
    assert "\u202e" not in text


def test_names_of_files_and_scenarios_are_text_too(preview: Opened, page: Page, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>"
    file = tmp_path / f"{name}.yaml"
    text = f"""scenario: '{name}</script>'\nsite: http://127.0.0.1:9\njourney:\n  - goto: '/{name}'\n    name: '{name}'
    expect:\n      - {{vendor: ga4, event: '{name}', params: {{'{name}': '{name}'}}}}\n"""
    file.write_text(text, "utf-8")
    shown = preview(file)
    page.goto(shown.url)
    expect(page.locator("#bar .verdict")).to_have_text("The scenario could not be performed", timeout=20_000)
    expect(page.locator("main h1")).to_contain_text(name)
    file.write_text(text.replace("goto:", "gogo:"), "utf-8")
    page.get_by_text("The file has mistakes").click()
    expect(page.locator(".problem pre")).to_contain_text(name)
    for view in ("#/", "#/s1", "#/s1/o0", "#/s1/m0/page", "#/s1/m0/expectations"):
        page.evaluate("view => { location.hash = view }", view)
        expect(page.locator("main")).to_contain_text(name)
    assert page.locator("[src=x], [onerror], main script").count() == 0


def test_a_site_cannot_reach_the_preview(page: Page, site: str, tmp_path: Path) -> None:
    """Even with the address, which it cannot know: no reading, no ordering, no framing."""
    with recording(site, tmp_path, None) as (shown, _, _):
        page.goto(shown.url)
        expect(page.locator(".row.page")).to_have_count(1)
        hand = Hand(page, shown)
        attempts = hand.ask(
            """async (url) => {
              const body = '{"what": "finish"}';
              const tried = async (path, options) => {
                try {
                  return await (await fetch(url + path, options)).text();
                } catch {
                  return 'refused';
                }
              };
              return [
                await tried('data/index.json'),
                await tried('data/s1.json', { mode: 'no-cors' }),
                await tried('do', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }),
                await tried('do', { method: 'POST', mode: 'no-cors', body }),
                await new Promise((done) => {
                  const script = document.createElement('script');
                  script.src = url + 'app.js';
                  script.onload = () => done('loaded');
                  script.onerror = () => done('refused');
                  document.head.append(script);
                }),
              ];
            }""",
            shown.url,
        )
        assert [told or "refused" for told in attempts] == ["refused"] * 5
        expect(page.locator("#bar .verdict")).to_have_text("You are visiting")
