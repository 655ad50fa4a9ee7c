"""The reporters. A file here is a form in which a run is told: its default file name, and `render(run)`."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from validator.family import members


@cache
def reporters() -> dict[str, ModuleType]:
    """Every reporter by its name. Each has FILE (its file's name; None: no file of its own) and render(run) → text."""
    return members(__name__, __path__)
