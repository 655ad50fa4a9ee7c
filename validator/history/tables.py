"""The tables of the history. Texts that come again stand once, in tables of their own; outcomes point to them.

`days` and `scenario_days` sum outcomes up by day, so that a view of a million of them reads some thousand lines;
`changes` holds the moments at which an expectation broke or came back. They follow from `outcomes`, and are written
with them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

COUNTS = ("met", "failed", "known", "undecided", "not_run")
METADATA = MetaData()
_BIG = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _digest() -> Column[str]:
    """Of what a line says: by it a line is found, and stands only once."""
    return Column("digest", String(40), nullable=False, unique=True)


def _table(name: str, *columns: Any, **options: Any) -> Table:
    return Table(f"validator_{name}", METADATA, *columns, **options)


# One line. A writer begins by counting `writes` up, which keeps every other writer waiting until it is done.
store = _table(
    "store", Column("id", Integer, primary_key=True), Column("version", Integer), Column("writes", _BIG, default=0)
)

runs = _table(
    "runs",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    Column("began", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    _text("browser"),
    _text("validator"),
    _text("door"),
)
scenarios = _table(
    "scenarios",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    _text("scenario"),
    _text("name"),
    _text("file"),
)
sent = _table(
    "sent", Column("id", _BIG, primary_key=True, autoincrement=False), _digest(), _text("events")
)  # JSON: [[vendor, event, …], …]
circumstances = _table(
    "circumstances",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    *(_text(name) for name in ("device", "source", "medium", "campaign", "consent", "site", "container", "version")),
)
subjects = _table(
    "subjects",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    *(_text(name) for name in ("name", "label", "kind", "vendor", "event", "category", "action")),
    *(_text(name) for name in ("conversion", "owner")),
)
# One expectation at one site, and its state when it was looked at last
expectations = _table(
    "expectations",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    _text("expectation"),
    _text("step"),
    _text("site"),
    Column("scenario_id", _BIG, ForeignKey(scenarios.c.id), nullable=False),
    Column("subject_id", _BIG, ForeignKey(subjects.c.id), nullable=False),
    Column("last_at", Float),
    Column("last_state", String(8)),
    Column("last_version", Text),
)
reasons = _table(
    "reasons",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    *(_text(name) for name in ("link", "headline", "message", "mend")),
)
journeys = _table(
    "journeys",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    _digest(),
    Column("run_id", _BIG, ForeignKey(runs.c.id), nullable=False),
    Column("scenario_id", _BIG, ForeignKey(scenarios.c.id), nullable=False),
    Column("circumstances_id", _BIG, ForeignKey(circumstances.c.id), nullable=False),
    Column("sent_id", _BIG, ForeignKey(sent.c.id), nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason_id", _BIG, ForeignKey(reasons.c.id)),
    Column("began", Float, nullable=False, index=True),
    Column("seconds", Float, nullable=False),
)
outcomes = _table(
    "outcomes",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    Column("journey_id", _BIG, ForeignKey(journeys.c.id), nullable=False, index=True),
    Column("expectation_id", _BIG, ForeignKey(expectations.c.id), nullable=False),
    Column("at", Float, nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason_id", _BIG, ForeignKey(reasons.c.id)),
    Column("lateness", Float),
    Column("unstable", Boolean, nullable=False, default=False),
    Index("validator_outcomes_of_expectation", "expectation_id", "at"),
)
changes = _table(
    "changes",
    Column("id", _BIG, primary_key=True, autoincrement=False),
    Column("expectation_id", _BIG, ForeignKey(expectations.c.id), nullable=False, index=True),
    Column("subject_id", _BIG, ForeignKey(subjects.c.id), nullable=False),
    Column("circumstances_id", _BIG, ForeignKey(circumstances.c.id), nullable=False),
    Column("sent_id", _BIG, ForeignKey(sent.c.id), nullable=False),
    Column("reason_id", _BIG, ForeignKey(reasons.c.id)),
    Column("at", Float, nullable=False, index=True),
    Column("state", String(8), nullable=False),  # what it became: met, failed
    Column("before_at", Float),  # when it was last otherwise; none: it was never seen otherwise
    Column("version_before", Text),
    Column("version", Text, nullable=False),
)


def _days(name: str, *keys: str) -> Table:
    """Sums of outcomes by day, subject and `keys`."""
    of = {"scenario": scenarios, "circumstances": circumstances, "sent": sent}
    return _table(
        name,
        Column("day", Integer, primary_key=True, autoincrement=False),
        Column("subject_id", _BIG, ForeignKey(subjects.c.id), primary_key=True, autoincrement=False),
        *(Column(f"{key}_id", _BIG, ForeignKey(of[key].c.id), primary_key=True, autoincrement=False) for key in keys),
        *(Column(name, Integer, nullable=False) for name in (*COUNTS, "unstable")),
        Column("first_failed", Float),
        Column("last_failed", Float),
        _text("lateness"),  # one letter an outcome: see lateness.py
        sqlite_with_rowid=False,
    )


# Coarse sums for most views, and finer ones for those that ask for a scenario or a segment
days = _days("days", "circumstances")
scenario_days = _days("scenario_days", "circumstances", "scenario", "sent")
