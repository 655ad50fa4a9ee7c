"""Takes the tick off a checkbox.

Example:

    - uncheck: {label: Newsletter}
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
    force: Annotated[bool, Key("Also where something covers the element, as over a styled checkbox.")] = False


def title(fields: Fields) -> str:
    return f"uncheck {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    await element.uncheck(force=fields.force, timeout=stage.timeout)
