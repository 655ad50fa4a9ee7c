"""Demands in words, as reports say them: `equals 19.99`, `is at least 1`, `is absent`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from validator.model.scenario import Candidates, Condition, SameAs
from validator.model.value import as_text


def is_demands(operand: Any) -> bool:
    """Conditions, or (of `unordered`) conditions of each element."""
    if not isinstance(operand, tuple):
        return False
    return all(isinstance(one, Condition) or (isinstance(one, tuple) and is_demands(one)) for one in operand)


def describe(condition: Condition) -> str:
    """A condition in words, without its path: `equals 19.99`, `is at least 1`, `is absent`."""
    return demand(condition.operator, condition.operand)


def demand(operator: str, operand: Any) -> str:
    """A demand in words."""
    if isinstance(operand, Candidates):
        held = f" ({_quoted(operand.values[0])})" if len(operand.values) == 1 else ""
        return f"is the same as that of {operand.of}{held}"
    told = _TOLD.get(operator)
    if told is not None:
        return told.format(_quoted(operand))
    match operator:
        case "matches":
            return f"matches /{operand}/"
        case "one_of":
            return f"is one of {', '.join(map(_quoted, operand))}" if isinstance(operand, list | tuple) else "is one of"
        case "between":
            return f"is between {_quoted(operand[0])} and {_quoted(operand[1])}"
        case "type":
            return f"is {'an' if str(operand)[:1] in 'aeiou' else 'a'} {operand}" if operand != "null" else "is null"
        case "present" | "absent":
            return "is present" if bool(operand) is (operator == "present") else "is absent"
        case "empty":
            return "is empty" if operand else "is not empty"
        case "not":
            return _negated(operand)
        case "length":
            return f"has a length {_demands(operand)}" if is_demands(operand) else f"has length {operand}"
        case "any":
            return f"has an element {_demands(operand)}"
        case "each":
            return f"has elements, each one {_demands(operand)}"
        case "unordered" if all(_plain_ones(one) for one in operand):
            return f"has, in any order, exactly {', '.join(_quoted(one[0].operand) for one in operand)}"
        case "unordered":
            return f"has, in any order: {'; '.join(f'one {_demands(one)}' for one in operand)}"
    return f"{operator} {_quoted(operand)}"


_TOLD = {
    "equals": "equals {}",
    "contains": "contains {}",
    "starts_with": "starts with {}",
    "ends_with": "ends with {}",
    "at_least": "is at least {}",
    "at_most": "is at most {}",
    "more_than": "is more than {}",
    "less_than": "is less than {}",
    "same_as": "is the same as that of {}",
}


def _plain_ones(conditions: Any) -> bool:
    """Whether an element is asked for by its value alone."""
    return isinstance(conditions, tuple) and [(one.path, one.operator) for one in conditions] == [((), "equals")]


def _negated(conditions: tuple[Condition, ...]) -> str:
    if len(conditions) == 1 and not conditions[0].path:
        if conditions[0].operator == "equals":
            return f"is not {_quoted(conditions[0].operand)}"
        inner = describe(conditions[0])
        if inner.startswith("is not "):
            return "is " + inner.removeprefix("is not ")
        if inner.startswith("is "):
            return "is not " + inner.removeprefix("is ")
        if inner.startswith("has "):
            return "has not " + inner.removeprefix("has ")
        verb, _, rest = inner.partition(" ")
        base = verb.removesuffix("es") if verb == "matches" else verb.removesuffix("s")
        return f"does not {base} {rest}".rstrip()
    return f"is not one {_demands(conditions)}"


def _demands(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(
        f"whose {'.'.join(map(str, one.path))} {describe(one)}" if one.path else f"that {describe(one)}"
        for one in conditions
    )


def _quoted(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, int | float):
        return as_text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_quoted(item)}" for key, item in value.items()) + "}"
    if isinstance(value, SameAs):
        return str(value)
    return f'"{value}"' if isinstance(value, str) else str(value)
