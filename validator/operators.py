"""What may be demanded of a value: one small function an operator, named as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from validator.demand_words import describe as describe
from validator.demand_words import is_demands
from validator.model.scenario import Candidates, Condition, SameAs
from validator.model.value import as_text, resolve
from validator.model.verdict import Difference
from validator.patterns import PatternError, search
from validator.value_paths import Path as Path
from validator.value_paths import values_at as values_at

Same = Callable[[SameAs, Path], Iterable[Any]]  # the values at the place that a `same_as` means

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {}
NESTED = frozenset({"not", "any", "each", "unordered"})  # their operand is demands; that of `length` may be
TYPES = ("text", "number", "integer", "boolean", "list", "mapping", "null")
LONGEST_TEXT = 20_000  # letters of a value that `matches` looks at
_NOISE, _NOISE_AT_MOST = Decimal("1e-9"), Decimal("1e-6")  # of a number; less than a part of any money
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def _operator(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    OPERATORS[test.__name__.rstrip("_")] = test
    return test


@_operator
def equals(actual: Any, operand: Any) -> bool:
    """The value is this. A number equals its text form, since many protocols only have text: `19.9` equals `"19.90"`.

    What a computer's sums leave behind is no difference: `59.97` equals `59.970000000000006`, in all comparisons.
    A plain value means `equals`. Written out, it takes lists and mappings as data, complete: nothing may be missing
    and nothing more be there.

    Example: `currency: EUR`, `params: {equals: {currency: EUR, value: 12}}`
    """
    if isinstance(actual, bool) or isinstance(operand, bool):
        return (type(actual) is type(operand) and actual == operand) or _boolean_text(actual, operand)
    if isinstance(actual, Mapping) and isinstance(operand, Mapping):
        return actual.keys() == operand.keys() and all(equals(actual[key], operand[key]) for key in operand)
    if isinstance(actual, list | tuple) and isinstance(operand, list | tuple):
        return len(actual) == len(operand) and all(map(equals, actual, operand))
    if isinstance(actual, int | float) or isinstance(operand, int | float):
        return _compared(actual, operand, lambda number, bound: number == bound)
    return type(actual) is type(operand) and bool(actual == operand)


@_operator
def not_(actual: Any, operand: Any) -> bool:
    """The value is there, and does not meet the demand.

    Example: `label: {not: undefined}`, `label: {not: {contains: test}}`
    """
    return not _all_hold(operand, actual)


@_operator
def matches(actual: Any, operand: Any) -> bool:
    r"""The regular expression is found in the value, as GTM's "matches RegEx" does. Anchor it with `^` and `$`.

    Upper and lower case differ; begin with `(?i)` where they should not. Single quotes keep backslashes as they are.

    Example: `label: {matches: '^MUG-\d+$'}`
    """
    try:
        return isinstance(actual, str | int | float) and search(as_text(operand), as_text(actual)[:LONGEST_TEXT])
    except PatternError:  # a pattern that was put together while the journey ran
        return False


@_operator
def contains(actual: Any, operand: Any) -> bool:
    """A text holds this text; a list holds this element, or each of these elements.

    Example: `page_location: {contains: utm_source=}`, `tags: {contains: sale}`
    """
    if isinstance(actual, list | tuple):
        wanted = operand if isinstance(operand, list | tuple) else (operand,)
        return all(any(equals(element, one) for element in actual) for one in wanted)
    return _is_plain(actual) and as_text(operand) in as_text(actual)


@_operator
def starts_with(actual: Any, operand: Any) -> bool:
    """A text begins with this text.

    Example: `page_path: {starts_with: /checkout}`
    """
    return _is_plain(actual) and as_text(actual).startswith(as_text(operand))


@_operator
def ends_with(actual: Any, operand: Any) -> bool:
    """A text ends with this text.

    Example: `link_url: {ends_with: .pdf}`
    """
    return _is_plain(actual) and as_text(actual).endswith(as_text(operand))


@_operator
def one_of(actual: Any, operand: Any) -> bool:
    """The value equals one of these.

    Example: `currency: {one_of: [EUR, CHF]}`
    """
    return any(equals(actual, choice) for choice in operand)


@_operator
def at_least(actual: Any, operand: Any) -> bool:
    """A number, or the text of one, is this or more.

    Example: `quantity: {at_least: 1}`
    """
    return _compared(actual, operand, lambda number, bound: number >= bound)


@_operator
def at_most(actual: Any, operand: Any) -> bool:
    """A number, or the text of one, is this or less.

    Example: `quantity: {at_most: 10}`
    """
    return _compared(actual, operand, lambda number, bound: number <= bound)


@_operator
def between(actual: Any, operand: Any) -> bool:
    """A number, or the text of one, lies between these two, or is one of them.

    Example: `value: {between: [10, 20]}`
    """
    return at_least(actual, operand[0]) and at_most(actual, operand[1])


@_operator
def more_than(actual: Any, operand: Any) -> bool:
    """A number, or the text of one, is more than this.

    Example: `value: {more_than: 0}`
    """
    return _compared(actual, operand, lambda number, bound: number > bound)


@_operator
def less_than(actual: Any, operand: Any) -> bool:
    """A number, or the text of one, is less than this.

    Example: `discount: {less_than: 100}`
    """
    return _compared(actual, operand, lambda number, bound: number < bound)


@_operator
def type_(actual: Any, operand: Any) -> bool:
    """The value is of this type: text, number, integer (a whole number), boolean, list, mapping or null.

    The text `"19.90"` is a text, not a number: this is how a price that is sent as text is found.

    Example: `value: {type: number}`
    """
    return operand in _types_of(actual)


@_operator
def length(actual: Any, operand: Any) -> bool:
    """A list has so many elements, a text so many letters, a mapping so many keys. Takes a number or a demand.

    Example: `items: {length: 2}`, `items: {length: {at_least: 1}}`
    """
    if not isinstance(actual, str | list | tuple | Mapping):
        return False
    return _all_hold(operand, len(actual)) if is_demands(operand) else equals(len(actual), operand)


@_operator
def present(actual: Any, operand: Any) -> bool:
    """`present: true`: the value is there, whatever it is. `present: false` is the same as `absent: true`.

    Example: `transaction_id: {present: true}`
    """
    return bool(operand)


@_operator
def absent(actual: Any, operand: Any) -> bool:
    """`absent: true`: the value is not there at all. An absent value satisfies only this.

    Example: `coupon: {absent: true}`
    """
    return not operand


@_operator
def empty(actual: Any, operand: Any) -> bool:
    """`empty: true`: the value is there, and is an empty text, list or mapping, or null. `empty: false`: it is more.

    Example: `search_term: {empty: false}`
    """
    nothing = actual is None or (isinstance(actual, str | list | tuple | Mapping) and len(actual) == 0)
    return nothing is bool(operand)


@_operator
def any_(actual: Any, operand: Any) -> bool:
    """At least one element of the list (or value of the mapping) meets the demand.

    Example: `items: {any: {item_id: MUG-1, quantity: 2}}`
    """
    return any(_all_hold(operand, element) for element in _elements(actual))


@_operator
def each(actual: Any, operand: Any) -> bool:
    """Every element of the list (or value of the mapping) meets the demand, and there is at least one.

    Example: `items: {each: {price: {type: number}}}`
    """
    elements = _elements(actual)
    return bool(elements) and all(_all_hold(operand, element) for element in elements)


@_operator
def unordered(actual: Any, operand: Any) -> bool:
    """The list has exactly these elements, in any order.

    Example: `items: {unordered: [{item_id: MUG-1}, {item_id: TEE-2}]}`
    """
    elements = _elements(actual)
    if not isinstance(actual, list | tuple) or len(elements) != len(operand):
        return False
    fits = [[place for place, element in enumerate(elements) if _all_hold(one, element)] for one in operand]
    return _assigned(fits)


@_operator
def same_as(actual: Any, operand: Any) -> bool:
    """The value is the same as that of an earlier event or push, at the same path unless another is given.

    A bare text is the name of an earlier event of the same vendor.

    Example: `value: {same_as: begin_checkout}`, `value: {same_as: {push: purchase, path: ecommerce.value}}`,
    `transaction_id: {same_as: {vendor: ua, step: place order, path: label}}`
    """
    return isinstance(operand, Candidates) and any(equals(actual, value) for value in operand.values)


def compare(operator: str, actual: Any, operand: Any, present: bool = True) -> bool:
    """Whether one value meets one demand. `present` False: the value was absent; `actual` is not looked at then."""
    if present:
        return OPERATORS[operator](actual, operand)
    if operator in ("absent", "present"):
        return bool(operand) is (operator == "absent")
    if operator == "not":  # sensible only of presence itself: `not: {present: true}`
        return all(inner.operator in ("absent", "present") and not inner.path for inner in operand) and not all(
            compare(inner.operator, None, inner.operand, present=False) for inner in operand
        )
    return False


def holds(condition: Condition, data: Any) -> bool:
    """Whether the data meets a condition; with `*` in its path, whether any of the values does."""
    values = values_at(data, condition.path)
    if not values or condition.operator == "absent":
        return compare(condition.operator, None, condition.operand, present=bool(values))
    return any(compare(condition.operator, value, condition.operand) for value in values)


def differences(conditions: Iterable[Condition], data: Any, at: Path = ()) -> tuple[Difference, ...]:
    """What the data does not meet, each told at the deepest place that says it. `at` is the path of `data` itself."""
    return tuple(difference for condition in conditions for difference in _differences(condition, data, at))


def _differences(condition: Condition, data: Any, at: Path) -> Iterable[Difference]:
    if holds(condition, data):
        return ()
    values = values_at(data, condition.path)
    path = (*at, *condition.path)
    if condition.operator == "each" and len(values) == 1 and (elements := _elements(values[0])):
        return [
            replace(difference, location=condition.location) if not difference.location.line else difference
            for number, element in enumerate(elements)
            for difference in differences(condition.operand, element, (*path, number))
        ]
    actual = values[0] if len(values) == 1 else values
    told = describe(condition)
    note = f"it has {len(actual)}" if condition.operator == "length" and isinstance(actual, str | list | tuple) else ""
    if isinstance(condition.operand, Candidates) and not condition.operand.values:
        note = f"{condition.operand.of} was not seen, or had none, so there is nothing to compare with"
    operand = _held_against(condition.operand)
    if not values:
        return (Difference(path, told, operand, None, present=False, location=condition.location),)
    return (Difference(path, told, operand, actual, note=note if values else "", location=condition.location),)


def _held_against(operand: Any) -> Any:
    """What a value is held against, for reports: of several candidates all, of one that one."""
    if not isinstance(operand, Candidates):
        return operand
    return operand.values[0] if len(operand.values) == 1 else operand.values


def filled(condition: Condition, known: Mapping[str, Any], same: Same | None = None, at: Path = ()) -> Condition:
    """The condition with remembered values, and the values of `same_as`, put into its operand.

    Raises `validator.model.value.Unresolved` where something was not remembered.
    """
    path = (*at, *condition.path)
    return replace(condition, operand=_filled(condition, condition.operand, known, same, path))


def _filled(condition: Condition, operand: Any, known: Mapping[str, Any], same: Same | None, path: Path) -> Any:
    if isinstance(operand, SameAs):
        return Candidates(operand, tuple(same(operand, operand.path or path)) if same else ())
    if is_demands(operand):
        within = (*path, "*") if condition.operator in ("any", "each", "unordered") else path
        return tuple(
            filled(inner, known, same, within)
            if isinstance(inner, Condition)
            else tuple(filled(one, known, same, within) for one in inner)
            for inner in operand
        )
    return resolve(operand, known)


def _all_hold(conditions: Iterable[Condition], data: Any) -> bool:
    return all(holds(condition, data) for condition in conditions)


def _assigned(fits: list[list[int]]) -> bool:
    """Whether everyone can have a place of their own, out of those that fit (augmenting paths)."""
    holder: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for spot in fits[one]:
            if spot not in tried:
                tried.add(spot)
                if spot not in holder or place(holder[spot], tried):
                    holder[spot] = one
                    return True
        return False

    return all(place(one, set()) for one in range(len(fits)))


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _elements(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = Decimal(str(value))
        return number if number.is_finite() else None
    return Decimal(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def _compared(actual: Any, operand: Any, test: Callable[[Decimal, Decimal], bool]) -> bool:
    number, bound = _number(actual), _number(operand)
    return number is not None and bound is not None and test(bound if _is_noise(number, bound) else number, bound)


def _is_noise(number: Decimal, bound: Decimal) -> bool:
    """Whether two numbers differ by no more than what is left when fractions are added and multiplied."""
    difference = abs(number - bound)
    return difference <= _NOISE_AT_MOST and difference <= _NOISE * max(abs(number), abs(bound))


def _boolean_text(actual: Any, operand: Any) -> bool:
    """`true` equals "true": a URL has nothing but text."""
    return isinstance(actual, bool | str) and isinstance(operand, bool | str) and as_text(actual) == as_text(operand)


def _types_of(value: Any) -> tuple[str, ...]:
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        return ("number", "integer") if whole else ("number",)
    if isinstance(value, str):
        return ("text",)
    return ("mapping",) if isinstance(value, Mapping) else ("list",)
