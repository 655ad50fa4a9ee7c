"""Goes forward again, as the browser's forward button does.

Example:

    - go_forward
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Key
from validator.model.stage import Stage, StepFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    until: Annotated[
        Literal["load", "domcontentloaded", "commit"],
        Key("How much of the page is waited for; a visitor's pace then waits until it is ready, 8 s at the most."),
    ] = "domcontentloaded"


def title(fields: Fields) -> str:
    return "go forward"


async def perform(fields: Fields, stage: Stage) -> None:
    before = stage.page.url
    answer = await stage.page.go_forward(wait_until=fields.until, timeout=stage.timeout)
    if answer is None and stage.page.url == before:
        raise StepFailed("there is no page to go forward to")
