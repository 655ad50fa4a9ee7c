"""Paths into what was seen: keys, places of a list, and `*` for any name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Path = tuple[str | int, ...]
_ABSENT = object()


def values_at(data: Any, path: Path) -> list[Any]:
    """Every value at a path; none where it is absent. Only `*` leads to several.

    A key that is not there is tried as a path of its own: `ecommerce.value` finds what `ecommerce: {value: …}` holds.
    """
    found = [data]
    for element in path:
        found = [inner for value in found for inner in _step_into(value, element)]
    return found


def _step_into(value: Any, element: str | int) -> Iterable[Any]:
    if isinstance(value, Mapping):
        if element == "*":
            return value.values()
        found = value.get(element, _ABSENT)
        if found is _ABSENT and isinstance(element, str) and "." in element:
            return values_at(value, tuple(element.split(".")))
        return () if found is _ABSENT else (found,)
    if isinstance(value, list | tuple):
        if element == "*":
            return value
        if isinstance(element, int) or element.isdecimal():
            return value[int(element) : int(element) + 1]
    return ()
