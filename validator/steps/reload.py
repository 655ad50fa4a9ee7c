"""Loads the page again.

Example:

    - reload
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Key
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    until: Annotated[
        Literal["load", "domcontentloaded", "commit"],
        Key("How much of the page is waited for; a visitor's pace then waits until it is ready, 8 s at the most."),
    ] = "domcontentloaded"


def title(fields: Fields) -> str:
    return "reload"


async def perform(fields: Fields, stage: Stage) -> None:
    await stage.page.reload(wait_until=fields.until, timeout=stage.timeout)
