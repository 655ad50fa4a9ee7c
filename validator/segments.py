"""Which events a segment means: by the team's names, by vendors, or as they are typed behind `--segment`.

The segment itself, and what it holds of, is in model/segment.py; what a journey sent, judge/kinds.py tells.
"""

from __future__ import annotations

from collections.abc import Mapping

from validator.model.plan import PlannedEvent
from validator.model.scenario import Expectation
from validator.model.segment import Segment, Wanted
from validator.vendors import VENDORS


class SegmentError(ValueError):
    """A segment that cannot be understood; its text says why."""


def group_of(name: str, events: Mapping[str, PlannedEvent]) -> tuple[Wanted, ...]:
    """What a text means: a planned event by the team's name, `ga4 purchase`, `ua Ecommerce › Buy`, or a bare name.

    A bare name is an event's name, or the action of a vendor whose events have category and action.
    """
    name = " ".join(name.split())
    planned = events.get(name)
    if planned is not None:
        return tuple(_planned(one, name) for one in planned.expectations)
    vendor, rest = _vendor(name)
    category, divided, action = (part.strip() for part in rest.partition("›"))
    if divided:
        return (Wanted(vendor, None, category or None, action or None),)
    if not rest:
        return (Wanted(vendor),)
    return Wanted(vendor, rest), Wanted(vendor, None, None, rest)


def _vendor(name: str) -> tuple[str | None, str]:
    first, _, rest = name.partition(" ")
    return (first, rest.strip()) if first in VENDORS else (None, name)


def _planned(one: Expectation, name: str) -> Wanted:
    told = {
        str(each.path[0]): str(each.operand)
        for each in one.conditions
        if each.operator == "equals" and len(each.path) == 1 and each.path[0] in ("event", "category", "action")
    }
    return Wanted(one.vendor, told.get("event"), told.get("category"), told.get("action"), planned=name)


def spoken_segment(text: str, segments: Mapping[str, Segment], events: Mapping[str, PlannedEvent]) -> Segment:
    """What `--segment` says: the name of a segment of the plan, or events, `add_to_cart and not purchase`.

    Raises SegmentError.
    """
    if text in segments:
        return segments[text]
    sent: list[tuple[Wanted, ...]] = []
    unsent: list[tuple[Wanted, ...]] = []
    for part in text.split(" and "):
        name = part.strip()
        negated = name.lower().startswith("not ")
        name = name[4:].strip() if negated else name
        if not name or name.lower() == "not":
            raise SegmentError(f"the segment {text!r} names no event")
        (unsent if negated else sent).append(group_of(name, events))
    return Segment(text, tuple(sent), tuple(unsent))
