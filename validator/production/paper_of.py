"""What production says, as a page for people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from validator.paper.blocks import Block, Card, Cell, Chart, Fact, Facts, Heading, Paper, Table, Text, Tone, rows
from validator.production import sentences
from validator.production.beside import Pair
from validator.production.counts import WHOLE, Day, by_day
from validator.production.falls import Fall
from validator.production.funnel import Funnel, Rate
from validator.production.look import Production
from validator.production.reds import Red
from validator.telling.prose import count

_MOST = 25
ASPECT_TITLES = {"device": "By device", "traffic": "By source and medium", "campaign": "By campaign"}
_COUNTS_ONLY = (
    "These are counts of events, not of people: a share above 100 % means that visitors do it several times. What "
    "visitors refused by consent is not in them."
)


def paper_of(production: Production, site: str = "") -> Paper:
    """The page."""
    counts = production.counts
    when = sentences.span(counts.since, counts.until) if counts.since and counts.until else "days are not told"
    return Paper(
        title="Production: what visitors sent" + (f" · {site}" if site else ""),
        under=f"{counts.origin}, {when}",
        lead=lead(production),
        tone=_tone(production),
        blocks=tuple(_blocks(production)),
        foot=_COUNTS_ONLY,
    )


def lead(production: Production) -> str:
    """What came of it, in one sentence."""
    told = []
    if production.missing:
        told.append(f"{count(len(production.missing), 'planned event')} did not arrive")
    now = [fall for fall in production.falls if fall.ongoing]
    past = len(production.falls) - len(now)
    if now:
        told.append(f"{count(len(now), 'fall')} {'goes' if len(now) == 1 else 'go'} on")
    if past:
        told.append(f"{count(past, 'fall')} in the time {'is' if past == 1 else 'are'} over")
    silent = sum(bool(one.silent) for one in production.arrived)
    if silent:
        told.append(f"{count(silent, 'event')} never {'comes' if silent == 1 else 'come'} from some device")
    if not told:
        return "Everything that is planned arrives, and nothing fell."
    return "; ".join([told[0], *told[1:]]) + "."


def _tone(production: Production) -> Tone:
    if production.missing or any(fall.ongoing for fall in production.falls):
        return "bad"
    return "warn" if production.found else "good"


def _blocks(production: Production) -> Iterator[Block]:
    counted = [one for one in production.arrived if one.arrives]
    macro = sum(one.count for one in production.arrived if one.conversion == "macro")
    lost = sum(fall.lost for fall in production.falls if fall.where == WHOLE and fall.kind == "event")
    yield Facts(
        (
            Fact(
                f"{len(counted)} of {len(production.arrived)}",
                "planned events arrive",
                "bad" if production.missing else "good",
            ),
            Fact(sentences.number(macro), "macro conversions", "macro"),
            Fact(sentences.number(lost), "events missing in falls", "bad" if lost else ""),
            Fact(str(len(production.unplanned)), "events beside the plan", "warn" if production.unplanned else ""),
        )
    )
    for note in production.notes:
        yield Text(note, "warn")
    if production.pairs:
        yield Heading("Production and scenarios, side by side")
        yield from pair_cards(production)
    if production.missing:
        yield Heading("Planned, and does not arrive")
        yield Table(
            ("Event", "Sent as", "Conversion", "Owner"),
            rows(
                *(
                    (Cell(one.name, "bad"), ", ".join(one.names), one.conversion, one.owner)
                    for one in production.missing
                )
            ),
        )
    silent = [one for one in production.arrived if one.silent]
    if silent:
        yield Heading("Never from some devices")
        yield Table(
            ("Event", "Silent on", "Came in all"),
            rows(*((one.name, Cell(", ".join(one.silent), "bad"), sentences.number(one.count)) for one in silent)),
            numbers=(2,),
        )
    yield from unplanned_blocks(production)
    yield from funnel_blocks(production.funnels)
    for aspect, told in production.rates.items():
        yield from rate_blocks(aspect, told)
    yield from _all_events(production)


def pair_cards(production: Production, since: Day | None = None) -> Iterator[Block]:
    """Each fall with the scenarios beside it; `since`: only what was still so then."""
    for pair in production.pairs:
        if since is None or _lasts(pair, since):
            yield _pair_card(pair, production)


def _lasts(pair: Pair, since: Day) -> bool:
    if pair.fall is not None:
        return pair.fall.until >= since
    return any(red.until is None or red.until.date() >= since for red in pair.reds)


def _pair_card(pair: Pair, production: Production) -> Card:
    fall = pair.fall
    facts = [("Production", _production_said(fall)), ("Scenarios", _scenarios_said(pair.reds))]
    cause = next((red for red in pair.reds if red.message or red.headline), None)
    if cause:
        facts.append(("Where the chain broke", " · ".join(filter(None, (cause.link, cause.message or cause.headline)))))
    if cause and cause.between:
        facts.append(("Container", cause.between))
    owner = next((red.owner for red in pair.reds if red.owner), "") or next(
        (one.owner for one in production.arrived if one.name == pair.name), ""
    )
    if owner:
        facts.append(("Owner", owner))
    lasting = bool(fall and fall.ongoing) or any(red.until is None for red in pair.reds)
    return Card(
        title=sentences.fall_title(fall, pair.name) if fall else f"{pair.name}: a scenario was red",
        tone="bad" if fall and lasting else "warn",
        badge="goes on" if lasting else "over",
        lines=(*(sentences.fall_lines(fall) if fall else ()), pair.says),
        facts=tuple(facts),
        mend=cause.mend if cause else "",
        chart=_chart(fall, production) if fall else None,
    )


def _production_said(fall: Fall | None) -> str:
    if fall is None:
        return "as usual"
    return f"{sentences.number(fall.actual)} of about {sentences.number(fall.expected)}"


def _scenarios_said(reds: tuple[Red, ...]) -> str:
    if not reds:
        return "none was red"
    names = list(dict.fromkeys(red.scenario for red in reds))
    first = min(red.since for red in reds)
    ends = [red.until for red in reds]
    until = "still" if None in ends else f"until {sentences.day(max(end for end in ends if end).date())}"
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"red since {sentences.day(first.date())}, {until}: {', '.join(names[:2])}{more}"


def _chart(fall: Fall, production: Production) -> Chart | None:
    """Eight weeks around the fall."""
    days = production.counts.days
    if not days:
        return None
    series = by_day(production.counts)[fall.event].get(fall.where, {})
    first = max(days[0], fall.since - datetime.timedelta(days=28))
    last = min(days[-1], fall.until + datetime.timedelta(days=14))
    shown = [day for day in days if first <= day <= last]
    due = fall.expected / fall.days
    return Chart(
        f"{fall.event} by day",
        tuple(float(series.get(day, 0)) for day in shown),
        tuple(due if fall.since <= day <= fall.until else None for day in shown),
        tuple(at for at, day in enumerate(shown) if fall.since <= day <= fall.until),
        sentences.day(shown[0]),
        sentences.day(shown[-1]),
    )


def unplanned_blocks(production: Production) -> Iterator[Block]:
    if not production.unplanned:
        return
    yield Heading("Arrives, and is not in the plan")
    yield Table(
        ("Event", "Came", "What it is"),
        rows(
            *(
                (
                    one.name,
                    sentences.number(one.count),
                    "sent by Google's own tag: plan it, or add it to ignore" if one.by_google else "nobody planned it",
                )
                for one in production.unplanned[:_MOST]
            )
        ),
        numbers=(1,),
    )
    if len(production.unplanned) > _MOST:
        yield Text(f"… and {len(production.unplanned) - _MOST} more; the JSON file holds them all.", "soft")


def funnel_blocks(funnels: tuple[Funnel, ...], title: str = "From micro to macro") -> Iterator[Block]:
    if not funnels:
        return
    yield Heading(title)
    for funnel in funnels:
        way = f", as in “{funnel.scenario}”" if funnel.scenario else ""
        most = max((stage.count for stage in funnel.stages), default=0)
        yield Table(
            (funnel.macro, "Events", "Of the step before", "Of the first"),
            rows(
                *(
                    (
                        Cell(
                            stage.name,
                            "macro" if stage.conversion == "macro" else "",
                            stage.count / most if most else 0,
                        ),
                        sentences.number(stage.count),
                        sentences.percent(stage.on),
                        sentences.percent(stage.of_first),
                    )
                    for stage in funnel.stages
                )
            ),
            numbers=(1, 2, 3),
            caption=f"The way to {funnel.macro}{way}",
        )


def rate_blocks(aspect: str, told: tuple[Rate, ...], heading: bool = True) -> Iterator[Block]:
    if not told:
        return
    if heading:
        yield Heading(ASPECT_TITLES[aspect])
    yield Table(
        (ASPECT_TITLES[aspect].removeprefix("By ").capitalize(), "Visits", "Micro", "Macro", "Macro of visits"),
        rows(
            *(
                (
                    one.value,
                    sentences.number(one.visits),
                    sentences.number(one.micro),
                    sentences.number(one.macro),
                    sentences.percent(one.rate),
                )
                for one in told[:_MOST]
            )
        ),
        numbers=(1, 2, 3, 4),
        caption=f"the {_MOST} with the most visits, of {len(told)}" if len(told) > _MOST else "",
    )


def _all_events(production: Production) -> Iterator[Block]:
    counted = [one for one in production.arrived if one.arrives]
    if counted:
        yield Heading("What arrives")
        yield Table(
            ("Event", "Sent as", "Came", "Conversion", "Owner"),
            rows(
                *(
                    (one.name, ", ".join(one.names), sentences.number(one.count), one.conversion, one.owner)
                    for one in sorted(counted, key=lambda one: -one.count)
                )
            ),
            numbers=(2,),
        )
