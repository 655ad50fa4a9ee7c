"""Goes to another tab: one that a click opened, or one by its number.

What the tab sends while it opens may be expected at that click, or here.

Example:

    - switch_tab: new
    - switch_tab: 1
    - switch_tab: {url: {contains: /terms}}
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from validator.model.fields import Demands, Key
from validator.model.stage import Stage, StepFailed
from validator.operators import describe
from validator.page_url import filled, fits

if TYPE_CHECKING:
    from playwright.async_api import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    tab: Annotated[
        int | Literal["new", "first", "last"] | None,
        Key(
            "new: the one that was opened last; first, last, or its number from 1. It is waited for.",
            short=True,
        ),
    ] = None
    url: Annotated[Demands | None, Key("The tab whose URL is this.")] = None

    def __post_init__(self) -> None:
        if (self.tab is None) == (self.url is None):
            raise ValueError("which tab is meant is missing here", "Write switch_tab: new, or its number, or url:.")


def title(fields: Fields) -> str:
    if fields.url is not None:
        return f"switch_tab to the one whose url {' and '.join(map(describe, fields.url))}"
    return f"switch_tab {fields.tab}"


async def perform(fields: Fields, stage: Stage) -> None:
    page = await _awaited(fields, stage)
    await page.wait_for_load_state("load", timeout=stage.timeout)
    await page.bring_to_front()
    await stage.switch(page)


async def _awaited(fields: Fields, stage: Stage) -> Page:
    """The tab that is meant: a click may have opened it, and the browser not have told of it, or of its URL, yet."""
    news = asyncio.Event()

    def watch(page: Page) -> None:
        page.on("framenavigated", told)
        news.set()

    def told(_: object) -> None:
        news.set()

    context, ends = stage.context, time.monotonic() + stage.timeout / 1000
    context.on("page", watch)
    for page in context.pages:
        page.on("framenavigated", told)
    try:
        while (found := _chosen(fields, stage)) is None:
            news.clear()
            try:
                await asyncio.wait_for(news.wait(), ends - time.monotonic())
            except asyncio.TimeoutError:
                raise StepFailed(_missing(fields, stage), "Does the step before open one?") from None
        return found
    finally:
        context.remove_listener("page", watch)
        for page in context.pages:
            with suppress(KeyError):
                page.remove_listener("framenavigated", told)


def _chosen(fields: Fields, stage: Stage) -> Page | None:
    pages = stage.context.pages
    if fields.url is not None:
        wanted = filled(fields.url, stage.value)
        return next((one for one in pages if fits(wanted, one.url)), None)
    if fields.tab == "new":
        return None if pages[-1] is stage.page else pages[-1]
    if isinstance(fields.tab, int):
        return pages[fields.tab - 1] if 1 <= fields.tab <= len(pages) else None
    return pages[0] if fields.tab == "first" else pages[-1]


def _missing(fields: Fields, stage: Stage) -> str:
    urls = [one.url for one in stage.context.pages]
    if fields.url is not None:
        return f"no tab has such a URL; open {'is' if len(urls) == 1 else 'are'} {', '.join(urls)}"
    if fields.tab == "new":
        return "no new tab was opened"
    return f"there is no tab {fields.tab}: {len(urls)} {'is' if len(urls) == 1 else 'are'} open"
