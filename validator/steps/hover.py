"""Moves the mouse over an element: a menu opens, a tooltip shows.

Example:

    - hover: Products
    - hover: {role: menuitem, name: Shoes}
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
    force: Annotated[bool, Key("Also where something covers the element: a visitor could not.")] = False


def title(fields: Fields) -> str:
    return f"hover {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    await element.hover(force=fields.force, timeout=stage.timeout)
