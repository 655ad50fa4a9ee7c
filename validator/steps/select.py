"""Chooses an option of a list of choices (`<select>`), by the text that is seen or by its value.

Example:

    - select: {label: Country, option: Germany}
    - select: {label: Sizes, option: [S, M]}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage, StepFailed
from validator.model.value import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator, Key("The element.", inline=True)]
    option: Annotated[tuple[Text, ...], Key("The option, or a list where several can be chosen.")]


def title(fields: Fields) -> str:
    return f"select {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    wanted = [stage.text(option) for option in fields.option]
    chosen = await element.select_option(wanted, timeout=stage.timeout)
    if len(chosen) < len(wanted):
        raise StepFailed(f"only {len(chosen)} of {len(wanted)} options could be chosen", "Does the list take several?")
