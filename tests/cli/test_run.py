"""`validator run` in a real browser: what the options do, the exit codes, and what is written where."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.browser.faulty_site import FaultySite
from tests.cli.conftest import Finished, Ran, one_line, surroundings, write

pytestmark = pytest.mark.browser

PASSING = """\
scenario: Passing
journey:
  - goto: /
    expect: [{vendor: ga4, event: page_view}]
"""
FAILING = """\
scenario: Failing with a name that is rather long, so that it fills the line
tags: [wrong]
journey:
  - goto: /
  - click: Press
    expect:
      - push: {event: something_that_was_never_pushed, ecommerce: {items: [{item_id: MUG-1, quantity: 1}]}}
"""
BROKEN = """\
scenario: Broken
tags: [wrong]
journey:
  - goto: /nowhere
    expect: [{vendor: ga4, event: page_view}]
"""


def evidence(told: Finished) -> str:
    return f"{told.returncode}\n{told.stdout}\n{told.stderr}"


def test_mixed_run_fails_and_writes_every_report(ran: Ran, folder: Path, site: FaultySite) -> None:
    write(folder, passing=PASSING, failing=FAILING, broken=BROKEN)
    told = ran(
        "run",
        "--base-url",
        site.url,
        "--output",
        "reports/here",
        "--screenshots",
        "on",
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(folder / "summary.md"),
    )
    assert told.returncode == 1, evidence(told)
    assert "Traceback" not in told.stderr
    for name in ("report.html", "junit.xml", "results.json", "summary.md"):
        assert f"reports/here/{name}" in told.stdout
    # annotations at the lines of the scenarios, and the job's summary
    assert re.search(r"^::error file=scenarios/failing\.yaml,line=7,col=\d+,title=", told.stdout, re.MULTILINE)
    assert re.search(r"^::error file=scenarios/broken\.yaml,line=4,col=\d+,title=Broken", told.stdout, re.MULTILINE)
    assert "1 failed" in (folder / "summary.md").read_text()
    # the reports agree
    suites = ElementTree.parse("reports/here/junit.xml").getroot()
    assert (suites.get("failures"), suites.get("errors")) == ("1", "1")
    statuses = {
        one["name"][:7]: one["status"] for one in json.loads(Path("reports/here/results.json").read_text())["scenarios"]
    }
    assert statuses == {"Passing": "passed", "Failing": "failed", "Broken": "broken"}
    assert (folder / "reports/here/recordings/passing/step-01.png").is_file(), "a picture of every step was asked for"
    # traces only of what did not pass
    assert sorted(file.parent.name for file in folder.rglob("trace.zip")) == ["broken", "failing"]
    # no escape codes where nobody sees colours, and no line of a log is cut
    assert "\x1b" not in told.stdout


@pytest.mark.parametrize(("tag", "code"), [("wrong", 1), ("not:wrong", 0)])
def test_chosen_scenarios_decide_the_exit_code(ran: Ran, folder: Path, site: FaultySite, tag: str, code: int) -> None:
    write(folder, passing=PASSING, failing=FAILING)
    told = ran("run", "--base-url", site.url, "--tag", tag, "--screenshots", "off", "--trace", "off", "--workers", "1")
    assert told.returncode == code, evidence(told)
    assert list(folder.rglob("*.png")) == []


def test_site_that_is_not_running_is_broken_not_failed(ran: Ran, folder: Path) -> None:
    write(folder, passing=PASSING)
    told = ran("run", "--base-url", "http://127.0.0.1:1")
    assert told.returncode == 3, evidence(told)
    assert "could not be opened" in told.stdout


def test_hits_are_delivered_only_where_that_is_asked(ran: Ran, folder: Path, site: FaultySite) -> None:
    write(folder, passing=PASSING)
    mapped = f"--browser-arg=--host-resolver-rules=MAP www.google-analytics.com {site.url.removeprefix('http://')}"
    handled = {}
    for deliver in (("--deliver=meta",), ("--deliver",)):
        told = ran("run", "--base-url", site.url, mapped, "--output", "out", *deliver)
        hits = json.loads(Path("out/results.json").read_text())["scenarios"][0]["hits"]
        handled[" ".join(deliver)] = (hits["held"], hits["delivered"])
        assert told.returncode == 0, evidence(told)
    assert handled == {"--deliver=meta": (1, 0), "--deliver": (0, 1)}


def in_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    """What a command writes to a terminal of 80 columns and 24 lines."""
    ours, theirs = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "validator", *words],
        cwd=folder,
        env=surroundings({"TERM": "xterm-256color", **environment}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    told = b""
    try:
        while part := os.read(ours, 65536):
            told += part
    except OSError:  # Linux says so when the last writer has gone
        pass
    os.close(ours)
    process.wait(60)
    return told.decode()


def test_terminal_shows_progress_and_keeps_to_its_width(folder: Path, site: FaultySite) -> None:
    write(folder, passing=PASSING, failing=FAILING)
    told = in_a_terminal(folder, "run", "--base-url", site.url)
    assert "0 of 2" in told, "progress was drawn while the run went on"
    assert "\x1b[" in told
    drawn = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", told)
    lines = [line.rpartition("\r")[2] for line in drawn.replace("\r\n", "\n").split("\n")]
    assert max(map(len, lines)) <= 80
    assert "Failing with a name that is rather long, so that it fills the line" in one_line(drawn)


def test_no_color_is_heeded(folder: Path, site: FaultySite) -> None:
    write(folder, passing=PASSING)
    told = in_a_terminal(folder, "run", "--base-url", site.url, NO_COLOR="1")
    colours = re.findall(r"\x1b\[(?:3\d|4\d|9\d|38;[\d;]+|48;[\d;]+)m", told)
    assert colours == []
    assert "1 passed" in told


def test_reader_that_leaves_is_no_fault(folder: Path, site: FaultySite) -> None:
    write(folder, passing=PASSING)
    process = subprocess.Popen(
        [sys.executable, "-m", "validator", "run", "--base-url", site.url, "-v"],
        cwd=folder,
        env=surroundings({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    errors = process.stderr.read()
    assert (process.wait(60), "Traceback" in errors, "BrokenPipe" in errors) == (0, False, False), errors
    assert (folder / "out/report.html").is_file()
