"""One faulty site and one engine for all faults of sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.faulty_site import FaultySite, faulty_site
from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.language import read_suite
from validator.model.recording import StepRecord
from validator.model.run import Result
from validator.model.scenario import Scenario, Step

Perform = Callable[..., Result]


class Silence:
    """Progress that nobody watches."""

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None: ...

    def scenario_started(self, scenario: Scenario) -> None: ...

    def step_started(self, scenario: Scenario, step: Step) -> None: ...

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None: ...

    def scenario_ended(self, result: Result) -> None: ...


@pytest.fixture(scope="session")
def site() -> Iterator[FaultySite]:
    with faulty_site() as running:
        yield running


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(RunOptions(output=tmp_path_factory.mktemp("out"), timeout=5)) as running:
        yield running


@pytest.fixture
def perform(engine: Engine, site: FaultySite, tmp_path: Path) -> Perform:
    """Performs a journey, told as YAML, on the faulty site; `plan` is YAML too."""

    def performed(journey: str, plan: str = "", **environment: str) -> Result:
        text = f"scenario: A journey\n{journey}"
        (tmp_path / "journey.yaml").write_text(text if "site:" in text else f"{text}\nsite: {site.url}\n")
        if plan:
            (tmp_path / "tracking-plan.yaml").write_text(f"plan: A plan\n{plan}")
        suite = read_suite([tmp_path / "journey.yaml"], environment=environment)
        (result,) = engine.run(suite.entries, Silence()).results
        return result

    return performed
