"""Falls that neither the weekday nor the last weeks nor fewer visits explain.

How it judges, in words:

1. **What was to be expected** of a day is the median of the same weekday in the eight weeks before, moved by what the
   four weeks before say of the trend. A median is not led astray by one sale, one holiday or one broken day; days that
   were themselves found to be part of a fall do not count, until they have become the usual.
2. **Fewer visits** make fewer events: where visits (`session_start`, or `page_view`) were below what was to be expected
   of them, so much less is expected of every other event. More visits do not raise the bar: they may be of another
   kind.
3. **How unusual** a day is, is measured on the scale of square roots, where chance is equally wide for small and for
   large counts. The width is what this very series shows in its last eight weeks (median of the deviations), and never
   less than pure chance. A series that jumps about anyhow must fall deeper before anybody is told.
4. **Days add up**: of all spans of days the most unlikely is taken, so that several low days weigh more than one; less
   so in a series in which a day takes after the day before. What is told is below 75 % of what was expected, has lost
   at least ten events, and lies more than five widths below: chance alone does not bring that in years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from validator.production.counts import WHOLE, Counts, Day, Slice, by_day

WEEKS = 8  # that are looked back
_FEWEST = 3  # equal weekdays without which nothing is said
_LOW = 2.0  # deviations below, from which on a day may belong to a fall
_UNLIKELY = 5.5  # widths of a whole fall
_UNLIKELY_OF_A_PART = 6.5  # the same of one device, source or campaign: there are many of them
_DEEPEST = 0.75  # of what was expected: above it is no fall that anybody would act upon
_LEAST_LOST = 10.0
_RARE = 12.0  # events a day, below which they are rare
_WARM = 14  # days that must have been judged before anything is said
_LONGEST = 63  # days of one fall; what lasts longer has become the usual
_CHANCE = 1.15  # the width of chance: of the day itself, and of the median of those before
_MOST_SLICES = 40  # values of an aspect that are looked at: the most frequent ones


@dataclass(frozen=True, slots=True)
class Part:
    """How one device, source or campaign took part in a fall."""

    aspect: str
    value: str
    expected: float
    actual: int

    @property
    def share(self) -> float:
        """What came, of what was expected."""
        return self.actual / self.expected if self.expected else 1.0


@dataclass(frozen=True, slots=True)
class Fall:
    """An event that came less often than can be explained, over one span of days.

    `kind` visits: it is the visits themselves that fell. `visits`: what came of the expected visits, as a share.
    `where`: the only device, source or campaign where it is seen; WHOLE where it is seen in the whole.
    """

    event: str
    since: Day
    until: Day
    expected: float
    actual: int
    score: float
    kind: Literal["event", "visits"] = "event"
    visits: float = 1.0
    ongoing: bool = False
    where: Slice = WHOLE
    parts: tuple[Part, ...] = ()

    @property
    def lost(self) -> int:
        return round(max(0.0, self.expected - self.actual))

    @property
    def share(self) -> float:
        return self.actual / self.expected if self.expected else 1.0

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def within(self) -> tuple[Part, ...]:
        """The parts where it happened, where others were as usual; empty where it happened everywhere."""
        hit = tuple(part for part in self.parts if part.share < _DEEPEST)
        spared = {part.aspect for part in self.parts if part.share >= 0.85}
        return tuple(part for part in hit if part.aspect in spared)


@dataclass(frozen=True, slots=True)
class Judged:
    """One day. `score`: deviations, below zero less than expected; `width` and `clinging`: of the series until then."""

    actual: int
    expected: float | None  # None: too little is known
    score: float = 0.0
    width: float = 1.0
    clinging: float = 0.0


def falls(counts: Counts) -> tuple[Fall, ...]:
    """All falls, the largest loss first; the visits' own before everything."""
    days, series = counts.days, by_day(counts)
    if not counts.daily or len(days) < 7 * _FEWEST + _WARM:
        return ()
    visits_name = next((name for name in ("session_start", "page_view") if name in series), "")
    usual = _visits_share(series.get(visits_name, {}), days) if visits_name else {}
    found: list[Fall] = []
    for event, slices in series.items():
        own = [
            replace(fall, kind="visits") if event == visits_name else fall
            for fall in _of_event(event, slices, days, {} if event == visits_name else usual)
        ]
        found += own
    return tuple(sorted(found, key=lambda fall: (fall.kind != "visits", -fall.lost, fall.event, fall.since)))


def _of_event(
    event: str,
    slices: Mapping[Slice, Mapping[Day, int]],
    days: Sequence[Day],
    usual: Mapping[Slice, Mapping[Day, float]],
) -> list[Fall]:
    """The falls of one event: those of the whole with their parts, and those that only a part shows."""
    looked = _worth(slices)
    judged = {where: _spans(event, where, looked[where], days, usual.get(where, {})) for where in looked}
    whole = [_with_parts(fall, looked, days, usual) for fall in judged.pop(WHOLE, ())]
    found = list(whole)
    for where, spans in sorted(judged.items(), key=lambda one: _order(one[0], looked)):
        for fall in spans:
            if not any(fall.since <= other.until and other.since <= fall.until for other in found):
                found.append(replace(_with_parts(fall, looked, days, usual), where=where))
    return found


def _order(where: Slice, looked: Mapping[Slice, Mapping[Day, int]]) -> tuple[int, int]:
    """Devices before sources before campaigns: the plainest explanation first."""
    return ("device", "traffic", "campaign").index(where[0]), -sum(looked[where].values())


def _worth(slices: Mapping[Slice, Mapping[Day, int]]) -> dict[Slice, Mapping[Day, int]]:
    sums = sorted(slices, key=lambda where: -sum(slices[where].values()))
    kept = [WHOLE] if WHOLE in slices else []
    for aspect in ("device", "traffic", "campaign"):
        kept += [where for where in sums if where[0] == aspect][:_MOST_SLICES]
    return {where: slices[where] for where in kept}


def _visits_share(slices: Mapping[Slice, Mapping[Day, int]], days: Sequence[Day]) -> dict[Slice, dict[Day, float]]:
    """slice → day → what came of the expected visits, at most 1: fewer visits explain fewer events."""
    found: dict[Slice, dict[Day, float]] = {}
    for where, series in _worth(slices).items():
        steps = judge([series.get(day, 0) for day in days])
        found[where] = {
            day: min(1.0, step.actual / step.expected)
            for day, step in zip(days, steps, strict=True)
            if step.expected and step.score < 0
        }
    return found


def _spans(
    event: str, where: Slice, series: Mapping[Day, int], days: Sequence[Day], usual: Mapping[Day, float]
) -> list[Fall]:
    values = [series.get(day, 0) for day in days]
    if sum(values) < 2 * _LEAST_LOST:
        return []
    shares = [usual.get(day, 1.0) for day in days]
    steps = judge(values, shares)
    return [
        Fall(
            event,
            days[first],
            days[last],
            sum(step.expected or 0.0 for step in steps[first : last + 1]),
            sum(values[first : last + 1]),
            score,
            visits=sum(shares[first : last + 1]) / (last - first + 1),
            ongoing=last == len(days) - 1,
        )
        for first, last, score in _unlikely(steps, _UNLIKELY if where == WHOLE else _UNLIKELY_OF_A_PART)
    ]


def judge(values: Sequence[int], shares: Sequence[float] = ()) -> list[Judged]:
    """Each day held against those before it. `shares`: what came of the expected visits."""
    steps: list[Judged] = []
    excluded: set[int] = set()
    residuals: list[float] = []
    ratios: list[float | None] = []
    for at, value in enumerate(values):
        before = [at - 7 * back for back in range(1, WEEKS + 1) if at >= 7 * back]
        kept = [index for index in before if index not in excluded]
        known = [values[index] for index in (kept if len(kept) >= _FEWEST else before)]
        if len(known) < _FEWEST:
            steps.append(Judged(value, None))
            continue
        plain = _middle(known)
        trend = _trend(ratios) if plain >= _RARE else 1.0
        expected = plain * trend * (shares[at] if shares else 1.0)
        deviation = _deviation(value, expected)
        width, clinging = _width(residuals), _clinging(residuals)
        warm = len(residuals) >= _WARM
        steps.append(Judged(value, expected if warm else None, deviation / width, width, clinging))
        low = warm and deviation < -_LOW * width and value < _DEEPEST * expected
        if low:
            excluded.add(at)
        residuals.append(deviation)
        ratios.append(None if low or not plain else value / plain)
    return steps


def _deviation(actual: float, expected: float) -> float:
    """On the scale of square roots, where pure chance has a width of one."""
    return 2 * (math.sqrt(actual + 0.375) - math.sqrt(expected + 0.375))


def _middle(known: Sequence[int]) -> float:
    """The median; of rare events, whose median jumps between small numbers, the mean without its peaks."""
    middle = float(median(known))
    return middle if middle >= _RARE else sum(min(value, 3 * middle + 5) for value in known) / len(known)


def _trend(ratios: Sequence[float | None]) -> float:
    """By how much the last weeks differ from the weeks before them; the last days are left out: they may be falling."""
    told = [ratio for ratio in ratios[-31:-3] if ratio is not None]
    return min(1.5, max(0.5, median(told))) if len(told) >= 7 else 1.0


def _width(residuals: Sequence[float]) -> float:
    """How far a usual day lies from what is expected of it; never less than chance alone would bring."""
    told = [abs(one) for one in residuals[-WEEKS * 7 :]]
    return max(_CHANCE, 1.4826 * median(told) * (1 + 2 / len(told))) if told else _CHANCE


def _clinging(residuals: Sequence[float]) -> float:
    """How much a day takes after the day before, from 0 to 0.8: what moves one often moves the next."""
    told = residuals[-WEEKS * 7 :]
    most = 3 * _width(told)
    near = [max(-most, min(most, one)) for one in told]
    whole = sum(one * one for one in near)
    found = sum(one * other for one, other in pairwise(near)) / whole if whole else 0.0
    return min(0.8, max(0.0, found + 2 / max(len(near), 10)))


def _unlikely(steps: Sequence[Judged], least: float) -> list[tuple[int, int, float]]:
    """Spans of days that are unlikely together, the most unlikely first; none overlaps another."""
    actual, expected = [0.0], [0.0]
    for step in steps:
        known = step.expected is not None
        actual.append(actual[-1] + (step.actual if known else 0.0))
        expected.append(expected[-1] + (step.expected or 0.0))
    low = [at for at, step in enumerate(steps) if step.expected is not None and step.score < 0]
    found: list[tuple[float, int, int]] = []
    for first in low:
        for last in low:
            if not first <= last < first + _LONGEST:
                continue
            came, due = actual[last + 1] - actual[first], expected[last + 1] - expected[first]
            if came <= _DEEPEST * due and due - came >= _LEAST_LOST:
                score = -_deviation(came, due) / (steps[first].width * _slack(last - first + 1, steps[first].clinging))
                if score >= least:
                    found.append((score, first, last))
    chosen: list[tuple[int, int, float]] = []
    for score, first, last in sorted(found, key=lambda one: (-one[0], one[1])):
        while first > 0 and _is_low(steps[first - 1]):  # the fall's own days have made the series seem wilder
            first -= 1
        while last + 1 < len(steps) and _is_low(steps[last + 1]):
            last += 1
        if all(last < one or first > other for one, other, _ in chosen):
            chosen.append((first, last, score))
    return sorted(chosen)


def _is_low(step: Judged) -> bool:
    return step.expected is not None and step.score < -_LOW and step.actual < _DEEPEST * step.expected


def _slack(days: int, clinging: float) -> float:
    """By how much a sum of days is wider than days by themselves, and than what is expected of them is known."""
    r = clinging
    together = (1 + r) / (1 - r) - 2 * r * (1 - r**days) / (days * (1 - r) ** 2)
    return math.sqrt(max(1.0, together) * (1 + days / (WEEKS * 7)))


def _with_parts(
    fall: Fall,
    looked: Mapping[Slice, Mapping[Day, int]],
    days: Sequence[Day],
    usual: Mapping[Slice, Mapping[Day, float]],
) -> Fall:
    """The fall with what each device, source and campaign had of it."""
    parts = []
    span = [day for day in days if fall.since <= day <= fall.until]
    for where, series in looked.items():
        if where == WHOLE:
            continue
        expected, actual = _expected_within(series, days, span, usual.get(where, {}))
        if expected >= _LEAST_LOST or (expected >= 3 and expected > 0.05 * fall.expected):
            parts.append(Part(where[0], where[1], expected, actual))
    return replace(fall, parts=tuple(parts))


def _expected_within(
    series: Mapping[Day, int], days: Sequence[Day], span: Sequence[Day], usual: Mapping[Day, float]
) -> tuple[float, int]:
    """What a part would have had in these days, by the weekdays before the fall began."""
    before = [day for day in days if day < span[0]][-WEEKS * 7 :]
    by_weekday = {weekday: [series.get(day, 0) for day in before if day.weekday() == weekday] for weekday in range(7)}
    expected = sum(
        (sum(known) / len(known) if (known := by_weekday[day.weekday()]) else 0.0) * usual.get(day, 1.0) for day in span
    )
    return expected, sum(series.get(day, 0) for day in span)
