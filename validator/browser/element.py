"""The one element that a step means: found, described as evidence; the likely candidates where it is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from playwright.async_api import FrameLocator, Page
from playwright.async_api import Locator as PageLocator

from validator.model.recording import Element
from validator.model.scenario import Locator
from validator.model.value import as_text

Scope = Page | FrameLocator | PageLocator

DESCRIBE = """(element, handle) => {
  const box = element.getBoundingClientRect();
  const attribute = (name) => element.getAttribute(name) || '';
  const clone = element.cloneNode(false);
  const page = globalThis[Symbol.for(handle)];
  const spoken = attribute('aria-label') || attribute('alt') || attribute('title') || element.value || '';
  return {
    ready: page ? page.is_ready() : true,
    element: {
      tag: element.tagName.toLowerCase(),
      text: (element.textContent || '').replace(/\\s+/g, ' ').trim().slice(0, 500),
      id: String(element.id || ''),
      classes: attribute('class'),
      role: attribute('role'),
      name: element.type === 'password' ? '' : String(spoken).slice(0, 200),
      url: String(element.href || element.src || element.action || '').slice(0, 2000),
      box: [box.x, box.y, box.width, box.height],
      html: String(clone.outerHTML || '').slice(0, 400),
    },
  };
}"""

# The only element that is meant, described; else how many there are.
DESCRIBE_ONE = f"(all, handle) => all.length === 1 ? ({DESCRIBE})(all[0], handle) : all.length"

_CANDIDATES = """() => {
  const wanted = 'button, a[href], input, select, textarea, summary, [role], [data-testid], [onclick], label';
  const found = [];
  for (const element of document.querySelectorAll(wanted)) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const tag = element.tagName.toLowerCase();
    const input = {submit: 'button', button: 'button', checkbox: 'checkbox', radio: 'radio'};
    const implied = {a: 'link', button: 'button', select: 'combobox', textarea: 'textbox'};
    const role = element.getAttribute('role') || implied[tag] ||
      (tag === 'input' ? input[element.type] || 'textbox' : tag);
    const labels = element.labels && element.labels.length ? element.labels[0].textContent : '';
    const name = element.getAttribute('aria-label') || labels ||
      (tag === 'input' && /submit|button/.test(element.type) ? element.value : '') ||
      element.textContent || element.getAttribute('placeholder') || element.getAttribute('title') || '';
    found.push([role, name.replace(/\\s+/g, ' ').trim().slice(0, 80), element.id || '']);
    if (found.length > 400) break;
  }
  return found;
}"""


def locate(scope: Scope, locator: Locator, text: Any) -> PageLocator:
    """A locator in Playwright's terms. `text` fills in templates. Strictness is Playwright's."""
    if locator.frame is not None:
        scope = locate(scope, locator.frame, text).content_frame
    if locator.inside is not None:
        scope = locate(scope, locator.inside, text)
    found = _by(scope, locator, text)
    if locator.has_text is not None:
        found = found.filter(has_text=text(locator.has_text))
    if locator.nth is not None:
        found = found.nth(locator.nth)
    return found


def _by(scope: Scope, locator: Locator, text: Any) -> PageLocator:
    value, exact = text(locator.value), locator.exact
    match locator.by:
        case "named":
            return named(scope, value, exact=False)
        case "role":
            name = None if locator.name is None else text(locator.name)
            return scope.get_by_role(value, name=name, exact=exact)
        case "text":
            return scope.get_by_text(value, exact=exact)
        case "label":
            return scope.get_by_label(value, exact=exact)
        case "placeholder":
            return scope.get_by_placeholder(value, exact=exact)
        case "test_id":
            return scope.get_by_test_id(value)
        case "alt":
            return scope.get_by_alt_text(value, exact=exact)
        case "title":
            return scope.get_by_title(value, exact=exact)
        case "xpath":
            return scope.locator(f"xpath={value}")
        case _:
            return scope.locator(f"css={value}")


def named(scope: Scope, name: str, *, exact: bool) -> PageLocator:
    """Buttons and links of this visible name."""
    return scope.get_by_role("button", name=name, exact=exact).or_(scope.get_by_role("link", name=name, exact=exact))


def element_of(told: dict[str, Any]) -> Element:
    """What DESCRIBE gave, as a noun."""
    x, y, width, height = told.pop("box")
    return Element(**told, box=(x, y, width, height))


async def candidates(page: Page, locator: Locator, most: int = 5) -> tuple[str, ...]:
    """The elements of the page that may have been meant, nearest first: `button "Add to basket"`."""
    wanted = as_text(locator.name if locator.name is not None else locator.value).lower()
    found: Sequence[Sequence[str]] = await page.evaluate(_CANDIDATES)
    told = {
        f'{role} "{name}"' if name else f"{role} #{id_}": (name or id_).lower()
        for role, name, id_ in found
        if name or id_
    }
    ranked = sorted(told, key=lambda each: -SequenceMatcher(None, wanted, told[each]).ratio())
    return tuple(ranked[:most])


def several(message: str) -> tuple[str, ...]:
    """The elements that Playwright lists where a locator means more than one."""
    found = re.findall(r"^\s*\d+\) (.+?)(?: aka (.+))?$", message, re.MULTILINE)
    return tuple(html.strip() for html, _ in found)
