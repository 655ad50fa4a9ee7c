"""Values that are known only while a journey runs: text that refers to what a step remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from validator.model.location import Location

UNIQUE = "unique"  # known without being remembered: a text that no other journey has


@dataclass(frozen=True, slots=True)
class Reference:
    """`${price}` within a text: the name of a remembered value, with an optional path (`order.id`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text with references in it. Environment and fragment parameters were put in when the file was read."""

    parts: tuple[str | Reference, ...]
    location: Location

    def __str__(self) -> str:
        return "".join(f"${{{part.name}}}" if isinstance(part, Reference) else part for part in self.parts)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if isinstance(part, Reference))


Text = str | Template


class Unresolved(Exception):
    """A template refers to a value that was not remembered; `name` is the one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing was remembered as {name!r}")
        self.name = name


def resolve(value: Any, known: Mapping[str, Any]) -> Any:
    """`value` with every template in it filled from `known`; lists and mappings are walked.

    A template that is nothing but one reference gives the remembered value with its type; any other gives text.
    Raises Unresolved.
    """
    if isinstance(value, Template):
        found = [_look_up(part.name, known) if isinstance(part, Reference) else part for part in value.parts]
        if len(found) == 1:
            return found[0]
        return "".join(as_text(part) for part in found)
    if isinstance(value, dict):
        return {key: resolve(item, known) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(resolve(item, known) for item in value)
    return value


def as_text(value: Any) -> str:
    """A value as a visitor's browser would write it: `true`, `19.9`, `20`, and text as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "null" if value is None else str(value)


def unsaid(value: Any) -> Any:
    """What JSON cannot say (undefined, NaN, an element), as the words for it; every other value as it is."""
    return value.get("value") or value["$type"] if isinstance(value, Mapping) and "$type" in value else value


def _look_up(name: str, known: Mapping[str, Any]) -> Any:
    if name in known:
        return known[name]
    first, *rest = name.split(".")
    if first not in known:
        raise Unresolved(name)
    value = known[first]
    for key in rest:
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            raise Unresolved(name) from None
    return value
