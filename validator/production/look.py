"""Everything that production says, held against the plan and beside the scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.model.scenario import Scenario
from validator.production.beside import Pair, beside
from validator.production.counts import ASPECTS, Count, Counts, totals
from validator.production.falls import Fall, falls
from validator.production.funnel import Funnel, Rate, funnels, rates
from validator.production.planned import Arrived, Unplanned, arrived, planned_names, unplanned
from validator.production.reds import Red

_NO_FALLS = "Fewer than five weeks are told: falls need some weeks before them to be held against."


@dataclass(frozen=True, slots=True)
class Production:
    """What visitors sent in a time, and what is wrong with it."""

    counts: Counts
    arrived: tuple[Arrived, ...]
    unplanned: tuple[Unplanned, ...]
    pairs: tuple[Pair, ...]
    funnels: tuple[Funnel, ...]
    rates: dict[str, tuple[Rate, ...]]
    names: dict[str, str]  # event → the team's name
    notes: tuple[str, ...] = ()

    @property
    def falls(self) -> tuple[Fall, ...]:
        return tuple(pair.fall for pair in self.pairs if pair.fall)

    @property
    def missing(self) -> tuple[Arrived, ...]:
        return tuple(one for one in self.arrived if not one.arrives)

    @property
    def found(self) -> bool:
        """Whether anything is to be acted upon."""
        return bool(self.missing or self.falls or any(one.silent for one in self.arrived))


def look(
    plan: Plan, scenarios: Sequence[Scenario], counts: Counts, reds: Sequence[Red] = (), vendor: str = "ga4"
) -> Production:
    """The counts, held against the plan; the red expectations of the history beside them."""
    planned = arrived(plan, counts, vendor)
    sums = totals(counts)
    names = planned_names(plan, sums, vendor)
    known = {one.name: one.count for one in planned}
    told = falls(counts)
    notes = list(counts.notes)
    if not told and counts.daily and len(counts.days) < 35:
        notes.append(_NO_FALLS)
    return Production(
        counts,
        planned,
        unplanned(plan, counts, vendor),
        beside(told, reds, names),
        funnels(plan, scenarios, known),
        {aspect: rates(counts, planned, aspect) for aspect in ASPECTS},
        names,
        tuple(notes),
    )


def of_segment(counts: Counts, holds: Callable[[Sequence[str]], bool], name: str) -> Counts:
    """Only the visits of which the events that they sent belong to a segment.

    Raises UsageError where the counts do not tell visits apart.
    """
    if not any(row.visit for row in counts.rows):
        raise UsageError(
            f"The segment {name!r} needs to know which visit an event belongs to, and these counts do not tell.\n"
            "  → Export with a column session_id (BigQuery: ga_session_id), or define the segment as an audience in "
            "Google Analytics and name it: --audience."
        )
    visits: dict[str, set[str]] = {}
    for row in counts.rows:
        visits.setdefault(row.visit, set()).add(row.event)
    meant = {visit for visit, events in visits.items() if visit and holds(sorted(events))}
    return counts.where(lambda row: row.visit in meant)


def filtered(counts: Counts, *, device: str = "", traffic: str = "", campaign: str = "") -> Counts:
    """Only one device, source / medium or campaign; `*` stands for any letters."""
    from fnmatch import fnmatch

    wanted = {"device": device, "traffic": traffic, "campaign": campaign}

    def holds(row: Count) -> bool:
        return all(
            not pattern or fnmatch(row.of(aspect).lower(), pattern.lower()) for aspect, pattern in wanted.items()
        )

    return counts.where(holds)
