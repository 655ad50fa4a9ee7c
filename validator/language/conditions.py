"""Demands on values: what is written becomes conditions with paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from validator.language.reading import Reading, as_number, did_you_mean
from validator.language.scalars import Reader, boolean, data, duration, fixed_text, form, integer, text
from validator.language.tree import Told, Tree, Wrong
from validator.model.scenario import Condition, SameAs
from validator.model.value import Template
from validator.operators import OPERATORS, TYPES, Path
from validator.patterns import PatternError, check

_OTHER_NAMES = {
    "equal": "equals",
    "eq": "equals",
    "is": "equals",
    "regex": "matches",
    "match": "matches",
    "pattern": "matches",
    "includes": "contains",
    "startswith": "starts_with",
    "endswith": "ends_with",
    "in": "one_of",
    "gte": "at_least",
    "min": "at_least",
    "lte": "at_most",
    "max": "at_most",
    "gt": "more_than",
    "greater_than": "more_than",
    "lt": "less_than",
    "exists": "present",
    "missing": "absent",
    "all": "each",
    "every": "each",
    "some": "any",
    "count": "length",
    "size": "length",
    "=": "equals",
    "==": "equals",
    "!=": "not",
    ">=": "at_least",
    "<=": "at_most",
    ">": "more_than",
    "<": "less_than",
}
_OTHER_TYPES = {
    "string": "text",
    "str": "text",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "array": "list",
    "object": "mapping",
    "dict": "mapping",
}
_NAMES_TOO = frozenset(
    {"count", "size", "all", "every", "some", "min", "max", "pattern", "missing", "is", "in", "match"}
)
_TAKES_MAPPING = frozenset({"equals", "not", "length", "any", "each", "same_as"})
_WORDS = ("present", "absent", "empty")  # unquoted they are operators: `coupon: absent`
_LONGEST_LIST = 200
_COMPARISON = re.compile(r"\s*(>=|<=|!=|==?|>|<)\s*(-?\d+(?:\.\d+)?)\s*")
_WILDCARD = re.compile(r"(\*?)([\w:/.-]{2,})(\*?)")
_EXPRESSION = re.compile(r"(\^[^^$]+\$|\^?[^^$]*\.[*+][^^$]*\$?)")
_TELLING = 6  # letters of an operator: what is near to a shorter one may well be a name


@form("demands")
def demands(tree: Tree, reading: Reading) -> tuple[Condition, ...]:
    """Conditions with paths relative to the value that is demanded of."""
    return tuple(conditions(tree, reading.expecting(), ()))


@form("demands of one")
def demands_of_one(tree: Tree, reading: Reading) -> tuple[Condition, ...]:
    """The same, of a value that has no parts, such as a URL."""
    return tuple(single_condition(tree, reading.expecting(), ()))


@form("demands of seconds")
def demands_of_seconds(tree: Tree, reading: Reading) -> tuple[Condition, ...]:
    """The same, where numbers are durations such as `60s`."""
    return tuple(conditions(tree, reading.expecting(), (), duration))


def conditions(tree: Tree, reading: Reading, path: Path, number: Reader | None = None) -> list[Condition]:
    """A plain value means `equals`; a mapping of operators is a condition; other mappings and lists are walked."""
    tree = reading.settled(tree)
    number = number or _number
    if tree.is_mapping:
        if _is_condition(tree):
            return _every(reading, [(_operator, name, tree, reading, path, number) for name in tree.value])
        if path:
            _check_mistyped(tree, reading)
        found: list[Condition] = []
        for key, value in tree.value.items():
            found += reading.attempt(conditions, value, reading, (*path, key), number) or ()
        return found
    if tree.is_list:
        if len(tree.value) > _LONGEST_LIST:
            raise Wrong(f"this list has {len(tree.value)} elements, more than {_LONGEST_LIST}", tree)
        found = [Condition(path, "length", len(tree.value), tree.location)]
        for index, value in enumerate(tree.value):
            found += reading.attempt(conditions, value, reading, (*path, index), number) or ()
        return found
    if tree.value in _WORDS and not tree.quoted:
        return [Condition(path, str(tree.value), True, tree.location)]
    plain = number(tree, reading) if number is duration else tree.value
    if isinstance(plain, str):
        _check_meant(plain, tree, reading)
    return [Condition(path, "equals", plain, tree.location)]


def _check_meant(plain: str, tree: Tree, reading: Reading) -> None:
    """Warns of a text that other tools would read as a comparison, a wildcard or a regular expression."""
    if found := _COMPARISON.fullmatch(plain):
        sign, number = found.groups()
        reading.warn(
            f'"{plain}" is compared as a text, letter by letter', tree, f"Write {{{_OTHER_NAMES[sign]}: {number}}}."
        )
    elif found := _EXPRESSION.fullmatch(plain):
        reading.warn(
            f'"{plain}" is compared as a text, letter by letter', tree, f"Write {{matches: '{found.group(1)}'}}."
        )
    elif found := _WILDCARD.fullmatch(plain):
        before, stem, after = found.groups()
        operator = "contains" if before and after else "ends_with" if before else "starts_with"
        if before or after:
            reading.warn(f'the star of "{plain}" stands for itself', tree, f"Write {{{operator}: {stem}}}.")


def single_condition(tree: Tree, reading: Reading, path: Path) -> list[Condition]:
    """Demands on something that is one value, never a mapping: a category, a name."""
    tree = reading.settled(tree)
    if tree.is_list:
        raise Wrong("a single value is expected here, not a list", tree, "For one of several write one_of: [a, b].")
    if tree.is_mapping and not _is_condition(tree):
        key = next(iter(tree.value), "")
        place = tree.key_place(key) if key else tree
        raise Wrong(
            f'"{key}" is not an operator' if key else "nothing is demanded here",
            place,
            did_you_mean(key, OPERATORS, _OTHER_NAMES),
        )
    return conditions(tree, reading, path)


def _is_condition(tree: Tree) -> bool:
    """Whether the keys are operators. One that is given a mapping though it takes none is a name: `type: {equals: x}`.

    Raises Wrong for operators beside other keys, and for what looks like a mistyped operator.
    """
    named = [key for key in tree.value if key in OPERATORS and not _is_name(key, tree.value[key])]
    others = [key for key in tree.value if key not in named]
    if named and others:
        first = named[0]
        near = did_you_mean(others[0], OPERATORS, _OTHER_NAMES)
        mend = f'If "{first}" is the name of a value here, write {first}: {{equals: …}}.'
        raise Wrong(
            f'"{first}" is an operator, and "{others[0]}" is none: they cannot stand together',
            tree.key_place(others[0] if near.startswith("Did") else first),
            near if near.startswith("Did") else mend,
        )
    return bool(named)


def _is_name(key: str, value: Tree) -> bool:
    return value.is_mapping and key not in _TAKES_MAPPING


def _check_mistyped(tree: Tree, reading: Reading) -> None:
    """A mapping with one key that is nearly an operator: as a name it would hardly be found. Raises Wrong, or warns."""
    if len(tree.value) != 1:
        return
    (key,) = tree.value
    if key in OPERATORS:
        return
    meant = _OTHER_NAMES.get(key.lower()) if key.lower() not in _NAMES_TOO else None
    near = meant or next(iter(get_close_matches(key.lower(), OPERATORS, 1, 0.8)), None)
    if near is None:
        return
    wrong = Wrong(
        f'"{key}" is not an operator',
        tree.key_place(key),
        f'Did you mean "{near}"? A name that is meant stands under equals: {{equals: {{{key}: …}}}}.',
    )
    if meant or len(near) >= _TELLING:
        raise wrong
    reading.warnings.append(wrong.problem)  # `note` is near to `not`, and a good name all the same


def _every(reading: Reading, calls: list[tuple[Any, ...]]) -> list[Condition]:
    found = [reading.attempt(function, *arguments) for function, *arguments in calls]
    if None in found:
        raise Told
    return [one for one in found if one is not None]


def _operator(name: str, tree: Tree, reading: Reading, path: Path, number: Reader) -> Condition:
    value = reading.settled(tree.value[name])
    operand = _OPERANDS[name](value, reading, number)
    return Condition(path, name, operand, tree.key_place(name).location)


def _number(tree: Tree, reading: Reading, _: Reader | None = None) -> Any:
    if isinstance(tree.value, Template):
        return tree.value
    if isinstance(tree.value, int | float) and not isinstance(tree.value, bool):
        return tree.value
    mend = ""
    if isinstance(tree.value, str):
        found = as_number(tree.value) if tree.settled else None
        if found is not None:
            return found
        loose = as_number(tree.value.replace(",", ".").strip())
        mend = f"Write {loose}." if loose is not None else ""
    raise Wrong(f"a number is expected here, not {tree.kind}", tree, mend)


def _pattern(tree: Tree, reading: Reading, _: Reader) -> Any:
    found = text(tree, reading)
    if isinstance(found, str):
        try:
            check(found)
        except PatternError as error:
            endless = "take for ever" in str(error)
            raise Wrong(
                f"this is not a regular expression that can be used: {error}",
                tree,
                "Write one repetition instead of two: (a+)+ finds what a+ finds."
                if endless
                else "A character that is meant as it is takes a backslash before it: \\( \\[ \\? \\+ \\* \\.",
            ) from None
    return found


def _plain(tree: Tree, reading: Reading, _: Reader) -> Any:
    if tree.is_mapping or tree.value is None:
        raise Wrong(f"a value is expected here, not {tree.kind}", tree)
    return data(tree, reading)


def _text(tree: Tree, reading: Reading, _: Reader) -> Any:
    return text(tree, reading)


def _choices(tree: Tree, reading: Reading, _: Reader) -> list[Any]:
    if not tree.is_list or not tree.value:
        raise Wrong(f"a list of values is expected here, not {tree.kind}", tree, "Write one_of: [a, b, c].")
    return [data(one, reading) for one in tree.value]


def _two_numbers(tree: Tree, reading: Reading, number: Reader) -> list[Any]:
    if not tree.is_list or len(tree.value) != 2:
        raise Wrong(f"two numbers are expected here, not {tree.kind}", tree, "Write between: [1, 10].")
    low, high = (number(reading.settled(one), reading) for one in tree.value)
    if not isinstance(low, Template) and not isinstance(high, Template) and low > high:
        raise Wrong(f"no value lies between {low} and {high}", tree, f"Write between: [{high}, {low}].")
    return [low, high]


def _type(tree: Tree, reading: Reading, _: Reader) -> str:
    found = "null" if tree.value is None else fixed_text(tree, reading)
    if found not in TYPES:
        raise Wrong(
            f'"{found}" is not a type of values',
            tree,
            did_you_mean(found, TYPES, _OTHER_TYPES)
            + ("" if found in _OTHER_TYPES else ' If "type" is the name of a value here, write type: {equals: …}.'),
        )
    return found


def _length(tree: Tree, reading: Reading, number: Reader) -> Any:
    if tree.is_mapping:
        return tuple(conditions(tree, reading, (), _number))
    if isinstance(tree.value, Template):
        return tree.value
    return integer(tree, reading)


def _boolean(tree: Tree, reading: Reading, _: Reader) -> bool:
    return boolean(tree, reading)


def _data(tree: Tree, reading: Reading, number: Reader) -> Any:
    return number(tree, reading) if number is duration else data(tree, reading)


def _inner(tree: Tree, reading: Reading, number: Reader) -> tuple[Condition, ...]:
    return tuple(conditions(tree, reading, (), number))


def _inner_each(tree: Tree, reading: Reading, number: Reader) -> tuple[tuple[Condition, ...], ...]:
    if not tree.is_list:
        raise Wrong(f"a list is expected here, not {tree.kind}", tree, "Write unordered: [{…}, {…}].")
    return tuple(tuple(conditions(one, reading, (), number)) for one in tree.value)


def _same_as(tree: Tree, reading: Reading, _: Reader) -> SameAs:
    if not tree.is_mapping:
        return SameAs(event=fixed_text(tree, reading))
    allowed = ("event", "vendor", "push", "step", "path")
    told: dict[str, Any] = {}
    for key, value in tree.value.items():
        if key not in allowed:
            raise Wrong(f'"{key}" is not a key here', tree.key_place(key), did_you_mean(key, allowed))
        told[key] = fixed_text(value, reading)
        if key == "step":
            reading.step_names.append((told[key], value.place))
    if not told.keys() & {"event", "push", "vendor"} or {"event", "push"} <= told.keys():
        raise Wrong("same_as refers to an event or to a push", tree, "Give either event: or push:.")
    path = tuple(int(part) if part.isdecimal() else part for part in told.pop("path", "").split(".") if part)
    return SameAs(**told, path=path)


_Operand = Callable[[Tree, Reading, Reader], Any]
_OPERANDS: Mapping[str, _Operand] = {
    "equals": _data,
    "not": _inner,
    "matches": _pattern,
    "contains": _plain,
    "starts_with": _text,
    "ends_with": _text,
    "one_of": _choices,
    "at_least": lambda tree, reading, number: number(tree, reading),
    "at_most": lambda tree, reading, number: number(tree, reading),
    "between": _two_numbers,
    "more_than": lambda tree, reading, number: number(tree, reading),
    "less_than": lambda tree, reading, number: number(tree, reading),
    "type": _type,
    "length": _length,
    "present": _boolean,
    "absent": _boolean,
    "empty": _boolean,
    "any": _inner,
    "each": _inner,
    "unordered": _inner_each,
    "same_as": _same_as,
}
