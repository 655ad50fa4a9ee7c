"""The switches of a consent banner's settings: found by purpose, and turned by real clicks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator as Found

from validator.model.banner import Layer

_TRIES = 4  # clicks on a switch: it may have a third state, or be drawn as something beside it


class Switches:
    """The switches of one layer. `left` says how many milliseconds may be spent."""

    def __init__(self, scope: Any, layer: Layer, left: Callable[[], float]) -> None:
        self._scope = scope
        self._layer = layer
        self._left = left

    async def all(self, on: bool) -> None:
        """Turns every switch that can be turned."""
        switches = self._scope.locator(self._layer.switch)
        for place in range(await switches.count()):
            await self._set(switches.nth(place), on)

    async def known(self, answer: Mapping[str, bool]) -> bool:
        """Whether the layer has a switch for each purpose."""
        if self._layer.grant:
            return all([await self._scope.locator(self._layer.grant.format(name)).count() for name in answer])
        return all([await self._of(name) is not None for name in answer])

    async def turn(self, purpose: str, on: bool) -> bool:
        """Whether the purpose has a switch, and it now says what is wanted."""
        button = self._button(purpose, on)
        if button is not None:
            return await _pressed(button, min(self._left(), 2000))
        switch = await self._of(purpose)
        return switch is not None and await self._set(switch, on)

    async def names(self) -> list[str]:
        """What the switches are called, as the visitor reads it."""
        if not self._layer.switch:
            return []
        told: list[str] = await self._scope.locator(self._layer.switch).evaluate_all(_NAMES)
        return list(dict.fromkeys(name for name in told if name))

    async def _of(self, purpose: str) -> Found | None:
        """The switch of a purpose: by its usual name, by the platform's own id, or by what stands beside it."""
        layer = self._layer
        ways = [layer.purposes[purpose]] if purpose in layer.purposes else []
        ways += [layer.by_id.format(_escaped(purpose))] if layer.by_id else []
        for way in ways:
            found: Found = self._scope.locator(way)
            if await found.count():
                return found.first
        names = [name.casefold() for name in await self._every_name()]
        for place, name in enumerate(names):
            if name == purpose.casefold():
                return self._scope.locator(layer.switch).nth(place)  # type: ignore[no-any-return]
        near = [place for place, name in enumerate(names) if purpose.casefold() in name]
        return self._scope.locator(layer.switch).nth(near[0]) if len(near) == 1 else None

    def _button(self, purpose: str, on: bool) -> Found | None:
        """The button that grants or refuses a purpose, where there are two instead of a switch."""
        way = self._layer.grant if on else self._layer.refuse
        if not way:
            return None
        found: Found = self._scope.locator(way.format(_escaped(purpose)))
        return found.first

    async def _every_name(self) -> list[str]:
        if not self._layer.switch:
            return []
        told: list[str] = await self._scope.locator(self._layer.switch).evaluate_all(_NAMES)
        return told

    async def _set(self, switch: Found, on: bool) -> bool:
        """Clicks until it says so: many draw a label or a slider over a hidden checkbox."""
        for way in range(_TRIES):
            if await switch.evaluate(_STATE) == on:
                return True
            target = await switch.evaluate_handle(_TARGET, way)
            element = target.as_element()
            if element is None:
                continue
            try:
                await element.click(timeout=min(self._left(), 2000))
            except PlaywrightError:
                continue
        return bool(await switch.evaluate(_STATE) == on)


async def _pressed(button: Found, milliseconds: float) -> bool:
    try:
        await button.click(timeout=milliseconds)
    except PlaywrightError:
        return False
    return True


def _escaped(purpose: str) -> str:
    return purpose.replace("\\", "\\\\").replace('"', '\\"')


# Whether a switch is on: a checkbox or an ARIA switch; null where only some of what it stands for is on
_STATE = """(one) => {
  const told = one.getAttribute('aria-checked') ?? one.getAttribute('aria-pressed');
  if (one.indeterminate || told === 'mixed') return null;
  return one.matches('input') ? one.checked : told === 'true';
}"""

# What is clicked: the switch itself where nothing covers it, its label, or the nearest thing around it that can be
# seen; where its panel is folded, what unfolds it.
_TARGET = """(one, way) => {
  const seen = (it) => it && it.getClientRects().length && getComputedStyle(it).visibility === 'visible'
    && it.getBoundingClientRect().width > 1 && it.getBoundingClientRect().height > 1;
  const open = (it) => {
    if (!seen(it)) return false;
    it.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = it.getBoundingClientRect();
    const hit = it.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return hit && (hit === it || it.contains(hit));
  };
  const up = (it) => it.parentElement ?? it.getRootNode().host;
  const labels = [...(one.labels ?? [])];
  let near = up(one);
  while (near && !seen(near)) near = up(near);
  if (!seen(one) && !labels.some(seen) && way === 0) {
    for (let it = up(one); it; it = up(it)) {
      const opener = it.id && one.getRootNode().querySelector(`[aria-controls~="${CSS.escape(it.id)}"]`);
      if (seen(opener) && opener.getAttribute('aria-expanded') !== 'true') return opener;
    }
  }
  const ways = [one, ...labels, one.nextElementSibling, near];
  return ways.slice(way).find(open) ?? ways.find(open) ?? null;
}"""

# What a switch is called: its accessible name, or the text of the row that it stands in alone.
_NAMES = """(all) => all.map((one) => {
  const words = (it) => (it?.innerText ?? it?.textContent ?? '').trim().split('\\n')[0].trim();
  const root = one.getRootNode();
  const by = (one.getAttribute('aria-labelledby') ?? '').split(/\\s+/).filter(Boolean)
    .map((id) => words(root.getElementById?.(id))).filter(Boolean).join(' ');
  const label = by || one.getAttribute('aria-label') || [...(one.labels ?? [])].map(words).find(Boolean);
  if (label) return label;
  for (let row = one.parentElement; row; row = row.parentElement) {
    if (all.filter((other) => row.contains(other)).length > 1) break;
    if (words(row)) return words(row);
  }
  return one.id || '';
})"""
