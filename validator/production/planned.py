"""What production has of the plan: events that do not arrive, events that nobody planned, events one device lacks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from validator import operators
from validator.decoding.ga4_rules import SENT_BY_GOOGLE
from validator.model.plan import Plan
from validator.production.counts import Counts, by_aspect, totals

_DERIVED = frozenset({"session_start", "first_visit", "first_open", "user_engagement"})  # made by Google, not by a hit
_DUE = 20.0  # events that a device must be expected to send before its silence means anything


@dataclass(frozen=True, slots=True)
class Arrived:
    """One planned event, and how often it came. `names`: the events of production that are meant by it."""

    name: str
    conversion: str
    owner: str
    names: tuple[str, ...]
    count: int
    silent: tuple[str, ...] = ()  # devices from which it does not come at all, though visitors use them

    @property
    def arrives(self) -> bool:
        return self.count > 0


@dataclass(frozen=True, slots=True)
class Unplanned:
    """An event that came and is not in the plan. `by_google`: Google's own tags send it by themselves."""

    name: str
    count: int
    by_google: bool = False


def arrived(plan: Plan, counts: Counts, vendor: str = "ga4") -> tuple[Arrived, ...]:
    """Every planned event of the vendor, in the order of the plan."""
    sums, devices = totals(counts), by_aspect(counts, "device")
    found = []
    for planned in plan.events.values():
        wanted = _wanted(plan, planned.name, vendor)
        if wanted is None:
            continue
        names = tuple(name for name in sums if _fits(plan, planned.name, name, vendor))
        count = sum(sums[name] for name in names)
        silent = _silent(names, count, devices)
        told = names or ((wanted,) if wanted else ())
        found.append(Arrived(planned.name, planned.conversion or "", planned.owner or "", told, count, silent))
    return tuple(found)


def unplanned(plan: Plan, counts: Counts, vendor: str = "ga4") -> tuple[Unplanned, ...]:
    """Events that came and that neither the plan names nor `ignore` passes over; the most frequent first."""
    if not plan.events:
        return ()
    return tuple(
        Unplanned(name, count, name in SENT_BY_GOOGLE)
        for name, count in totals(counts).items()
        if name not in _DERIVED
        and not any(fnmatchcase(name, pattern) for pattern in plan.ignore)
        and not name.startswith("(")  # (other), (not set)
        and not any(_fits(plan, planned, name, vendor) for planned in plan.events)
    )


def planned_names(plan: Plan, events: Mapping[str, object], vendor: str = "ga4") -> dict[str, str]:
    """event of production → the team's name of it."""
    return {event: next((name for name in plan.events if _fits(plan, name, event, vendor)), event) for event in events}


def _wanted(plan: Plan, planned: str, vendor: str) -> str | None:
    """The name under which it must come; empty where the plan has a pattern, None where the vendor is not sent it."""
    for one in plan.events[planned].expectations:
        if one.vendor == vendor:
            naming = [c for c in one.conditions if c.path == ("event",)]
            plain = next((str(c.operand) for c in naming if c.operator == "equals"), "")
            return plain if naming else None
    return None


def _fits(plan: Plan, planned: str, event: str, vendor: str) -> bool:
    for one in plan.events[planned].expectations:
        naming = [condition for condition in one.conditions if condition.path == ("event",)]
        if one.vendor == vendor and naming:
            return all(operators.holds(condition, {"event": event}) for condition in naming)
    return False


def _silent(names: tuple[str, ...], count: int, devices: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    """Devices without a single one, where their share of the traffic would bring many."""
    if not count or len(devices) < 2:
        return ()
    base = {device: _visits(sums) for device, sums in devices.items()}
    whole = sum(base.values())
    found = []
    for device, sums in devices.items():
        due = count * base[device] / whole if whole else 0.0
        if due >= _DUE and not sum(sums.get(name, 0) for name in names) and math.exp(-due) < 1e-6:
            found.append(device)
    return tuple(found)


def _visits(sums: Mapping[str, int]) -> int:
    return sums.get("session_start") or sums.get("page_view") or sum(sums.values())
