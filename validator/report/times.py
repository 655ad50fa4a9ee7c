"""The time that a report is about, and the longer time that it is seen in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Times:
    """`since` to `until`: the time itself, both days included; `back`: the first day of the strips."""

    since: Day
    until: Day
    back: Day

    @staticmethod
    def ending(until: Day, days: int = 7, weeks: int = 13) -> Times:
        """The days that end on one, seen in so many weeks."""
        since = until - datetime.timedelta(days - 1)
        return Times(since, until, min(since, until - datetime.timedelta(7 * weeks - 1)))

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def weeks(self) -> int:
        """Of the strips."""
        return ((self.until - self.back).days + 1) // 7

    @property
    def before(self) -> Times:
        """The same length of time before it."""
        step = datetime.timedelta(self.days)
        return Times(self.since - step, self.until - step, self.back)

    @property
    def shown(self) -> tuple[Day, ...]:
        """Every day of the strips."""
        return tuple(self.back + datetime.timedelta(n) for n in range((self.until - self.back).days + 1))

    def holds(self, day: Day) -> bool:
        return self.since <= day <= self.until


def began(day: Day) -> float:
    """The moment at which a day begins, in UTC."""
    return datetime.datetime.combine(day, datetime.time(), datetime.timezone.utc).timestamp()


def ended(day: Day) -> float:
    """The moment at which a day is over."""
    return began(day + datetime.timedelta(1))


def day_of(moment: float) -> Day:
    return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).date()
