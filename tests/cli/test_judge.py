"""`validator judge`: the same verdict as the run, from the recording alone, and another when the scenario changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.faulty_site import FaultySite
from tests.cli.conftest import Ran, Typed, write

PASSING = """\
scenario: Passing
site: SITE
journey:
  - goto: /
    expect: [{vendor: ga4, event: page_view}]
  - click: Press
    expect: [{push: {event: pressed}}]
"""
FAILING = PASSING.replace("Passing", "Failing").replace("event: page_view", "event: page_seen")
BROKEN = PASSING.replace("Passing", "Broken").replace("click: Press", "click: Pressed\n    timeout: 300ms")
SCENARIOS = {"passing": PASSING, "failing": FAILING, "broken": BROKEN}


def results(file: Path) -> dict[str, Any]:
    """A results file's scenarios by name, without where the recording lies."""
    told = json.loads(file.read_text())
    return {one["name"]: {**one, "folder": "", "recording": ""} for one in told["scenarios"]}


@pytest.mark.browser
def test_judging_again_gives_the_same_verdict(ran: Ran, typed: Typed, folder: Path, site: FaultySite) -> None:
    write(folder, **{name: text.replace("SITE", site.url) for name, text in SCENARIOS.items()})
    run = ran("run", "--output", "out")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "1 failed, 1 broken, 1 passed" in run.stdout
    before = results(Path("out/results.json"))
    for name, code in {"passing": 0, "failing": 1, "broken": 3}.items():
        told = typed("judge", f"out/recordings/{name}.json", f"scenarios/{name}.yaml", "--output", f"again/{name}")
        assert told.exit_code == code, told.output
        (again,) = results(Path(f"again/{name}/results.json")).values()
        assert json.dumps(again) == json.dumps(before[name.title()]), name

    # a changed expectation is judged in no time, and a scenario of another device is refused
    changed = Path("scenarios/failing.yaml")
    changed.write_text(changed.read_text().replace("page_seen", "page_view"))
    assert typed("judge", "out/recordings/failing.json", "scenarios/failing.yaml").exit_code == 0
    changed.write_text(f"{changed.read_text()}devices: [iPhone 15]\n")
    told = typed("judge", "out/recordings/failing.json", "scenarios/failing.yaml")
    assert told.exit_code == 2
    assert "has no journey on no device, which was recorded; it has: iPhone 15." in told.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "broken.json:1:1: is empty. The file was cut off or changed by hand; run the scenario again."),
        (b"{}", "broken.json: is not a recording: its “format” must be “validator-recording”, not None."),
        (b'{"\xff"}', "broken.json: is not UTF-8 text"),
    ],
)
def test_recording_that_is_none(typed: Typed, folder: Path, content: bytes, said: str) -> None:
    Path("broken.json").write_bytes(content)
    write(folder, first=PASSING.replace("SITE", "http://127.0.0.1"))
    told = typed("judge", "broken.json", "scenarios/first.yaml")
    assert told.exit_code == 2
    assert said in told.output
