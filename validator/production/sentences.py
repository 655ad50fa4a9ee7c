"""What production says, in sentences."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from validator.production.counts import WHOLE, Day
from validator.production.falls import Fall, Part

_ASPECTS = {"device": "", "traffic": "visits from ", "campaign": "the campaign "}


def number(value: float) -> str:
    """`1,234`."""
    return f"{round(value):,}"


def percent(share: float | None) -> str:
    """`38 %`; one digit more where it is small."""
    if share is None:
        return "–"
    told = 100 * share
    return f"{told:.0f} %" if told >= 10 or told == 0 else f"{told:.1f} %"


def day(when: Day) -> str:
    """`3 March 2027`."""
    return f"{when.day} {when:%B %Y}"


def span(since: Day, until: Day) -> str:
    """`from 3 to 9 March 2027`, or one day."""
    if since == until:
        return f"on {day(since)}"
    if (since.year, since.month) == (until.year, until.month):
        return f"from {since.day} to {day(until)}"
    if since.year == until.year:
        return f"from {since.day} {since:%B} to {day(until)}"
    return f"from {day(since)} to {day(until)}"


def fall_title(fall: Fall, name: str) -> str:
    """`Add to cart fell to 38 % of what was to be expected`."""
    verb = "came no more at all" if not fall.actual else f"fell to {percent(fall.share)} of what was to be expected"
    where = (
        "" if fall.where == WHOLE else f" on {fall.where[1]}" if fall.where[0] == "device" else f" ({fall.where[1]})"
    )
    return f"{'Visits' if fall.kind == 'visits' else name}{where} {verb}"


def fall_lines(fall: Fall) -> list[str]:
    """When, how much is missing, where, and what visits did meanwhile."""
    when = f"since {day(fall.since)}" if fall.ongoing else span(fall.since, fall.until)
    lines = [
        f"{when[:1].upper()}{when[1:]}, {_days(fall)}: {number(fall.actual)} came, "
        f"about {number(fall.expected)} were to be expected; {number(fall.lost)} are missing."
    ]
    if fall.within:
        lines.append(within(fall))
    if fall.kind == "event":
        lines.append(
            "Visits were as usual."
            if fall.visits > 0.9
            else f"Visits had fallen too, to {percent(fall.visits)}; that is left out of what was to be expected."
        )
    return lines


def _days(fall: Fall) -> str:
    return "1 day" if fall.days == 1 else f"{fall.days} days"


def within(fall: Fall) -> str:
    """`Only on mobile (3 % came); desktop was as usual.`"""
    told = []
    for aspect in ("device", "traffic", "campaign"):
        hit = [part for part in fall.within if part.aspect == aspect]
        spared = [part for part in fall.parts if part.aspect == aspect and part.share >= 0.85]
        if hit and spared:
            told.append(
                f"{_parts(aspect, hit, share=True)} lost it; {_parts(aspect, spared)} "
                f"{'was' if len(spared) == 1 else 'were'} as usual."
            )
    return " ".join(f"{one[:1].upper()}{one[1:]}" for one in told)


def _parts(aspect: str, parts: Sequence[Part], share: bool = False) -> str:
    names = [f"{part.value} ({percent(part.share)} came)" if share else part.value for part in parts[:3]]
    more = [f"{len(parts) - 3} more"] if len(parts) > 3 else []
    return _ASPECTS[aspect] + " and ".join(filter(None, [", ".join((names + more)[:-1]), (names + more)[-1]]))


def moment(when: datetime.datetime) -> str:
    """`3 March 2027, 14:05 UTC`."""
    return f"{day(when.date())}, {when:%H:%M} UTC"
