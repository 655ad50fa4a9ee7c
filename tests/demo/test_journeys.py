"""The whole chain on the shop: every scenario passes on the sound one, and each planted fault is called by its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.demo import FAULTS, Shop, serve
from validator.language import read_suite
from validator.model.recording import StepRecord
from validator.model.run import Result
from validator.model.scenario import Scenario, Step

pytestmark = pytest.mark.browser

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(
    path.relative_to(SCENARIOS).as_posix()
    for path in SCENARIOS.rglob("*.yaml")
    if path.name != "tracking-plan.yaml" and path.parent.name != "fragments"
)


class Silence:
    """Progress that nobody watches."""

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None: ...

    def scenario_started(self, scenario: Scenario) -> None: ...

    def step_started(self, scenario: Scenario, step: Step) -> None: ...

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None: ...

    def scenario_ended(self, result: Result) -> None: ...


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(RunOptions(output=tmp_path_factory.mktemp("out"), screenshots="off")) as running:
        yield running


def perform(engine: Engine, shop: Shop, file: str) -> tuple[Result, ...]:
    suite = read_suite([SCENARIOS / file], environment={}, base_url=shop.url)
    return engine.run(suite.entries, Silence()).results


@pytest.mark.parametrize("file", FILES)
def test_scenario_passes_on_the_sound_shop(engine: Engine, shop: Shop, file: str) -> None:
    for result in perform(engine, shop, file):
        unmet = [
            (one.expectation.label, one.status, one.chain.message) for one in result.verdict.outcomes if one.failed
        ]
        assert (result.verdict.status, result.verdict.broken, unmet) == ("passed", None, [])
        assert not result.verdict.unexpected, "everything that is sent stands in the plan"
        assert [one.finding.message for one in result.verdict.noticed if one.finding.code != "ua-retired"] == []
        assert result.recording.errors == ()
        assert result.verdict.counts.leaked == result.verdict.counts.delivered == 0


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_caught_at_its_link(engine: Engine, name: str) -> None:
    fault = FAULTS[name]
    with serve(fault=fault) as shop:
        (result,) = perform(engine, shop, fault.scenario)
    found = [
        (one.expectation.label, one.status, one.chain.broken, one.chain.message)
        for one in result.verdict.outcomes
        if one.failed
    ]
    assert result.verdict.status == "failed"
    assert (fault.expectation, fault.status, fault.link) in [one[:3] for one in found], found
    assert all(message for *_, message in found)
