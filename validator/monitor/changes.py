"""What has changed since the round before, and whether a second look confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from validator.monitor.memory import Known
from validator.monitor.seen import Seen


@dataclass(frozen=True, slots=True)
class Change:
    """Something broke (`before` None: it was well), came back, or is red in another way (a journey that breaks)."""

    now: Seen
    before: Known | None

    @property
    def recovered(self) -> bool:
        return self.now.state == "met"


def changed(bad: Mapping[str, Known], seen: Mapping[str, Seen]) -> dict[str, Change]:
    """What was seen otherwise than it is known. What could not be told this time has not changed."""
    found = {}
    for key, now in seen.items():
        before = bad.get(key)
        if now.state != "unknown" and now.state != (before.seen.state if before else "met"):
            found[key] = Change(now, before)
    return found


def confirmed(changes: Mapping[str, Change], again: Mapping[str, Seen]) -> dict[str, Change]:
    """Those that the second look saw in the same way; told as the second look saw them."""
    return {
        key: Change(again[key], change.before)
        for key, change in changes.items()
        if key in again and again[key].state == change.now.state
    }


def gone(bad: Mapping[str, Known], seen: Mapping[str, Seen], scenarios: Iterable[str]) -> list[str]:
    """What is red and nobody expects any more: its scenario was made, to its end, and does not hold it."""
    made = {one.scenario for one in seen.values() if one.key.endswith("::journey") and one.state != "broken"}
    known = set(scenarios)
    return [
        key
        for key, one in bad.items()
        if one.seen.scenario not in known or (one.seen.scenario in made and key not in seen)
    ]
