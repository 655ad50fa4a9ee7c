"""The report as a page for people who do not program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from validator.paper.blocks import Block, Card, Cell, Fact, Facts, Heading, Paper, Table, Text, Tone, rows
from validator.production import sentences
from validator.production.paper_of import unplanned_blocks
from validator.report import cards
from validator.report.aspects import aspect_blocks
from validator.report.breaks import Break
from validator.report.funnels import funnel_blocks
from validator.report.lines import Line
from validator.report.milestones import Reached
from validator.report.times import Day
from validator.report.week import Report
from validator.telling import prose

_TONES: dict[str, Tone] = {"met": "good", "failed": "bad", "partly": "warn", "known": "warn", "": "soft"}
_STATES = {
    "met": "tracked",
    "failed": "not tracked",
    "partly": "partly tracked",
    "known": "known fault",
    "": "not looked at",
}
_MILESTONES: dict[str, Tone] = {
    "done": "good",
    "done late": "good",
    "to come": "soft",
    "missed": "bad",
    "broken again": "bad",
}
KINDS = ("macro", "micro", "")
_FOOT = (
    "Runs are visits that a browser makes as a visitor would; none of their hits reaches a vendor. Production is what "
    "real visitors sent. A macro conversion is what the business lives by, a micro conversion a step towards it. "
    f"{prose.UNSEEN}"
)


def paper_of(report: Report) -> Paper:
    """The page."""
    times = report.times
    chosen = f" · only {report.chosen}" if report.chosen else ""
    when = sentences.span(times.since, times.until).removeprefix("from ").removeprefix("on ")
    return Paper(
        title=f"Tracking, {when}",
        under=f"{report.plan.name or 'without a tracking plan'}{chosen}",
        lead=lead(report),
        tone="bad" if report.now else "warn" if report.current or report.missing else "good",
        blocks=tuple(_blocks(report)),
        foot=_FOOT,
    )


def lead(report: Report) -> str:
    """What came of the week, in one or two sentences."""
    if not report.journeys.all and not report.week:
        return "Nothing was looked at in this time: no run is in the history, and there are no counts of production."
    told = []
    now, back = report.now, report.came_back
    if now:
        names = list(dict.fromkeys(f"{one.name}{_on(one)}" for one in now))
        told.append(f"{_listed(names)} {'is' if len(names) == 1 else 'are'} not tracked as planned")
    if back:
        told.append(f"{_listed(list(dict.fromkeys(one.name for one in back)))} came back")
    lost = _lost_words(week_lost(report))
    cost = f" About {lost} were not counted in these {report.times.days} days." if lost else ""
    if not told:
        return "All that is looked at is tracked." + cost
    return f"{'; '.join(told)}.{cost}"


def week_lost(report: Report) -> dict[str, int]:
    """What was not counted within the time, by the kind of conversion."""
    return _by_kind(report, lambda one: cards.lost_within(one, report.times.since, report.times.until))


def whole_lost(report: Report) -> dict[str, int]:
    """The same over the strips' time."""
    return _by_kind(report, cards.lost)


def _by_kind(report: Report, lost: Callable[[Break], float]) -> dict[str, int]:
    sums = {kind: round(sum(lost(one) for one in report.breaks if one.conversion == kind)) for kind in KINDS}
    return {kind: number for kind, number in sums.items() if number}


def _lost_words(lost: dict[str, int]) -> str:
    """`235 macro and 30 micro conversions`."""
    kinds = [f"{sentences.number(lost[kind])} {kind}" for kind in ("macro", "micro") if kind in lost]
    told = [f"{' and '.join(kinds)} conversions"] if kinds else []
    return " and ".join([*told, *([f"{sentences.number(lost[''])} other events"] if "" in lost else [])])


def _on(one: Break) -> str:
    """Where it is, if it is not everywhere."""
    return f" on {cards.devices(one)}" if cards.devices(one) != "all" else ""


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _blocks(report: Report) -> Iterator[Block]:
    yield _facts(report)
    for note in report.notes:
        yield Text(note, "warn")
    back = report.came_back
    rest = [one for one in report.current if one not in back]
    rest.sort(key=lambda one: (one.until is not None, one.conversion != "macro", -cards.lost(one)))
    yield Heading("What is broken")
    if not rest:
        yield Text("Nothing.", "good")
    yield from (cards.card(one, report) for one in rest)
    if back:
        yield Heading("What came back")
        yield from (cards.card(one, report) for one in back)
    yield from _tracked(report)
    yield from funnel_blocks(report)
    yield from aspect_blocks(report)
    yield from _quarter(report)
    yield from _milestones(report.milestones, report.times.until)
    yield from _not_looked_at(report)
    if report.week:
        missing = [one for one in report.week.missing if one.conversion]
        if missing:
            yield Heading("Planned, and nobody sent it this time")
            yield Table(
                ("Event", "Sent as", "Conversion", "Owner"),
                rows(*((Cell(one.name, "bad"), ", ".join(one.names), one.conversion, one.owner) for one in missing)),
            )
        yield from unplanned_blocks(report.week)


def _facts(report: Report) -> Facts:
    now = {one.name for one in report.now}
    lines = report.conversions
    well = [line for line in lines if line.name not in now and line.last in ("met", "known")]
    blind = f"{len(report.missing)} more nobody looks at" if report.missing else ""
    facts = [
        Fact(f"{len(well)} of {len(lines)}", "conversions are tracked", "bad" if now else "good", blind),
        Fact(str(len(report.broke)), "broke in this time", "bad" if report.broke else ""),
        Fact(str(len(report.came_back)), "came back", "good" if report.came_back else ""),
    ]
    if report.production:
        whole, lost = whole_lost(report), week_lost(report)
        note = f"{sentences.number(sum(whole.values()))} in {report.times.weeks} weeks"
        facts.append(Fact(sentences.number(sum(lost.values())), "conversions not counted", "bad" if lost else "", note))
    made = report.journeys
    note = ", ".join(
        f"{number} {word}" for number, word in ((made.failed, "with faults"), (made.broken, "not performed")) if number
    )
    facts.append(Fact(sentences.number(made.all), "visits were made to look", "", note))
    return Facts(tuple(facts))


def _tracked(report: Report) -> Iterator[Block]:
    if not report.lines:
        return
    yield Heading("What is tracked")
    weeks = report.times.weeks
    yield Text(
        f"Each box is a day of the last {weeks} weeks: green is tracked, red is not, yellow is not everywhere; "
        "grey: nobody looked.",
        "soft",
    )
    shown = report.times.shown
    now = {one.name for one in report.now}
    yield Table(
        ("Event", "Now", f"The last {weeks} weeks", "This time", "Before", "Owner"),
        rows(*(_tracked_row(line, report, shown, line.name in now) for line in report.lines)),
        numbers=(3, 4),
    )


def _tracked_row(line: Line, report: Report, shown: Sequence[Day], broken: bool) -> tuple[Cell | str, ...]:
    state = line.last
    if broken and state == "met":
        state = "partly"
    kind = f" · {line.conversion}" if line.conversion else ""
    return (
        Cell(f"{line.name}{kind}", "macro" if line.conversion == "macro" else ""),
        Cell(_STATES[state], _TONES[state]),
        Cell("", strip=tuple(_TONES[line.days[day].state] if day in line.days else "" for day in shown)),
        sentences.percent(line.within(report.times).rate),
        sentences.percent(line.within(report.times.before).rate),
        line.owner,
    )


def _quarter(report: Report) -> Iterator[Block]:
    """Everything that broke in the strips' time."""
    weeks = report.times.weeks
    if not report.breaks:
        return
    yield Heading(f"All that broke in the last {weeks} weeks")
    counted = report.production is not None
    heads = ("What", "When", "Days", "Devices", "Campaigns", "Why", *(("Not counted",) if counted else ("Looks",)))
    told = []
    for one in report.breaks:
        cause = one.cause
        why = (cause.message or cause.headline) if cause else "seen in production only"
        last = "" if counted else f"{one.looked.failed} of {one.looked.all}" if one.looked else ""
        cost = _cost(one) if counted else Cell(last)
        told.append(
            (
                Cell(cards.title(one), "bad" if one.until is None else ""),
                _span(one),
                str(one.days(report.times.until)),
                cards.devices(one),
                cards.campaigns(one),
                why,
                cost,
            )
        )
    if counted:
        for kind, number in whole_lost(report).items():
            name = f"All {kind} conversions together" if kind else "All other events together"
            told.append((Cell(name), "", "", "", "", "", Cell(sentences.number(number), "bad")))
    yield Table(heads, rows(*told), numbers=(2, 6))


def _cost(one: Break) -> Cell:
    if one.cost is None:
        return Cell("not known", "soft")
    if not one.cost.sure:
        return Cell("none to be told", "soft")
    if one.fall and one.fall.kind == "visits":
        return Cell(f"{sentences.number(one.cost.lost)} visits", "warn")
    return Cell(sentences.number(one.cost.lost), "bad")


def _span(one: Break) -> str:
    if one.last is None:
        return f"since {sentences.day(one.first)}"
    return f"{sentences.day(one.first)}, back on {one.last.day} {one.last:%B}"


def _milestones(reached: Sequence[Reached], today: Day) -> Iterator[Block]:
    if not reached:
        return
    yield Heading("Milestones")
    told = []
    for one in reached:
        left = (one.milestone.by - today).days
        when = (
            f"in {left} days"
            if left > 1
            else "tomorrow"
            if left == 1
            else "today"
            if left == 0
            else f"{-left} days ago"
        )
        told.append(
            (
                one.milestone.name,
                f"{sentences.day(one.milestone.by)} ({when})",
                Cell(one.state, _MILESTONES[one.state]),
                f"{one.tracked} of {len(one.evidence)}",
                _evidence(one),
                one.milestone.owner or "",
            )
        )
    yield Table(("Milestone", "By", "State", "Tracked", "Evidence", "Owner"), rows(*told), numbers=(3,))


def _evidence(one: Reached) -> str:
    """What is missing; or, where nothing is, since when all of it is tracked."""
    missing = [f"{each.name}: {each.why}" for each in one.evidence if each.since is None]
    if missing:
        return "; ".join(missing)
    names = ", ".join(each.name for each in one.evidence)
    return f"{names}: tracked since {sentences.day(one.on)}" if one.on else names


def _not_looked_at(report: Report) -> Iterator[Block]:
    if report.missing:
        yield Heading("Nobody looks at these")
        yield Text(f"No run expects them: {', '.join(report.missing)}. A scenario for each would tell.", "warn")
    if report.journeys.reasons:
        yield Heading("What could not be performed")
        for scenario, reason, often in report.journeys.reasons:
            yield Card(scenario, "warn", prose.times(often), (reason,))
