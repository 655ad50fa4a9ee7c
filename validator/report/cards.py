"""A break as a card: what, when, where, what it cost, why, and what mends it."""

from __future__ import annotations

import datetime

from validator.paper.blocks import Card, Chart
from validator.production import sentences
from validator.production.counts import Day
from validator.report.breaks import Break
from validator.report.costs import series
from validator.report.week import Report

_MOST = 4
_LOST = {"macro": "macro conversions", "micro": "micro conversions", "": "events"}


def card(one: Break, report: Report) -> Card:
    """The whole story of one break."""
    facts = [("When", when(one, report)), ("Where", where(one))]
    before = max((red.before for red in one.reds if red.before), default=None)
    if before:
        facts.append(("Still well", sentences.moment(before)))
    if cost := cost_words(one):
        facts.append(("What it cost", cost))
    cause = one.cause
    if cause and (cause.message or cause.headline):
        facts.append(("Why", " · ".join(filter(None, (cause.headline, cause.message)))))
    if cause and cause.between:
        facts.append(("Container", f"it broke {cause.between}"))
    if one.owner:
        facts.append(("Owner", one.owner))
    lines = [] if one.reds else [one.says]
    if one.fall and one.reds and one.fall.kind == "event":
        lines = [one.says]
    return Card(
        title=title(one),
        tone="good" if one.last and report.times.holds(one.last) else "bad" if one.until is None else "warn",
        badge=badge(one, report),
        lines=tuple(line for line in lines if line),
        facts=tuple(facts),
        mend=cause.mend if cause and one.until is None else "",
        chart=_chart(one, report),
    )


def title(one: Break) -> str:
    """`Add to cart · micro conversion`."""
    kind = f" · {one.conversion} conversion" if one.conversion else ""
    if one.fall and one.fall.kind == "visits":
        return "Visits themselves fell"
    return f"{one.name}{kind}"


def badge(one: Break, report: Report) -> str:
    if one.last is None:
        return f"broken, day {one.days(report.times.until)}"
    return f"came back on {sentences.day(one.last)}"


def when(one: Break, report: Report) -> str:
    """`from 3 to 9 March 2027, 6 days`; scenarios know the hours."""
    days = one.days(report.times.until)
    told = "1 day" if days == 1 else f"{days} days"
    if one.last is None:
        return f"since {_moment(one.since, one)}, {told} so far"
    return f"from {_moment(one.since, one)} to {_moment(one.until, one) if one.until else ''}, {told}"


def _moment(moment: datetime.datetime, one: Break) -> str:
    return sentences.day(moment.date()) if not one.reds else sentences.moment(moment)


def where(one: Break) -> str:
    """`iPhone 15 (mobile), not desktop; campaign spring, not weekly`; everywhere, where nothing was spared."""
    told = []
    for aspect, before in (
        ("device", ""),
        ("traffic", "visits from "),
        ("campaign", "campaign "),
        ("consent", "consent "),
        ("site", ""),
    ):
        hit, spared = one.values(aspect), one.spared_values(aspect)
        if aspect == "device" and hit:
            told.append(
                _listed(hit) + (f"; not on {_listed(spared)}" if spared else ", every device that was looked at")
            )
        elif hit and spared:
            told.append(f"{before}{_listed(hit)}; not {_listed(spared)}")
    return ". ".join(told) if told else "everywhere"


def campaigns(one: Break) -> str:
    """For a table: which campaigns it concerned."""
    hit, spared = one.values("campaign"), one.spared_values("campaign")
    return _listed(hit) if hit and spared else "all"


def devices(one: Break) -> str:
    """For a table: which devices it concerned."""
    hit, spared = one.values("device"), one.spared_values("device")
    return _listed(hit) if hit and spared else "all"


def _listed(values: tuple[str, ...]) -> str:
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(values[:_MOST]) + more


def cost_words(one: Break) -> str:
    """`about 937 of 1,783 were not counted`; without production, how many visits of scenarios did not track it."""
    if one.cost is not None:
        words = _LOST[one.conversion] if not (one.fall and one.fall.kind == "visits") else "visits"
        if one.cost.sure:
            expected = sentences.number(one.cost.expected)
            return f"about {sentences.number(one.cost.lost)} of {expected} {words} were not counted"
        if one.cost.lost < 0.1 * one.cost.expected:
            return "visitors' counts did not fall: none that could be told"
        came = sentences.number(one.cost.actual)
        return f"about {sentences.number(one.cost.lost)} {words}, which may be chance: {came} came"
    if one.looked and one.looked.all:
        return f"not known without production's counts; {one.looked.failed} of {one.looked.all} looks did not find it"
    return ""


def lost(one: Break) -> int:
    """What is told as lost, in sums: what chance explains is not."""
    return one.cost.lost if one.cost and one.cost.sure and not (one.fall and one.fall.kind == "visits") else 0


def lost_within(one: Break, since: Day, until: Day) -> float:
    """What was lost of it within some days, evenly spread over those of the break."""
    if not lost(one):
        return 0.0
    first, last = (one.fall.since, one.fall.until) if one.fall else (one.first, one.last or until)
    shared = (min(last, until) - max(first, since)).days + 1
    return lost(one) * max(0, shared) / max(1, (last - first).days + 1)


def _chart(one: Break, report: Report) -> Chart | None:
    """Production's counts of it, four weeks before and until a week after."""
    production = report.production
    if production is None or not production.counts.daily:
        return None
    names = [event for event, name in production.names.items() if name == one.name] or (
        [one.fall.event] if one.fall else []
    )
    told = series(production.counts, names)
    first, last = (one.fall.since, one.fall.until) if one.fall else (one.first, one.last or report.times.until)
    shown = [
        day
        for day in production.counts.days
        if first - datetime.timedelta(28) <= day <= min(last + datetime.timedelta(10), report.times.until)
    ]
    if not told or not shown:
        return None
    due = one.fall.expected / one.fall.days if one.fall and not one.fall.where[0] else None
    return Chart(
        f"{', '.join(names)}: what visitors sent, by day",
        tuple(float(told.get(day, 0)) for day in shown),
        tuple(due if first <= day <= last else None for day in shown) if due else (),
        tuple(at for at, day in enumerate(shown) if first <= day <= last),
        sentences.day(shown[0]),
        sentences.day(shown[-1]),
    )
