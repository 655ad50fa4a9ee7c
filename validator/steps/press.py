"""Presses a key, or several at once, in a field or where the focus is.

Keys have Playwright's names: Enter, Escape, Tab, ArrowDown, Control+A, a.

Example:

    - press: Enter
    - press: {label: Search, key: Enter}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    key: Annotated[str, Key("The key: Enter, Escape, Tab, ArrowDown, Control+A, …", short=True)]
    target: Annotated[Locator | None, Key("The element; without it the one that has the focus.", inline=True)] = None


def title(fields: Fields) -> str:
    return f"press {fields.key}" + (f" in {fields.target}" if fields.target else "")


async def perform(fields: Fields, stage: Stage) -> None:
    if fields.target is None:
        await stage.page.keyboard.press(fields.key)
    else:
        await (await stage.find(fields.target)).press(fields.key, timeout=stage.timeout)
