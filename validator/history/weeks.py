"""Two weeks side by side: what was tracked in the one, and what in the other."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from validator.history.filters import Filters
from validator.history.records import DAY, Subject
from validator.history.store import History
from validator.history.trends import Trend, trends
from validator.model.location import UsageError

Span = tuple[float, float]  # from, until


@dataclass(frozen=True, slots=True)
class Pair:
    """One expectation in both weeks; None: it was not looked at in that week."""

    subject: Subject
    before: Trend | None
    after: Trend | None

    @property
    def verdict(self) -> str:
        """broke, came back, worse, better, same, new, gone."""
        if self.before is None or self.before.pass_rate is None:
            return "new"
        if self.after is None or self.after.pass_rate is None:
            return "gone"
        before, after = self.before.pass_rate, self.after.pass_rate
        if after == before:
            return "same"
        if before == 1:
            return "broke"
        if after == 1:
            return "came back"
        return "worse" if after < before else "better"


def compare(history: History, filters: Filters, first: Span, second: Span) -> tuple[Pair, ...]:
    """Every expectation of either week, in the order of trends."""
    before, after = (
        {one.subject.identity: one for one in trends(history, replace(filters, since=since, until=until)).lines}
        for since, until in (first, second)
    )
    subjects = {identity: one.subject for identity, one in (before | after).items()}
    ranks = {"macro": 0, "micro": 1}
    ordered = sorted(subjects.values(), key=lambda one: (ranks.get(one.conversion, 2), one.name, one.label))
    return tuple(Pair(one, before.get(one.identity), after.get(one.identity)) for one in ordered)


def last_weeks(now: float) -> tuple[Span, Span]:
    """The seven days up to now, today among them, and the seven before."""
    end = (now // DAY + 1) * DAY
    return (end - 14 * DAY, end - 7 * DAY), (end - 7 * DAY, end)


def week(text: str) -> Span:
    """`2026-W09`, or the week of a day, from Monday on. Raises UsageError."""
    try:
        if "W" in text.upper():
            year, _, number = text.upper().replace("-", "").partition("W")
            monday = datetime.date.fromisocalendar(int(year), int(number), 1)
        else:
            day = datetime.date.fromisoformat(text.strip())
            monday = day - datetime.timedelta(days=day.weekday())
    except ValueError:
        raise UsageError(f"{text!r} is no week.\n  → Write 2026-W09, or a day of it: 2026-02-25.") from None
    start = (monday - datetime.date(1970, 1, 1)).days * DAY
    return float(start), float(start + 7 * DAY)
