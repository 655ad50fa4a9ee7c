"""Segments: journeys and visits told apart by what they did, `{sent: add_to_cart, not_sent: purchase}`.

Pure: a segment is held against the events that one visit sent. It is used for the history, for reports and for scans.

    left = Segment("Cart left", sent=(Wanted(event="add_to_cart"),), not_sent=(Wanted(event="purchase"),))
    left.holds([Sent("ga4", "page_view"), Sent("ga4", "add_to_cart")])   # True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.model.plan import Plan
    from validator.model.scenario import Expectation


@dataclass(frozen=True, slots=True, order=True)
class Sent:
    """One kind of event that a visit sent, whatever its parameters."""

    vendor: str
    event: str = ""
    category: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which event is meant; what is not told may be anything. `*` and `?` stand for any letters.

    `planned` keeps the team's name, where the event was named by it.
    """

    vendor: str | None = None
    event: str | None = None
    category: str | None = None
    action: str | None = None
    planned: str = ""

    def fits(self, sent: Sent) -> bool:
        told = (
            (self.vendor, sent.vendor),
            (self.event, sent.event),
            (self.category, sent.category),
            (self.action, sent.action),
        )
        return all(wanted is None or fnmatchcase(found, wanted) for wanted, found in told)

    def __str__(self) -> str:
        if self.planned:
            return self.planned
        name = self.event or " › ".join(part for part in (self.category, self.action) if part)
        return " ".join(part for part in (self.vendor, name) if part) or "any event"


@dataclass(frozen=True, slots=True)
class Segment:
    """Visits that sent every one of `sent`, and none of `not_sent`.

    Each is a group of spellings of one event: a planned event is another one at each vendor, and any of them counts.
    """

    name: str
    sent: tuple[tuple[Wanted, ...], ...] = ()
    not_sent: tuple[tuple[Wanted, ...], ...] = ()

    def holds(self, sent: Iterable[Sent]) -> bool:
        """Whether a visit belongs to the segment."""
        seen = tuple(sent)

        def was_sent(group: tuple[Wanted, ...]) -> bool:
            return any(wanted.fits(one) for wanted in group for one in seen)

        return all(map(was_sent, self.sent)) and not any(map(was_sent, self.not_sent))

    def __str__(self) -> str:
        told = [f"sent {group[0]}" for group in self.sent] + [f"did not send {group[0]}" for group in self.not_sent]
        return " and ".join(told)


class SegmentError(ValueError):
    """A segment that cannot be understood; its text says why."""


def group_of(name: str, plan: Plan | None = None) -> tuple[Wanted, ...]:
    """What a text means: a planned event by the team's name, `ga4 purchase`, `ua Ecommerce › Buy`, or a bare name.

    A bare name is an event's name, or the action of a vendor whose events have category and action.
    """
    name = " ".join(name.split())
    planned = plan.events.get(name) if plan else None
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
    from validator.vendors import VENDORS

    first, _, rest = name.partition(" ")
    return (first, rest.strip()) if first in VENDORS else (None, name)


def _planned(one: Expectation, name: str) -> Wanted:
    told = {
        str(each.path[0]): str(each.operand)
        for each in one.conditions
        if each.operator == "equals" and len(each.path) == 1 and each.path[0] in ("event", "category", "action")
    }
    return Wanted(one.vendor, told.get("event"), told.get("category"), told.get("action"), planned=name)


def spoken_segment(text: str, segments: Mapping[str, Segment], plan: Plan | None = None) -> Segment:
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
        (unsent if negated else sent).append(group_of(name, plan))
    return Segment(text, tuple(sent), tuple(unsent))
