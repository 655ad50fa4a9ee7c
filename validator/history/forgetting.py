"""Retention: what is older than it should be is deleted, by whole days, so that sums stay sums of what is there."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, func, select

from validator.history import tables
from validator.history.records import DAY
from validator.history.store import History


def forget(history: History, before: float) -> int:
    """Deletes every journey that began before the day of this moment; how many.

    Of an expectation that is still looked at, the last change stays: since when it fails is worth knowing.
    """
    day = int(before // DAY)
    with history.writing() as connection:
        old = select(tables.journeys.c.id).where(tables.journeys.c.began < day * DAY)
        connection.execute(delete(tables.outcomes).where(tables.outcomes.c.journey_id.in_(old)))
        gone = connection.execute(delete(tables.journeys).where(tables.journeys.c.began < day * DAY)).rowcount
        if gone:
            for days in (tables.days, tables.scenario_days):
                connection.execute(delete(days).where(days.c.day < day))
            _changes(connection, day * DAY)
            _orphans(connection)
    return gone


def _changes(connection: Connection, before: float) -> None:
    changes = tables.changes
    last = select(func.max(changes.c.id).label("id")).group_by(changes.c.expectation_id).subquery()
    seen = select(tables.outcomes.c.expectation_id)
    connection.execute(delete(changes).where(changes.c.expectation_id.not_in(seen)))
    connection.execute(delete(changes).where(changes.c.at < before, changes.c.id.not_in(select(last.c.id))))


def _orphans(connection: Connection) -> None:
    """Texts that nothing points to any more."""
    kept = tables
    for table, users in (
        (kept.runs, (kept.journeys.c.run_id,)),
        (kept.expectations, (kept.outcomes.c.expectation_id,)),
        (kept.reasons, (kept.outcomes.c.reason_id, kept.journeys.c.reason_id, kept.changes.c.reason_id)),
        (kept.circumstances, (kept.journeys.c.circumstances_id, kept.changes.c.circumstances_id)),
        (kept.sent, (kept.journeys.c.sent_id, kept.changes.c.sent_id)),
        (kept.scenarios, (kept.journeys.c.scenario_id, kept.expectations.c.scenario_id)),
        (kept.subjects, (kept.expectations.c.subject_id, kept.days.c.subject_id)),
    ):
        _unused(connection, table, *users)


def _unused(connection: Connection, table: Table, *users: object) -> None:
    unused = delete(table)
    for column in users:
        unused = unused.where(table.c.id.not_in(select(column).where(column.is_not(None))))  # type: ignore[attr-defined,call-overload]
    connection.execute(unused)
