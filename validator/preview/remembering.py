"""Values that a shopper sees and a hit repeats: prices, and the numbers of orders. They become `remember` steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from validator.model.event import Event
from validator.numbers import NotANumber, parse
from validator.preview.proposals import key_of
from validator.preview.steady import leaves, numbered, pattern_of
from validator.preview.usual import plain

_LEAST = 2  # a price below is likely a quantity
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = ("price", "total", "subtotal", "sum", "amount", "shipping", "tax", "revenue", "value")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a page showed it when a step was over."""

    step: int
    text: str
    locator: Mapping[str, Any]
    kind: str  # price or number
    hint: str = ""  # what the page calls it
    path: str = ""  # of the page


@dataclass(frozen=True, slots=True)
class Remembered:
    """A value to be read off the page after a step, as `remember` writes it."""

    step: int
    name: str
    source: Mapping[str, Any]
    value: float | str


def remembered(shown: Sequence[Shown], events: Iterable[Event]) -> tuple[Remembered, ...]:
    """What hits carry and pages showed before, each read at the first step that shows it.

    The number of an order is shown only when it is told already: an expectation over the whole journey can refer to
    it all the same.
    """
    found: dict[str, Remembered] = {}
    names: set[str] = set()
    for name, value, step in _said(events):
        key = key_of(value)
        if key in found:
            continue
        last = step if numbered(name) else step - 1
        best = _best(shown, value, last)
        if best is not None:
            one = Remembered(best.step, _free(_name_of(name, best, value), names), _source(best, value), value)
            names.add(one.name)
            found[key] = one
    return tuple(found.values())


def names_of(found: Iterable[Remembered]) -> dict[str, tuple[str, int]]:
    """A value of a hit → the name that it is remembered under, and the step behind which that is done."""
    return {key_of(one.value): (one.name, one.step) for one in found}


def _said(events: Iterable[Event]) -> Iterable[tuple[str, Any, int]]:
    """The values of hits that a page may show, with the step that caused the hit."""
    for event in events:
        step = event.cause.step if event.cause else event.earliest or event.step
        pairs = [*leaves(dict(event.params)), *leaves([dict(item) for item in event.items]), ("value", event.value)]
        for name, value in pairs:
            if isinstance(value, bool) or value is None:
                continue
            if (isinstance(value, int | float) and abs(value) >= _LEAST and _is_price(name)) or (
                isinstance(value, str | int) and numbered(name) and len(str(value)) >= 4
            ):
                yield name, value, step


def _is_price(name: str) -> bool:
    return any(word in plain(name) for word in _WORDS)


def _best(shown: Sequence[Shown], value: Any, step: int) -> Shown | None:
    """The first that shows it, before the step or by it; what is called a price goes before what is not."""
    fitting = [one for one in shown if one.step <= step and _shows(one, value)]
    return min(
        fitting, key=lambda one: (abs(step - one.step) > 1, one.step, not _called(one), len(one.text)), default=None
    )


def _called(one: Shown) -> bool:
    return any(word in plain(one.hint) for word in (*_WORDS, "order", "number"))


def _shows(one: Shown, value: Any) -> bool:
    if isinstance(value, str) or one.kind == "number":
        return re.search(rf"(?<![\w-]){re.escape(str(value))}(?![\w-])", one.text) is not None
    return any(_number(one.text, locale) == float(value) for locale in ("en", "de"))


def _number(text: str, locale: str) -> float | None:
    try:
        return float(parse(text, locale))
    except NotANumber:
        return None


def _source(one: Shown, value: Any) -> dict[str, Any]:
    where = locator_value(one.locator)
    if isinstance(value, str):
        return {**where, "matches": pattern_of(value)[1:-1]} if one.text != value else where
    if one.kind == "number":
        return {**where, "matches": r"\d+", "as": "integer"}
    locale = next(name for name in ("en", "de") if _number(one.text, name) == float(value))
    return {**where, "as": "number", "locale": locale}


def _name_of(name: str, one: Shown, value: Any) -> str:
    if isinstance(value, str) or one.kind == "number":
        return "order" if "order" in one.hint.lower() or "transaction" in name.lower() else _clean(name) or "number"
    called = plain(one.hint)
    return next((word for word in _WORDS if word in called), "price")


def _clean(name: str) -> str:
    cleaned = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()).strip("_")
    return cleaned if _NAME.fullmatch(cleaned) else ""


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}_{n}" for n in range(2, 1000) if f"{name}_{n}" not in taken)


def locator_value(told: Mapping[str, Any]) -> dict[str, Any]:
    """A locator of the page's script as it is written: `{role: button, name: Add to cart}`."""
    found: dict[str, Any] = {str(told["by"]): _text(told["value"])}
    if told.get("name"):
        found["name"] = _text(told["name"])
    if told.get("exact"):
        found["exact"] = True
    if told.get("has_text"):
        found["has_text"] = _text(told["has_text"])
    if isinstance(told.get("nth"), int) and not isinstance(told.get("nth"), bool):
        found["nth"] = told["nth"]
    if isinstance(told.get("inside"), Mapping):
        found["inside"] = locator_value(told["inside"])
    if isinstance(told.get("frame"), Mapping):
        found["frame"] = locator_value(told["frame"])
    return found


def _text(value: Any) -> str:
    return str(value).replace("${", "$${")
