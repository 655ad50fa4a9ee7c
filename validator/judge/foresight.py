"""What a container's triggers make of the messages that were seen, where its tags did not tell themselves.

Google's own gtm.js says nothing of what its tags did. But the messages are in the data layer, and the conditions in
the container: most of them can be held against each other. What cannot be is left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from validator import operators
from validator.gtm.names import TRIGGER_EVENTS
from validator.gtm.words import operator_words, shown_variable
from validator.judge.evidence import TagSeen
from validator.model.container import Container, ContainerCondition, Tag, Trigger
from validator.model.recording import ConditionState, Push, Recording, TagMessage, TagState, TriggerState
from validator.model.value import as_text
from validator.patterns import PatternError, search

_UNKNOWN = object()
_AUTO_EVENT = {
    "Click Text": "gtm.elementText",
    "Click ID": "gtm.elementId",
    "Click Classes": "gtm.elementClasses",
    "Click URL": "gtm.elementUrl",
    "Click Target": "gtm.elementTarget",
    "Form Text": "gtm.elementText",
    "Form ID": "gtm.elementId",
    "Form Classes": "gtm.elementClasses",
    "Form URL": "gtm.elementUrl",
    "Form Target": "gtm.elementTarget",
}


def foresee(container: Container, names: Iterable[str], pushes: Sequence[Push], recording: Recording) -> list[TagSeen]:
    """How the named tags must have been at each of these pushes."""
    wanted = set(names)
    tags = [tag for tag in container.tags if tag.name in wanted]
    triggers = {trigger.id: trigger for trigger in container.triggers}
    seen = []
    for push in pushes:
        if push.event is None or push.kind == "gtag":
            continue
        message = TagMessage(
            container=container.id,
            version=container.version,
            message=push.number,
            event=push.event,
            push=push.number,
            at=push.at,
            step=push.step,
            document=push.document,
        )
        seen += [TagSeen(message, _tag(tag, triggers, push, container)) for tag in tags]
    return seen


def _tag(tag: Tag, triggers: Mapping[str, Trigger], push: Push, container: Container) -> TagState:
    firing = [trigger_at(triggers[id], push, container) for id in tag.firing if id in triggers]
    blocking = [trigger_at(triggers[id], push, container, blocking=True) for id in tag.blocking if id in triggers]
    unknown = any(id not in triggers for id in tag.firing)
    status = "not fired"
    if any(one.matched for one in firing):
        status = "blocked" if any(one.matched for one in blocking) else "paused" if tag.paused else "fired"
    elif unknown or any(one.matched is None for one in firing):
        status = "unknown"
    return TagState(tag.name, tag.type, status, tag.id, "", (*firing, *blocking), tag.consent_types)


def trigger_at(trigger: Trigger, push: Push, container: Container, blocking: bool = False) -> TriggerState:
    """A trigger, as it must have been at a push."""
    conditions = tuple(_condition(one, push, container) for one in trigger.conditions)
    answers: list[bool | None] = [one.matched for one in conditions]
    event = TRIGGER_EVENTS.get(trigger.type)
    if event is not None:
        answers.append(push.event == event)
    elif trigger.type != "customEvent":
        answers.append(None)
    matched = False if False in answers else None if None in answers else True
    return TriggerState(trigger.name, trigger.type, matched, conditions, blocking)


def _condition(condition: ContainerCondition, push: Push, container: Container) -> ConditionState:
    actual = _value(condition.left, push, container)
    expected = _value(condition.right, push, container)
    name = shown_variable(condition.left)
    words = operator_words(condition.operator, condition.negate, condition.ignore_case)
    if actual is _UNKNOWN or expected is _UNKNOWN:
        return ConditionState(name, words, condition.right)
    matched = _compare(condition, as_text(actual) if actual is not None else "undefined", as_text(expected))
    return ConditionState(name, words, as_text(expected), actual, matched)


def _value(text: str, push: Push, container: Container) -> Any:
    """The value of a side of a condition; `_UNKNOWN` where it depends on what was not recorded."""
    named = re.fullmatch(r"\s*\{\{(.+?)\}\}\s*", text)
    if named is None:
        return _UNKNOWN if "{{" in text else text
    return _variable(named[1].strip(), push, container)


def _variable(name: str, push: Push, container: Container) -> Any:
    if name in ("_event", "Event"):
        return push.event
    payload = push.payload if isinstance(push.payload, Mapping) else {}
    if name in _AUTO_EVENT:
        return payload.get(_AUTO_EVENT[name], "")
    parts = urlsplit(push.page_url)
    page = {"Page URL": push.page_url.partition("#")[0], "Page Path": parts.path, "Page Hostname": parts.hostname or ""}
    if name in page:
        return page[name]
    variable = next((one for one in container.variables if one.name == name), None)
    if variable is None:
        return _UNKNOWN
    if variable.type == "c":
        value = variable.parameters.get("value", "")
        return _UNKNOWN if "{{" in str(value) else value
    if variable.type == "v" and push.state is not None:
        key = str(variable.parameters.get("name", ""))
        values = operators.values_at(push.state, tuple(key.split(".")))
        return values[0] if values else variable.parameters.get("defaultValue")
    return _UNKNOWN


def _compare(condition: ContainerCondition, actual: str, expected: str) -> bool | None:
    if condition.ignore_case and condition.operator != "matchRegex":
        actual, expected = actual.lower(), expected.lower()
    found: bool | None
    match condition.operator:
        case "equals":
            found = actual == expected
        case "contains":
            found = expected in actual
        case "startsWith":
            found = actual.startswith(expected)
        case "endsWith":
            found = actual.endswith(expected)
        case "matchRegex":
            try:
                found = search(f"(?i){expected}" if condition.ignore_case else expected, actual)
            except PatternError:
                found = None
        case "greater" | "greaterOrEquals" | "less" | "lessOrEquals":
            found = _ordered(condition.operator, actual, expected)
        case _:
            found = None
    return found if found is None or not condition.negate else not found


def _ordered(operator: str, actual: str, expected: str) -> bool | None:
    """GTM compares texts as numbers; what is none is never greater nor less."""
    try:
        one, other = float(actual), float(expected)
    except ValueError:
        return False
    answers = {"greater": one > other, "greaterOrEquals": one >= other, "less": one < other}
    return answers.get(operator, one <= other)
