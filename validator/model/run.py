"""A run: many journeys, performed and judged, as reporters draw it and as progress is told while it happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from validator.model.exit_code import BROKEN as BROKEN
from validator.model.exit_code import FAILED as FAILED
from validator.model.exit_code import PASSED as PASSED
from validator.model.exit_code import WRONG_INPUT as WRONG_INPUT
from validator.model.plan import Plan
from validator.model.recording import Recording, StepRecord
from validator.model.scenario import Scenario, Step
from validator.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """One scenario on one device. `folder` holds what the recording names by relative path (screenshots, traces)."""

    scenario: Scenario
    plan: Plan
    recording: Recording
    verdict: Verdict
    folder: Path = Path()
    file: Path | None = None  # of the recording


@dataclass(frozen=True, slots=True)
class Run:
    """All results, in the order of the scenarios."""

    results: tuple[Result, ...]
    began: str = ""  # ISO 8601 with zone
    seconds: float = 0.0
    browser: str = ""
    version: str = ""  # of this product
    interrupted: bool = False


class Progress(Protocol):
    """Told while a run goes on, from one thread; implementations only listen."""

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None: ...

    def scenario_started(self, scenario: Scenario) -> None: ...

    def step_started(self, scenario: Scenario, step: Step) -> None: ...

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None: ...

    def scenario_ended(self, result: Result) -> None: ...


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """0 all passed, 1 tracking failed, 3 a journey could not be performed; mixed: 1 before 3."""
    statuses = {verdict.status for verdict in verdicts}
    return FAILED if "failed" in statuses else BROKEN if "broken" in statuses else PASSED
