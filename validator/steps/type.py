"""Types into a field, key by key: for fields that listen to keys, such as a search with suggestions.

It is typed behind what stands in the field already.

Example:

    - type: {label: Search, value: mug}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key, Seconds
from validator.model.scenario import Locator
from validator.model.stage import Stage
from validator.model.value import Text

_TO_THE_END = """element => {
  element.focus();
  const end = (element.value ?? '').length;
  try { element.setSelectionRange(end, end); } catch { /* a field of numbers, or no field: the caret is where it is */ }
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator, Key("The element.", inline=True)]
    value: Annotated[Text, Key("What is typed.")]
    delay: Annotated[Seconds | None, Key("Between two keys.")] = None


def title(fields: Fields) -> str:
    return f"type {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    await element.evaluate(_TO_THE_END, timeout=stage.timeout)
    await element.press_sequentially(
        stage.text(fields.value), delay=fields.delay * 1000 if fields.delay else None, timeout=stage.timeout
    )
