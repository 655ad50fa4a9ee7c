"""When an expectation broke, and when it came back: followed from outcome to outcome as they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from validator.history.records import state
from validator.history.tables import changes, circumstances, expectations, journeys, outcomes

_MANY = 500


@dataclass(slots=True)
class _Last:
    """What was seen last of an expectation."""

    subject: int
    at: float | None
    state: str | None
    version: str | None


def follow(connection: Connection, touched: Collection[int], first: int) -> None:
    """Writes the changes that the outcomes from number `first` on bring to the expectations `touched`.

    Where an outcome is older than what was known already (a run of another machine, brought in later), all outcomes
    of its expectation are followed anew.
    """
    number = (connection.execute(select(func.max(changes.c.id))).scalar() or 0) + 1
    for part in _parts(sorted(touched)):
        known = {
            row.id: _Last(row.subject_id, row.last_at, row.last_state, row.last_version)
            for row in connection.execute(select(expectations).where(expectations.c.id.in_(part)))
        }
        news = _outcomes(connection, part, first)
        late = [one for one, rows in news.items() if (last := known[one].at) is not None and rows[0].at < last]
        if late:
            connection.execute(delete(changes).where(changes.c.expectation_id.in_(late)))
            news |= _outcomes(connection, late)
            for one in late:
                known[one].at = known[one].state = known[one].version = None
        found = [change for one, rows in news.items() for change in _followed(one, known[one], rows)]
        for place, change in enumerate(found):
            change["id"] = number + place
        number += len(found)
        if found:
            connection.execute(changes.insert(), found)
        connection.execute(
            update(expectations)
            .where(expectations.c.id == bindparam("of_id"))
            .values(last_at=bindparam("at"), last_state=bindparam("state"), last_version=bindparam("version")),
            [
                {"of_id": one, "at": known[one].at, "state": known[one].state, "version": known[one].version}
                for one in news
            ],
        )


def _outcomes(connection: Connection, of: Sequence[int], first: int = 0) -> dict[int, list[Any]]:
    """The outcomes of expectations from a number on, in the order of their moments."""
    asked = (
        select(
            outcomes.c.id,
            outcomes.c.expectation_id,
            outcomes.c.at,
            outcomes.c.status,
            outcomes.c.reason_id,
            journeys.c.circumstances_id,
            journeys.c.sent_id,
            circumstances.c.version,
        )
        .join(journeys, journeys.c.id == outcomes.c.journey_id)
        .join(circumstances, circumstances.c.id == journeys.c.circumstances_id)
        .where(outcomes.c.expectation_id.in_(of), outcomes.c.id >= first)
        .order_by(outcomes.c.at, outcomes.c.id)
    )
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(asked):
        found[row.expectation_id].append(row)
    return dict(found)


def _followed(expectation: int, last: _Last, rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """The changes that outcomes bring, one after the other. Those that tell nothing of the tracking change nothing."""
    for row in rows:
        now = state(row.status)
        if not now:
            continue
        if now != last.state and (last.state is not None or now == "failed"):
            yield {
                "expectation_id": expectation,
                "subject_id": last.subject,
                "circumstances_id": row.circumstances_id,
                "sent_id": row.sent_id,
                "reason_id": row.reason_id,
                "at": row.at,
                "state": now,
                "before_at": last.at,
                "version_before": last.version,
                "version": row.version,
            }
        last.at, last.state, last.version = row.at, now, row.version


def _parts(of: Sequence[int]) -> Iterable[Sequence[int]]:
    return (of[start : start + _MANY] for start in range(0, len(of), _MANY))
