"""A container in words: its tags, triggers and conditions as preview mode says them, and which tags send what."""

from __future__ import annotations

from collections.abc import Sequence

from validator.gtm.names import BUILT_IN_TRIGGERS
from validator.gtm.sendings import Possible, Sending, possible, sendings, tags_for
from validator.gtm.titles import TAG_TYPES
from validator.gtm.words import operator_words, shown_variable, trigger_words
from validator.model.container import Container, ContainerCondition, Tag, Trigger

__all__ = [
    "Possible",
    "Sending",
    "condition_sentence",
    "possible",
    "sendings",
    "tag_sentence",
    "tags_for",
    "trigger_of",
    "trigger_sentence",
]


def condition_sentence(condition: ContainerCondition) -> str:
    """`Click Text equals “Add to cart”`."""
    words = operator_words(condition.operator, condition.negate, condition.ignore_case)
    return f"{shown_variable(condition.left)} {words} “{condition.right}”"


def trigger_sentence(trigger: Trigger) -> str:
    """`Click – All Elements, when Click Text equals “Add to cart”`."""
    told = [condition_sentence(condition) for condition in trigger.conditions]
    words = trigger_words(trigger.type)
    details = _settings(trigger)
    if details:
        words += f" ({', '.join(details)})"
    return f"{words}, when {_joined(told)}" if told else words


def tag_sentence(container: Container, tag: Tag) -> str:
    """`GA4 event “add_to_cart” to G-1; fires at Custom Event, when Event equals “add_to_cart”; needs ad_storage`."""
    parts = [_sent(container, tag)]
    firing = [trigger_sentence(trigger) for id in tag.firing if (trigger := trigger_of(container, id))]
    parts.append("fires at " + "; or at ".join(firing) if firing else _companion(container, tag))
    blocking = [trigger_sentence(trigger) for id in tag.blocking if (trigger := trigger_of(container, id))]
    if blocking:
        parts.append("but not at " + "; nor at ".join(blocking))
    if tag.paused:
        parts.append("is paused")
    if tag.live_only:
        parts.append("fires in the published container only")
    if tag.option == "once_per_load":
        parts.append("once a page")
    if tag.consent == "needed":
        parts.append(f"needs consent to {_joined(tag.consent_types)}")
    if tag.setup:
        parts.append(f"after {_joined([f'‘{name}’' for name in tag.setup])}")
    if tag.teardown:
        parts.append(f"followed by {_joined([f'‘{name}’' for name in tag.teardown])}")
    return "; ".join(parts)


_newest: tuple[tuple[Trigger, ...], dict[str, Trigger]] = ((), {})


def _by_id(triggers: tuple[Trigger, ...]) -> dict[str, Trigger]:
    """The triggers by id, made once while one container is told; the first of an id counts."""
    global _newest
    known, found = _newest
    if known is not triggers:
        found = {trigger.id: trigger for trigger in reversed(triggers)}
        _newest = triggers, found
    return found


def trigger_of(container: Container, id: str) -> Trigger | None:
    """A trigger by its id, also one that Tag Manager has built in."""
    found = _by_id(container.triggers).get(id)
    if found is None and id in BUILT_IN_TRIGGERS:
        name, kind = BUILT_IN_TRIGGERS[id]
        return Trigger(id, name, kind)
    return found


def _sent(container: Container, tag: Tag) -> str:
    kind = TAG_TYPES.get(tag.type) or container.templates.get(tag.type) or tag.type
    for sending in sendings(container, tag):
        to = f" to {sending.id}" if str(sending.id) else ""
        if sending.category is not None:
            return f"{kind} event “{sending.category} › {sending.action}”{to}"
        return f"{kind} “{sending.event}”{to}"
    return kind


def _companion(container: Container, tag: Tag) -> str:
    before = [other.name for other in container.tags if tag.name in other.setup]
    after = [other.name for other in container.tags if tag.name in other.teardown]
    told = [f"fires before ‘{name}’" for name in before] + [f"fires after ‘{name}’" for name in after]
    return ", ".join(told) or "has no trigger"


def _settings(trigger: Trigger) -> list[str]:
    values = trigger.parameters
    told = []
    if str(values.get("waitForTags", "")).lower() == "true":
        told.append("waits for tags")
    if str(values.get("checkValidation", "")).lower() == "true":
        told.append("not when the page prevents it")
    if trigger.type == "timer" and values.get("interval"):
        told.append(f"every {values['interval']} ms")
    if trigger.type == "elementVisibility":
        told.append(str(values.get("elementSelector") or f"#{values.get('elementId', '')}"))
    if trigger.type == "scrollDepth":
        for key, unit in (("verticalThresholdsPercent", "%"), ("verticalThresholdsPixels", " px")):
            if values.get(key):
                told.append(f"{values[key]}{unit}")
    return told


def _joined(told: Sequence[str]) -> str:
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)
