"""Two sides of the same journeys: two sites, or two versions of a container, visited in turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from validator.model.location import UsageError
from validator.model.recording import Broken
from validator.model.run import BROKEN, FAILED, PASSED, Result
from validator.model.suite import Entry
from validator.suite.baseline import approved
from validator.suite.changes import Pair, listed, pairs, sentence
from validator.suite.container_choice import choice, is_container
from validator.suite.told import told
from validator.telling import prose

_FORMS = (
    "Write a site (https://staging.example.org), a container's file (container.json), its URL, its id (GTM-ABC123), "
    "`live` (the published version), `environment:preview` (the one that the tracking plan names), or `plan`."
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: `text` as it was given; a site, a container, or (with a comma) both."""

    name: Literal["A", "B"]
    text: str
    site: str | None = None
    container: str | None = None  # live, environment:…, plan, an id, a file or a URL


@dataclass(frozen=True, slots=True)
class Compared:
    """One journey on both sides. `expectations`: label → what came of it at A and at B, where that differs."""

    title: str
    a: Result
    b: Result
    changes: tuple[Pair, ...]
    expectations: Mapping[str, tuple[str, str]]

    @property
    def broken(self) -> tuple[tuple[str, Broken], ...]:
        sides = (("A", self.a.verdict.broken), ("B", self.b.verdict.broken))
        return tuple((name, broken) for name, broken in sides if broken)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, told once, with all the journeys in which it shows."""

    pair: Pair
    message: str
    journeys: tuple[str, ...]


def side(name: Literal["A", "B"], text: str) -> Side:
    """Reads what was given as `--a` or `--b`. Raises UsageError."""
    found = Side(name, text)
    for part in filter(None, (part.strip() for part in text.split(","))):
        if part == "plan" or is_container(part):
            found = replace(found, container=part)
        elif part.startswith(("http://", "https://")):
            path = urlsplit(part).path
            kind = "container" if path.endswith((".js", ".json")) else "site"
            found = replace(found, container=part) if kind == "container" else replace(found, site=part.rstrip("/"))
        elif Path(part).is_file():
            found = replace(found, container=part)
        else:
            raise UsageError(f"--{name.lower()} {part}: this is neither a site nor a container.\n  → {_FORMS}")
    if found.site is None and found.container is None:
        raise UsageError(f"--{name.lower()} says nothing.\n  → {_FORMS}")
    return found


def entry_at(entry: Entry, at: Side, again: str = "") -> Entry:
    """The journey on one side. Raises UsageError where the plan names no such container."""
    scenario, plan = entry.scenario, entry.plan
    scenario = replace(
        scenario, site=at.site or scenario.site, cell=(*scenario.cell, ("side", f"{at.name} {at.text}{again}"))
    )
    if at.container and at.container != "plan":
        plan = replace(plan, container=choice(at.container, plan.container, f"--{at.name.lower()} {at.container}"))
    return Entry(scenario, plan)


def in_turns(entries: Iterable[Entry], a: Side, b: Side) -> list[Entry]:
    """Each journey at A, at B, and at A again: what differs between two visits of A is no difference of B."""
    return [
        visit
        for entry in entries
        for visit in (entry_at(entry, a), entry_at(entry, b), entry_at(entry, a, ", once more"))
    ]


def compared(entries: Sequence[Entry], results: Sequence[Result]) -> list[Compared]:
    """What differs, journey by journey; `results` are those of `in_turns`, in its order."""
    found = []
    for index, entry in enumerate(entries):
        first, other, again = results[3 * index : 3 * index + 3]
        sent = [told(result) for result in (first, again) if not result.verdict.broken]
        changes: tuple[Pair, ...] = ()
        if sent and not other.verdict.broken:
            changes = tuple(listed(pairs(approved(sent, first.recording.began), told(other))))
        title = " · ".join((entry.scenario.name, *entry.scenario.marks))
        found.append(Compared(title, first, other, changes, _expectations(first, other)))
    return found


def differences(journeys: Iterable[Compared]) -> list[Difference]:
    """Every difference once, those that show in most journeys first."""
    groups: dict[tuple[object, ...], list[tuple[str, Pair]]] = {}
    for journey in journeys:
        for pair in journey.changes:
            fields = tuple(
                (each.path, prose.shown(each.expected), prose.shown(each.actual)) for each in pair.differences
            )
            groups.setdefault((pair.kind, pair.title, fields), []).append((journey.title, pair))
    found = [
        Difference(
            group[0][1], sentence(group[0][1], "at A", "at B"), tuple(dict.fromkeys(title for title, _ in group))
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda each: -len(each.journeys))


def code(journeys: Iterable[Compared]) -> int:
    """0 nothing differs, 1 something does, 3 a journey could not be performed on one of the sides."""
    seen = list(journeys)
    if any(journey.changes or journey.expectations for journey in seen):
        return FAILED
    return BROKEN if any(journey.broken for journey in seen) else PASSED


def _expectations(a: Result, b: Result) -> dict[str, tuple[str, str]]:
    if a.verdict.broken or b.verdict.broken:
        return {}
    sides = [
        {
            name.removeprefix(f"{result.verdict.scenario}::"): (prose.headline(outcome), outcome.status)
            for name, outcome in zip(prose.outcome_ids(result), result.verdict.outcomes, strict=True)
        }
        for result in (a, b)
    ]
    nothing = ("–", "")
    return {
        name: (sides[0].get(name, nothing)[0], sides[1].get(name, nothing)[0])
        for name in dict.fromkeys((*sides[0], *sides[1]))
        if sides[0].get(name, nothing)[1] != sides[1].get(name, nothing)[1]
    }
