"""Visitors made up by chance, with what real series have: weekdays, trends, campaigns, noise, days that resemble."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Callable, Sequence

from validator.production.counts import Count, Counts

FIRST = datetime.date(2026, 1, 5)  # a Monday
WEEK = (1.0, 1.05, 1.0, 0.95, 1.1, 1.5, 1.4)


def chance(mean: float, rnd: random.Random) -> int:
    """A count around a mean, as chance makes it (Poisson)."""
    if mean > 60:
        return max(0, round(rnd.gauss(mean, math.sqrt(mean))))
    limit, found, product = math.exp(-mean), 0, rnd.random()
    while product > limit:
        found += 1
        product *= rnd.random()
    return found


def series(
    seed: int, level: float, days: int = 120, spread: float = 0.0, trend: float = 0.0, clinging: float = 0.0
) -> list[int]:
    """`spread`: how much wider than chance a day is, as a share of its mean; `trend`: a week, as a share."""
    rnd, mood, found = random.Random(seed), 0.0, []
    for day in range(days):
        mood = clinging * mood + rnd.gauss(0.0, spread)
        found.append(chance(level * WEEK[day % 7] * math.exp(trend * day / 7 + mood), rnd))
    return found


def counts(told: dict[str, Sequence[int]], device: str = "", **more: str) -> Counts:
    rows = tuple(
        Count(event, value, FIRST + datetime.timedelta(at), device, **more)
        for event, values in told.items()
        for at, value in enumerate(values)
        if value
    )
    days = max(len(values) for values in told.values())
    return Counts(rows, "made up", FIRST, FIRST + datetime.timedelta(days - 1))


def shop(
    seed: int,
    days: int = 120,
    visits: float = 900.0,
    change: Callable[[int, str, str, str], float] = lambda day, event, device, campaign: 1.0,
) -> Counts:
    """A whole shop by device, source and campaign. `change`: what a fault leaves of an event on a day."""
    rnd, rows = random.Random(seed), []
    shares = {"session_start": 1.0, "page_view": 4.2, "view_item": 0.6, "add_to_cart": 0.2, "begin_checkout": 0.1}
    shares |= {"purchase": 0.05, "newsletter_sign_up": 0.01}
    devices = {"mobile": 0.55, "desktop": 0.4, "tablet": 0.05}
    traffic = {
        ("google", "cpc", "spring"): 0.3,
        ("google", "organic", "(organic)"): 0.4,
        ("newsletter", "email", "weekly"): 0.1,
        ("(direct)", "(none)", "(direct)"): 0.2,
    }
    mood = 0.0
    for day in range(days):
        mood = 0.5 * mood + rnd.gauss(0.0, 0.08)
        for device, on in devices.items():
            for (source, medium, campaign), of in traffic.items():
                people = visits * WEEK[day % 7] * math.exp(mood) * on * of
                for event, share in shares.items():
                    mean = people * share * change(day, event, device, campaign)
                    if value := chance(mean, rnd):
                        when = FIRST + datetime.timedelta(day)
                        rows.append(Count(event, value, when, device, source, medium, campaign))
    return Counts(tuple(rows), "made up", FIRST, FIRST + datetime.timedelta(days - 1))
