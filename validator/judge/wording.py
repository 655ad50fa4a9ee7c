"""How chains speak: of expectations, of what was seen, of places and values, in words that an analyst uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from validator.judge.demands import Demand
from validator.judge.sightings import Sighting
from validator.model.event import Event
from validator.model.value import as_text, unsaid

LONGEST = 120


def quoted(value: Any) -> str:
    """A value in a sentence: texts in quotation marks, numbers bare, long ones cut."""
    if value is None:
        return "nothing"
    if (words := unsaid(value)) is not value:
        return str(words)
    if isinstance(value, str):
        cut = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
        return f'"{cut}"'
    if isinstance(value, list | tuple):
        inner = ", ".join(quoted(one) for one in value[:3])
        return f"[{inner}{', …' if len(value) > 3 else ''}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {quoted(one)}" for key, one in list(value.items())[:3])
        return f"{{{inner}{', …' if len(value) > 3 else ''}}}"
    return as_text(value)


def listed(names: Any) -> str:
    """`a`, `a and b`, `a, b and c`; long lists are cut."""
    words = list(dict.fromkeys(names))
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def either(names: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(listed(names).rsplit(" and ", 1))


def begun(text: str) -> str:
    """With a capital at its beginning, as a sentence has."""
    return text[:1].upper() + text[1:]


def counted(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def asked(demand: Demand) -> str:
    """What an expectation asks for: `the ga4 event add_to_cart`, `the push add_to_cart`, `tag "GA4 – purchase"`."""
    vendor = demand.expectation.vendor
    if demand.kind == "event":
        names = (
            [demand.wanted("event")] if demand.wanted("event") else [demand.wanted("category"), demand.wanted("action")]
        )
        told = " › ".join(as_text(name) for name in names if name is not None)
        if not told:
            told = demand.expectation.label.removeprefix(f"{vendor} ").strip()
            if vendor and told == vendor:
                return f"any {vendor} event"
        return f"the {vendor} event {told}" if vendor else f"the event {told}"
    name = demand.name()
    return _thing(demand.kind, name) if name else demand.expectation.label


def seen(sighting: Sighting) -> str:
    """What was seen, in the same words."""
    if isinstance(sighting.what, Event):
        return f"the {sighting.vendor} event {sighting.subject.removeprefix(sighting.vendor).strip()}"
    key = {"push": "event", "finding": "code", "error": "text"}.get(sighting.kind, "name")
    name = sighting.facts.get(key)
    return _thing(sighting.kind, as_text(name)) if name is not None else f"a {sighting.subject}"


def _thing(kind: str, name: str) -> str:
    if kind == "push":
        return f"the push {name}"
    if kind == "storage":
        return f"the entry {name} of the storage"
    return f"the {kind} {quoted(name) if kind in ('tag', 'goal', 'error') else name}"


def here(step: int | None) -> str:
    """Where an expectation looks, at the end of a sentence."""
    return "in the whole journey" if step is None else "at this step"


def path_text(path: Iterable[str | int]) -> str:
    """`params.value`, `items[0].item_id`; a parameter without `params.`, as its author wrote it."""
    told = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return told.removeprefix(".").removeprefix("params.")
