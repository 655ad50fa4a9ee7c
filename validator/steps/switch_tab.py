"""Goes to another tab: one that a click opened, or one by its number.

Example:

    - switch_tab: new
    - switch_tab: 1
    - switch_tab: {url: {contains: /terms}}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Demands, Key
from validator.model.stage import Stage, StepFailed
from validator.operators import describe
from validator.page_url import filled, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    tab: Annotated[
        int | Literal["new", "first", "last"] | None,
        Key("new: the one that was opened last, waited for; first, last, or its number from 1.", short=True),
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
    pages = stage.context.pages
    if fields.tab == "new" and pages[-1] is stage.page:
        page = await stage.context.wait_for_event("page", timeout=stage.timeout)
    elif fields.url is not None:
        wanted = filled(fields.url, stage.value)
        found = next((one for one in pages if fits(wanted, one.url)), None)
        if found is None:
            raise StepFailed(f"no tab has such a URL; open are {', '.join(one.url for one in pages)}")
        page = found
    elif isinstance(fields.tab, int):
        if not 1 <= fields.tab <= len(pages):
            raise StepFailed(f"there is no tab {fields.tab}: {len(pages)} are open")
        page = pages[fields.tab - 1]
    else:
        page = pages[0] if fields.tab == "first" else pages[-1]
    await page.wait_for_load_state("load", timeout=stage.timeout)
    await page.bring_to_front()
    await stage.switch(page)
