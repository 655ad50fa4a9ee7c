"""Fills a field at once, in place of what stood in it. `type` presses key by key instead.

The value is not shown in reports: it may be a secret.

Example:

    - fill: {label: E-mail, value: ada@example.org}
    - fill: {placeholder: Search, value: "${term}"}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage
from validator.model.value import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator, Key("The element.", inline=True)]
    value: Annotated[Text, Key("What is filled in.")]


def title(fields: Fields) -> str:
    return f"fill {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    await element.fill(stage.text(fields.value), timeout=stage.timeout)
