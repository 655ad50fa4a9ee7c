"""Closes the tab in front, as its close button does, and goes to the one that was opened before it.

Example:

    - close_tab
"""

from __future__ import annotations

from dataclasses import dataclass

from validator.model.stage import Stage, StepFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Nothing can be written under it."""


def title(fields: Fields) -> str:
    return "close tab"


async def perform(fields: Fields, stage: Stage) -> None:
    others = [page for page in stage.context.pages if page is not stage.page]
    if not others:
        raise StepFailed("this is the only tab", "The last tab is closed by itself when the journey ends.")
    await stage.page.close()
    await others[-1].bring_to_front()
    await stage.switch(others[-1])
