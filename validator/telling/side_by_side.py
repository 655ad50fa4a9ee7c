"""One scenario, several consent profiles, one table: what was sent and stored for each kind of visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from validator.model.event import Event
from validator.model.run import Result, Run

NOTHING = "–"
_MOST = 15  # rows of one kind


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, a cell a profile. `kind`: answer, status, vendor, event, cookie, storage, more."""

    kind: str
    name: str
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1


@dataclass(frozen=True, slots=True)
class Table:
    """One scenario (on one device) under all its profiles, in the order of its file."""

    title: str
    profiles: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(run: Run) -> tuple[Table, ...]:
    """A table for every scenario of the run that was made with several consent profiles."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    for result in run.results:
        scenario = result.scenario
        if "consent" in dict(scenario.cell):
            others = tuple(each for each in scenario.cell if each[0] != "consent")
            groups.setdefault((scenario.location.file, scenario.name, scenario.device, others), []).append(result)
    return tuple(_table(results) for results in groups.values() if len(results) > 1)


def _table(results: Sequence[Result]) -> Table:
    scenario = results[0].scenario
    others = tuple(each for each in scenario.cell if each[0] != "consent")
    title = " · ".join((scenario.name, *replace(scenario, cell=others).marks))
    rows = [
        Row("answer", "answered", tuple(map(_answered, results))),
        Row("status", "result", tuple(result.verdict.status for result in results)),
        *_hits(results),
        *_stored(results, ("cookie",), "cookie"),
        *_stored(results, ("local", "session"), "storage"),
    ]
    return Table(title, tuple(result.scenario.consent or "" for result in results), tuple(rows))


def _answered(result: Result) -> str:
    """What the visitor clicked last, or what was answered where the button is not known."""
    answers = result.recording.answers
    if not answers:
        return NOTHING
    return answers[-1].clicked[-1] if answers[-1].clicked else answers[-1].answer


def _hits(results: Sequence[Result]) -> list[Row]:
    """A row a vendor; below it those of its events that not all profiles have alike."""
    sent = [_sent(result) for result in results]
    found: list[Row] = []
    for vendor in _distinct(event.vendor for events in sent for event in events):
        own = [[event for event in events if event.vendor == vendor] for events in sent]
        found.append(Row("vendor", vendor, tuple(map(_count, own))))
        names = _distinct(_name(event) for events in own for event in events)
        rows = [
            Row("event", name, tuple(_count([event for event in events if _name(event) == name]) for events in own))
            for name in names
        ]
        found += _few([row for row in rows if row.differs], len(results), "event")
    return found


def _sent(result: Result) -> list[Event]:
    stopped = {request.id for request in result.recording.requests if request.handling == "stopped"}
    return [event for event in result.verdict.events if event.kind == "event" and event.request not in stopped]


def _name(event: Event) -> str:
    told = event.title.partition(" ")[2] if event.title.startswith(f"{event.vendor} ") else event.title
    return told or event.title


def _count(events: Sequence[Event]) -> str:
    """How many; and how many of them say that nothing may be stored."""
    cookieless = sum(event.consent.get("analytics_storage") == "denied" for event in events)
    if not events:
        return NOTHING
    if cookieless == len(events):
        return f"{cookieless} cookieless"
    return f"{len(events)}, {cookieless} of them cookieless" if cookieless else str(len(events))


def _stored(results: Sequence[Result], kinds: tuple[str, ...], told: str) -> list[Row]:
    """Cookies all; of storage only what differs, since pages keep much there that has nothing to do with consent."""
    own = [{entry.name for entry in result.recording.stored if entry.kind in kinds} for result in results]
    names = sorted({name for each in own for name in each})
    rows = [Row(told, name, tuple("✓" if name in each else NOTHING for each in own)) for name in names]
    return _few([row for row in rows if told == "cookie" or row.differs], len(results), told)


def _few(rows: list[Row], columns: int, noun: str) -> list[Row]:
    more = len(rows) - _MOST
    if more <= 0:
        return rows
    what = {"event": "events", "cookie": "cookies", "storage": "entries of storage"}[noun]
    return [*rows[:_MOST], Row("more", f"… and {more} more {what}", ("",) * columns)]


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def aligned(
    table: Table, width: Callable[[str], int], shown: Callable[[str], str]
) -> list[tuple[Row | None, str, tuple[str, ...]]]:
    """The table as it is shown, padded to columns: the heading (no row), then each row."""
    lines: list[tuple[Row | None, str, tuple[str, ...]]] = [(None, "", tuple(map(shown, table.profiles)))]
    lines += [(row, shown(_indented(row)), tuple(map(shown, row.cells))) for row in table.rows]
    first = max(width(name) for _, name, _ in lines)
    columns = [max(width(cells[place]) for _, _, cells in lines) for place in range(len(table.profiles))]
    return [
        (
            row,
            name + " " * (first - width(name)),
            (*(cell + " " * (columns[place] - width(cell)) for place, cell in enumerate(cells[:-1])), cells[-1]),
        )
        for row, name, cells in lines
    ]


def _indented(row: Row) -> str:
    if row.kind in ("cookie", "storage"):
        return f"{row.kind} {row.name}"
    return f"  {row.name}" if row.kind in ("event", "more") else row.name
