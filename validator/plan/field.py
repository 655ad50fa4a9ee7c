"""A parameter of a planned event, as spreadsheets and schemas have it: type, values, limits, required or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from validator.demand_words import describe
from validator.model.plan import Plan, PlannedEvent
from validator.model.scenario import Condition, Expectation
from validator.model.value import Template

NAMING = ("event", "category", "action")
_OWN = ("label", "value")  # an event of a category and an action has these beside its parameters
_LIMITS = ("at_least", "more_than", "at_most", "less_than")
_TOP = ("items", "user", "consent", "id")


@dataclass(frozen=True, slots=True)
class Field:
    """One value of an event, by its path (`currency`, `items`, `items.*.price`, `label`).

    `fewest` and `most` are of a length; `other` holds what none of these can say, in words.
    """

    path: str
    type: str = ""  # text, number, integer, boolean, list, mapping
    required: bool = True
    values: tuple[Any, ...] = ()
    pattern: str = ""
    at_least: Any = None
    more_than: Any = None
    at_most: Any = None
    less_than: Any = None
    fewest: int | None = None
    most: int | None = None
    other: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one vendor is sent of a planned event. `naming`: its event, or category and action."""

    vendor: str
    naming: Mapping[str, Any]
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A planned event, ready to be written somewhere else."""

    name: str
    sent: tuple[Sent, ...]
    conversion: str = ""
    owner: str = ""
    description: str = ""


def rows_of(plan: Plan) -> tuple[Row, ...]:
    """The plan's events."""
    return tuple(_row(event) for event in plan.events.values())


def _row(event: PlannedEvent) -> Row:
    return Row(
        event.name,
        tuple(_sent(one) for one in event.expectations),
        event.conversion or "",
        event.owner or "",
        event.description,
    )


def _sent(expectation: Expectation) -> Sent:
    naming: dict[str, Any] = {}
    found: dict[str, Field] = {}
    for condition in expectation.conditions:
        path = condition.path
        if len(path) == 1 and path[0] in NAMING:
            naming[str(path[0])] = (
                _plain(condition.operand)
                if condition.operator == "equals"
                else {condition.operator: _plain(condition.operand)}
            )
            continue
        inner = path[1:] if path[:1] == ("params",) else path
        name = ".".join(map(str, inner))
        found[name] = _with(found.get(name, Field(name)), condition)
    return Sent(expectation.vendor or "", naming, tuple(found.values()))


def _with(field: Field, condition: Condition) -> Field:
    """The field with one demand more."""
    operator, operand = condition.operator, _plain(condition.operand)
    match operator:
        case "equals" if not isinstance(operand, Mapping | list):
            return replace(field, values=(operand,))
        case "one_of" if isinstance(operand, list):
            return replace(field, values=tuple(operand))
        case "type":
            return replace(field, type=str(operand))
        case "matches":
            return replace(field, pattern=str(operand))
        case "at_least" | "more_than" | "at_most" | "less_than":
            return _limited(field, operator, operand)
        case "between" if isinstance(operand, list) and len(operand) == 2:
            return replace(field, at_least=operand[0], at_most=operand[1])
        case "present":
            return field if operand else replace(field, required=False)
        case "absent":
            return replace(field, required=False, other=_also(field, "is absent")) if operand else field
        case "length":
            return _long(field, condition)
    return replace(field, other=_also(field, describe(condition)))


def _limited(field: Field, name: str, operand: Any) -> Field:
    match name:
        case "at_least":
            return replace(field, at_least=operand)
        case "more_than":
            return replace(field, more_than=operand)
        case "at_most":
            return replace(field, at_most=operand)
    return replace(field, less_than=operand)


def _long(field: Field, condition: Condition) -> Field:
    """Limits of a length; a plain number is both."""
    operand = condition.operand
    if isinstance(operand, int):
        return replace(field, fewest=operand, most=operand)
    limits = {one.operator: one.operand for one in operand} if isinstance(operand, tuple) else {}
    if not limits or not all(isinstance(one, int) for one in limits.values()) or not limits.keys() <= set(_LIMITS):
        return replace(field, other=_also(field, describe(condition)))
    least = limits.get("at_least", limits["more_than"] + 1 if "more_than" in limits else None)
    most = limits.get("at_most", limits["less_than"] - 1 if "less_than" in limits else None)
    return replace(field, fewest=least, most=most)


def _also(field: Field, words: str) -> str:
    return f"{field.other}; {words}" if field.other else words


def _plain(value: Any) -> Any:
    if isinstance(value, Template):
        return str(value)
    if isinstance(value, list | tuple) and not any(isinstance(one, Condition) for one in value):
        return [_plain(one) for one in value]
    return value


def as_plan(rows: Iterable[Row], name: str) -> dict[str, Any]:
    """A tracking plan of these events as plain data, ready to be written as YAML."""
    listed = list(rows)
    vendors = dict.fromkeys(sent.vendor for row in listed for sent in row.sent)
    return {
        "plan": name,
        "vendors": {vendor: {} for vendor in vendors},
        "events": {row.name: _as_event(row) for row in listed},
    }


def _as_event(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if row.conversion in ("micro", "macro"):
        told["conversion"] = row.conversion
    if row.owner:
        told["owner"] = row.owner
    if row.description:
        told["description"] = row.description
    for sent in row.sent:
        told[sent.vendor] = _as_sent(sent)
    return told


def _as_sent(sent: Sent) -> dict[str, Any]:
    told: dict[str, Any] = dict(sent.naming)
    for field in sent.fields:
        demand = demanded(field)
        if demand is None:
            continue
        top, _, rest = field.path.partition(".")
        if top in _TOP and rest:
            _put(told, top, rest, demand)
        elif top in _TOP or (top in _OWN and "event" not in sent.naming):
            told[field.path] = demand
        else:
            told.setdefault("params", {})[field.path] = demand
    return told


def _put(told: dict[str, Any], top: str, rest: str, demand: Any) -> None:
    """What each item must hold; the rest of such paths stays as it is written."""
    if top == "items" and rest.startswith("*."):
        inner = told.setdefault("items", {})
        if isinstance(inner, dict):
            inner.setdefault("each", {})[rest.removeprefix("*.")] = demand
        return
    within = told.setdefault(top, {})
    if isinstance(within, dict):
        within[rest] = demand


def demanded(field: Field) -> Any:
    """The field's demand as the plan's language has it; None where nothing is demanded."""
    told: dict[str, Any] = {}
    if field.type and len(field.values) != 1:
        told["type"] = field.type
    if len(field.values) > 1:
        told["one_of"] = list(field.values)
    if field.pattern:
        told["matches"] = field.pattern
    for limit in _LIMITS:
        if getattr(field, limit) is not None:
            told[limit] = getattr(field, limit)
    length = {"at_least": field.fewest, "at_most": field.most}
    length = {name: value for name, value in length.items() if value is not None}
    if length:
        told["length"] = field.fewest if field.fewest == field.most else length
    if len(field.values) == 1 and not told:
        return field.values[0] if field.required else None
    if not field.required:
        return None
    return told or "present"


def listed(text: str) -> tuple[Any, ...]:
    """The values that a cell names: `EUR, USD`, `Standard | Express`, one to a line, or in quotes: `"a, b"`."""
    parts = re.findall(r'"([^"]*)"|([^|;,\n"]+)', text)
    return tuple(one or number(other.strip(" '")) for one, other in parts if one or other.strip(" '"))


def number(text: str) -> Any:
    """A number where the text is one, and the text itself otherwise. `007` and `1e3` stay text."""
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,14})", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?(?:0|[1-9]\d{0,14})\.\d{1,9}", text) else text


def names(fields_: Sequence[Field]) -> list[str]:
    """The paths of fields."""
    return [field.path for field in fields_]


KEYS = tuple(field.name for field in fields(Field))
