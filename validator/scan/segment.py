"""Which pages are reported, by what they sent: a segment of the plan, or `view_item and not purchase`."""

from __future__ import annotations

from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.model.segment import Sent
from validator.scan.page import Facts
from validator.scan.report import Wanted
from validator.segments import SegmentError, spoken_segment


def wanted(told: str, plan: Plan) -> Wanted:
    """Whether a page is of the segment. Raises UsageError."""
    try:
        segment = spoken_segment(told, plan.segments, plan.events)
    except SegmentError as error:
        raise UsageError(f'--segment: {error}.\n  → Write "view_item and not purchase".') from None
    return lambda facts: segment.holds(kinds(facts))


def kinds(facts: Facts) -> list[Sent]:
    """What a page sent, as segments ask for it."""
    found = []
    for one in facts.sent:
        category, divided, action = one.event.partition(" › ")
        found.append(Sent(one.vendor, "", category, action) if divided else Sent(one.vendor, one.event))
    return found
