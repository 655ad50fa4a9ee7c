"""A page has the browser's cache, as a visitor has it, unless --no-cache takes it away; old recordings are pruned."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Silence
from tests.loopback import Quiet, on_loopback
from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.browser.recordings_folder import Keep, RecordingsFolder
from validator.language import read_suite
from validator.model.location import Location
from validator.model.scenario import Scenario


@pytest.fixture
def asked() -> Iterator[tuple[str, Counter[str]]]:
    """A site whose script may be kept for an hour: its URL, and how often each path was asked for."""
    counted: Counter[str] = Counter()

    class Handler(Quiet):
        def do_GET(self) -> None:
            counted[self.path] += 1
            script = self.path == "/app.js"
            body = b"window.loaded = 1" if script else b"<!doctype html><title>p</title><script src=/app.js></script>"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if script else "text/html")
            self.send_header("Content-Length", str(len(body)))
            if script:
                self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(body)

    with on_loopback(Handler) as url:
        yield url, counted


@pytest.mark.browser
@pytest.mark.parametrize(("cache", "times"), [(True, 1), (False, 3)])
def test_a_file_is_loaded_again_without_the_cache(
    asked: tuple[str, Counter[str]], tmp_path: Path, cache: bool, times: int
) -> None:
    site, counted = asked
    text = f"scenario: Twice\nsite: {site}\njourney: [{{goto: /a}}, {{goto: /b}}, {{goto: /c}}]\n"
    (tmp_path / "twice.yaml").write_text(text)
    with Engine(RunOptions(output=tmp_path / "out", cache=cache)) as engine:
        (result,) = engine.run(read_suite([tmp_path / "twice.yaml"], environment={}).entries, Silence()).results
    assert result.verdict.passed
    assert counted["/app.js"] == times


def scenario(name: str) -> Scenario:
    return Scenario(name, (), location=Location(f"scenarios/{name}.yaml", 1, 1))


def recorded(folder: Path, name: str, size: int, age: float) -> None:
    """A recording with a picture, `size` bytes together, that was written `age` seconds ago."""
    (folder / name).mkdir(parents=True)
    for path, part in ((folder / f"{name}.json", size // 2), (folder / name / "step-01.png", size - size // 2)):
        path.write_bytes(b"x" * part)
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
    os.utime(folder / name, (then, then))


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        (Keep(), {"mine", "new", "old", "older"}),
        (Keep(size=350), {"mine", "new", "old"}),
        (Keep(size=0), {"mine"}),
        (Keep(age=150), {"mine", "new"}),
    ],
)
def test_the_oldest_recordings_of_earlier_runs_go(tmp_path: Path, keep: Keep, left: set[str]) -> None:
    folder = RecordingsFolder(tmp_path)
    for name, age in (("mine", 900.0), ("new", 100.0), ("old", 200.0), ("older", 300.0)):
        recorded(folder.path, name, 100, age)
    folder.open()
    assert folder.name(scenario("mine")) == "mine"
    folder.prune(keep)
    folder.close()
    assert {path.stem for path in folder.path.iterdir()} == left
    assert all((folder.path / name / "step-01.png").is_file() for name in left)
