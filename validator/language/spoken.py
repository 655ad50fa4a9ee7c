"""Expectations that are written in Python instead of YAML: the same keys, the same checks, the same words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validator.language.expectations import expectation
from validator.language.reading import Reading
from validator.language.tree import Source, Told, Tree, Wrong
from validator.model.location import InputError
from validator.model.plan import Plan
from validator.model.scenario import Expectation


def spoken(
    told: Mapping[str, Any] | str, *, file: Path, line: int, plan: Plan | None = None, never: bool = False
) -> tuple[Expectation, ...]:
    """The expectations of one mapping of keys, or of a planned event's name; more than one vendor gives more than one.

    `file` and `line` are where it stands in the test, for reports. Raises InputError.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        text = ""
    source = Source(str(file), file, text)
    reading = Reading({}, plan=plan)
    try:
        found = expectation(_tree(told, source, line), reading.expecting(), never)
    except Wrong as wrong:
        raise InputError([*reading.problems, wrong.problem]) from None
    except Told:
        raise InputError(reading.problems) from None
    if reading.problems:
        raise InputError(reading.problems)
    return tuple(found)


def _tree(value: Any, source: Source, line: int) -> Tree:
    if isinstance(value, Mapping):
        value = {str(key): _tree(item, source, line) for key, item in value.items()}
    elif isinstance(value, list | tuple):
        value = [_tree(item, source, line) for item in value]
    elif value is not None and not isinstance(value, str | bool | int | float):
        value = str(value)
    return Tree(value, source, line, 1)
