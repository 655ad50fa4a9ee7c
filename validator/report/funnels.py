"""The funnel of the time, beside the one before; without production, what runs say of each step."""

from __future__ import annotations

from collections.abc import Iterator

from validator.paper.blocks import Block, Cell, Heading, Table, Text, Tone, rows
from validator.production import sentences
from validator.production.funnel import Funnel
from validator.report.week import Report


def funnel_blocks(report: Report) -> Iterator[Block]:
    if report.week is None or not report.week.funnels:
        return
    yield Heading("From micro to macro")
    yield Text("How many of each step visitors did, and which share went on, beside the time before.", "soft")
    earlier = {one.macro: one for one in report.before.funnels} if report.before else {}
    broken = {one.name for one in report.current}
    alone = []
    for funnel in report.week.funnels:
        if len(funnel.stages) < 2:
            alone.append(funnel)
        elif any(stage.count for stage in funnel.stages):
            yield _table(funnel, earlier.get(funnel.macro), broken)
    if alone:
        yield Table(
            ("Without steps before", "Events", "Before"),
            rows(*(_alone(one, earlier.get(one.macro), broken) for one in alone)),
            numbers=(1, 2),
        )


def _alone(funnel: Funnel, earlier: Funnel | None, broken: set[str]) -> tuple[Cell | str, ...]:
    (stage,) = funnel.stages
    before = sentences.number(earlier.stages[-1].count) if earlier else "–"
    return Cell(stage.name, "bad" if stage.name in broken else "macro"), sentences.number(stage.count), before


def _table(funnel: Funnel, earlier: Funnel | None, broken: set[str]) -> Table:
    most = max(stage.count for stage in funnel.stages)
    before = {stage.name: stage for stage in earlier.stages} if earlier else {}
    told = []
    for stage in funnel.stages:
        old = before.get(stage.name)
        name = f"{stage.name} · broken in this time" if stage.name in broken else stage.name
        tone: Tone = "bad" if stage.name in broken else "macro" if stage.conversion == "macro" else ""
        told.append(
            (
                Cell(name, tone, stage.count / most if most else 0.0),
                sentences.number(stage.count),
                sentences.number(old.count) if old else "–",
                sentences.percent(stage.on),
                sentences.percent(old.on) if old else "–",
                sentences.percent(stage.of_first),
            )
        )
    way = f", as in “{funnel.scenario}”" if funnel.scenario else ""
    heads = (funnel.macro, "Events", "Before", "Of the step above", "Before", "Of the first")
    return Table(heads, rows(*told), numbers=(1, 2, 3, 4, 5), caption=f"The way to {funnel.macro}{way}")
