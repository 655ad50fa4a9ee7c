"""Writes runs into the history: each journey once, whoever brings it, and in whichever order."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, func, select, update

from validator.history import tables
from validator.history.changing import follow
from validator.history.lateness import letter
from validator.history.records import DAY, Circumstances, Kept, KeptJourney, KeptRun, Subject, journeys_of, run_of
from validator.history.store import History, open_history
from validator.model.run import Run

_MANY = 500  # names in one question
_COUNTED = {"met": "met", "known": "known", "undecidable": "undecided", "not run": "not_run"}  # the others: failed


def keep(run: Run, url: str, door: str = "run") -> int:
    """Writes a run to the history at `url`; how many of its journeys were new. Raises HistoryError."""
    journeys = journeys_of(run)
    if not journeys:
        return 0
    with open_history(url) as history:
        return add(history, run_of(run, door), journeys)


def add(history: History, run: KeptRun, journeys: Iterable[KeptJourney]) -> int:
    """Writes journeys of a run; those that are there already stay as they are. How many were new."""
    by_digest = {_digest(one.key): one for one in journeys}
    with history.writing() as connection:
        known = _known(connection, tables.journeys, by_digest)
        new = {digest: one for digest, one in by_digest.items() if digest not in known}
        if new:
            _write(connection, run, new)
    return len(new)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a day comes to, for one subject of one scenario under the same circumstances."""

    counts: Counter[str] = field(default_factory=Counter)
    failed_at: list[float] = field(default_factory=list)
    lateness: list[str] = field(default_factory=list)


def _write(connection: Connection, run: KeptRun, new: Mapping[str, KeptJourney]) -> None:
    ids = _Ids(connection)
    journeys = list(new.values())
    run_id = ids.of(tables.runs, [run.key], lambda _: _run_row(run))[run.key]
    sent = ids.of(tables.sent, {one.circumstances.sent for one in journeys}, lambda one: {"events": _sent_text(one)})
    around = ids.of(
        tables.circumstances,
        {replace(one.circumstances, sent=()) for one in journeys},
        _circumstances_row,
    )
    scenarios = ids.of(
        tables.scenarios,
        named := {one.scenario: one for one in journeys},
        lambda one: {"scenario": one, "name": named[one].name, "file": named[one].file},
    )
    outcomes = [(journey, one) for journey in journeys for one in journey.outcomes]
    latest = {one.subject.identity: one.subject for _, one in sorted(outcomes, key=lambda each: each[0].began)}
    subjects = ids.of(tables.subjects, latest, lambda one: _subject_row(latest[one]))
    _refresh(connection, {subjects[one]: subject for one, subject in latest.items()})
    reasons = ids.of(
        tables.reasons,
        {told for one in journeys if (told := _why(one))} | {told for _, one in outcomes if (told := _reason(one))},
        lambda one: dict(zip(("link", "headline", "message", "mend"), one, strict=True)),
    )
    wanted = {_expectation(journey, one): one for journey, one in outcomes}
    expectations = ids.of(
        tables.expectations,
        wanted,
        lambda one: {
            "expectation": one[0],
            "site": one[1],
            "step": wanted[one].step,
            "scenario_id": scenarios[one[2]],
            "subject_id": subjects[one[3]],
        },
    )
    number = ids.next(tables.journeys)
    first = ids.next(tables.outcomes)
    journey_rows: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    sums: defaultdict[tuple[int, ...], _Sum] = defaultdict(_Sum)
    fine: defaultdict[tuple[int, ...], _Sum] = defaultdict(_Sum)
    for digest, journey in new.items():
        here, events = around[replace(journey.circumstances, sent=())], sent[journey.circumstances.sent]
        scenario = scenarios[journey.scenario]
        why = _why(journey)
        journey_rows.append(
            {
                "id": number,
                "digest": digest,
                "run_id": run_id,
                "scenario_id": scenario,
                "circumstances_id": here,
                "sent_id": events,
                "status": journey.status,
                "reason_id": reasons[why] if why else None,
                "began": journey.began,
                "seconds": journey.seconds,
            }
        )
        for one in journey.outcomes:
            reason = _reason(one)
            rows.append(
                {
                    "id": first + len(rows),
                    "journey_id": number,
                    "expectation_id": expectations[_expectation(journey, one)],
                    "at": journey.began,
                    "status": one.status,
                    "reason_id": reasons[reason] if reason else None,
                    "lateness": one.lateness,
                    "unstable": one.unstable,
                }
            )
            place = (int(journey.began // DAY), subjects[one.subject.identity], here)
            _count(sums[place], journey.began, one)
            _count(fine[place + (scenario, events)], journey.began, one)  # noqa: RUF005 - Python 3.10
        number += 1
    connection.execute(tables.journeys.insert(), journey_rows)
    if rows:
        connection.execute(tables.outcomes.insert(), rows)
        _sum_up(connection, tables.days, sums)
        _sum_up(connection, tables.scenario_days, fine)
        follow(connection, {row["expectation_id"] for row in rows}, min(row["id"] for row in rows))


def _refresh(connection: Connection, subjects: Mapping[int, Subject]) -> None:
    """A plan changes: who answers for an event, and what it weighs, is as the latest run says."""
    table = tables.subjects
    for part in _parts(list(subjects)):
        asked = select(table.c.id, table.c.conversion, table.c.owner).where(table.c.id.in_(part))
        for number, conversion, owner in connection.execute(asked).all():
            now = subjects[number]
            if (conversion, owner) != (now.conversion, now.owner):
                values = {"conversion": now.conversion, "owner": now.owner}
                connection.execute(update(table).where(table.c.id == number).values(values))


def _count(into: _Sum, at: float, one: Kept) -> None:
    counted = _COUNTED.get(one.status, "failed")
    into.counts[counted] += 1
    if counted == "failed":
        into.failed_at.append(at)
    if one.unstable:
        into.counts["unstable"] += 1
    if one.lateness is not None:
        into.lateness.append(letter(one.lateness))


def _sum_up(connection: Connection, days: Table, sums: Mapping[tuple[int, ...], _Sum]) -> None:
    """Adds to the days what came newly; sums do not mind the order in which journeys come."""
    names, keys = (*tables.COUNTS, "unstable"), [column.name for column in days.primary_key]
    known: dict[tuple[int, ...], Any] = {}
    around = sorted({key[2] for key in sums})
    for day in sorted({key[0] for key in sums}):
        for part in _parts(around):
            asked = select(days).where(days.c.day == day, days.c.circumstances_id.in_(part))
            known.update({tuple(row[: len(keys)]): row for row in connection.execute(asked)})
    added, changed = [], []
    for key, one in sums.items():
        before = known.get(key)
        row: dict[str, Any] = {name: one.counts[name] + (getattr(before, name) if before else 0) for name in names}
        failed = one.failed_at + ([before.first_failed, before.last_failed] if before and before.failed else [])
        row |= {"first_failed": min(failed, default=None), "last_failed": max(failed, default=None)}
        row["lateness"] = (before.lateness if before else "") + "".join(one.lateness)
        place = dict(zip(keys, key, strict=True))
        if before:
            changed.append({**row, **{f"of_{name}": value for name, value in place.items()}})
        else:
            added.append({**row, **place})
    if added:
        connection.execute(days.insert(), added)
    if changed:
        where = and_(*(column == bindparam(f"of_{column.name}") for column in days.primary_key))
        connection.execute(update(days).where(where), changed)


class _Ids:
    """Numbers of lines that stand once. They are given here, under the writer's lock, and not by the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, table: Table) -> int:
        return (self._connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1

    def of(self, table: Table, told: Iterable[Any], row: Any) -> dict[Any, int]:
        """The number of each line, by what it says; those that are not there yet are written."""
        wanted = {_digest(one): one for one in told}
        known = _known(self._connection, table, wanted)
        missing = [digest for digest in wanted if digest not in known]
        if missing:
            start = self.next(table)
            known |= {digest: start + place for place, digest in enumerate(missing)}
            lines = [{"id": known[digest], "digest": digest, **row(wanted[digest])} for digest in missing]
            self._connection.execute(table.insert(), lines)
        return {one: known[digest] for digest, one in wanted.items()}


def _known(connection: Connection, table: Table, digests: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(list(digests)):
        asked = select(table.c.digest, table.c.id).where(table.c.digest.in_(part))
        found.update((digest, number) for digest, number in connection.execute(asked))
    return found


def _parts(of: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (of[start : start + _MANY] for start in range(0, len(of), _MANY))


def _digest(of: Any) -> str:
    told = of if isinstance(of, str | tuple) else astuple(of)
    return hashlib.sha1(json.dumps(told, default=astuple).encode(), usedforsecurity=False).hexdigest()


def _expectation(journey: KeptJourney, one: Kept) -> tuple[str, str, str, tuple[str, ...]]:
    return one.expectation, journey.circumstances.site, journey.scenario, one.subject.identity


def _reason(one: Kept) -> tuple[str, str, str, str] | None:
    told = (one.link, one.headline, one.message, one.mend)
    return told if any(told) else None


def _why(one: KeptJourney) -> tuple[str, str, str, str] | None:
    return ("", "could not be performed", one.broken, one.mend) if one.broken else None


def _run_row(run: KeptRun) -> dict[str, Any]:
    return {
        "began": run.began,
        "seconds": run.seconds,
        "browser": run.browser,
        "validator": run.validator,
        "door": run.door,
    }


def _circumstances_row(one: Circumstances) -> dict[str, Any]:
    names = ("device", "source", "medium", "campaign", "consent", "site", "container", "version")
    return {name: getattr(one, name) for name in names}


def _subject_row(one: Subject) -> dict[str, Any]:
    names = ("name", "label", "kind", "vendor", "event", "category", "action", "conversion", "owner")
    return {name: getattr(one, name) for name in names}


def _sent_text(sent: tuple[Any, ...]) -> str:
    return json.dumps([astuple(one) for one in sent], ensure_ascii=False)
