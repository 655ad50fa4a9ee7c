"""What was read from the user's files: scenarios, each with the plan that it is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from validator.model.location import Problem
from validator.model.plan import Plan
from validator.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario on one device, and its tracking plan (an empty one where there is none)."""

    scenario: Scenario
    plan: Plan


@dataclass(frozen=True, slots=True)
class Suite:
    """All entries, in the order of the files. `warnings`: what is allowed and yet likely a mistake."""

    entries: tuple[Entry, ...]
    warnings: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
