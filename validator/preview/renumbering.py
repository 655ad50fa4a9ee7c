"""A recording whose steps have other numbers: because some were left out, or others stand between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from validator.model.recording import Recording

_PARTS = (
    "documents",
    "requests",
    "pushes",
    "consents",
    "answers",
    "tags",
    "containers",
    "readings",
    "views",
    "stored",
    "errors",
)


def renumbered(recording: Recording, number: Callable[[int], int]) -> Recording:
    """Everything that was seen at a step, at the step's new number; the records of the steps stay as they are."""

    def moved(part: Any) -> Any:
        known = (name for name in ("step", "last_step") if isinstance(getattr(part, name, None), int))
        return replace(part, **{name: number(getattr(part, name)) for name in known})

    parts: dict[str, Any] = {name: tuple(map(moved, getattr(recording, name))) for name in _PARTS}
    return replace(recording, **parts)
