"""What a break cost: how many conversions visitors made that were not counted, by production's counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from validator.production.beside import Pair
from validator.production.counts import ASPECTS, Counts, Day
from validator.production.falls import WEEKS, Fall, Part
from validator.production.look import Production
from validator.production.reds import category
from validator.report.breaks import Break, Cost
from validator.report.times import Times

_SLACK = datetime.timedelta(days=2)


def with_costs(breaks: Sequence[Break], production: Production | None, times: Times) -> list[Break]:
    """Each break with what it cost, and the falls of production that no scenario saw as breaks of their own."""
    if production is None:
        return list(breaks)
    falls = [(pair, pair.fall) for pair in production.pairs if pair.fall and pair.fall.until >= times.back]
    found: list[Break] = []
    used: set[int] = set()
    for one in breaks:
        fitting = [at for at, (pair, fall) in enumerate(falls) if pair.name == one.name and _together(one, fall, times)]
        used.update(fitting)
        found.append(_with_fall(one, [falls[at] for at in fitting], production, times))
    found += [_only_production(pair, fall, production) for at, (pair, fall) in enumerate(falls) if at not in used]
    return sorted(found, key=lambda one: one.since, reverse=True)


def _together(one: Break, fall: Fall, times: Times) -> bool:
    last = one.last or times.until
    return fall.since <= last + _SLACK and one.first - _SLACK <= fall.until


def _with_fall(one: Break, pairs: Sequence[tuple[Pair, Fall]], production: Production, times: Times) -> Break:
    if pairs:
        falls = [fall for _, fall in pairs]
        cost = _cost(falls)
        return replace(one, fall=max(falls, key=lambda fall: fall.lost), cost=cost, says=pairs[0][0].says)
    estimated = _estimate(one, production, times)
    return replace(one, cost=estimated) if estimated else one


def _cost(falls: Sequence[Fall]) -> Cost:
    """What falls have lost: of the parts that were hit where others were spared, since what those have is chance."""
    expected, actual = 0.0, 0
    for fall in falls:
        aspect = next((name for name in ASPECTS if any(part.aspect == name for part in fall.within)), "")
        hit = [part for part in fall.within if part.aspect == aspect]
        expected += sum(part.expected for part in hit) if hit else fall.expected
        actual += sum(part.actual for part in hit) if hit else fall.actual
    return Cost(max(0, round(expected - actual)), expected, actual, True)


def _estimate(one: Break, production: Production, times: Times) -> Cost | None:
    """What was to be expected of its days by the weekdays before, on the devices that were red, less what came."""
    names = {event for event, name in production.names.items() if name == one.name}
    devices = {category(red.device) for red in one.reds}
    counts = production.counts
    if not names or not counts.daily or counts.since is None or counts.until is None:
        return None
    # the day on which it broke and the one on which it came back are only in part of it
    last = min(one.last - datetime.timedelta(1) if one.last else times.until, counts.until)
    span = [day for day in counts.days if one.first <= day <= last]
    told = series(counts, names, devices)
    before = [day for day in counts.days if day < one.first][-7 * WEEKS :]
    if not span or len(before) < 14:
        return None
    by_weekday = {
        day.weekday(): [told.get(other, 0) for other in before if other.weekday() == day.weekday()] for day in span
    }
    expected = sum(float(median(by_weekday[day.weekday()] or [0])) for day in span)
    actual = sum(told.get(day, 0) for day in span)
    return Cost(max(0, round(expected - actual)), expected, actual, False)


def series(counts: Counts, names: Iterable[str], devices: Iterable[str] = ()) -> dict[Day, int]:
    """Counts by day, of these events on these devices (all, where counts do not tell devices apart)."""
    events, kinds, found = set(names), set(devices), dict[Day, int]()
    for row in counts.rows:
        if row.event in events and row.day and (not kinds or not row.device or row.device in kinds):
            found[row.day] = found.get(row.day, 0) + row.count
    return found


def _only_production(pair: Pair, fall: Fall, production: Production) -> Break:
    planned = next((one for one in production.arrived if one.name == pair.name), None)
    aspects = ("device", "traffic", "campaign")
    where = tuple((aspect, _values(aspect, fall.within)) for aspect in aspects)
    usual = tuple(part for part in fall.parts if part.share >= 0.85)
    spared = tuple((aspect, _values(aspect, usual) if told else ()) for aspect, told in where)
    after = fall.until + datetime.timedelta(1)
    return Break(
        pair.name,
        planned.conversion if planned else "",
        planned.owner if planned else "",
        _morning(fall.since),
        None if fall.ongoing else _morning(after),
        where=where,
        spared=spared,
        fall=fall,
        cost=_cost([fall]),
        says=pair.says,
    )


def _values(aspect: str, parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(sorted(part.value for part in parts if part.aspect == aspect))


def _morning(day: Day) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.timezone.utc)
