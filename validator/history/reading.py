"""What the history holds, line by line: outcomes, journeys and changes, by filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select

from validator.history.choosing import circumstances_of, in_segment, scenarios_of, subjects_of
from validator.history.filters import EVERYTHING, Filters
from validator.history.store import History
from validator.history.tables import (
    changes as changes_table,
)
from validator.history.tables import (
    circumstances,
    expectations,
    reasons,
    runs,
    scenarios,
    subjects,
)
from validator.history.tables import (
    journeys as journeys_table,
)
from validator.history.tables import (
    outcomes as outcomes_table,
)

_AROUND = ("device", "source", "medium", "campaign", "consent", "site", "container", "version")


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome, with all that is known of it. What does not apply is empty."""

    at: float
    scenario: str  # Scenario.id
    scenario_name: str
    expectation: str
    step: str
    name: str  # the team's name of the event, or the label
    label: str
    kind: str
    vendor: str
    event: str
    category: str
    action: str
    conversion: str  # micro, macro
    owner: str
    status: str
    link: str  # where the chain of evidence broke
    headline: str
    message: str
    mend: str
    lateness: float | None  # seconds from the cause to the hit
    unstable: bool
    device: str
    source: str
    medium: str
    campaign: str
    consent: str
    site: str
    container: str
    version: str
    journey_status: str
    journey_seconds: float
    run: float  # when its run began
    door: str
    browser: str


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """One journey. `reason`: why it could not be performed."""

    at: float
    scenario: str
    scenario_name: str
    status: str
    seconds: float
    reason: str
    mend: str
    device: str
    source: str
    medium: str
    campaign: str
    consent: str
    site: str
    container: str
    version: str


@dataclass(frozen=True, slots=True)
class Change:
    """An expectation broke (`state` failed) or came back (met).

    `before_at`: when it was last seen otherwise, with the container version of then; None: it was never seen otherwise.
    """

    at: float
    state: str
    before_at: float | None
    version_before: str | None
    subject_id: int
    scenario: str
    scenario_name: str
    step: str
    name: str
    label: str
    vendor: str
    conversion: str
    owner: str
    link: str
    headline: str
    message: str
    mend: str
    device: str
    source: str
    medium: str
    campaign: str
    consent: str
    site: str
    container: str
    version: str

    @property
    def between(self) -> str:
        """What the container says of it: `between version 41 and 42`, that it stayed the same, or nothing."""
        if self.version_before is None or not self.version:
            return ""
        if self.version_before != self.version:
            return f"between version {self.version_before or '?'} and {self.version}"
        return f"while the container stayed at version {self.version}"


_NAMED: dict[str, Column[Any]] = {
    "scenario": scenarios.c.scenario,
    "scenario_name": scenarios.c.name,
    **{name: circumstances.c[name] for name in _AROUND},
}
_ABOUT = ("name", "label", "kind", "vendor", "event", "category", "action", "conversion", "owner")
_WHY = ("link", "headline", "message", "mend")


def outcomes(history: History, filters: Filters = EVERYTHING) -> Iterator[OutcomeRow]:
    """Every outcome that is meant, in the order of the journeys. They are read as they are asked for."""
    with history.reading() as connection:
        asked = (
            select(
                outcomes_table.c.at,
                *(column.label(name) for name, column in _NAMED.items()),
                expectations.c.expectation,
                expectations.c.step,
                *(subjects.c[name] for name in _ABOUT),
                outcomes_table.c.status,
                *(func.coalesce(reasons.c[name], "").label(name) for name in _WHY),
                outcomes_table.c.lateness,
                outcomes_table.c.unstable,
                journeys_table.c.status.label("journey_status"),
                journeys_table.c.seconds.label("journey_seconds"),
                runs.c.began.label("run"),
                runs.c.door,
                runs.c.browser,
            )
            .select_from(journeys_table)
            .join(outcomes_table, outcomes_table.c.journey_id == journeys_table.c.id)
            .join(expectations, expectations.c.id == outcomes_table.c.expectation_id)
            .join(subjects, subjects.c.id == expectations.c.subject_id)
            .join(scenarios, scenarios.c.id == journeys_table.c.scenario_id)
            .join(circumstances, circumstances.c.id == journeys_table.c.circumstances_id)
            .join(runs, runs.c.id == journeys_table.c.run_id)
            .outerjoin(reasons, reasons.c.id == outcomes_table.c.reason_id)
            .order_by(journeys_table.c.began, outcomes_table.c.id)
        )
        asked = _chosen(asked, connection, filters, journeys_table, expectations.c.subject_id)
        for row in connection.execution_options(yield_per=1000).execute(asked):
            yield OutcomeRow(**row._mapping)


def journeys(history: History, filters: Filters = EVERYTHING) -> Iterator[JourneyRow]:
    """Every journey that is meant; what a filter says of expectations does not matter here."""
    with history.reading() as connection:
        asked = (
            select(
                journeys_table.c.began.label("at"),
                journeys_table.c.status,
                journeys_table.c.seconds,
                func.coalesce(reasons.c.message, "").label("reason"),
                func.coalesce(reasons.c.mend, "").label("mend"),
                *(column.label(name) for name, column in _NAMED.items()),
            )
            .select_from(journeys_table)
            .join(scenarios, scenarios.c.id == journeys_table.c.scenario_id)
            .join(circumstances, circumstances.c.id == journeys_table.c.circumstances_id)
            .outerjoin(reasons, reasons.c.id == journeys_table.c.reason_id)
            .order_by(journeys_table.c.began, journeys_table.c.id)
        )
        asked = _chosen(asked, connection, filters, journeys_table, None)
        for row in connection.execution_options(yield_per=1000).execute(asked):
            yield JourneyRow(**row._mapping)


def changes(history: History, filters: Filters = EVERYTHING) -> Iterator[Change]:
    """What broke and what came back, in the order of time."""
    with history.reading() as connection:
        yield from (change for change, _, _ in changes_in(connection, filters))


def changes_in(
    connection: Connection, filters: Filters, only: Select[tuple[int]] | None = None
) -> Iterator[tuple[Change, int, float]]:
    """Changes, each with its expectation's number and the moment at which that was last looked at.

    `only`: of these numbers.
    """
    table = changes_table
    asked = (
        select(
            *(table.c[name] for name in ("at", "state", "before_at", "version_before", "subject_id")),
            expectations.c.step,
            *(subjects.c[name] for name in ("name", "label", "vendor", "conversion", "owner")),
            *(func.coalesce(reasons.c[name], "").label(name) for name in _WHY),
            *(column.label(name) for name, column in _NAMED.items()),
            expectations.c.last_at,
            expectations.c.id.label("number"),
        )
        .select_from(table)
        .join(expectations, expectations.c.id == table.c.expectation_id)
        .join(subjects, subjects.c.id == table.c.subject_id)
        .join(scenarios, scenarios.c.id == expectations.c.scenario_id)
        .join(circumstances, circumstances.c.id == table.c.circumstances_id)
        .outerjoin(reasons, reasons.c.id == table.c.reason_id)
        .order_by(table.c.at, expectations.c.expectation, table.c.id)
    )
    if only is not None:
        asked = asked.where(table.c.id.in_(only))
    asked = _chosen(asked, connection, filters, table, table.c.subject_id)
    for row in connection.execute(asked):
        told = dict(row._mapping)
        number, last_at = told.pop("number"), told.pop("last_at")
        yield Change(**told), number, last_at


def _chosen(
    asked: Select[Any], connection: Connection, filters: Filters, table: Table, subject: Column[int] | None
) -> Select[Any]:
    at = table.c.at if "at" in table.c else table.c.began
    if filters.since is not None:
        asked = asked.where(at >= filters.since)
    if filters.until is not None:
        asked = asked.where(at < filters.until)
    if (around := circumstances_of(filters)) is not None:
        asked = asked.where(circumstances.c.id.in_(around))
    if filters.segment is not None:
        asked = asked.where(in_segment(connection, table.c.sent_id, filters.segment))
    if (meant := scenarios_of(filters)) is not None:
        asked = asked.where(scenarios.c.id.in_(meant))
    if subject is not None and (about := subjects_of(filters)) is not None:
        asked = asked.where(subject.in_(about))
    return asked
