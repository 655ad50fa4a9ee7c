"""Runs JavaScript in the page. What it returns is not kept: `remember` has `evaluate` for that.

In JavaScript `${…}` would be read as a value of the scenario; `$${…}` writes the characters as they are.

Example:

    - evaluate: window.scrollTo(0, 0)
    - evaluate: {css: "#map", script: "map => map.zoomIn()"}
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
    script: Annotated[Text, Key("An expression, or a function, which is called.", short=True)]
    target: Annotated[Locator | None, Key("An element that the function is given.", inline=True)] = None


def title(fields: Fields) -> str:
    lines = str(fields.script).strip().splitlines() or [""]
    first = lines[0] if len(lines[0]) <= 60 else lines[0][:59] + "…"
    return f"evaluate {first}{' …' if len(lines) > 1 else ''}"


async def perform(fields: Fields, stage: Stage) -> None:
    script = stage.text(fields.script)
    if fields.target is None:
        await stage.page.evaluate(script)
    else:
        await (await stage.find(fields.target)).evaluate(script, timeout=stage.timeout)
