"""Click triggers that ask for a text alone, and matched several elements of the recorded pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from validator.gtm.lint_finding import Lint
from validator.model.container import Container
from validator.model.recording import Push, Recording, TagMessage

_CLICKS = ("gtm.click", "gtm.linkClick")
_TELLING = ("gtm.elementId", "gtm.elementClasses", "gtm.elementUrl")
_SHOWN = 3  # elements named in a sentence


def click_faults(container: Container, recordings: Iterable[Recording]) -> Iterator[Lint]:
    """By what the container's tags did in the recordings: real clicks on real pages."""
    texts = _texts(container)
    names = {trigger.name for trigger in container.triggers}
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for recording in recordings:
        pushes = {push.number: push for push in recording.pushes}
        for message in recording.tags:
            push = pushes.get(message.push or 0)
            if message.event not in _CLICKS or push is None or not isinstance(push.payload, Mapping):
                continue
            for name in _by_text(message, texts) & names:
                identity, shown = _element(push.payload, push)
                found.setdefault(name, {}).setdefault(identity, shown)
    for name, elements in found.items():
        if len(elements) > 1:
            listed = list(elements.values())
            more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
            told = f"Its text matched {len(listed)} elements that were clicked: {', '.join(listed[:_SHOWN])}{more}."
            mend = "Ask for the element as well: its id, its classes, or a CSS selector; or for the page."
            yield Lint("click-text-ambiguous", "trigger", name, told, mend)


def _texts(container: Container) -> set[str]:
    """The names of variables that give the text of the clicked element."""
    own = {
        variable.name
        for variable in container.variables
        if (variable.type == "aev" and variable.parameters.get("varType") == "TEXT")
        or (variable.type == "v" and variable.parameters.get("name") == "gtm.elementText")
    }
    return own | {"Click Text"}


def _by_text(message: TagMessage, texts: set[str]) -> set[str]:
    """The triggers that matched by the clicked element's text."""
    return {
        trigger.name
        for tag in message.tags
        for trigger in tag.triggers
        if trigger.matched and any(one.variable in texts and one.matched for one in trigger.conditions)
    }


def _element(payload: Mapping[str, Any], push: Push) -> tuple[tuple[str, ...], str]:
    """What tells an element from others, and how it is called."""
    node = payload.get("gtm.element")
    shown = str(node.get("value", "")) if isinstance(node, Mapping) else ""
    told = tuple(str(payload.get(key) or "") for key in _TELLING)
    classes = "".join(f".{name}" for name in told[1].split()[:2]) if "#" not in shown else ""
    page = urlsplit(push.page_url).path or "/"
    return (shown, *told), f"{shown.lower() or 'an element'}{classes} on {page}"
