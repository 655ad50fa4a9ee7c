"""Which pages are reported, by what they sent: `sent=view_item`, `not_sent=purchase`, several with commas."""

from __future__ import annotations

from validator.model.location import UsageError
from validator.scan.page import Facts
from validator.scan.report import Wanted


def wanted(told: str) -> Wanted:
    """Whether a page is of the segment. Raises UsageError."""
    sent: list[str] = []
    not_sent: list[str] = []
    for part in told.split(","):
        name, equals, event = part.partition("=")
        if not equals or not event.strip() or name.strip() not in ("sent", "not_sent"):
            raise UsageError(
                f"--segment: {part.strip()!r} is no condition.\n  → Write sent=view_item,not_sent=purchase."
            )
        (sent if name.strip() == "sent" else not_sent).append(event.strip())

    def fits(facts: Facts) -> bool:
        events = {one.event for one in facts.sent}
        return events.issuperset(sent) and events.isdisjoint(not_sent)

    return fits
