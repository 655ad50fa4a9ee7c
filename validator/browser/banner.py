"""A consent platform's banner in the page: found, and answered by the clicks of a visitor."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FrameLocator, Page
from playwright.async_api import Locator as Found

from validator.browser.failure import hindered
from validator.browser.switches import Switches
from validator.cmps import AUTO, platforms
from validator.model.banner import Layer
from validator.model.recording import Broken
from validator.model.stage import StepFailed

_AGAIN = 0.05  # seconds between two looks
_OTHER = 2.0  # seconds that are waited on for the banner that the plan names, once another platform's is shown
_GOING = 5.0  # seconds in which a banner goes after it was answered
_UNHEARD = 1.2  # seconds after which a click that changed nothing is made again
_PAGES = 10  # of one layer that are clicked through

Seen = TypeVar("Seen")
Answer = str | Mapping[str, bool]
Scope = Page | FrameLocator


class BannerFailed(StepFailed):
    """The banner could not be answered: the journey is broken by it, and the tracking is not at fault."""

    def __init__(self, message: str, mend: str = "", detail: str = "") -> None:
        super().__init__(message, mend)
        self.detail = detail

    def broken(self, step: int) -> Broken:
        return Broken(str(self), step, "banner", self.detail, self.mend)


@dataclass(slots=True)
class Banner:
    """One platform's banner in a page. `clicked` grows: what was clicked, as the visitor reads it."""

    page: Page
    platform: ModuleType
    deadline: float  # time.monotonic()
    clicked: list[str] = field(default_factory=list)
    answered: float = 0.0  # time.monotonic() right before the click that answers it
    _last: tuple[Scope, str] | None = None  # where and what was clicked last

    @property
    def name(self) -> str:
        return str(self.platform.NAME)

    async def answer(self, answer: Answer) -> None:
        """Accepts, denies or chooses. Raises BannerFailed where the banner has no way to, or stays."""
        layers: Sequence[Layer] = self.platform.LAYERS
        place = await self._shown()
        while place is not None:
            layer = layers[place]
            scope = await self._scope(layer)
            if scope is None or await self._answered(layer, scope, answer):
                break
            following = layers[place + 1] if place + 1 < len(layers) else None
            if following is None or not await self._click(scope, layer.more):
                raise self._no_way(answer)
            place = await self._next(place + 1)
        await self._gone(layers)

    async def _answered(self, layer: Layer, scope: Scope, answer: Answer) -> bool:
        """Whether the answer could be given in this layer."""
        if isinstance(answer, str):
            given = await self._click(scope, layer.accept if answer == "accept" else layer.deny)
            if given and layer.confirm:
                await self._click(scope, layer.save)
            if (
                not given
                and layer.switch
                and await self._has(scope, layer.save)
                and await self._has(scope, layer.switch)
            ):
                await Switches(scope, layer, self._left).all(answer == "accept")
                given = await self._click(scope, layer.save)
        else:
            switches = Switches(scope, layer, self._left)
            last = layer is self.platform.LAYERS[-1]
            if not await self._has(scope, layer.save) or not (last or await switches.known(answer)):
                return False
            unknown = [name for name, wanted in answer.items() if not await switches.turn(name, wanted)]
            if unknown:
                raise await self._no_purpose(unknown[0], switches)
            given = await self._click(scope, layer.save)
        if given and layer.close:
            await self._close(layer)
        return given

    async def _turnable(self, layer: Layer, scope: Scope) -> bool:
        """Whether the layer's own switches can be turned and kept: in a last layer they may be drawn otherwise."""
        last = layer is self.platform.LAYERS[-1]
        seen = last or await self._has(scope, layer.switch)
        return bool(layer.switch) and seen and await self._has(scope, layer.save)

    async def _close(self, layer: Layer) -> None:
        for _ in range(_PAGES):
            scope = await self._scope(layer)
            if scope is None or not await self._click(scope, layer.close, brief=True):
                return

    async def _click(self, scope: Scope, selector: str, *, brief: bool = False) -> bool:
        if not selector or not await self._has(scope, selector):
            return False
        button = _visible(scope, selector).first
        told = await _told(button)
        patience = 1000 if brief else self._left()
        try:
            await button.click(timeout=patience, trial=True)  # visible, still, and nothing covers it
            self.answered = self.answered if brief else time.monotonic()
            await button.click(timeout=patience)
        except PlaywrightError as error:
            if brief:
                return False
            why = hindered(str(error))
            raise self._failed(
                f"its button “{told}” could not be clicked{f': {why}' if why else ''}.", str(error)
            ) from None
        self.clicked.append(told)
        self._last = (scope, selector)
        return True

    async def _click_again(self) -> None:
        """As a visitor does where nothing happens: a banner may be drawn before it listens."""
        if self._last is None or not await self._has(*self._last):
            return
        scope, selector = self._last
        now = time.monotonic()
        with suppress(PlaywrightError):
            await _visible(scope, selector).first.click(timeout=500)
            self.answered = now

    async def _has(self, scope: Scope, selector: str) -> bool:
        if not selector:
            return False
        try:
            return await _visible(scope, selector).first.is_visible()
        except PlaywrightError:
            return False  # its frame, or the page, is just being left

    async def _shown(self) -> int | None:
        """The deepest layer that is shown."""
        scopes = await asyncio.gather(*(self._scope(layer) for layer in self.platform.LAYERS))
        return max((place for place, scope in enumerate(scopes) if scope is not None), default=None)

    async def _scope(self, layer: Layer) -> Scope | None:
        """Where the layer is shown: the page, or one of the iframes that may hold it; None while it is not shown."""
        for scope in await _scopes(self.page, layer):
            if await self._has(scope, layer.shown):
                return scope
        return None

    async def _next(self, least: int) -> int:
        async def shown() -> int | None:
            place = await self._shown()
            return place if place is not None and place >= least else None

        found = await self._until(shown, self.deadline)
        if found is None:
            raise self._failed(f"its settings did not open after “{self.clicked[-1]}” was clicked.")
        return found

    async def _gone(self, layers: Sequence[Layer]) -> None:
        """The evidence that it is answered: no layer is shown any more."""

        async def gone() -> bool | None:
            return await self._shown() is None or None

        if not await self._until(gone, time.monotonic() + _GOING):
            button = f"“{self.clicked[-1]}” was clicked" if self.clicked else "nothing was clicked"
            raise self._failed(f"{button}, and the banner stays.")

    async def _until(self, look: Callable[[], Awaitable[Seen | None]], deadline: float) -> Seen | None:
        """What a look sees once it is not None; None when the time is up."""
        again = time.monotonic() + _UNHEARD
        while True:
            seen = await look()
            if seen is not None or time.monotonic() >= deadline:
                return seen
            if time.monotonic() >= again:
                await self._click_again()
                again = time.monotonic() + _UNHEARD
            await asyncio.sleep(_AGAIN)  # a page does not tell when its banner comes or goes

    def _left(self) -> float:
        """Milliseconds that are left, as Playwright wants them."""
        return max(1.0, (self.deadline - time.monotonic()) * 1000)

    def _failed(self, why: str, detail: str = "") -> BannerFailed:
        return BannerFailed(
            f"{self.name}'s banner could not be answered: {why}",
            "Answer it by hand in a browser. If it needs other clicks, write them as steps under `consent: banner:`.",
            detail,
        )

    def _no_way(self, answer: Answer) -> BannerFailed:
        what = {"accept": "accepts all", "deny": "denies all"}.get(str(answer), "opens its settings")
        seen = f" (clicked: {', '.join(self.clicked)})" if self.clicked else ""
        return BannerFailed(
            f"{self.name}'s banner has no button that {what}, nor one that leads to it{seen}.",
            "Look at the banner by hand: where the site words it in its own way, write the steps under "
            "`consent: banner:` in the tracking plan.",
        )

    async def _no_purpose(self, name: str, switches: Switches) -> BannerFailed:
        known = await switches.names()
        has = f"it has {', '.join(known[:8])}" if known else "no switch of it could be read"
        return BannerFailed(
            f"{self.name}'s banner has no switch for “{name}” that can be turned: {has}.",
            "Name the purposes of the profile's answer as the banner does.",
        )


async def find(page: Page, wanted: str, seconds: float) -> Banner:
    """The banner that is shown: the wanted platform's, or with `auto` whichever there is. Raises BannerFailed."""
    members = platforms()
    deadline = time.monotonic() + seconds
    until, other = deadline, ""
    while True:
        shown = await _platforms_shown(page, members, wanted, until)
        if wanted in shown or (wanted == AUTO and shown):
            name = wanted if wanted in shown else shown[0]
            return Banner(page, members[name], deadline)
        if shown and not other:
            other, until = shown[0], min(deadline, time.monotonic() + _OTHER)
        if time.monotonic() >= until:
            raise await _missing(page, wanted, other, members)
        await asyncio.sleep(_AGAIN)  # another banner is shown: the one of the plan may still come


async def _platforms_shown(page: Page, members: Mapping[str, ModuleType], wanted: str, until: float) -> list[str]:
    """Waits until anything of any platform is visible, or until then; the platforms whose layers are."""
    places = {layer.frame or layer.shown for member in members.values() for layer in member.LAYERS}
    try:
        left = max(1.0, (until - time.monotonic()) * 1000)
        await _visible(page, ", ".join(sorted(places))).first.wait_for(timeout=left)
        if wanted in members and await Banner(page, members[wanted], until)._shown() is not None:
            return [wanted]
        found = await asyncio.gather(*(Banner(page, member, until)._shown() for member in members.values()))
        return [name for name, place in zip(members, found, strict=True) if place is not None]
    except PlaywrightError as error:
        if page.is_closed() or "crashed" in str(error).lower():
            raise
        return []


async def _missing(page: Page, wanted: str, other: str, members: Mapping[str, ModuleType]) -> BannerFailed:
    if other and wanted in members:
        return BannerFailed(
            f"This page shows {members[other].NAME}'s banner, and the plan says {members[wanted].NAME}.",
            f"Write banner: {{cmp: {other}}} in the tracking plan, or cmp: auto.",
        )
    running = [name for name, member in members.items() if await _runs(page, member)]
    if wanted in members:
        looked = f"No banner of {members[wanted].NAME} appeared on {page.url}."
        others = [members[name].NAME for name in running if name != wanted]
        if wanted in running:
            looked += " Its script runs there: was the banner answered before, is it not shown in this region, or does "
            looked += "it hide from automated browsers?"
        elif others:
            looked += f" Its script does not run there, but that of {' and '.join(others[:2])} does."
        else:
            looked += " Its script does not run there either."
    else:
        told = " and ".join(members[name].NAME for name in running[:2])
        looked = f"No consent banner that is known appeared on {page.url}."
        looked += (
            f" The script of {told} runs there, and may hide from automated browsers."
            if told
            else f" Looked for {len(members)} platforms."
        )
    mend = (
        "Does the banner appear by hand, in a new private window? For a banner of the site's own, write the steps that "
        "answer it under `consent: banner:` in the tracking plan."
    )
    return BannerFailed(looked, mend)


async def _runs(page: Page, member: ModuleType) -> bool:
    try:
        return bool(await asyncio.wait_for(page.evaluate(f"() => {{ return Boolean({member.RUNS}); }}"), 1))
    except (PlaywrightError, asyncio.TimeoutError):
        return False


async def _scopes(page: Page, layer: Layer) -> list[Scope]:
    if not layer.frame:
        return [page]
    frames = page.locator(layer.frame)
    try:
        return [frames.nth(place).content_frame for place in range(await frames.count())]
    except PlaywrightError:
        return []


def _visible(scope: Scope, selector: str) -> Found:
    return scope.locator(f"css={selector} >> visible=true")


async def _told(button: Found) -> str:
    """A button as the visitor reads it, shortened."""
    try:
        text = await button.inner_text(timeout=1000) or await button.get_attribute("aria-label", timeout=1000) or ""
    except PlaywrightError:
        text = ""
    return " ".join(text.split())[:60] or "a button without text"
