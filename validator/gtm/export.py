"""An export's containerVersion → Container."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from validator.gtm.names import BUILT_IN_BY_NAME, BUILT_IN_TRIGGERS, TRIGGER_EVENTS, built_in, operator, trigger_type
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable

REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
_TRIGGER_KEYS = frozenset(
    [
        "accountId",
        "containerId",
        "workspaceId",
        "triggerId",
        "name",
        "type",
        "fingerprint",
        "parentFolderId",
        "path",
        "notes",
        "tagManagerUrl",
        "customEventFilter",
        "filter",
        "autoEventFilter",
        "parameter",
    ]
)
_FORMATS = [
    "caseConversionType",
    "convertNullToValue",
    "convertUndefinedToValue",
    "convertTrueToValue",
    "convertFalseToValue",
]


class Unreadable(ValueError):
    """A part of the export has a shape that cannot be read; `near` is a name close to it."""

    def __init__(self, message: str, near: str = "") -> None:
        super().__init__(message)
        self.near = near


def container(version: Mapping[str, Any]) -> Container:
    """A Container of what an export calls `containerVersion`. Raises Unreadable."""
    told = _mapping(version.get("container"))
    tags = tuple(_tag(raw) for raw in _entries(version, "tag"))
    triggers = [_trigger(raw, str(told.get("containerId", ""))) for raw in _entries(version, "trigger")]
    known = {trigger.id for trigger in triggers}
    for id in dict.fromkeys(id for tag in tags for id in (*tag.firing, *tag.blocking)):
        if id not in known and id in BUILT_IN_TRIGGERS:
            name, kind = BUILT_IN_TRIGGERS[id]
            triggers.append(Trigger(id, name, kind))
    variables = [_variable(raw) for raw in _entries(version, "variable")]
    enabled = [str(raw.get("type", "")) for raw in _entries(version, "builtInVariable")]
    enabled += [str(kind) for kind in _list(told.get("enabledBuiltInVariable"))]
    variables += _built_ins(enabled, version, {variable.name for variable in variables})
    return Container(
        id=str(told.get("publicId", "")),
        name=str(version.get("name") or told.get("name") or ""),
        version=str(version.get("containerVersionId", "")),
        source="export",
        tags=tags,
        triggers=tuple(triggers),
        variables=tuple(variables),
        templates={
            kind: str(raw.get("name", ""))
            for raw in _entries(version, "customTemplate")
            for kind in template_types(raw)
        },
        raw=version,
    )


def template_types(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The types that tags and variables of a custom template can have: by its number, by its id in the gallery."""
    found = [f"cvt_{raw.get('containerId')}_{raw.get('templateId')}"]
    gallery = _mapping(raw.get("galleryReference")).get("galleryTemplateId")
    if gallery:
        found.append(f"cvt_{gallery}")
    told = re.search(r'"id"\s*:\s*"(cvt_\w+)"', str(raw.get("templateData", "")))
    if told and told.group(1) not in (*found, "cvt_temp_public_id"):
        found.append(told.group(1))
    return tuple(found)


def parameters(told: Any) -> dict[str, Any]:
    """A `parameter` list as plain values by key."""
    return {str(item.get("key", "")): plain(item) for item in _list(told) if isinstance(item, Mapping)}


def plain(parameter: Any) -> Any:
    """One parameter's value: text, bool, int, list or mapping. Text may hold `{{variables}}`."""
    if not isinstance(parameter, Mapping):
        return parameter
    kind = str(parameter.get("type", "TEMPLATE")).upper()
    if kind == "LIST":
        return [plain(item) for item in _list(parameter.get("list"))]
    if kind == "MAP":
        return {str(item.get("key", "")): plain(item) for item in _list(parameter.get("map"))
                if isinstance(item, Mapping)}  # fmt: skip
    value = parameter.get("value", "")
    if kind == "BOOLEAN" and str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    if kind == "INTEGER" and re.fullmatch(r"-?\d{1,15}", str(value)):
        return int(value)
    return value if isinstance(value, (str, bool, int, float)) or value is None else str(value)


def conditions(told: Any) -> tuple[ContainerCondition, ...]:
    """The conditions of one filter list."""
    found = []
    for raw in _list(told):
        values = parameters(_mapping(raw).get("parameter"))
        found.append(
            ContainerCondition(
                operator(str(_mapping(raw).get("type", ""))),
                str(values.get("arg0", "")),
                str(values.get("arg1", "")),
                values.get("ignore_case") is True,
                values.get("negate") is True,
            )
        )
    return tuple(found)


def _tag(raw: Mapping[str, Any]) -> Tag:
    name = str(raw.get("name", ""))
    values = parameters(raw.get("parameter"))
    setup, teardown = _list(raw.get("setupTag")), _list(raw.get("teardownTag"))
    if setup or teardown:
        values["sequence"] = {
            "setup": [dict(_mapping(item)) for item in setup],
            "teardown": [dict(_mapping(item)) for item in teardown],
        }
    asked = _mapping(raw.get("consentSettings"))
    return Tag(
        id=str(raw.get("tagId", "")),
        name=name,
        type=str(raw.get("type", "")),
        parameters=values,
        firing=_ids(raw.get("firingTriggerId")),
        blocking=_ids(raw.get("blockingTriggerId")),
        paused=_true(raw.get("paused")),
        live_only=_true(raw.get("liveOnly")),
        priority=_number(plain(raw.get("priority")), name),
        starts=_seconds(raw.get("scheduleStartMs"), name),
        ends=_seconds(raw.get("scheduleEndMs"), name),
        setup=tuple(str(_mapping(item).get("tagName", "")) for item in setup),
        teardown=tuple(str(_mapping(item).get("tagName", "")) for item in teardown),
        option=_option(str(raw.get("tagFiringOption", ""))),
        consent=_consent(str(asked.get("consentStatus", ""))),
        consent_types=tuple(str(item) for item in _list(plain(asked.get("consentType"))) if item),
    )


def _trigger(raw: Mapping[str, Any], number: str) -> Trigger:
    id = str(raw.get("triggerId", ""))
    kind = trigger_type(str(raw.get("type", "")))
    values = {key: plain(value) for key, value in raw.items() if key not in _TRIGGER_KEYS}
    values |= parameters(raw.get("parameter"))
    if kind in TRIGGER_EVENTS and not values.get("uniqueTriggerId"):
        values["uniqueTriggerId"] = f"{number}_{id}"
    enabled_when = conditions(raw.get("autoEventFilter"))
    if enabled_when:
        values["enabledWhen"] = enabled_when
    return Trigger(
        id=id,
        name=str(raw.get("name", "")),
        type=kind,
        conditions=conditions(raw.get("customEventFilter")) + conditions(raw.get("filter")) + enabled_when,
        parameters=values,
    )


def _variable(raw: Mapping[str, Any]) -> Variable:
    values = parameters(raw.get("parameter"))
    told = _mapping(raw.get("formatValue"))
    format_value = {key: plain(told[key]) for key in _FORMATS if key in told}
    if format_value:
        values["formatValue"] = format_value
    return Variable(str(raw.get("name", "")), str(raw.get("type", "")), values, str(raw.get("variableId", "")))


def _built_ins(enabled: Iterable[str], version: Mapping[str, Any], taken: set[str]) -> list[Variable]:
    """Those that are switched on, those that are used all the same, and the event's name."""
    kinds = list(dict.fromkeys(kind for kind in enabled if kind))
    for name in _references(version):
        if name in BUILT_IN_BY_NAME and BUILT_IN_BY_NAME[name] not in kinds:
            kinds.append(BUILT_IN_BY_NAME[name])
    found = [Variable("_event", "e", built_in=True)]
    for kind in kinds:
        name, code, values = built_in(kind)
        if name not in taken:
            found.append(Variable(name, code, values, built_in=True))
            taken.add(name)
    return found


def _references(value: Any) -> Iterable[str]:
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield from REFERENCE.findall(value)
        elif isinstance(value, Mapping):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _entries(version: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    told = version.get(key)
    if told is None:
        return []
    if not isinstance(told, list) or not all(isinstance(item, Mapping) for item in told):
        raise Unreadable(f"`{key}` should be a list of objects.", key)
    return told


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _ids(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value))


def _true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _number(value: Any, name: str) -> float:
    if value in (None, ""):
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unreadable(f"The priority of tag ‘{name}’ is not a number: {value}.", name) from None


def _seconds(value: Any, name: str) -> float | None:
    if value in (None, "", "0", 0):
        return None
    try:
        return float(value) / 1000
    except (TypeError, ValueError):
        raise Unreadable(f"The schedule of tag ‘{name}’ is not a time: {value}.", name) from None


def _option(told: str) -> Literal["unlimited", "once_per_event", "once_per_load"]:
    told = told.replace("_", "").lower()
    if told == "unlimited":
        return "unlimited"
    return "once_per_load" if told == "onceperload" else "once_per_event"


def _consent(told: str) -> Literal["not_set", "not_needed", "needed"]:
    told = told.replace("_", "").lower()
    if told == "needed":
        return "needed"
    return "not_needed" if told == "notneeded" else "not_set"
