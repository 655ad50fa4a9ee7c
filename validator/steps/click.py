"""Clicks an element, as a visitor does: it is scrolled to, visible, and nothing covers it.

A bare text is the visible name of a button or a link.

Example:

    - click: Place order
    - click: {role: button, name: Add to cart}
    - click: {text: Details, inside: {test_id: product-1}}
    - click: {css: "#map", position: {x: 10, y: 20}}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Key, Position, Seconds
from validator.model.scenario import Locator
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator, Key("The element.", inline=True)]
    button: Annotated[Literal["left", "right", "middle"], Key("Of the mouse.")] = "left"
    modifiers: Annotated[
        tuple[Literal["Alt", "Control", "ControlOrMeta", "Meta", "Shift"], ...], Key("Keys that are held down.")
    ] = ()
    position: Annotated[Position | None, Key("Where on the element; without it in the middle.")] = None
    delay: Annotated[Seconds | None, Key("How long the button is held down.")] = None
    force: Annotated[bool, Key("Also where something covers the element: a visitor could not.")] = False


def title(fields: Fields) -> str:
    return f"click {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    await element.click(
        button=fields.button,
        modifiers=list(fields.modifiers),
        position=fields.position.point if fields.position else None,
        delay=fields.delay * 1000 if fields.delay else None,
        force=fields.force,
        timeout=stage.timeout,
    )
