"""Whether the milestones of the plan are done, by what runs have seen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from validator.model.plan import Milestone, Plan
from validator.production.reds import Red
from validator.report.lines import Line
from validator.report.times import Day

State = Literal["done", "done late", "broken again", "to come", "missed"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one event: since when it is tracked without a pause; None: it is not. `why`: in words."""

    name: str
    since: Day | None
    why: str


@dataclass(frozen=True, slots=True)
class Reached:
    """One milestone on a day. `on`: when all of it was tracked for the first time in its present run."""

    milestone: Milestone
    state: State
    on: Day | None
    evidence: tuple[Evidence, ...]

    @property
    def tracked(self) -> int:
        return sum(one.since is not None for one in self.evidence)

    @property
    def done(self) -> bool:
        return self.state in ("done", "done late")


def reached(plan: Plan, lines: Sequence[Line], reds: Sequence[Red], today: Day) -> tuple[Reached, ...]:
    """Every milestone of the plan. `lines`: of all times until today."""
    known = {line.name: line for line in lines}
    return tuple(_reached(one, known, reds, today) for one in plan.milestones)


def _reached(milestone: Milestone, known: Mapping[str, Line], reds: Sequence[Red], today: Day) -> Reached:
    evidence = tuple(_evidence(name, known.get(name), reds, today) for name in milestone.events)
    days = [one.since for one in evidence]
    whole = [day for day in days if day is not None]
    if len(whole) == len(days):
        on = max(whole)
        return Reached(
            milestone, "done" if on <= milestone.by or _was_done(milestone, known) else "done late", on, evidence
        )
    if _was_done(milestone, known):
        return Reached(milestone, "broken again", None, evidence)
    return Reached(milestone, "to come" if today <= milestone.by else "missed", None, evidence)


def _was_done(milestone: Milestone, known: Mapping[str, Line]) -> bool:
    """Whether each of its events had been met by the day, whatever came later."""
    firsts = [line.first_met if (line := known.get(name)) else None for name in milestone.events]
    return all(day is not None and day <= milestone.by for day in firsts)


def _evidence(name: str, line: Line | None, reds: Sequence[Red], today: Day) -> Evidence:
    if line is None or not line.days:
        return Evidence(name, None, "no run has looked at it")
    if line.first_met is None:
        return Evidence(name, None, "never seen tracked")
    own = [red for red in reds if red.name == name and red.since.date() <= today]
    still = [red for red in own if red.until is None or red.until.date() > today]
    if still:
        where = sorted({red.device or "desktop" for red in still})
        return Evidence(name, None, f"red since {_said(min(red.since for red in still).date())} on {', '.join(where)}")
    ended = [red.until.date() for red in own if red.until]
    since = max([line.first_met, *ended])
    visits = sum(looks.met for day, looks in line.days.items() if day >= since)
    return Evidence(name, since, f"tracked since {_said(since)}, in {visits} looks")


def _said(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
