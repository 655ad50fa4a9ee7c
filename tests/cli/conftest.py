"""A user's folder, the commands typed in it, and a site to try them on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.browser.faulty_site import FaultySite, faulty_site
from validator.cli import command

Typed = Callable[..., Result]
Finished = subprocess.CompletedProcess[str]
Ran = Callable[..., Finished]

_CI = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "VALIDATOR_BROWSER", "BASE_URL")


@pytest.fixture(scope="session")
def site() -> Iterator[FaultySite]:
    with faulty_site() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one; nothing of a CI system around it."""
    monkeypatch.chdir(tmp_path)
    for name in _CI:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def typed(folder: Path) -> Typed:
    """Types a command, in this process."""

    def type_(*words: str) -> Result:
        return CliRunner().invoke(command, list(words), prog_name="validator")

    return type_


@pytest.fixture
def ran(folder: Path) -> Ran:
    """Types a command, in a process of its own."""

    def run(*words: str, **environment: str) -> Finished:
        return subprocess.run(
            [sys.executable, "-m", "validator", *words],
            cwd=folder,
            env=surroundings(environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def surroundings(changed: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process: this one's without a CI system, and what is changed in it."""
    kept = {name: value for name, value in os.environ.items() if name not in _CI}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **changed}


def write(folder: Path, **files: str) -> None:
    """Writes scenarios: `write(folder, first="scenario: …")` is scenarios/first.yaml."""
    (folder / "scenarios").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "scenarios" / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")


def one_line(text: str) -> str:
    """The text without its line breaks, however it was wrapped."""
    return " ".join(text.split())
