"""Waits until something is seen: an element, a data layer event, a URL. Hits need no waiting: they are found later.

Example:

    - wait_for: {text: Thank you}
    - wait_for: {css: .spinner, state: hidden}
    - wait_for: {event: checkout_loaded}
    - wait_for: {url: {contains: /step-2}}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Demands, Key
from validator.model.scenario import Locator
from validator.model.stage import Stage
from validator.operators import describe
from validator.page_url import filled, fits

_PUSHED = """([layer, name]) => Array.from(window[layer] || []).some(
  one => one && (one.event === name || (one[0] === 'event' && one[1] === name)))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator | None, Key("The element.", inline=True)] = None
    state: Annotated[Literal["visible", "hidden", "attached", "detached"], Key("What the element is waited to be.")] = (
        "visible"
    )
    event: Annotated[str | None, Key("An event of the data layer, in this page.")] = None
    layer: Annotated[str, Key("The name of the data layer.")] = "dataLayer"
    url: Annotated[Demands | None, Key("What the page's URL must be: a path, the whole URL, or operators.")] = None

    def __post_init__(self) -> None:
        if (self.target is not None) + (self.event is not None) + (self.url is not None) != 1:
            raise ValueError("one thing is waited for: an element, an event or a url", "Use a step for each.")


def title(fields: Fields) -> str:
    if fields.event is not None:
        return f"wait_for event {fields.event}"
    if fields.url is not None:
        return f"wait_for url that {' and '.join(map(describe, fields.url))}"
    return f"wait_for {fields.target}" + (f" to be {fields.state}" if fields.state != "visible" else "")


async def perform(fields: Fields, stage: Stage) -> None:
    if fields.event is not None:
        await stage.page.wait_for_function(_PUSHED, arg=[fields.layer, fields.event], timeout=stage.timeout)
    elif fields.url is not None:
        wanted = filled(fields.url, stage.value)
        await stage.page.wait_for_url(lambda url: fits(wanted, url), wait_until="commit", timeout=stage.timeout)
    elif fields.target is not None:
        await stage.locate(fields.target).first.wait_for(state=fields.state, timeout=stage.timeout)
