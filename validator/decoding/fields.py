"""Looks things up in what payloads hold, gives them other names, and turns texts into numbers; never raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?(?:[eE][+-]?\d{1,2})?")


def number(content: Any) -> Any:
    """A decimal number written as text as int or float; everything else as it is (`19,99`, `007`, `12px`)."""
    if isinstance(content, str) and _NUMBER.fullmatch(content):
        return int(content) if content.lstrip("-").isdecimal() else float(content)
    return content


def take(given: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Moves parameters out of `given`, under their new names."""
    return {new: given.pop(old) for old, new in names.items() if old in given}


def take_prefixed(given: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Moves all parameters with the prefix out of `given`, without it."""
    names = [name for name in given if name.startswith(prefix)]
    return {name[len(prefix) :]: given.pop(name) for name in names}


def numbers(given: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The same mapping, the named values turned into numbers where they are written as such."""
    for name in names:
        if name in given:
            given[name] = number(given[name])
    return given


def items(value: Any) -> tuple[dict[str, Any], ...]:
    """The items of a protocol that has only text: prices and quantities are turned into numbers."""
    return tuple(numbers(dict(row), _AMOUNTS) for row in rows(value))


_AMOUNTS = ("price", "quantity", "item_price", "amount", "product_price", "product_quantity", "discount", "position")


def dig(value: Any, *keys: str | int) -> Any:
    """What stands at a path of keys and indexes; None where there is nothing."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings of a list, or the one mapping that stands in its place."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def listed(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def piece(path: str, place: int) -> str:
    """A piece of a path, counted from 0 (negative: from its end): `shop` is piece 1 of `/m2/shop/mbox`."""
    pieces = path.strip("/").split("/")
    return pieces[place] if -len(pieces) <= place < len(pieces) else ""


def said(value: Any) -> str | None:
    """A category, action or label: text where something was said, else None."""
    return None if value is None else word(value)


def word(value: Any) -> str:
    """A scalar as text; nothing for None, lists and mappings."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def worth(value: Any) -> float | str | None:
    """What may stand as an event's value: a number where it is one, the text where it is not, else None."""
    found = number(value)
    if isinstance(found, bool) or found in (None, ""):
        return None
    return found if isinstance(found, int | float | str) else None


def kind(aside: bool) -> Literal["event", "signal"]:
    """The kind of an event: a signal where it only accompanies others."""
    return "signal" if aside else "event"


def present(given: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was not said: None and empty texts, mappings and lists."""
    return {name: value for name, value in given.items() if value not in (None, "", {}, [])}
