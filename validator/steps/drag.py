"""Drags one element onto another.

Example:

    - drag: {from: {text: Mug}, to: {css: "#basket"}}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    from_: Annotated[Locator, Key("The element that is dragged.")]
    to: Annotated[Locator, Key("The element that it is dropped on.")]


def title(fields: Fields) -> str:
    return f"drag {fields.from_} to {fields.to}"


async def perform(fields: Fields, stage: Stage) -> None:
    taken = await stage.find(fields.from_)
    await taken.drag_to(await stage.find(fields.to), timeout=stage.timeout)
