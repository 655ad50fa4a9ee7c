"""The versions of the tables: a database of an older one is brought forward when it is opened.

A numbered list instead of alembic: these are users' own files, opened by whichever version they have installed, with
no one who would run a migration; steps are few, go forward only, and all happen in the transaction that opens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, inspect, select, update
from sqlalchemy.exc import DBAPIError

from validator.history.tables import METADATA, store

Step = Callable[[Connection], None]


class NewerHistory(Exception):
    """A database that a newer version of this product has written."""


def _first(connection: Connection) -> None:
    METADATA.create_all(connection)


# The step at index n leads from version n to n + 1. A step that was released is never changed. The first makes the
# tables as they are now; so a later step looks whether what it adds is there already.
STEPS: tuple[Step, ...] = (_first,)


def version_of(connection: Connection) -> int:
    """The version of the tables; 0 where there are none."""
    if not inspect(connection).has_table(store.name):
        return 0
    return connection.execute(select(store.c.version).where(store.c.id == 1)).scalar() or 0


def prepare(connection: Connection) -> None:
    """Makes the table by which writers wait for each other; others may be doing the same at this moment."""
    store.create(connection, checkfirst=True)
    if connection.execute(select(store.c.id)).first() is None:
        connection.execute(store.insert().values(id=1, version=0, writes=0))


def lock(connection: Connection) -> None:
    """Keeps every other writer waiting until this transaction ends; the same in every database."""
    connection.execute(update(store).where(store.c.id == 1).values(writes=store.c.writes + 1))


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Brings the tables to the last version. To be called with the lock held. Raises NewerHistory."""
    version = version_of(connection)
    if version > len(steps):
        raise NewerHistory
    for step in steps[version:]:
        step(connection)
    if version < len(steps):
        connection.execute(update(store).where(store.c.id == 1).values(version=len(steps)))


LOST_THE_RACE = DBAPIError  # another process made the same table a moment before
