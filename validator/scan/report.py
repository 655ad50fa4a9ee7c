"""A scan as it is told: its findings, its inventory, and what could not be visited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from validator.model.plan import Plan
from validator.model.run import BROKEN, FAILED, PASSED
from validator.scan.alike import Group, grouped
from validator.scan.frontier import Frontier
from validator.scan.page import Facts

Wanted = Callable[[Facts], bool]
_MANY = 5  # addresses that lead to one page, from which on that is worth a word


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a vendor's id: on how many pages it is sent, and how often."""

    vendor: str
    id: str
    name: str
    pages: int
    times: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the site holds: each with the number of pages that have it, most first."""

    events: tuple[Event, ...] = ()
    containers: tuple[tuple[str, int], ...] = ()
    cookies: tuple[tuple[str, int], ...] = ()  # name and domain
    hosts: tuple[tuple[str, int], ...] = ()  # that look like tracking, and that no vendor claims
    consent: tuple[tuple[str, int], ...] = ()  # Consent Mode: default, late, missing, unused

    def vendors(self) -> dict[str, dict[str, list[Event]]]:
        """Events by vendor and id."""
        found: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
        for event in self.events:
            found[event.vendor][event.id].append(event)
        return found


@dataclass(frozen=True, slots=True)
class Unvisited:
    """A page that could not be visited."""

    url: str
    why: str
    mend: str
    parent: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is told of a scan, but for its pages, which `pages` gives one by one."""

    site: str
    began: str
    seconds: float
    version: str
    consent: str
    plan: str
    segment: str
    finished: str  # done, pages, minutes, unreachable, interrupted
    counts: dict[str, int]
    judged: int  # pages that count: all, or those of the segment
    groups: tuple[Group, ...]
    inventory: Inventory
    unvisited: tuple[Unvisited, ...]
    notes: tuple[str, ...]
    frontier: Frontier
    wanted: frozenset[int] | None

    @property
    def exit_code(self) -> int:
        """0: nothing that fails; 1: a finding fails; 3: pages could not be visited, or the scan was cut short."""
        if any(group.fault.level == "fail" for group in self.groups):
            return FAILED
        visited = self.counts.get("page", 0) + self.counts.get("error", 0)
        cut = self.finished in ("interrupted", "unreachable") or not visited
        return BROKEN if cut or self.unvisited else PASSED

    def pages(self) -> Iterator[dict[str, Any]]:
        """Every page as it is kept, with the keys of the findings on it."""
        keys: dict[int, list[str]] = defaultdict(list)
        for group in self.groups:
            for number in group.pages:
                keys[number].append(group.fault.key)
        for row in self.frontier.rows():
            if self.wanted is None or row["number"] in self.wanted:
                yield {**row, "findings": keys.get(row["number"], [])}


def report(frontier: Frontier, plan: Plan, segment: str = "", wanted: Wanted | None = None) -> Report:
    """The report of a scan as far as it has come. `wanted`: of which pages, by what was seen on them (`segment`)."""
    chosen = None
    if wanted is not None:
        chosen = frozenset(number for number, facts in frontier.facts() if wanted(facts))
    unvisited, targets = [], Counter[str]()
    for row in frontier.rows():
        if row["outcome"] == "failed":
            unvisited.append(Unvisited(row["url"], row["why"], row["mend"], row["parent"]))
        elif row["outcome"] == "redirect":
            targets[row["ended"]] += 1
    notes = list(frontier.notes)
    notes += [
        f"{many} addresses lead to {url}: where that is a sign-in, scan with --session."
        for url, many in targets.most_common(3)
        if many >= _MANY
    ]
    notes += [
        f"Of pages like {kind} enough were known: others were passed over (--alike)." for kind in frontier.left_out()
    ]
    counts = frontier.counts()
    if counts.get("barred"):
        notes.append(f"{counts['barred']} addresses were left out, since robots.txt does not allow them.")
    return Report(
        frontier.get("site"),
        frontier.get("began"),
        float(frontier.get("seconds", "0")),
        frontier.get("program"),
        frontier.get("consent"),
        plan.name,
        segment,
        frontier.get("finished", "interrupted"),
        counts,
        counts.get("page", 0) if chosen is None else len(chosen),
        tuple(grouped(frontier, plan, chosen)),
        _inventory(frontier, chosen),
        tuple(unvisited),
        tuple(notes),
        frontier,
        chosen,
    )


def _inventory(frontier: Frontier, chosen: frozenset[int] | None) -> Inventory:
    pages: Counter[tuple[str, str, str]] = Counter()
    times: Counter[tuple[str, str, str]] = Counter()
    lists: dict[str, Counter[str]] = {name: Counter() for name in ("containers", "cookies", "hosts", "consent")}
    for number, facts in frontier.facts():
        if chosen is not None and number not in chosen:
            continue
        for one in facts.sent:
            pages[one.vendor, one.id, one.event] += 1
            times[one.vendor, one.id, one.event] += one.times
        lists["consent"][facts.consent or "unused"] += 1
        for name in ("containers", "cookies", "hosts"):
            lists[name].update(set(getattr(facts, name)))
    events = sorted(pages, key=lambda one: (one[0], one[1], -pages[one], one[2]))
    return Inventory(
        tuple(Event(*one, pages[one], times[one]) for one in events),
        *(tuple(lists[name].most_common()) for name in ("containers", "cookies", "hosts", "consent")),
    )
