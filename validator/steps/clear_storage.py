"""Empties what the browser keeps: cookies, local storage, session storage; without more, all three.

Example:

    - clear_storage
    - clear_storage: cookies
    - clear_storage: [local, session]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Key
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    what: Annotated[tuple[Literal["cookies", "local", "session"], ...], Key("cookies, local, session.", short=True)] = (
        "cookies",
        "local",
        "session",
    )


def title(fields: Fields) -> str:
    return f"clear_storage {', '.join(fields.what)}"


# A page's `document.cookie = …` is on its way to the network service while its script goes on, and Chromium's command
# to empty the store takes another way: it can overtake (2 of 800). Reading cookies takes the way of the writing: what
# the page wrote before has arrived when the answer is there. A sandboxed page may not read, nor could it write.
_ARRIVED = "() => { try { document.cookie } catch {} }"


async def perform(fields: Fields, stage: Stage) -> None:
    on_a_page = stage.page.url.startswith("http")
    if "cookies" in fields.what:
        if on_a_page:
            await stage.page.evaluate(_ARRIVED)
        await stage.context.clear_cookies()
    if not on_a_page:
        return
    for area in ("local", "session"):
        if area in fields.what:
            await stage.page.evaluate(f"() => {area}Storage.clear()")
