"""JSON Schemas of the files that users write, made from the same declarations that read them: editors use them."""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from validator.cmps import AUTO
from validator.cmps import names as platform_names
from validator.language.expectation_form import ExpectationForm
from validator.language.expectations import SINGLE_KEYS
from validator.language.fragment_file import FragmentForm
from validator.language.journey import StepForm
from validator.language.locators import ROLES
from validator.language.plan_forms import EventForm, EventMeantForm, PlanForm, ProfileForm, SegmentForm, VendorForm
from validator.language.scenario_file import ScenarioForm
from validator.language.shapes import LOCATOR_KEYS, Field, Shape, alternatives
from validator.model.fields import Form
from validator.model.scenario import Locator
from validator.model.value import Text
from validator.operators import OPERATORS, TYPES
from validator.steps import STEPS
from validator.vendors import VENDORS

FOLDER = Path(__file__).parent / "schemas"
Schema = dict[str, Any]

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_REFERENCE: Schema = {"type": "string", "pattern": r"\$\{"}
_DURATION: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(ms|s|sec|min|m|h|d)?$|\$\{"},
    ]
}
_ADDRESS: Schema = {"type": "string", "pattern": r"://|^\$\{"}
_PERCENT: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%?$|\$\{"}]}
_TIMES: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": r"^\d+\s*((-|–|\.\.)\s*\d+|\+)?$"},
        {"$ref": "#/definitions/condition"},
    ]
}
_KNOWN: Schema = {
    "type": "object",
    "properties": {
        "ticket": {"type": ["string", "number"], "description": "Where the fault is written down."},
        "until": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "The day it is accepted until."},
    },
    "required": ["ticket", "until"],
    "additionalProperties": False,
}
LOCATOR_DOCS = {
    "role": "Its role: button, link, textbox, …",
    "name": "The accessible name, with a role.",
    "exact": "The text must be the whole of it, and in the same case.",
    "text": "The text that is seen.",
    "label": "The label of a field.",
    "placeholder": "The placeholder of a field.",
    "test_id": "The attribute data-testid.",
    "alt": "The alternative text of a picture.",
    "title": "The attribute title.",
    "css": "A CSS selector.",
    "xpath": "An XPath.",
    "nth": "Which of several: 0 is the first, -1 the last.",
    "has_text": "Only one with this text in it.",
    "inside": "Only within this element.",
    "frame": "Within this frame: its title, name or id, or a locator.",
}


def schemas() -> dict[str, Schema]:
    """Every schema by its file's name."""
    return {
        "scenario.schema.json": _file("A scenario", ScenarioForm, fragments=True),
        "fragment.schema.json": _file("A fragment", FragmentForm),
        "plan.schema.json": _file("A tracking plan", PlanForm),
    }


def text_of(schema: Schema) -> str:
    """As it is shipped."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Writes every schema."""
    folder.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(text_of(schema), encoding="utf-8")


def _file(title: str, form: Any, fragments: bool = False) -> Schema:
    body = _object(Shape.of(form))
    body["patternProperties"] = {"^x-": {}}
    if form is FragmentForm:
        body.pop("patternProperties")
    schema: Schema = {"$schema": "http://json-schema.org/draft-07/schema#", "title": title}
    if fragments:  # so that one line at the top serves both kinds of files
        fragment = _object(Shape.of(FragmentForm))
        schema |= {"if": {"required": ["fragment"]}, "then": fragment, "else": body}
    else:
        schema |= body
    return {**schema, "definitions": _definitions()}


def _definitions() -> Schema:
    return {
        "steps": {"type": "array", "items": {"$ref": "#/definitions/step"}, "minItems": 1},
        "step": _step(),
        "locator": _locator(),
        "frame": _locator(),
        "demand": _demand(),
        "single": {"anyOf": [{"$ref": "#/definitions/condition"}, {**_SCALAR, "type": [*_SCALAR["type"], "null"]}]},
        "condition": _condition(),
        "expectation": _expectation(),
        "event": _event(),
        "vendor": _vendor(),
    }


def _step() -> Schema:
    properties: Schema = {}
    for name, module in STEPS.items():
        shape = Shape.of(module.Fields)
        properties[name] = {"description": _manual(module), **_value(shape)}
    for name, module in STEPS.items():
        for field in Shape.of(module.Fields).beside.values():
            properties.setdefault(field.name, {"description": f"Of {name}. {field.doc}", **_of(field.hint)})
    for field in Shape.of(StepForm).keys.values():
        properties[field.name] = {"description": field.doc, **_of(field.hint)}
    bare = [
        name for name, module in STEPS.items() if not any(field.required for field in Shape.of(module.Fields).fields)
    ]
    return {
        "anyOf": [
            {"type": "string", "enum": bare},
            {
                "type": "object",
                "properties": properties,
                "additionalProperties": False,
                "oneOf": [{"required": [name]} for name in STEPS],
            },
        ]
    }


def _manual(module: Any) -> str:
    return inspect.cleandoc(module.__doc__ or "").replace("Example:\n\n", "")


def _value(shape: Shape) -> Schema:
    """What may stand behind the colon: the keys, and the short form."""
    if shape.whole is not None:
        return _of(shape.whole.hint)
    forms: list[Schema] = [_object(shape)]
    if shape.short is not None:
        forms.append(_of(shape.short.hint))
    elif shape.inline is not None:
        forms.append({"type": ["string", "number"]})
    if not any(field.required for field in shape.fields):
        forms.append({"type": "null"})
    return {"anyOf": forms} if len(forms) > 1 else forms[0]


def _object(shape: Shape) -> Schema:
    properties = {name: {"description": field.doc, **_of(field.hint)} for name, field in shape.keys.items()}
    if shape.inline is not None:
        properties |= {name: value for name, value in _locator_properties().items() if name not in properties}
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [name for name, field in shape.keys.items() if field.required]
    if required:
        found["required"] = required
    if shape.inline is not None and shape.inline.required:
        found["anyOf"] = _one_way()
    return found


def _one_way() -> list[Schema]:
    ways = ("role", "text", "label", "placeholder", "test_id", "alt", "title", "css", "xpath")
    return [{"required": [way]} for way in ways]


def _locator_properties() -> Schema:
    found: Schema = {name: {"description": LOCATOR_DOCS[name], **_SCALAR} for name in LOCATOR_KEYS}
    found["role"] = {
        "description": LOCATOR_DOCS["role"],
        "anyOf": [{"enum": sorted(ROLES)}, _REFERENCE],
    }
    found["exact"] |= {"type": "boolean"}
    found["nth"] |= {"type": "integer"}
    for name in ("inside", "frame"):
        found[name] = {"description": LOCATOR_DOCS[name], "$ref": "#/definitions/locator"}
    return found


def _locator() -> Schema:
    body: Schema = {
        "type": "object",
        "properties": _locator_properties(),
        "additionalProperties": False,
        "anyOf": _one_way(),
    }
    return {"anyOf": [{"type": ["string", "number"]}, body]}


def _condition() -> Schema:
    inner: Schema = {"$ref": "#/definitions/demand"}
    number: Schema = {"anyOf": [{"type": "number"}, _REFERENCE, _DURATION]}
    operands: Schema = {name: {} for name in OPERATORS}
    operands |= dict.fromkeys(("not", "any", "each"), inner)
    operands |= dict.fromkeys(("at_least", "at_most", "more_than", "less_than"), number)
    boolean: Schema = {"type": "boolean"}
    operands |= dict.fromkeys(("present", "absent", "empty"), boolean)
    operands |= dict.fromkeys(("matches", "starts_with", "ends_with"), _SCALAR)
    operands["between"] = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    operands["one_of"] = {"type": "array", "minItems": 1}
    operands["type"] = {"enum": [*TYPES, None]}
    operands["length"] = {"anyOf": [{"type": "integer"}, {"$ref": "#/definitions/condition"}, _REFERENCE]}
    operands["unordered"] = {"type": "array", "items": inner}
    return {
        "type": "object",
        "properties": {name: {"description": inspect.getdoc(OPERATORS[name]), **operands[name]} for name in OPERATORS},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _demand() -> Schema:
    inner: Schema = {"$ref": "#/definitions/demand"}
    return {
        "anyOf": [
            {"$ref": "#/definitions/condition"},
            {"type": "object", "additionalProperties": inner},
            {"type": "array", "items": inner},
            {"type": ["string", "number", "boolean", "null"]},
        ]
    }


def _expectation() -> Schema:
    shape = Shape.of(ExpectationForm)
    properties = {name: {"description": field.doc, **_expected(field)} for name, field in shape.keys.items()}
    about = ("planned", "push", "tag", "goal", "cookie", "storage", "finding", "error")
    event = ("vendor", "id", "event", "category", "action", "label", "value", "params", "items", "user", "consent")
    return {
        "anyOf": [
            {"type": "string", "description": "A planned event, by the team's name."},
            {
                "type": "object",
                "properties": properties,
                "additionalProperties": False,
                "anyOf": [{"required": [name]} for name in (*about, *event)],
            },
        ]
    }


def _expected(field: Field) -> Schema:
    special: Mapping[str, Schema] = {
        "times": _TIMES,
        "known": _KNOWN,
        "vendor": {"anyOf": [{"enum": sorted(VENDORS)}, _REFERENCE]},
        "value": {"$ref": "#/definitions/single"},
        "tag": {"$ref": "#/definitions/single"},
        "goal": {"$ref": "#/definitions/single"},
        "finding": {"$ref": "#/definitions/single"},
    }
    if field.name in special:
        return special[field.name]
    if field.name in SINGLE_KEYS:
        return {"$ref": "#/definitions/single"}
    return _of(field.hint)


def _event() -> Schema:
    shape = Shape.of(ExpectationForm)
    names = (
        "event",
        "category",
        "action",
        "label",
        "value",
        "id",
        "params",
        "items",
        "user",
        "consent",
        "times",
        "within",
    )
    properties = {name: {"description": shape.keys[name].doc, **_expected(shape.keys[name])} for name in names}
    return {"anyOf": [_SCALAR, {"type": "object", "properties": properties, "additionalProperties": False}]}


def _vendor() -> Schema:
    return {"anyOf": [*_value(Shape.of(VendorForm))["anyOf"], {"type": "null"}]}


def _events() -> Schema:
    about = _object(Shape.of(EventForm))["properties"]
    vendors = {
        name: {"description": f"What {module.NAME} is sent.", "$ref": "#/definitions/event"}
        for name, module in VENDORS.items()
    }
    own: Schema = {"$ref": "#/definitions/event"}  # of a vendor that the plan declares
    one: Schema = {"type": "object", "properties": {**about, **vendors}, "additionalProperties": own}
    return {"type": "object", "additionalProperties": one}


def _vendors() -> Schema:
    return {
        "type": "object",
        "properties": {
            name: {"description": module.NAME, "$ref": "#/definitions/vendor"} for name, module in VENDORS.items()
        },
        "additionalProperties": {"allOf": [{"$ref": "#/definitions/vendor"}, {"required": ["match"]}]},  # one's own
    }


def _events_meant() -> Schema:
    one: Schema = {"anyOf": [_SCALAR, _object(Shape.of(EventMeantForm))]}
    return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}


def _by_name(schema: Callable[[], Schema]) -> Schema:
    return {"type": "object", "additionalProperties": schema()}


_FORMS: Mapping[str, Callable[[], Schema]] = {
    "duration": lambda: _DURATION,
    "percent": lambda: _PERCENT,
    "day": lambda: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$|\$\{"},
    "addresses": lambda: {"anyOf": [_ADDRESS, {"type": "array", "items": _ADDRESS}]},
    "data": lambda: {},
    "values": lambda: {},
    "name": lambda: {"type": "string", "pattern": "^[a-z][A-Za-z0-9_]*$"},
    "frame": lambda: {"$ref": "#/definitions/frame"},
    "demands": lambda: {"$ref": "#/definitions/demand"},
    "demands of one": lambda: {"$ref": "#/definitions/single"},
    "demands of seconds": lambda: {"$ref": "#/definitions/demand"},
    "steps": lambda: {"$ref": "#/definitions/steps"},
    "unread steps": lambda: {"$ref": "#/definitions/steps"},
    "expectations": lambda: {"type": "array", "items": {"$ref": "#/definitions/expectation"}},
    "never": lambda: {"type": "array", "items": {"$ref": "#/definitions/expectation"}},
    "settle": lambda: {"anyOf": [{"const": "clock"}, _DURATION]},
    "consent platform": lambda: {"anyOf": [{"enum": [*platform_names(), AUTO]}, _REFERENCE]},
    "vendors": _vendors,
    "events": _events,
    "segments": lambda: _by_name(lambda: _object(Shape.of(SegmentForm))),
    "events meant": _events_meant,
    "profiles": lambda: _by_name(lambda: _value(Shape.of(ProfileForm))),
    "choices": lambda: _by_name(lambda: {"$ref": "#/definitions/steps"}),
}


def _of(hint: Any) -> Schema:
    """The schema of an annotation."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        name = next((one.name for one in arguments if isinstance(one, Form)), None)
        return _of(arguments[0]) if name is None else _FORMS[name]()
    if hint == Text or hint is str:
        return _SCALAR
    if hint is bool:
        return {"anyOf": [{"type": "boolean"}, _REFERENCE]}
    if hint in (int, float):
        return {"anyOf": [{"type": "integer" if hint is int else "number"}, _REFERENCE]}
    if hint is Any:
        return {}
    if hint is Locator:
        return {"$ref": "#/definitions/locator"}
    if origin is Literal:
        return {"anyOf": [{"enum": list(arguments)}, _REFERENCE]}
    if origin in (Union, types.UnionType):
        kinds = [_of(one) for one in alternatives(arguments)]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin is tuple:
        element = _of(arguments[0])
        listed: Schema = {"type": "array", "items": element}
        return listed if dataclasses.is_dataclass(arguments[0]) else {"anyOf": [listed, element]}
    if origin is not None and issubclass(origin, Mapping):
        names = _of(arguments[0]) if get_origin(arguments[0]) is Annotated else {}
        return {
            "type": "object",
            "additionalProperties": _of(arguments[1]),
            **({"propertyNames": names} if names else {}),
        }
    return _value(Shape.of(hint))
