"""Which part of the history is meant. Everything that is not told may be anything."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from validator.model.location import UsageError
from validator.model.segment import Segment

_SPAN = re.compile(r"(\d+)\s*(h|d|w|y)", re.IGNORECASE)
_SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
_EXAMPLE = "Write a day such as 2026-03-01, or a span back from now: 12h, 90d, 6w."


@dataclass(frozen=True, slots=True)
class Filters:
    """Texts may hold `*` and `?`; capital letters do not matter. `source` also takes `google / cpc`.

    `since` and `until` are seconds since 1970, the first within, the second without. Views that sum up by day take
    whole days. `name` is the team's name of an event, its label or its event's name; `scenario` a Scenario.id or name.
    """

    since: float | None = None
    until: float | None = None
    device: str | None = None
    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    consent: str | None = None
    site: str | None = None
    container: str | None = None
    version: str | None = None
    scenario: str | None = None
    vendor: str | None = None
    name: str | None = None
    conversion: str | None = None  # micro, macro, or any: either of both
    owner: str | None = None
    kind: str | None = None
    segment: Segment | None = None


EVERYTHING = Filters()


def moment_of(text: str, now: float, *, end: bool = False) -> float:
    """A day, a time, or a span back from now, as seconds since 1970. Raises UsageError.

    `end`: a day is meant with all of it.
    """
    if found := _SPAN.fullmatch(text.strip()):
        return now - int(found[1]) * _SECONDS[found[2].lower()]
    try:
        told = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise UsageError(f"{text!r} is no moment.\n  → {_EXAMPLE}") from None
    told = told if told.tzinfo else told.replace(tzinfo=datetime.timezone.utc)
    whole = len(text.strip()) <= 10 and end
    return told.timestamp() + (86400 if whole else 0)


def span_of(text: str) -> float:
    """A span such as `90d` in seconds. Raises UsageError."""
    found = _SPAN.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise UsageError(f"{text!r} is no span of time.\n  → Write 90d, 12w or 1y.")
    return float(int(found[1]) * _SECONDS[found[2].lower()])
