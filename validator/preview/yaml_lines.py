"""Expectations and steps as people write them: short ones on one line, longer ones a key a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from validator.yaml_text import scalar

WIDEST = 100  # letters of a line


def flow(value: Any) -> str:
    """On one line: `{event: add_to_cart, params: {value: 19.99}}`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_within(str(key))}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return _within(value)


def _within(value: Any) -> str:
    """A scalar between brackets, where a comma or a bracket would end it."""
    told = scalar(value)
    quoted = told[:1] in ("'", '"') or not any(letter in told for letter in "{}[],:#?")
    return told if quoted else f"'{told.replace(chr(39), chr(39) * 2)}'"


def item(value: Any) -> list[str]:
    """As an item of a list, without its dash: on one line where it fits, or a key a line."""
    whole = flow(value)
    if len(whole) <= WIDEST or not isinstance(value, Mapping):
        return [whole]
    return list(_block(value, 0))


def _block(value: Mapping[Any, Any], indent: int) -> list[str]:
    pad = "  " * indent
    lines: list[str] = []
    for key, each in value.items():
        told = flow(each)
        lead = f"{pad}{scalar(str(key))}:"
        if len(lead) + len(told) <= WIDEST or not isinstance(each, Mapping | list | tuple) or not each:
            lines.append(f"{lead} {told}")
        elif isinstance(each, Mapping):
            lines += [lead, *_block(each, indent + 1)]
        else:
            lines += [lead, *(line for one in each for line in _listed(one, indent + 1))]
    return lines


def _listed(value: Any, indent: int) -> list[str]:
    first, *rest = item(value)
    pad = "  " * indent
    return [f"{pad}- {first}", *(f"{pad}  {line}" for line in rest)]
