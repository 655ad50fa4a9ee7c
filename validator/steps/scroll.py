"""Scrolls as a visitor does, with the wheel, so that everything that listens to scrolling hears it.

To an element, to the top or the bottom, to a part of the page, or so many pixels further.

Example:

    - scroll: bottom
    - scroll: 50%
    - scroll: 600
    - scroll: {text: Reviews}
    - scroll: {css: .list, to: bottom}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage

if TYPE_CHECKING:
    from playwright.async_api import Locator as PageLocator
    from playwright.async_api import Page

MOST_TURNS = 200  # of the wheel: a page that grows for ever ends there
_TO = re.compile(r"(top|bottom)|(\d+(?:\.\d+)?)%|(-?\d+)(?:px)?")
_WHERE = "() => [scrollY, Math.max(0, document.documentElement.scrollHeight - innerHeight), innerHeight, innerWidth]"
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY))))"
_OF_ELEMENT = """(element, to) => {
  const most = element.scrollHeight - element.clientHeight;
  const top = to === 'top' ? 0 : to === 'bottom' ? most
    : to.endsWith('%') ? most * parseFloat(to) / 100 : element.scrollTop + parseFloat(to);
  element.scrollTo(0, top);
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    to: Annotated[str, Key("bottom, top, 50% of the page, or pixels: 600 down, -600 up.", short=True)] = ""
    target: Annotated[
        Locator | None, Key("The element to scroll to; with `to`, the element that is scrolled.", inline=True)
    ] = None

    def __post_init__(self) -> None:
        if not self.to and self.target is None:
            raise ValueError("where to is missing here", "Write scroll: bottom, 50% or 600, or name an element.")
        if self.to and not _TO.fullmatch(self.to):
            raise ValueError(
                f'"{self.to}" is no place to scroll to',
                f'Write bottom, top, 50% or 600; an element: {{text: "{self.to}"}}.',
            )


def title(fields: Fields) -> str:
    if fields.target is None:
        return f"scroll {fields.to}"
    return f"scroll {fields.target} to {fields.to}" if fields.to else f"scroll to {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    if fields.target is None:
        await _scroll_page(stage.page, fields.to)
        return
    element = await stage.find(fields.target)
    if fields.to:
        await element.evaluate(_OF_ELEMENT, fields.to, timeout=stage.timeout)
    else:
        await _scroll_to(stage, element)


async def _scroll_page(page: Page, to: str) -> None:
    found = _TO.fullmatch(to)
    assert found is not None
    edge, percent, pixels = found.groups()
    start = (await page.evaluate(_WHERE))[0]
    for _ in range(MOST_TURNS):
        at, most, height, _width = await page.evaluate(_WHERE)
        part = {"top": 0.0, "bottom": 1.0}.get(edge) if edge else float(percent or 0) / 100
        goal = start + int(pixels) if pixels else most * (part or 0.0)
        if not await _turn(page, min(max(goal, 0), most) - at, height):
            return


async def _scroll_to(stage: Stage, element: PageLocator) -> None:
    for _ in range(MOST_TURNS):
        box = await element.bounding_box(timeout=stage.timeout)
        height = (await stage.page.evaluate(_WHERE))[2]
        if box is None or (box["y"] >= 0 and box["y"] + min(box["height"], height) <= height):
            break
        if not await _turn(stage.page, box["y"] + min(box["height"], height) / 2 - height / 2, height):
            break
    await element.scroll_into_view_if_needed(timeout=stage.timeout)  # within a box that scrolls by itself, too


async def _turn(page: Page, distance: float, height: float) -> bool:
    """Turns the wheel once, by at most most of a screen. False: the page is there, or does not move."""
    if abs(distance) < 1:
        return False
    before, _, _, width = await page.evaluate(_WHERE)
    await page.mouse.move(width / 2, height / 2)
    await page.mouse.wheel(0, max(-0.8 * height, min(0.8 * height, distance)))
    after = await page.evaluate(_PAINTED)
    for _ in range(5):
        if after != before:
            return True
        after = await page.evaluate(_PAINTED)
    # Something under the mouse took the wheel: a map, a box that scrolls by itself.
    await page.evaluate("distance => scrollBy({top: distance, behavior: 'instant'})", distance)
    return bool(await page.evaluate(_PAINTED) != before)
