"""Sums of outcomes, by subject and day or run; together, or for each device, campaign, … by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, case, func, literal, select

from validator.history.choosing import circumstances_of, in_segment, scenarios_of, subjects_of
from validator.history.filters import Filters
from validator.history.lateness import letter
from validator.history.records import DAY
from validator.history.tables import (
    COUNTS,
    circumstances,
    expectations,
    journeys,
    outcomes,
    runs,
    scenario_days,
    scenarios,
)
from validator.history.tables import days as coarse_days

BY = ("device", "source", "campaign", "consent", "site", "version", "scenario")
Key = tuple[int, str]  # subject, and the device, campaign, … that is meant; empty: all


@dataclass(slots=True)
class Sum:
    """What outcomes come to. `started`: the moment at which the day or the run began."""

    started: float
    met: int = 0
    failed: int = 0
    known: int = 0
    undecided: int = 0
    not_run: int = 0
    unstable: int = 0
    first_failed: float | None = None
    last_failed: float | None = None


@dataclass(slots=True)
class Sums:
    """The sums of one subject in the order of time, and how late its hits were."""

    parts: list[Sum] = field(default_factory=list)
    lateness: Counter[str] = field(default_factory=Counter)


def by_day(connection: Connection, filters: Filters, by: str = "") -> dict[Key, Sums]:
    """Sums of each day. A view of a million outcomes reads some thousand lines."""
    fine = by == "scenario" or filters.scenario is not None or filters.segment is not None
    days, joined = (scenario_days if fine else coarse_days), connection.dialect.name in ("sqlite", "postgresql")
    group = [days.c.day, days.c.subject_id, *([_group(by)] if by else [])]
    asked = _days(
        select(
            *group,
            *(func.sum(days.c[name]).label(name) for name in (*COUNTS, "unstable")),
            func.min(days.c.first_failed),
            func.max(days.c.last_failed),
            *([func.aggregate_strings(days.c.lateness, "")] if joined else []),
        ),
        days,
        connection,
        filters,
        by,
    )
    found: defaultdict[Key, Sums] = defaultdict(Sums)
    letters: defaultdict[Key, list[str]] = defaultdict(list)
    first, behind = len(group), len(group) + len(COUNTS) + 3
    for row in connection.execute(asked.group_by(*group).order_by(*group[:2])):
        key = (row[1], row[2] if by else "")
        found[key].parts.append(Sum(row[0] * DAY, *row[first:behind]))
        if joined:
            letters[key].append(row[behind])
    if not joined:  # elsewhere a joined text may be cut without a word
        each = _days(select(*group, days.c.lateness), days, connection, filters, by).where(days.c.lateness != "")
        for row in connection.execute(each):
            letters[row[1], row[2] if by else ""].append(row[-1])
    for key, told in letters.items():
        found[key].lateness = Counter("".join(told))
    return dict(found)


def by_run(connection: Connection, filters: Filters, by: str = "") -> dict[Key, Sums]:
    """Sums of each run: for a history that is young, or a choice that is short."""
    group = [expectations.c.subject_id, *([_group(by)] if by else [])]
    counted = {
        "met": outcomes.c.status == "met",
        "failed": outcomes.c.status.in_(("missing", "wrong", "repeated", "forbidden")),
        "known": outcomes.c.status == "known",
        "undecided": outcomes.c.status == "undecidable",
        "not_run": outcomes.c.status == "not run",
        "unstable": outcomes.c.unstable,
    }
    failed_at = case((counted["failed"], outcomes.c.at))
    sums = (func.sum(case((told, 1), else_=0)).label(name) for name, told in counted.items())
    asked = _raw(select(*group, runs.c.began, *sums, func.min(failed_at), func.max(failed_at)), connection, filters)
    asked = asked.group_by(*group, runs.c.began, runs.c.id).order_by(runs.c.began, runs.c.id)
    late = _raw(select(*group, outcomes.c.lateness), connection, filters).where(outcomes.c.lateness.is_not(None))
    found: defaultdict[Key, Sums] = defaultdict(Sums)
    for row in connection.execute(asked):
        subject, *rest = row
        found[subject, rest.pop(0) if by else ""].parts.append(Sum(*rest))
    for row in connection.execute(late):
        found[row[0], row[1] if by else ""].lateness[letter(row[-1])] += 1
    return dict(found)


def _group(by: str) -> ColumnElement[str]:
    """What lines are told apart by, beside the subject."""
    if by == "scenario":
        return scenarios.c.name
    if by == "source":
        return circumstances.c.source + literal(" / ", literal_execute=True) + circumstances.c.medium
    return circumstances.c[by]


def _days(asked: Select[Any], days: Table, connection: Connection, filters: Filters, by: str) -> Select[Any]:
    asked = asked.select_from(days)
    if by == "scenario":
        asked = asked.join(scenarios, scenarios.c.id == days.c.scenario_id)
    elif by:
        asked = asked.join(circumstances, circumstances.c.id == days.c.circumstances_id)
    first, behind = days_of(filters)
    if first is not None:
        asked = asked.where(days.c.day >= first)
    if behind is not None:
        asked = asked.where(days.c.day < behind)
    return _chosen(asked, days, days.c.subject_id, connection, filters)


def _chosen(
    asked: Select[Any], table: Table, subject: ColumnElement[int], connection: Connection, filters: Filters
) -> Select[Any]:
    if (around := circumstances_of(filters)) is not None:
        asked = asked.where(table.c.circumstances_id.in_(around))
    if filters.segment is not None:
        asked = asked.where(in_segment(connection, table.c.sent_id, filters.segment))
    if (meant := scenarios_of(filters)) is not None:
        asked = asked.where(table.c.scenario_id.in_(meant))
    if (about := subjects_of(filters)) is not None:
        asked = asked.where(subject.in_(about))
    return asked


def days_of(filters: Filters) -> tuple[int | None, int | None]:
    """The first day that is meant, and the one behind the last: whole days."""
    first = None if filters.since is None else int(filters.since // DAY)
    behind = None if filters.until is None else int(-(-filters.until // DAY))
    return first, behind


def _raw(asked: Select[Any], connection: Connection, filters: Filters) -> Select[Any]:
    asked = (
        asked.select_from(journeys)
        .join(runs, runs.c.id == journeys.c.run_id)
        .join(outcomes, outcomes.c.journey_id == journeys.c.id)
        .join(expectations, expectations.c.id == outcomes.c.expectation_id)
        .join(circumstances, circumstances.c.id == journeys.c.circumstances_id)
        .join(scenarios, scenarios.c.id == journeys.c.scenario_id)
    )
    first, behind = days_of(filters)
    if first is not None:
        asked = asked.where(journeys.c.began >= first * DAY)
    if behind is not None:
        asked = asked.where(journeys.c.began < behind * DAY)
    return _chosen(asked, journeys, expectations.c.subject_id, connection, filters)
