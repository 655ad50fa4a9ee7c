"""What is read off a page or an answer becomes a value: a part of its text, a number."""

from __future__ import annotations

import re
from typing import Any

from validator.model.stage import StepFailed
from validator.model.value import as_text
from validator.numbers import NotANumber, parse


def read_as(found: Any, name: str, matches: str | None, kind: str | None, locale: str | None) -> Any:
    """The value to remember. Raises StepFailed where the text does not hold what is asked for."""
    if matches is not None:
        text = as_text(found)
        match = re.search(matches, text)
        if match is None:
            raise StepFailed(f"“{name}” was not found: “{_short(text)}” does not match {matches}")
        found = match[1] if match.re.groups else match[0]
    if kind is None:
        return found
    if kind == "text":
        return as_text(found)
    number = found if isinstance(found, int | float) and not isinstance(found, bool) else _number(found, name, locale)
    if kind == "integer":
        if number != int(number):
            raise StepFailed(f"“{name}” is {number}, not a whole number")
        return int(number)
    return number


def at_path(value: Any, path: str) -> Any:
    """What stands at `order.items.0.id` in JSON; None where it is not there."""
    for key in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.lstrip("-").isdecimal() and -len(value) <= int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _number(found: Any, name: str, locale: str | None) -> float:
    try:
        return parse(as_text(found), locale)
    except NotANumber as error:
        mend = "Say which: locale: de reads 1.234 as 1234, locale: en as 1.234." if "two ways" in str(error) else ""
        if "several" in str(error):
            mend = "Name a smaller element, or choose a part of the text by matches:."
        raise StepFailed(f"“{name}” is not a number: {error}", mend) from None


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
