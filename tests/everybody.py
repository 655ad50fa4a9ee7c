"""Whether a page is for everybody: what axe finds wrong in it."""

from __future__ import annotations

import importlib.resources
import json

from playwright.sync_api import Page

_AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RULES = json.dumps(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks as it stands, each with the first elements that break it. Folds are opened."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], runOnly: {_RULES}}})")
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found["violations"]]
