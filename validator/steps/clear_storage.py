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


async def perform(fields: Fields, stage: Stage) -> None:
    if "cookies" in fields.what:
        await stage.context.clear_cookies()
    if not stage.page.url.startswith("http"):
        return
    for area in ("local", "session"):
        if area in fields.what:
            await stage.page.evaluate(f"() => {area}Storage.clear()")
