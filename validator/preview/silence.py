"""Progress that nobody watches in the terminal: the page tells it."""

from __future__ import annotations

from validator.model.recording import StepRecord
from validator.model.run import Result
from validator.model.scenario import Scenario, Step


class Silence:
    """A Progress that says nothing."""

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None: ...

    def scenario_started(self, scenario: Scenario) -> None: ...

    def step_started(self, scenario: Scenario, step: Step) -> None: ...

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None: ...

    def scenario_ended(self, result: Result) -> None: ...
