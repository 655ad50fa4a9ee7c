"""The plan as a JSON Schema, one definition an event and vendor, and events out of other people's schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from validator.model.location import InputError, Location, Problem
from validator.plan.field import NAMING, Field, Row, Sent

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean"}
_TYPES |= {"list": "array", "mapping": "object"}
_BACK = {there: here for here, there in _TYPES.items()}
_LIMITS = {
    "at_least": "minimum",
    "more_than": "exclusiveMinimum",
    "at_most": "maximum",
    "less_than": "exclusiveMaximum",
}
_NAMES = ("event", "event_name", "eventName", "name", "type")


def write_schema(rows: Iterable[Row], title: str) -> str:
    """The events as one JSON Schema: what is sent is one of its definitions."""
    definitions = {}
    for row in rows:
        for sent in row.sent:
            name = row.name if len(row.sent) == 1 else f"{row.name} ({sent.vendor})"
            definitions[name] = _definition(row, sent)
    told = {
        "$schema": DRAFT,
        "title": title,
        "oneOf": [{"$ref": f"#/$defs/{_pointer(name)}"} for name in definitions],
        "$defs": definitions,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25").replace(" ", "%20")


def _definition(row: Row, sent: Sent) -> dict[str, Any]:
    about = {"x-event": row.name, "x-vendor": sent.vendor, "x-conversion": row.conversion, "x-owner": row.owner}
    told: dict[str, Any] = {"title": row.name, "description": row.description, **about, "type": "object"}
    told = {name: value for name, value in told.items() if value}
    told["properties"] = {
        name: {"const": value} if not isinstance(value, Mapping) else dict(value) for name, value in sent.naming.items()
    }
    told["required"] = list(sent.naming)
    for field in sent.fields:
        _put(told, field.path.split("."), field)
    return told


def _put(schema: dict[str, Any], path: list[str], field: Field) -> None:
    """The field at its path: a number is a place of a list, `*` every place."""
    first, rest = path[0], path[1:]
    if first == "*" or first.isdecimal():
        schema["type"] = "array"
        inner = schema.setdefault("items", {})
    else:
        schema.setdefault("type", "object")
        inner = schema.setdefault("properties", {}).setdefault(first, {})
        if field.required and first not in schema.setdefault("required", []):
            schema["required"].append(first)
    if rest:
        _put(inner, rest, field)
    else:
        inner.update(_schema(field))


def _schema(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if field.type:
        told["type"] = _TYPES.get(field.type, "string")
    if len(field.values) == 1:
        told["const"] = field.values[0]
    elif field.values:
        told["enum"] = list(field.values)
    if field.pattern:
        told["pattern"] = field.pattern
    told |= {there: getattr(field, here) for here, there in _LIMITS.items() if getattr(field, here) is not None}
    if field.fewest is not None or field.most is not None:
        of_text = field.type == "text"
        told.setdefault("type", "string" if of_text else "array")
        least, most = ("minLength", "maxLength") if of_text else ("minItems", "maxItems")
        told |= {least: field.fewest} if field.fewest is not None else {}
        told |= {most: field.most} if field.most is not None else {}
    words = field.description or field.other
    return {**told, **({"description": words} if words else {})}


def read_schema(text: str, file: str, vendor: str = "ga4") -> tuple[Row, ...]:
    """The planned events of a JSON Schema: its own definitions, or each schema that fixes an event's name.

    Understood are definitions, oneOf and anyOf, tracking plans that list `events` with their `rules` or `rules` with
    their keys, and self-describing schemas (`self: {name: …}`). Raises InputError.
    """
    try:
        told = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _wrong(file, f"this is no JSON: {error}") from None
    rows: dict[str, Row] = {}
    for name, schema in _schemas(told, told, 0):
        row = _row(name, schema, vendor, told)
        if row is None:
            continue
        known = rows.get(row.name)
        if known is not None:
            other = [one for one in row.sent if one.vendor not in {each.vendor for each in known.sent}]
            row = replace(known, sent=(*known.sent, *other))
        rows[row.name] = row
    if not rows:
        raise _wrong(file, "no schema in it fixes the name of an event (properties: event: const)")
    return tuple(rows.values())


def _schemas(told: Any, root: Any, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every schema that may be an event's, with the name it stands under."""
    if isinstance(told, list) and depth <= 12:  # an export of several schemas, or of several plans
        for one in told:
            yield from _schemas(one, root, depth + 1)
    if not isinstance(told, Mapping) or depth > 12:
        return
    if isinstance(told.get("rules"), list):
        yield from _rules(told["rules"])
        return
    for key in ("rules", "tracking_plan", "trackingPlan", "data"):
        if isinstance(told.get(key), Mapping) and "properties" not in told:
            yield from _schemas(told[key], root, depth + 1)
            return
    if isinstance(told.get("events"), list):
        for one in told["events"]:
            if isinstance(one, Mapping) and isinstance(one.get("name"), str):
                rules = one.get("rules") or one.get("schema") or one
                about = {key: one[key] for key in ("description",) if one.get(key)}
                yield one["name"], {**about, **(rules if isinstance(rules, Mapping) else {}), "x-name": one["name"]}
        return
    own = told.get("self")
    if isinstance(own, Mapping) and own.get("name"):
        yield str(own["name"]), {**told, "x-name": str(own["name"])}
        return
    found = False
    for key in ("$defs", "definitions", "events"):
        for name, one in (told.get(key) or {}).items() if isinstance(told.get(key), Mapping) else ():
            if isinstance(one, Mapping):
                found = True
                yield str(name), ({**one, "x-name": str(name)} if key == "events" else one)
    for key in ("oneOf", "anyOf", "allOf"):
        for one in told.get(key) or () if isinstance(told.get(key), list) else ():
            if isinstance(one, Mapping) and "$ref" not in one:
                found = True
                yield from _schemas(one, root, depth + 1)
    if not found or _named(told):
        yield str(told.get("title") or ""), told


def _rules(rules: Sequence[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rules of a tracking plan that gives each event a key and a schema, as Segment's Protocols do."""
    for one in rules:
        if not isinstance(one, Mapping):
            continue
        kind = str(one.get("type", "TRACK")).lower()
        name = str(one.get("key") or "") if kind == "track" else kind
        schema = one.get("jsonSchema") or one.get("schema")
        if name and isinstance(schema, Mapping) and kind in ("track", "page", "screen"):
            yield name, {**_inner(schema), "x-name": name}


def _inner(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a call's properties, where a rule speaks of the whole call."""
    outer = schema.get("properties")
    inner = outer.get("properties") if isinstance(outer, Mapping) else None
    return inner if isinstance(inner, Mapping) and isinstance(inner.get("properties"), Mapping) else schema


def _named(schema: Mapping[str, Any]) -> dict[str, Any]:
    """How a schema fixes its event's name: by its event, or by category and action."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    fixed = {name: _constant(properties[name]) for name in (*NAMING, *_NAMES) if name in properties}
    if fixed.get("category") is not None or fixed.get("action") is not None:
        return {name: fixed[name] for name in ("category", "action") if fixed.get(name) is not None}
    event = next((fixed[name] for name in _NAMES if fixed.get(name) is not None), None)
    return {} if event is None else {"event": event}


def _constant(schema: Any) -> Any:
    if not isinstance(schema, Mapping):
        return None
    if "const" in schema:
        return schema["const"]
    values = schema.get("enum")
    return values[0] if isinstance(values, list) and len(values) == 1 else None


def _row(name: str, schema: Mapping[str, Any], vendor: str, root: Any) -> Row | None:
    naming = _named(schema)
    if not naming and schema.get("x-name"):
        naming = {"event": schema["x-name"]}
    if not naming:
        return None
    skipped = {*naming, *(key for key in _NAMES if _constant((schema.get("properties") or {}).get(key)) is not None)}
    fields = [field for field in _fields(schema, "", root, 0, True) if field.path not in skipped]
    title = str(schema.get("x-event") or schema.get("title") or name or naming.get("event") or naming.get("action"))
    conversion = str(schema.get("x-conversion") or "")
    return Row(
        title,
        (Sent(str(schema.get("x-vendor") or vendor), naming, tuple(fields)),),
        conversion if conversion in ("micro", "macro") else "",
        str(schema.get("x-owner") or ""),
        " ".join(str(schema.get("description") or "").split()),
    )


def _fields(schema: Any, path: str, root: Any, depth: int, required: bool) -> Iterator[Field]:
    """The values that a schema of an object holds, with their paths; wrappers such as `ecommerce` are seen through."""
    schema = _resolved(schema, root)
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or depth > 6:
        return
    needed = schema.get("required") or ()
    for name, raw in properties.items():
        inner = _resolved(raw, root)
        must = required and isinstance(needed, list) and name in needed
        through = depth < 4 and name in ("params", "ecommerce", "properties", "event_params", "parameters", "data")
        at = path if through else f"{path}.{name}".lstrip(".")
        if isinstance(inner.get("properties"), Mapping):
            yield from _fields(inner, at, root, depth + 1, must)
            continue
        yield _field(at, inner, must)
        each = _resolved(inner.get("items"), root)
        if isinstance(each.get("properties"), Mapping):
            yield from _fields(each, f"{at}.*", root, depth + 1, must)


def _resolved(schema: Any, root: Any) -> Mapping[str, Any]:
    """A schema with its reference within the same file followed."""
    for _ in range(10):
        if not isinstance(schema, Mapping):
            return {}
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return schema
        found = root
        for part in reference[2:].split("/"):
            part = re.sub(r"%([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), part)
            found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
        schema = found
    return {}


def _field(path: str, schema: Mapping[str, Any], required: bool) -> Field:
    told = schema.get("type")
    kinds = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str) and one != "null"]
    kind = _BACK.get(kinds[0], "") if len(kinds) == 1 else ""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    plain = [one for one in values if isinstance(one, str | int | float)] if isinstance(values, list) else []
    limits = {here: schema[there] for here, there in _LIMITS.items() if _is_number(schema.get(there))}
    least, most = (
        ("minItems", "maxItems") if kind == "list" or "minItems" in schema or "maxItems" in schema else
        ("minLength", "maxLength")
    )  # fmt: skip
    fewest, longest = (schema.get(name) if isinstance(schema.get(name), int) else None for name in (least, most))
    return Field(
        path,
        "" if kind == "list" and fewest is not None else kind,
        required,
        tuple(plain),
        str(schema["pattern"]) if isinstance(schema.get("pattern"), str) else "",
        limits.get("at_least"),
        limits.get("more_than"),
        limits.get("at_most"),
        limits.get("less_than"),
        fewest,
        longest,
        description=" ".join(str(schema.get("description") or "").split()),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong(file: str, message: str) -> InputError:
    return InputError([Problem(message, Location(file, 1, 1), "")])
