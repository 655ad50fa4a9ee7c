"""Segments: journeys and visits told apart by what they did, `{sent: add_to_cart, not_sent: purchase}`.

Pure: a segment is held against the kinds of events that one visit sent.

    left = Segment("Cart left", sent=((Wanted(event="add_to_cart"),),), not_sent=((Wanted(event="purchase"),),))
    left.holds([Sent("ga4", "page_view"), Sent("ga4", "add_to_cart")])   # True
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


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
        """As reports say it: `sent Add to cart and did not send purchase`."""
        told = [f"sent {group[0]}" for group in self.sent] + [f"did not send {group[0]}" for group in self.not_sent]
        return " and ".join(told)
