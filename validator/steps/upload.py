"""Chooses files in a file field. Their paths are relative to the scenario.

Example:

    - upload: {label: Your CV, files: cv.pdf}
    - upload: {css: "input[type=file]", files: [front.jpg, back.jpg]}
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
    target: Annotated[Locator, Key("The file field.", inline=True)]
    files: Annotated[tuple[Text, ...], Key("One path, or a list.")]


def title(fields: Fields) -> str:
    return f"upload {', '.join(map(str, fields.files))} to {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    paths = [stage.folder / stage.text(file) for file in fields.files]
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None:
        raise StepFailed(f"there is no file {missing}", "Paths are relative to the scenario's file.")
    await (await stage.find(fields.target)).set_input_files(paths, timeout=stage.timeout)
