"""By device, by source and by campaign: what runs say, how visitors convert, and what was not counted where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from validator.paper.blocks import Block, Cell, Heading, Table, Text, Tone, rows
from validator.production import sentences
from validator.production.funnel import Rate
from validator.production.reds import category
from validator.report.cards import lost
from validator.report.lines import Line
from validator.report.week import Report

_TITLES = {"device": "By device", "traffic": "By source and medium", "campaign": "By campaign"}
_MOST = 15


def aspect_blocks(report: Report) -> Iterator[Block]:
    for aspect, title in _TITLES.items():
        looked = _looked(report, aspect)
        rates = {one.value: one for one in report.week.rates[aspect]} if report.week else {}
        before = {one.value: one for one in report.before.rates[aspect]} if report.before else {}
        values = list(dict.fromkeys([*rates, *looked]))
        if len(values) < 2 and not rates:
            continue
        yield Heading(title)
        missing = _lost(report, aspect)
        yield _table(report, aspect, values[:_MOST], looked, rates, before, missing)
        if len(values) > _MOST:
            yield Text(f"… and {len(values) - _MOST} more; the JSON file holds them all.", "soft")


def _looked(report: Report, aspect: str) -> dict[str, list[Line]]:
    """What runs looked at, by the value of the aspect as production names it."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in report.by[aspect]:
        if line.conversion:
            found[category(line.of) if aspect == "device" else line.of].append(line)
    found.pop("", None)
    return found


def _lost(report: Report, aspect: str) -> dict[str, float]:
    """What was not counted, by value, over the strips' time: what falls have lost in each of their parts."""
    found: dict[str, float] = defaultdict(float)
    for one in report.breaks:
        if one.fall and lost(one):
            parts = [part for part in one.fall.parts if part.aspect == aspect]
            hit = [part for part in one.fall.within if part.aspect == aspect]
            for part in hit or parts:  # where some were spared, what they have less is chance
                found[part.value] += max(0.0, part.expected - part.actual)
    return found


def _table(
    report: Report,
    aspect: str,
    values: list[str],
    looked: dict[str, list[Line]],
    rates: dict[str, Rate],
    before: dict[str, Rate],
    missing: dict[str, float],
) -> Table:
    counted = bool(rates)
    weeks = report.times.weeks
    heads = [_TITLES[aspect].removeprefix("By ").capitalize(), "Conversions tracked in runs", "Not tracked"]
    heads += ["Visits", "Macro", "Macro of visits", "Before", f"Not counted in {weeks} weeks"] if counted else []
    told = []
    for value in values:
        row: list[Cell | str] = [_name(value, aspect, report), *_runs(looked.get(value, []), report)]
        if counted:
            now, old = rates.get(value), before.get(value)
            gone = missing.get(value, 0.0)
            row += [
                sentences.number(now.visits) if now else "–",
                sentences.number(now.macro) if now else "–",
                sentences.percent(now.rate) if now else "–",
                sentences.percent(old.rate) if old else "–",
                Cell(sentences.number(gone) if gone >= 1 else "–", "bad" if gone >= 1 else "soft"),
            ]
        told.append(row)
    return Table(tuple(heads), rows(*told), numbers=(3, 4, 5, 6, 7) if counted else ())


def _name(value: str, aspect: str, report: Report) -> str:
    if aspect != "device":
        return value
    own = sorted({line.of for line in report.by["device"] if line.of and category(line.of) == value})
    return f"{value} ({', '.join(own[:3])}{' …' if len(own) > 3 else ''})" if own else value


def _runs(lines: list[Line], report: Report) -> list[Cell]:
    if not lines:
        return [Cell("no run looks here", "soft"), Cell("")]
    names = {line.name for line in lines}
    red = sorted({line.name for line in lines if line.within(report.times).failed})
    tone: Tone = "bad" if red else "good"
    return [Cell(f"{len(names) - len(red)} of {len(names)}", tone), Cell(", ".join(red), "bad" if red else "")]
