"""Takes a picture of the page, kept with the recording.

Example:

    - screenshot
    - screenshot: cart
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    label: Annotated[str, Key("What it is called in the report.", short=True)] = ""


def title(fields: Fields) -> str:
    return f"screenshot {fields.label}".rstrip()


async def perform(fields: Fields, stage: Stage) -> None:
    await stage.screenshot(fields.label)
