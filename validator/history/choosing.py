"""Filters as conditions of the database's own language."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from validator.history.filters import Filters
from validator.history.tables import circumstances, scenarios, sent, subjects
from validator.model.segment import Segment, Sent

_AROUND = ("device", "medium", "campaign", "consent", "site", "container", "version")
_ABOUT = ("vendor", "owner", "kind")


def fits(column: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    """Whether a text fits a pattern with `*` and `?`, whatever its capital letters."""
    wanted = pattern.strip().lower()
    if not {"*", "?"} & set(wanted):
        return func.lower(column) == wanted
    escaped = wanted.replace("~", "~~").replace("%", "~%").replace("_", "~_")
    return func.lower(column).like(escaped.replace("*", "%").replace("?", "_"), escape="~")


def circumstances_of(filters: Filters) -> Select[tuple[int]] | None:
    """The numbers of the circumstances that are meant; None: all of them."""
    wanted = [fits(circumstances.c[name], told) for name in _AROUND if (told := getattr(filters, name)) is not None]
    if filters.source is not None:
        wanted.append(_source(filters.source))
    return select(circumstances.c.id).where(and_(*wanted)) if wanted else None


def _source(told: str) -> ColumnElement[bool]:
    source, divided, medium = (part.strip() for part in told.partition("/"))
    asked = fits(circumstances.c.source, source)
    return and_(asked, fits(circumstances.c.medium, medium)) if divided else asked


def in_segment(connection: Connection, column: ColumnElement[int], segment: Segment) -> ColumnElement[bool]:
    """Whether what was sent belongs to the segment. The sets of events are few: journeys repeat themselves."""
    found = [
        number
        for number, events in connection.execute(select(sent.c.id, sent.c.events))
        if segment.holds(Sent(*one) for one in json.loads(events))
    ]
    return column.in_(bindparam("sent", found, expanding=True, literal_execute=True))


def subjects_of(filters: Filters) -> Select[tuple[int]] | None:
    """The numbers of the subjects that are meant; None: all of them."""
    wanted = [fits(subjects.c[name], told) for name in _ABOUT if (told := getattr(filters, name)) is not None]
    if filters.conversion is not None:
        wanted.append(
            subjects.c.conversion != "" if filters.conversion == "any" else subjects.c.conversion == filters.conversion
        )
    if filters.name is not None:
        wanted.append(or_(*(fits(subjects.c[name], filters.name) for name in ("name", "label", "event", "action"))))
    return select(subjects.c.id).where(and_(*wanted)) if wanted else None


def scenarios_of(filters: Filters) -> Select[tuple[int]] | None:
    """The numbers of the scenarios that are meant; None: all of them."""
    if filters.scenario is None:
        return None
    named = or_(*(fits(scenarios.c[name], filters.scenario) for name in ("scenario", "name", "file")))
    return select(scenarios.c.id).where(named)
