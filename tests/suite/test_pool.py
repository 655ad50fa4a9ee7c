"""Several browsers that run elsewhere make the journeys of one run, also when one of them ends in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.conftest import Silence
from validator.browser.engine import Engine
from validator.browser.find import find_browser
from validator.browser.launch import LaunchOptions
from validator.browser.options import RunOptions
from validator.demo import serve
from validator.language import read_suite
from validator.model.location import UsageError
from validator.model.run import Result

pytestmark = pytest.mark.browser
SCENARIOS = Path(__file__).parents[2] / "scenarios"


class Browser:
    """A browser with a debugging port of its own, as one on another machine."""

    def __init__(self, folder: Path) -> None:
        path = find_browser(None, "", headed=False).path
        switches = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={folder}"]
        self.process = subprocess.Popen([path, *switches], stderr=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stderr is not None
        line = next(line for line in self.process.stderr if "DevTools listening on" in line)
        self.url = f"http://{line.split('ws://')[1].split('/')[0]}"

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # the path may be a script that runs the browser
        self.process.wait()


@pytest.fixture
def browsers(tmp_path: Path) -> Iterator[list[Browser]]:
    running = [Browser(tmp_path / f"browser-{number}") for number in range(2)]
    yield running
    for each in running:
        each.end()


class EndOne(Silence):
    """Ends a browser when the first journey has ended, while others go on."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def scenario_ended(self, result: Result) -> None:
        self.browser.end()


def options(browsers: list[Browser], output: Path) -> RunOptions:
    places = tuple(LaunchOptions(connect=each.url) for each in browsers)
    return RunOptions(places[0], workers=2, output=output, trace="off", pool=places)


def test_a_browser_that_ends_costs_no_journey(browsers: list[Browser], tmp_path: Path) -> None:
    told: list[str] = []
    with serve() as shop, Engine(options(browsers, tmp_path / "out"), told.append) as engine:
        files = [SCENARIOS / name for name in ("search.yaml", "newsletter.yaml", "buy_a_mug.yaml", "navigate.yaml")]
        suite = read_suite(files, environment={}, base_url=shop.url)
        run = engine.run(suite.entries, EndOne(browsers[0]))
    assert [result.verdict.status for result in run.results] == ["passed"] * 4
    again = [result for result in run.results if any(n.finding.code == "made-again" for n in result.verdict.noticed)]
    assert len(again) <= 1
    assert any("The other browsers make its journeys." in text for text in told)


def test_where_no_browser_answers_it_is_told_before_the_first_journey(tmp_path: Path) -> None:
    places = tuple(LaunchOptions(connect=f"http://127.0.0.1:{port}") for port in (1, 2))
    with serve() as shop, Engine(RunOptions(places[0], output=tmp_path, pool=places)) as engine:
        suite = read_suite([SCENARIOS / "search.yaml"], environment={}, base_url=shop.url)
        with pytest.raises(UsageError, match="No browser answered"):
            engine.run(suite.entries, Silence())
