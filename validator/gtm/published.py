"""The resource inside a published gtm.js → Container. Names are not in it: they are made from what things do."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from validator.gtm.names import BUILT_IN_VARIABLES, OPERATORS, TRIGGER_EVENTS
from validator.gtm.titles import tag_title, variable_title
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable

# Listener tags: they fire nothing, they make Tag Manager push an event. By Google's code, the trigger they stand for.
LISTENERS = {
    "cl": "click", "ecl": "click", "lcl": "linkClick", "fsl": "formSubmission", "hl": "historyChange",
    "ehl": "historyChange", "jel": "jsError", "tl": "timer", "sdl": "scrollDepth", "evl": "elementVisibility",
    "ytl": "youTubeVideo",
}  # fmt: skip
TITLE = "title"  # of a tag: the name that its export told, kept with it
_TYPES = {event: kind for kind, event in TRIGGER_EVENTS.items()} | {"gtm.historyChange-v2": "historyChange"}
_IDS = re.compile(r"""['"](GTM-[A-Z0-9]{4,})['"]""")
_UNIQUE = re.compile(r"\(\^\$\|\(\(\^\|,\)([\w-]+)\(\$\|,\)\)\)")
_FORMATS = {
    "convert_case_to": "caseConversionType",
    "convert_null_to": "convertNullToValue",
    "convert_undefined_to": "convertUndefinedToValue",
    "convert_true_to": "convertTrueToValue",
    "convert_false_to": "convertFalseToValue",
}


def tag_indexes(resource: Mapping[str, Any]) -> list[int]:
    """The places of those tags that a person made: the others listen, or stand for trigger groups."""
    codes = map(_code, resource.get("tags", []))
    return [index for index, code in enumerate(codes) if code not in LISTENERS and code != "tg"]


def container(data: Mapping[str, Any], text: str = "") -> Container:
    """A Container of the object that a published gtm.js holds (`{"resource": …, "runtime": …}`)."""
    resource = data["resource"]
    names = _variable_names(resource.get("macros", []))
    variables = tuple(_variable(raw, names, index) for index, raw in enumerate(resource.get("macros", [])))
    triggers, added, blocked = _rules(resource, names)
    triggers += _groups(resource, added)
    tags = resource.get("tags", [])
    titles = _unique_titles([raw.get(TITLE) or tag_title(_code(raw), _parameters(raw, names)) for raw in tags])
    tags = tuple(
        _tag(tags[index], index, names, titles, added.get(index, ()), blocked.get(index, ()))
        for index in tag_indexes(resource)
    )
    return Container(
        id=_id(data, text),
        version=str(resource.get("version", "")),
        source="published",
        tags=tags,
        triggers=tuple(triggers),
        variables=variables,
        templates={code: code for code in dict.fromkeys(tag.type for tag in tags) if code.startswith("cvt_")},
        raw=data,
    )


def _code(raw: Mapping[str, Any]) -> str:
    return str(raw.get("function", "")).removeprefix("__")


def _id(data: Mapping[str, Any], text: str) -> str:
    blob = data.get("blob")
    if isinstance(blob, Mapping) and str(blob.get("10", "")).startswith(("GTM-", "G-")):
        return str(blob["10"])
    found = re.search(r"""ctid['"]?\s*:\s*['"]((?:GTM|G)-[A-Z0-9]+)""", text)
    if found:
        return found.group(1)
    # Older scripts set it under a name of one letter; other containers' ids stand in the resource, in tags' settings.
    everywhere = Counter(_IDS.findall(text))
    inside = Counter(_IDS.findall(json.dumps(data))) if len(everywhere) > 1 else Counter()
    return next((id for id, count in everywhere.items() if count > inside[id]), "") or next(iter(everywhere), "")


def _value(value: Any, names: Sequence[str]) -> Any:
    """A value of the resource, with references to variables written `{{name}}`."""
    if not isinstance(value, list) or not value:
        return value
    head, rest = value[0], value[1:]
    if head == "macro":
        return f"{{{{{names[rest[0]]}}}}}" if rest[0] < len(names) else "{{(missing variable)}}"
    if head == "escape":
        return _value(rest[0], names)
    if head == "template":
        return "".join(_text(_value(part, names)) for part in rest)
    if head == "list":
        return [_value(part, names) for part in rest]
    if head == "map":
        return {
            _text(_value(key, names)): _value(item, names) for key, item in zip(rest[::2], rest[1::2], strict=False)
        }
    if head == "tag":
        return {"tag": rest[0], "stop": rest[1] if len(rest) > 1 else 0}
    return [_value(part, names) for part in value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _parameters(raw: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {key[4:]: _value(value, names) for key, value in raw.items() if key.startswith("vtp_")}


def _variable_names(macros: Sequence[Mapping[str, Any]]) -> list[str]:
    """One name a variable; the built-in ones get the name that Tag Manager shows."""
    shown = {
        (code, json.dumps(values, sort_keys=True)): name
        for kind, (name, code, values) in BUILT_IN_VARIABLES.items()
        if not kind.startswith("FORM_")
    }
    found: list[str] = []
    for macro in macros:
        plain = {key[4:]: value for key, value in macro.items() if key.startswith("vtp_")}
        core = {key: value for key, value in plain.items() if not key.startswith("enable") and key != "setDefaultValue"}
        name = shown.get((_code(macro), json.dumps(core, sort_keys=True)))
        if _code(macro) == "e":
            name = "Event" if "_event" in found else "_event"
        found.append(name or variable_title(_code(macro), plain))
    return _unique_titles(found)


def _unique_titles(titles: Sequence[str]) -> list[str]:
    """A title that comes twice gets a number."""
    taken: dict[str, int] = {}
    found = []
    for title in titles:
        taken[title] = taken.get(title, 0) + 1
        found.append(title if taken[title] == 1 else f"{title} ({taken[title]})")
    return found


def _variable(raw: Mapping[str, Any], names: Sequence[str], index: int) -> Variable:
    values = _parameters(raw, names)
    told: dict[str, Any] = {shown: _value(raw[key], names) for key, shown in _FORMATS.items() if key in raw}
    if "caseConversionType" in told:
        told["caseConversionType"] = "LOWERCASE" if told["caseConversionType"] == 1 else "UPPERCASE"
    if told:
        values["formatValue"] = told
    name = names[index]
    own = name in {known for known, _, _ in BUILT_IN_VARIABLES.values()} or name == "_event"
    return Variable(name, _code(raw), values, str(index), own)


def _condition(predicate: Mapping[str, Any], names: Sequence[str], negate: bool) -> ContainerCondition:
    return ContainerCondition(
        OPERATORS.get(str(predicate.get("function")), str(predicate.get("function"))),
        _text(_value(predicate.get("arg0", ""), names)),
        _text(_value(predicate.get("arg1", ""), names)),
        predicate.get("ignore_case") is True,
        negate,
    )


def _rules(
    resource: Mapping[str, Any], names: Sequence[str]
) -> tuple[list[Trigger], dict[int, list[str]], dict[int, list[str]]]:
    """Triggers made from the rules, and for each tag's index the ids that fire it and that block it."""
    codes = [_code(tag) for tag in resource.get("tags", [])]
    predicates = [_condition(predicate, names, False) for predicate in resource.get("predicates", [])]
    triggers: list[Trigger] = []
    added: dict[int, list[str]] = {}
    blocked: dict[int, list[str]] = {}
    for number, rule in enumerate(resource.get("rules", [])):
        parts = {part[0]: part[1:] for part in rule}
        told = [predicates[index] for index in parts.get("if", [])]
        told += [replace(predicates[index], negate=True) for index in parts.get("unless", [])]
        kind, kept, values = _recognise(told)
        id = f"rule {number + 1}"
        triggers.append(Trigger(id, _trigger_title(kind, kept, values), kind, tuple(kept), values))
        for index in dict.fromkeys(parts.get("add", [])):
            if codes[index] in LISTENERS:
                triggers.append(_listener(resource["tags"][index], index, names, told))
            else:
                added.setdefault(index, []).append(id)
        for index in dict.fromkeys(parts.get("block", [])):
            blocked.setdefault(index, []).append(id)
    return triggers, added, blocked


def _recognise(told: Sequence[ContainerCondition]) -> tuple[str, list[ContainerCondition], dict[str, Any]]:
    """The type of trigger that a rule was made from, the conditions a person set, and what else it needs."""
    kind, kept = "always", []
    values: dict[str, Any] = {"listens": False}
    for condition in told:
        unique = _UNIQUE.fullmatch(condition.right)
        if condition.left in ("{{_event}}", "{{Event}}") and not condition.negate:
            if condition.operator == "equals" and condition.right in _TYPES:
                kind = _TYPES[condition.right]
                values["eventName"] = condition.right
                continue
            kind = "customEvent" if kind == "always" else kind
        elif unique and condition.operator == "matchRegex":
            values["uniqueTriggerId"] = unique.group(1)
            continue
        kept.append(condition)
    kept.sort(key=lambda condition: condition.left not in ("{{_event}}", "{{Event}}"))
    return kind, kept, values


def _listener(tag: Mapping[str, Any], index: int, names: Sequence[str], told: Sequence[ContainerCondition]) -> Trigger:
    code = _code(tag)
    kind, kept, start = _recognise(told)
    values = _parameters(tag, names) | {"listener": True, "startsAt": start.get("eventName", "")}
    values["version"] = 1 if code in ("hl", "cl") else 2
    if kind == "customEvent" or kept:
        values["enabledWhen"] = tuple(kept)
    return Trigger(f"listener {index}", f"{LISTENERS[code]} listener", LISTENERS[code], (), values)


def _groups(resource: Mapping[str, Any], added: Mapping[int, Sequence[str]]) -> list[Trigger]:
    """Trigger groups: one tag names the members, which are tags that note when their trigger has matched."""
    members: dict[str, str] = {}
    for index, tag in enumerate(resource.get("tags", [])):
        if _code(tag) == "tg" and tag.get("vtp_isListeningTag") and added.get(index):
            members[str(tag.get("vtp_firingId"))] = added[index][0]
    found = []
    for index, tag in enumerate(resource.get("tags", [])):
        if _code(tag) == "tg" and not tag.get("vtp_isListeningTag"):
            ids = [members.get(str(id), str(id)) for id in _value(tag.get("vtp_triggerIds", []), ())]
            values = {"listener": True, "triggerIds": ids, "uniqueTriggerId": str(tag.get("vtp_uniqueTriggerId", ""))}
            found.append(Trigger(f"group {index}", "Trigger group", "triggerGroup", (), values))
    return found


def _trigger_title(kind: str, kept: Sequence[ContainerCondition], values: Mapping[str, Any]) -> str:
    shown = {"pageview": "Page view", "customEvent": "Custom event", "click": "Click", "linkClick": "Link click"}
    title = shown.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower().capitalize()
    named = [f"{'not ' if item.negate else ''}{item.right}" for item in kept]
    return f"{title}: {' · '.join(named)}" if named else title


def _tag(
    raw: Mapping[str, Any],
    index: int,
    names: Sequence[str],
    titles: Sequence[str],
    firing: Sequence[str],
    blocking: Sequence[str],
) -> Tag:
    values = _parameters(raw, names)
    code = _code(raw)
    paused = code == "paused"
    sequence = {
        kind: [
            {"tagName": titles[item["tag"]], ("stopOnSetupFailure" if kind == "setup" else "stopTeardownOnFailure"):
             bool(item["stop"])}
            for item in _value(raw.get(f"{kind}_tags", []), names)
        ]
        for kind in ("setup", "teardown")
    }  # fmt: skip
    if any(sequence.values()):
        values["sequence"] = sequence
    option: Literal["unlimited", "once_per_event", "once_per_load"] = "unlimited"
    if raw.get("once_per_load"):
        option = "once_per_load"
    elif raw.get("once_per_event"):
        option = "once_per_event"
    types = _value(raw["consent"], names) if "consent" in raw else None
    return Tag(
        id=str(raw.get("tag_id", index)),
        name=titles[index],
        type=str(values.get("originalTagType", "")) if paused else code,
        parameters=values,
        firing=tuple(firing),
        blocking=tuple(blocking),
        paused=paused,
        live_only=bool(raw.get("live_only")),
        priority=float(raw.get("priority", 0) or 0) if not isinstance(raw.get("priority"), list) else 0.0,
        setup=tuple(item["tagName"] for item in sequence["setup"]),
        teardown=tuple(item["tagName"] for item in sequence["teardown"]),
        option=option,
        consent="not_set" if types is None else "needed" if types else "not_needed",
        consent_types=tuple(str(item) for item in types or ()),
    )
