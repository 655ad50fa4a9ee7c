"""The pytest door: scenarios as tests, and a `tracking` fixture beside pytest-playwright's `page`.

`pytest scenarios/` collects every scenario of a folder named `scenarios`, or of a file that is named itself; each
device is a test of its own. Only `--tracking-*` options are registered.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from validator.pytest_plugin.engine import close_engine
from validator.pytest_plugin.items import ScenarioFile

_SCENARIO = re.compile(rb"^(?:\xef\xbb\xbf)?(?:scenario|journey)\s*:", re.MULTILINE)
_FOLDER = "scenarios"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tracking", "tracking validator")
    group.addoption("--tracking-base-url", metavar="URL", help="the site, instead of the one that scenarios name")
    group.addoption("--tracking-plan", metavar="FILE", help="the tracking plan, instead of the one found upward")
    group.addoption("--tracking-browser", metavar="PATH|CHANNEL", help="the browser (default: found on this machine)")
    group.addoption("--tracking-browser-arg", action="append", default=[], metavar="ARG", help="a switch for it")
    group.addoption("--tracking-headed", action="store_true", help="show the browser's window")
    group.addoption("--tracking-output", default="out", metavar="FOLDER", help="for recordings (default: out)")
    group.addoption("--tracking-timeout", default=15.0, type=_seconds, metavar="DURATION", help="for one step (15s)")
    group.addoption("--tracking-deliver", default="", metavar="VENDORS", help="send these vendors' hits; * for all")
    moments = ["off", "on-failure", "on"]
    group.addoption("--tracking-screenshots", default="on-failure", choices=moments, help="(default: on-failure)")
    group.addoption("--tracking-trace", default="on-failure", choices=moments, help="(default: on-failure)")
    group.addoption("--tracking-history", metavar="URL|FILE", help="of the runs (default: .validator/history.db)")
    group.addoption("--tracking-no-history", action="store_true", help="keep nothing of this session")
    group.addoption(
        "--tracking-secret", action="append", default=[], metavar="NAME", help="an environment variable to be masked"
    )


def _seconds(told: str) -> float:
    from validator.durations import HINT, seconds_of

    found = seconds_of(told)
    if not found:
        raise argparse.ArgumentTypeError(f"{told!r} is not a duration. {HINT}")
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Registered now, after pytest-playwright, so that our fixtures can ask for the ones that they replace."""
    from validator.pytest_plugin import fixture

    config.pluginmanager.register(fixture, "tracking-playwright")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix not in (".yaml", ".yml") or not _is_meant(file_path, parent):
        return None
    try:
        with file_path.open("rb") as file:
            return ScenarioFile.from_parent(parent, path=file_path) if _SCENARIO.search(file.read(65536)) else None
    except OSError:
        return None


def _is_meant(path: Path, parent: pytest.Collector) -> bool:
    """A scenario lies in a folder named `scenarios`, or is named on the command line itself."""
    named = [Path(str(told).partition("::")[0]).resolve() for told in parent.config.args]
    if path.resolve() in named:
        return True
    root = parent.config.rootpath
    inner = path.relative_to(root) if path.is_relative_to(root) else path
    return _FOLDER in inner.parts[:-1] or any(each.name == _FOLDER and path.is_relative_to(each) for each in named)


def pytest_unconfigure(config: pytest.Config) -> None:
    close_engine(config)
