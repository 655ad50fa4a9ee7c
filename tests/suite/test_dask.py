"""Journeys on Dask workers: each counts once, also where a worker is lost in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Silence
from validator.browser.options import RunOptions
from validator.demo import serve
from validator.language import read_suite
from validator.model.location import UsageError
from validator.model.run import Result
from validator.suite.dask import run_on_dask

distributed: Any = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = [SCENARIOS / name for name in ("search.yaml", "newsletter.yaml", "navigate.yaml", "phone.yaml", "sign_in.yaml")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield running


class Listener(Silence):
    """Does something once, when the first journey has ended."""

    def __init__(self, act: Any) -> None:
        self.act = act
        self.ended: list[str] = []

    def scenario_ended(self, result: Result) -> None:
        self.ended.append(result.scenario.id)
        if len(self.ended) == 1:
            self.act()


@pytest.mark.browser
def test_a_lost_worker_costs_no_journey(cluster: Any, tmp_path: Path) -> None:
    with distributed.Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    listener = Listener(lambda: os.kill(pids[0], signal.SIGKILL))
    with serve() as shop:
        suite = read_suite(FILES, environment={}, base_url=shop.url)
        run = run_on_dask(cluster.scheduler_address, suite.entries, RunOptions(output=tmp_path), listener)
    assert [result.verdict.status for result in run.results] == ["passed"] * len(suite)
    assert [result.scenario.id for result in run.results] == [entry.scenario.id for entry in suite]
    assert sorted(listener.ended) == sorted(entry.scenario.id for entry in suite)
    assert all(result.file and result.file.is_file() for result in run.results)


@pytest.mark.browser
def test_ctrl_c_keeps_what_has_ended(cluster: Any, tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    listener = Listener(interrupt)
    with serve() as shop:
        suite = read_suite(FILES, environment={}, base_url=shop.url)
        run = run_on_dask(cluster.scheduler_address, suite.entries, RunOptions(output=tmp_path), listener)
    assert run.interrupted
    kinds = [result.verdict.broken.kind if result.verdict.broken else "" for result in run.results]
    assert kinds.count("") == 1
    assert kinds.count("interrupted") == len(suite) - 1


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("validator.suite.dask._FINDING", 1)
    with pytest.raises(UsageError, match="No Dask scheduler answered at tcp"):
        run_on_dask("tcp://127.0.0.1:1", [], RunOptions(output=tmp_path), Silence())
