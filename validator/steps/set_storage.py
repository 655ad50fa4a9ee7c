"""Writes entries into the local or session storage of the page's site.

Example:

    - set_storage: {local: {theme: dark}, session: {seen: "yes"}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.stage import Stage, StepFailed
from validator.model.value import Text

_SET = """([local, session]) => {
  for (const [key, value] of Object.entries(local)) localStorage.setItem(key, value);
  for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value);
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    local: Annotated[Mapping[str, Text] | None, Key("Entries of the local storage.")] = None
    session: Annotated[Mapping[str, Text] | None, Key("Entries of the session storage.")] = None

    def __post_init__(self) -> None:
        if not self.local and not self.session:
            raise ValueError("no entry is given", "Write set_storage: {local: {key: value}}.")


def title(fields: Fields) -> str:
    return f"set_storage {', '.join([*(fields.local or {}), *(fields.session or {})])}"


async def perform(fields: Fields, stage: Stage) -> None:
    if not stage.page.url.startswith("http"):
        raise StepFailed("storage belongs to a page, and none is open yet", "Put a goto step before.")
    given = [{key: stage.text(value) for key, value in (area or {}).items()} for area in (fields.local, fields.session)]
    await stage.page.evaluate(_SET, given)
