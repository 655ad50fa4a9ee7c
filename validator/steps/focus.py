"""Puts the cursor into a field, or the focus on an element.

Example:

    - focus: {label: E-mail}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator, Key("The element.", inline=True)]


def title(fields: Fields) -> str:
    return f"focus {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    await element.focus(timeout=stage.timeout)
