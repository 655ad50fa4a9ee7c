"""What a person does in the browser, as steps of a scenario, while they do it."""

from __future__ import annotations

import asyncio
import json
import secrets as chance
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page

from validator.browser.capture.masking import Mask
from validator.browser.element import element_of
from validator.browser.escorted import EscortedJourney
from validator.model.recording import Recording
from validator.model.scenario import Locator
from validator.page_script import joined
from validator.preview.remembering import Shown, locator_value
from validator.preview.secrecy import Secrets, secret_kind

_PARTS = ("names", "locating", "taking")
_LONGEST = 200_000  # letters of a message
_MOST = 2000  # steps
_MOVES = frozenset({"go_back", "go_forward"})
_EFFECT = 3000  # milliseconds in which what a person did may lead to another page


@dataclass
class Taken:
    """One step as it was taken. `value` is what is written under its kind; `number` that of the journey's step."""

    number: int
    kind: str
    value: Any
    page: Page | None = None
    key: str = ""  # of the element, to tell whether the same one is meant again
    tab: int | None = None  # the tab that was switched to before


@dataclass
class Visit:
    """Everything that was taken of one visit."""

    steps: list[Taken] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    secrets: Secrets = field(default_factory=Secrets)
    changes: int = 0  # grows with each change of a step


class Recorder:
    """Listens in every page of a journey. `visit` grows; `heard` is called when it has, in the engine's thread."""

    def __init__(self, *, listening: bool = True) -> None:
        """`listening` False: steps are performed by a script, and only what pages show is asked for."""
        self.visit = Visit()
        self.heard: Callable[[], None] = lambda: None
        self._listening = listening
        self._binding = f"_{chance.token_hex(8)}"
        self._symbol = f"_{chance.token_hex(8)}"
        self._journey: EscortedJourney | None = None
        self._page: Page | None = None
        self._acted: float | None = 0.0  # when a person did what may have led to the next page; 0: right now
        self._first = True
        self._place = 0  # of the page in front among those that its tab remembers
        self._tasks: set[asyncio.Task[None]] = set()

    async def joined(self, journey: EscortedJourney, page: Page) -> None:
        """A journey begins: what was taken until now was of another one."""
        self.visit = Visit()
        self._journey, self._page = journey, page
        self.visit.secrets.address(journey.site)
        self._hide(journey)
        self._acted, self._first = 0.0, True
        self._place = 0
        if self._listening:
            await page.context.expose_binding(self._binding, self._told)
        await page.context.add_init_script(script(self._binding if self._listening else "", self._symbol))

    def by_hand(self) -> None:
        """The browser's own buttons or its address bar lead to what is opened next."""
        self._acted = None

    async def look(self, step: int) -> None:
        """Keeps what the page shows now, as it is when a step is over."""
        page = self._journey.page if self._journey else None
        if page is None or page.is_closed():
            return
        with suppress(PlaywrightError, asyncio.TimeoutError):
            asked = page.evaluate(f"globalThis[Symbol.for('{self._symbol}')]?.values() ?? []")
            self._keep(await asyncio.wait_for(asked, 2), step, page.url)

    def masked(self, recording: Recording) -> Recording:
        """The recording without the secrets that were typed."""
        values = self.visit.secrets.values
        return Mask(values).item(recording) if values else recording

    def _told(self, source: Mapping[str, Any], text: Any) -> None:
        """A message of the page's script. A page may send anything: what makes no sense is passed over."""
        journey = self._journey
        if journey is None or not isinstance(text, str) or len(text) > _LONGEST or len(self.visit.steps) >= _MOST:
            return
        try:
            told = json.loads(text)
            if not isinstance(told, dict) or not isinstance(told.get("kind"), str):
                return
            self._take(told, source["page"], source["frame"], journey)
        except (KeyError, TypeError, ValueError, RecursionError):
            return
        self._changed()

    def _take(self, told: Mapping[str, Any], page: Page, frame: Frame, journey: EscortedJourney) -> None:
        last = self.visit.steps[-1].number if self.visit.steps else 1
        if isinstance(told.get("values"), list) and told["values"]:
            self._keep(told["values"], last, str(told.get("url", "")))
        kind = told["kind"]
        if kind == "opened":
            self._opened(told, page, journey)
            return
        if kind in _MOVES:
            self._moved(kind, None, told, page, journey)
            return
        self._acted = float(told["t"]) if isinstance(told.get("t"), int | float) else 0.0
        before = self.visit.steps[-1] if self.visit.steps else None
        key = repr((told.get("locator"), frame.name, frame.url))
        step = self._step(told, before if before and before.key == key else None)
        if step is None:
            return
        if before and self._again(before, kind, key, step):
            return
        self._switched(page, journey)
        at = told["t"] / 1000 if isinstance(told.get("t"), int | float) else None
        element = element_of(dict(told["element"])) if isinstance(told.get("element"), dict) else None
        number = journey.begin_visit(kind, self._title(kind, step), element, at)
        taken = Taken(number, kind, step, page, key)
        self.visit.steps.append(taken)
        if frame.parent_frame is not None:
            self._later(self._framed(taken, frame))

    def _again(self, before: Taken, kind: str, key: str, step: Any) -> bool:
        """Typing goes on in the same field; two clicks were a double click. Nothing new begins then."""
        if before.key != key:
            return False
        if kind == before.kind == "fill":
            before.value = {**step, **{name: before.value[name] for name in ("frame",) if name in before.value}}
            return True
        if kind == "dblclick":
            if before.kind == "click":
                before.kind = "dblclick"
                self.visit.steps = [
                    each for each in self.visit.steps if each is before or each.key != key or each.kind != "click"
                ]
            return True
        return False

    def _opened(self, told: Mapping[str, Any], page: Page, journey: EscortedJourney) -> None:
        """A page that nothing led to was opened by hand: by the address bar, or the browser's buttons."""
        began = told["began"] if isinstance(told.get("began"), int | float) else 0
        effect = self._acted is not None and (not self._acted or began - self._acted < _EFFECT)
        by_hand = not effect and page is self._page
        self._acted = None
        before, self._place = self._place, told["place"] if isinstance(told.get("place"), int) else 0
        if self._first or not by_hand:
            self._first = False
            return
        how = told.get("how")
        if how == "reload":
            kind, value = "reload", None
        elif how == "back_forward":
            kind, value = "go_forward" if self._place > before else "go_back", None
        elif not told.get("referrer"):
            kind, value = "goto", _path(str(told.get("url", "")), journey.site)
        else:
            return
        self._moved(kind, value, told, page, journey)

    def _moved(self, kind: str, value: Any, told: Mapping[str, Any], page: Page, journey: EscortedJourney) -> None:
        at = told["t"] / 1000 if isinstance(told.get("t"), int | float) else None
        number = journey.begin_visit(kind, f"{kind} {value}" if value else kind, None, at)
        self.visit.steps.append(Taken(number, kind, value, page))

    def _switched(self, page: Page, journey: EscortedJourney) -> None:
        if page is self._page:
            return
        self._page = page
        pages = journey.context.pages if journey.context else []
        tab: Any = "new" if pages and page is pages[-1] and len(pages) > 1 else pages.index(page) + 1
        number = journey.begin_visit("switch_tab", f"switch_tab {tab}", None)
        self.visit.steps.append(Taken(number, "switch_tab", tab, page))

    def _step(self, told: Mapping[str, Any], before: Taken | None) -> Any:
        """What is written under the step's kind; None for what is no step. `before`: at the same element."""
        kind, locator = told["kind"], told.get("locator")
        where = locator_value(locator) if isinstance(locator, Mapping) else {}
        if kind == "press":
            return str(told["key"])
        if not where:
            return None
        if kind in ("click", "dblclick", "check", "uncheck"):
            button = told.get("button")
            return {**where, **({"button": button} if button in ("right", "middle") else {})}
        if kind == "fill":
            return {**where, "value": self._value(told, where, before)}
        if kind == "select":
            options = [str(option).replace("${", "$${") for option in told["options"]]
            return {**where, "option": options[0] if len(options) == 1 else options}
        if kind == "upload":
            return {**where, "files": [str(name) for name in told["files"]]}
        return None

    def _value(self, told: Mapping[str, Any], where: Mapping[str, Any], before: Taken | None) -> str:
        value = str(told["value"])
        words = " ".join(map(str, where.values())) + str((told.get("element") or {}).get("html", ""))
        kind = secret_kind(words, value, told=str(told.get("secret") or ""))
        if not kind or not value:
            return value.replace("${", "$${")
        name = self.visit.secrets.name(kind, value, once=self._once(before))
        if self._journey:
            self._hide(self._journey)
        return f"${{{name}}}"

    def _hide(self, journey: EscortedJourney) -> None:
        """Nothing that is seen from now on holds a secret that is known."""
        if self.visit.secrets.values:
            journey.evidence.mask = Mask({**journey.scenario.secrets, **self.visit.secrets.values})

    def _once(self, before: Taken | None) -> str:
        """The secret's name that stood in a field until more was typed, where no other field has it."""
        told = before.value.get("value") if before and before.kind == "fill" and isinstance(before.value, dict) else ""
        others = [each.value.get("value") for each in self.visit.steps if each is not before and each.kind == "fill"]
        return str(told)[2:-1] if str(told).startswith("${") and told not in others else ""

    def _title(self, kind: str, step: Any) -> str:
        return f"{kind} {locator_of(step)}" if isinstance(step, Mapping) else f"{kind} {step}"

    async def _framed(self, taken: Taken, frame: Frame) -> None:
        """The step stands within frames: each by its title, name, or a locator of its own."""
        with suppress(PlaywrightError, asyncio.TimeoutError):
            outer: dict[str, Any] | None = None
            chain: list[Frame] = []
            inner: Frame | None = frame
            while inner is not None and inner.parent_frame is not None:
                chain.insert(0, inner)
                inner = inner.parent_frame
            for each in chain:
                element = await asyncio.wait_for(each.frame_element(), 2)
                told = await element.evaluate(
                    "(element, symbol) => ({title: element.title, name: element.name, id: element.id,"
                    " locator: globalThis[Symbol.for(symbol)]?.locate(element)})",
                    self._symbol,
                )
                outer = {**_frame(told), **({"frame": outer} if outer else {})}
            if outer and isinstance(taken.value, dict):
                taken.value = {**taken.value, "frame": outer}
                self._changed()

    def _changed(self) -> None:
        self.visit.changes += 1
        self.heard()

    def _keep(self, values: Any, step: int, url: str) -> None:
        path = urlsplit(url).path
        told = [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
        new = [
            Shown(step, each["text"], each["locator"], str(each.get("kind")), str(each.get("hint", "")), path)
            for each in told
            if isinstance(each.get("locator"), dict) and isinstance(each.get("text"), str)
        ]
        self.visit.shown = [one for one in self.visit.shown if one.step != step] + new

    def _later(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _frame(told: Mapping[str, Any]) -> dict[str, Any]:
    locator = told.get("locator")
    if told.get("title"):
        return {"css": f"iframe[title={json.dumps(told['title'], ensure_ascii=False)}]"}
    if told.get("name"):
        return {"css": f"iframe[name={json.dumps(told['name'], ensure_ascii=False)}]"}
    return locator_value(locator) if isinstance(locator, Mapping) else {"css": "iframe"}


def _path(url: str, site: str) -> str:
    parts, own = urlsplit(url), urlsplit(site)
    path = url[len(f"{parts.scheme}://{parts.netloc}") :] or "/"
    return (path if parts.netloc == own.netloc else url).replace("${", "$${")


def locator_of(told: Mapping[str, Any]) -> Locator:
    """A written locator as the noun, for titles."""
    by = next(
        (way for way in ("role", "test_id", "label", "placeholder", "alt", "title", "text", "css") if way in told),
        "css",
    )
    inside = told.get("inside")
    return Locator(
        by,
        str(told.get(by, "")),
        told.get("name") if by == "role" else None,
        nth=told.get("nth"),
        has_text=told.get("has_text"),
        inside=locator_of(inside) if isinstance(inside, Mapping) else None,
    )


def script(binding: str, symbol: str) -> str:
    """The init script. `binding`: where steps are told; without one, nothing is listened to."""
    return (
        "(() => { 'use strict';\n"
        f"const SYMBOL = Symbol.for({json.dumps(symbol)});\nif (globalThis[SYMBOL]) return;\n"
        f"const send = {f'window[{json.dumps(binding)}]' if binding else 'null'};\n"
        f"{joined(Path(__file__).parent / 'page', _PARTS)}\n"
        "Object.defineProperty(globalThis, SYMBOL, { value: { values, locate: locatorOf, nameOf, roleOf } });\n"
        "if (send) listen();\n})();"
    )
