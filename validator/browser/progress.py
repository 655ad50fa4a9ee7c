"""Progress that cannot break a run: a listener that fails, such as a closed pipe, is not told any more."""

from __future__ import annotations

from collections.abc import Callable

from validator.model.recording import StepRecord
from validator.model.run import Progress, Result
from validator.model.scenario import Scenario, Step


class Told:
    """Passes everything on to the listener, until that fails."""

    def __init__(self, listener: Progress) -> None:
        self._listener = listener
        self._listening = True

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None:
        self._pass_on(lambda: self._listener.run_started(scenarios))

    def scenario_started(self, scenario: Scenario) -> None:
        self._pass_on(lambda: self._listener.scenario_started(scenario))

    def step_started(self, scenario: Scenario, step: Step) -> None:
        self._pass_on(lambda: self._listener.step_started(scenario, step))

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None:
        self._pass_on(lambda: self._listener.step_ended(scenario, record))

    def scenario_ended(self, result: Result) -> None:
        self._pass_on(lambda: self._listener.scenario_ended(result))

    def _pass_on(self, tell: Callable[[], None]) -> None:
        if not self._listening:
            return
        try:
            tell()
        except OSError:  # nobody reads what is told; the run and its reports go on
            self._listening = False


class Silence:
    """Progress that nobody watches: on a worker elsewhere, or where results come one by one."""

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None: ...

    def scenario_started(self, scenario: Scenario) -> None: ...

    def step_started(self, scenario: Scenario, step: Step) -> None: ...

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None: ...

    def scenario_ended(self, result: Result) -> None: ...
