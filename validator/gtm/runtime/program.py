"""A Container as the runtime in the page reads it: one JSON object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from validator.gtm.export import template_types
from validator.gtm.names import BUILT_IN_BY_NAME, TRIGGER_EVENTS, built_in
from validator.gtm.words import OPERATOR_WORDS
from validator.model.container import Container, ContainerCondition, Tag, Trigger

# Triggers whose event names the ones it is meant for, in gtm.triggers.
_ADDRESSED = frozenset(
    [
        "linkClick",
        "formSubmission",
        "historyChange",
        "timer",
        "youTubeVideo",
        "scrollDepth",
        "elementVisibility",
        "triggerGroup",
    ]
)
_LAST = ("html",)  # Google runs custom HTML after the other tags of the same priority


def program(container: Container, *, preview: bool = False) -> dict[str, Any]:
    """All that the page needs to run the container, with keys as the JavaScript reads them.

    preview: it is a version that is not published, in which tags for the published container only do not fire.
    """
    tags = sorted(container.tags, key=lambda tag: _order(tag, container.source))
    if container.source == "published" and not preview:
        tags = [replace(tag, live_only=False) for tag in tags]
    return {
        "id": container.id,
        "version": container.version,
        "tags": [_tag(tag) for tag in tags],
        "triggers": [_trigger(trigger) for trigger in container.triggers],
        "variables": _variables(container),
        "strict": container.source == "export",  # a name in braces that is unknown is a mistake, not text
        "templates": _templates(container),
        "bytecode": _bytecode(container),
        "words": OPERATOR_WORDS,
    }


def _order(tag: Tag, source: str) -> tuple[float, bool, int]:
    last = source == "export" and tag.type in _LAST
    number = int(tag.id) if source == "export" and tag.id.isdecimal() else 0
    return -tag.priority, last, number


def _tag(tag: Tag) -> dict[str, Any]:
    told = {
        "id": tag.id,
        "name": tag.name,
        "type": tag.type,
        "params": dict(tag.parameters),
        "firing": tag.firing,
        "blocking": tag.blocking,
        "option": tag.option,
        "paused": tag.paused,
        "liveOnly": tag.live_only,
        "starts": tag.starts,
        "ends": tag.ends,
        "consent": tag.consent_types if tag.consent == "needed" else (),
    }
    return {key: value for key, value in told.items() if value or key in ("id", "name", "type", "params")}


def _trigger(trigger: Trigger) -> dict[str, Any]:
    values = dict(trigger.parameters)
    enabled = values.pop("enabledWhen", ())
    conditions = trigger.conditions
    if enabled and conditions[-len(enabled) :] == tuple(enabled):
        conditions = conditions[: -len(enabled)]
    event = str(values.get("eventName") or TRIGGER_EVENTS.get(trigger.type, ""))
    return {
        "id": trigger.id,
        "name": trigger.name,
        "type": trigger.type,
        "event": event if trigger.type in TRIGGER_EVENTS else "",
        "unique": str(values.get("uniqueTriggerId", "")) if trigger.type in _ADDRESSED else "",
        "conditions": _conditions(conditions),
        "enabled": _conditions(enabled),
        "params": values,
    }


def _conditions(told: Iterable[ContainerCondition]) -> list[list[Any]]:
    return [[item.operator, item.left, item.right, int(item.ignore_case), int(item.negate)] for item in told]


def _variables(container: Container) -> dict[str, dict[str, Any]]:
    """By name. Every built-in variable is there, so that a reference to one never fails."""
    found: dict[str, dict[str, Any]] = {"_event": {"type": "e", "params": {}, "own": 1}}
    for name, kind in BUILT_IN_BY_NAME.items():
        _, code, values = built_in(kind)
        found[name] = {"type": code, "params": values, "own": 1, "spare": 1}
    for variable in container.variables:
        values = dict(variable.parameters)
        told: dict[str, Any] = {"type": variable.type, "params": values}
        if values.get("formatValue"):
            told["format"] = values.pop("formatValue")
        if variable.built_in:
            told["own"] = 1
        found[variable.name] = told
    return found


def codes(container: Container) -> dict[str, str]:
    """The code of the container's templates as text, by their type: as it is written, or as Google compiled it."""
    found = dict(_templates(container))
    return found | {kind: str(code).replace("'", '"') for kind, code in _bytecode(container).items()}


def _templates(container: Container) -> dict[str, str]:
    """The sandboxed code of an export's custom templates, by their type."""
    if container.source != "export" or not isinstance(container.raw, Mapping):
        return {}
    found = {}
    for raw in container.raw.get("customTemplate") or ():
        if isinstance(raw, Mapping):
            for kind in template_types(raw):
                found[kind] = _code(str(raw.get("templateData", "")))
    return found


# Types that the runtime runs with code of its own, although a published container brings Google's.
_OWN = frozenset(
    [
        "aev",
        "awct",
        "awec",
        "c",
        "cid",
        "ctv",
        "d",
        "dbg",
        "e",
        "f",
        "flc",
        "fls",
        "gaawc",
        "gaawe",
        "gas",
        "gclidw",
        "googtag",
        "gtcs",
        "gtes",
        "hid",
        "html",
        "img",
        "j",
        "jsm",
        "k",
        "r",
        "remm",
        "smm",
        "sp",
        "u",
        "ua",
        "v",
        "vis",
    ]
)


def _bytecode(container: Container) -> dict[str, Any]:
    """The compiled code of a published container's templates, by their type."""
    if container.source != "published" or not isinstance(container.raw, Mapping):
        return {}
    used = {tag.type for tag in container.tags} | {variable.type for variable in container.variables}
    found = {}
    told = container.raw.get("runtime")
    for code in told if isinstance(told, list) else ():
        if isinstance(code, list) and len(code) > 2 and code[0] == 50 and isinstance(code[1], str):
            kind = code[1].removeprefix("__")
            if kind in used and kind not in _OWN:
                found[kind] = code
    return found


def _code(data: str) -> str:
    """The section of a template's file that holds its code."""
    for mark in ("___SANDBOXED_JS_FOR_WEB_TEMPLATE___", "___SANDBOXED_JS___"):
        if mark in data:
            return data.split(mark, 1)[1].split("\n___", 1)[0].strip()
    return ""
