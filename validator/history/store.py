"""The database: opened, brought to the last version, and written to by several runs at once.

SQLite is one file, with a write-ahead log so that readers never wait; any other database that SQLAlchemy speaks goes
by its URL. A writer holds the store's one line for its short transaction; the next one waits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from validator.history.migrations import STEPS, NewerHistory, lock, migrate, prepare, version_of
from validator.model.location import UsageError

_PATIENCE = 60.0  # seconds that a writer waits for another


class HistoryError(UsageError):
    """A history that cannot be opened, read or written; its text says why, and what to do."""


class History:
    """An open history. `place` is its URL without the password."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.place = engine.url.render_as_string(hide_password=True)
        self.is_sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for looking."""
        with self._told("read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction in which nobody else writes."""
        with self._told("written to"), self._engine.begin() as connection:
            lock(connection)
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise HistoryError(f"The history {self.place} cannot be {what}: {_reason(error)}.") from error


@contextmanager
def open_history(url: str, *, create: bool = True) -> Iterator[History]:
    """The history at a URL, or in the SQLite file of this path. Raises HistoryError.

    `create`: a file or tables that are not there are made.
    """
    engine = _engine(url, create)
    try:
        _ready(engine, create)
        yield History(engine)
    finally:
        engine.dispose()


def _engine(url: str, create: bool) -> Engine:
    try:
        made = make_url(url) if "://" in url else URL.create("sqlite", database=str(Path(url)))
    except ArgumentError:
        raise HistoryError(
            "The address of the history is no URL.\n"
            "  → Write a path, sqlite:///history.db, or postgresql://user:password@host/database."
        ) from None
    if made.drivername in ("postgresql", "postgres"):
        made = made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() == "sqlite":
        return _sqlite(made, create)
    try:
        return create_engine(made, pool_pre_ping=True)
    except NoSuchModuleError:
        raise HistoryError(
            f"--history: no database is known by the name {made.drivername}.\n"
            "  → SQLAlchemy knows sqlite, postgresql, mysql, mariadb, mssql, oracle; others by packages of their own."
        ) from None
    except ImportError as error:
        extra = "'tracking-validator[postgresql]'" if "psycopg" in str(error) else error.name or "its driver"
        raise HistoryError(
            f"The history {made.render_as_string()} needs the package {error.name}, which is not installed.\n"
            f"  → pip install {extra}"
        ) from None


def _sqlite(url: URL, create: bool) -> Engine:
    path = Path(url.database) if url.database and url.database != ":memory:" else None
    if path is not None:
        if not path.exists() and not create:
            raise HistoryError(
                f"There is no history at {path} yet.\n"
                "  → `validator run` keeps one; or name another with --history, or VALIDATOR_HISTORY."
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HistoryError(f"The folder {path.parent} of the history cannot be made: {error.strerror}.") from None
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _tuned)
    return engine


def _tuned(connection: sqlite3.Connection, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")  # with a write-ahead log nothing is torn; the last run may be lost
    cursor.execute("PRAGMA cache_size = -32000")
    cursor.close()


def _write_ahead(engine: Engine) -> None:
    """Turns the log on, which the file remembers. Where another process is just doing it, there is nothing to do."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
    finally:
        connection.close()


def _ready(engine: Engine, create: bool) -> None:
    place = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            version = version_of(connection)
        if version == len(STEPS):
            return
        if version == 0 and not create:
            raise HistoryError(f"{place} holds no history yet.\n  → `validator run --history …` keeps one there.")
        if engine.dialect.name == "sqlite":
            _write_ahead(engine)
        _prepared(engine)
        with engine.begin() as connection:
            lock(connection)
            migrate(connection)
    except NewerHistory:
        raise HistoryError(
            f"The history {place} was written by a newer version of validator.\n"
            "  → pip install --upgrade tracking-validator"
        ) from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise HistoryError(f"The history {place} cannot be opened: {_reason(error)}.\n  → {_mend(error)}") from None


def _prepared(engine: Engine, attempts: int = 5) -> None:
    """The writers' line, also where several processes make it at the same moment: who lost that race looks again."""
    for attempt in range(attempts):
        try:
            with engine.begin() as connection:
                prepare(connection)
            return
        except DBAPIError:
            if attempt == attempts - 1:
                raise


def _reason(error: Exception) -> str:
    told = str(getattr(error, "orig", None) or error).strip().splitlines()
    return (told[0] if told else type(error).__name__).rstrip(".")


def _mend(error: Exception) -> str:
    told = str(error)
    if "not a database" in told:
        return "This file is something else; name another with --history."
    if "readonly" in told or "unable to open" in told:
        return "Name a place that can be written to with --history, or leave it with --no-history."
    return "Look whether the database runs, and whether its address, user and password are right."
