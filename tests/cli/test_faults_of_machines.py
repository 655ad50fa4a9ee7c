"""When the machine is at fault: readable words, the evidence so far, every report, and the right exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.faulty_site import FaultySite, faulty_site
from tests.cli.conftest import Ran, Typed, one_line, surroundings, write
from validator.whole_file import whole

SEEN = "journey:\n  - goto: /\n    expect: [{vendor: ga4, event: page_view}]\n"
WAITING = f"scenario: Waiting\n{SEEN}  - goto: /silent\n    expect: [{{vendor: ga4, event: never}}]\n"
NEXT = f"scenario: Xylophone\n{SEEN}"
REPORTS = {"report.html", "junit.xml", "results.json", "summary.md"}


@pytest.fixture
def waiting_site() -> Iterator[FaultySite]:
    """A site of its own: it is closed to let go of what hangs."""
    with faulty_site() as running:
        yield running


class Running:
    """`validator run` on two scenarios, one after the other; the first hangs at its second step."""

    def __init__(self, folder: Path, site: FaultySite, *options: str) -> None:
        write(folder, waiting=WAITING, xylophone=NEXT)
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "validator", "run", "--base-url", site.url, "--workers", "1", *options],
            cwd=folder,
            env=surroundings({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a group of its own, as a shell gives to a job
        )
        site.wait_for("/silent", alive=lambda: self.process.poll() is None)

    def end(self) -> tuple[int, str, str]:
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output, errors

    def statuses(self) -> dict[str, list[str]]:
        told = json.loads((self.folder / "out/results.json").read_text())
        return {
            one["name"]: [one["status"], *(each["status"] for each in one["expectations"])] for one in told["scenarios"]
        }

    def browsers(self) -> list[int]:
        """The processes of the browser itself (not of its pages) that this run has started."""
        children: dict[int, list[int]] = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                children.setdefault(int(status.read_text().rpartition(")")[2].split()[1]), []).append(
                    int(status.parent.name)
                )
            except (OSError, ValueError):
                continue
        found, looked_at = [], [self.process.pid]
        while looked_at:
            for child in children.get(looked_at.pop(), []):
                looked_at.append(child)
                command = (Path("/proc") / str(child) / "cmdline").read_bytes()
                if b"--remote-debugging" in command and b"--type=" not in command:
                    found.append(child)
        return found


Send = Callable[[subprocess.Popen[str]], None]

INTERRUPTIONS: dict[str, Send] = {
    "Ctrl-C in the terminal": lambda process: os.killpg(process.pid, signal.SIGINT),
    "SIGINT to the process alone": lambda process: process.send_signal(signal.SIGINT),
    "SIGTERM, as a CI system ends a job": lambda process: process.send_signal(signal.SIGTERM),
    "SIGTERM to all of its processes": lambda process: os.killpg(process.pid, signal.SIGTERM),
}


@pytest.mark.browser
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals between processes")
@pytest.mark.parametrize("name", [*INTERRUPTIONS, "Ctrl-C three times"])
def test_interrupted_run_keeps_what_it_saw(folder: Path, waiting_site: FaultySite, name: str) -> None:
    run = Running(folder, waiting_site)
    if name == "Ctrl-C three times":
        os.killpg(run.process.pid, signal.SIGINT)
        assert run.process.stderr
        assert any("Interrupted: ending what is under way" in line for line in run.process.stderr)
        for _ in range(2):
            os.killpg(run.process.pid, signal.SIGINT)
    else:
        INTERRUPTIONS[name](run.process)
    code, output, errors = run.end()
    assert (code, "Traceback" in errors + output) == (3, False), output + errors
    assert "never retrieved" not in errors
    assert "The run was interrupted: what was seen until then is here." in output
    assert {file.name for file in (folder / "out").iterdir() if file.is_file()} == REPORTS
    assert run.statuses() == {"Waiting": ["broken", "met", "not run"], "Xylophone": ["broken", "not run"]}
    assert (folder / "out/recordings/waiting.json").is_file()


@pytest.mark.browser
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the browser's process by /proc")
def test_killed_browser_breaks_one_scenario_and_the_next_goes_on_in_a_new_one(
    folder: Path, waiting_site: FaultySite
) -> None:
    run = Running(folder, waiting_site)
    for browser in run.browsers():  # on some systems it is started by a script
        os.kill(browser, signal.SIGKILL)
    waiting_site.let_go()
    code, output, errors = run.end()
    assert (code, "Traceback" in errors + output) == (3, False), output + errors
    assert "The browser ended while the journey was going on." in output
    assert run.statuses() == {"Waiting": ["broken", "met", "not run"], "Xylophone": ["passed", "met"]}


@pytest.mark.browser
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals between processes")
def test_killed_run_leaves_a_journal_that_can_be_judged(folder: Path, typed: Typed, waiting_site: FaultySite) -> None:
    run = Running(folder, waiting_site)
    run.process.kill()
    run.end()
    assert [file.name for file in (folder / "out/recordings").glob("*.json*")] == ["waiting.jsonl"]
    told = typed("judge", "out/recordings/waiting.json", "scenarios/waiting.yaml")
    assert told.exit_code == 3, told.output
    assert "The run was stopped before its end; this is what was seen until then." in one_line(told.output)


@pytest.mark.browser
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by /dev/full")
@pytest.mark.parametrize(
    ("full", "code", "said"),
    [
        ("recordings/passing.jsonl", 0, "could not be written down while it happened: No space left on device."),
        ("report.html", 3, "out/report.html could not be written: No space left on device."),
    ],
)
def test_full_disk_loses_no_verdict(
    ran: Ran, folder: Path, waiting_site: FaultySite, full: str, code: int, said: str
) -> None:
    write(folder, passing=NEXT)
    (folder / "out/recordings").mkdir(parents=True)
    (folder / "out" / full).symlink_to("/dev/full")
    told = ran("run", "--base-url", waiting_site.url, "-v")
    assert told.returncode == code, told.stdout + told.stderr
    assert "1 passed" in told.stdout
    assert said in one_line(told.stdout + told.stderr)
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("output", ["taken", "taken/deeper", "/proc/nowhere"])
def test_output_that_cannot_be_written_is_told_before_a_browser_opens(typed: Typed, folder: Path, output: str) -> None:
    write(folder, passing=f"site: http://127.0.0.1:1\n{NEXT}")
    (folder / "taken").write_text("a file")
    told = typed("run", "--output", output)
    assert told.exit_code == 2, told.output
    assert f"Nothing can be written to the folder {output}: " in told.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--browser", "/no/such/browser"), "There is no browser at '/no/such/browser'."),
        (("--browser", "chrome"), "The browser 'chrome' is not installed. → Type `validator install`"),
        ((), "No browser was found on this machine. → Type `validator install`, or name one with --browser PATH."),
        (("--headed",), "No browser with a window was found on this machine."),
        (("--browser", "PYTHON"), "could not be started."),
        (("--connect", "http://127.0.0.1:1"), "No browser answered at http://127.0.0.1:1: "),
    ],
)
def test_browser_that_is_not_there(
    typed: Typed, folder: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    write(folder, passing=f"site: http://127.0.0.1:1\n{NEXT}")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    monkeypatch.setattr("validator.browser.find._PLACES", {})
    told = typed("run", *(sys.executable if word == "PYTHON" else word for word in options))
    assert told.exit_code == 2, told.output
    assert said in one_line(told.output)
    assert "Traceback" not in told.output


@pytest.mark.browser
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no file container.json"),
        ("not a container", "container.json"),
        ('{"exportFormatVersion": 1}', "container.json"),
    ],
)
def test_container_file_that_is_none(ran: Ran, folder: Path, content: str | None, said: str) -> None:
    write(
        folder,
        passing=f"site: http://127.0.0.1:1\n{NEXT}",
        plan="plan: Shop\ncontainer: {id: GTM-X, file: container.json}\n",
    )
    (folder / "scenarios/plan.yaml").rename(folder / "scenarios/tracking-plan.yaml")
    if content is not None:
        (folder / "scenarios/container.json").write_text(content)
    told = ran("run")
    assert told.returncode == 2, told.stdout + told.stderr
    assert said in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("", "Write https://www.your-shop.example"),
        ("shop.example", "Write https://shop.example"),
        ("http://", "Write https://www.your-shop.example"),
        ("//shop.example", "Write https://shop.example"),
        ("ftp://shop.example", "Write https://shop.example"),
        ("https:/shop.example", "Write https://shop.example"),
    ],
)
def test_base_url_that_is_none_is_told_before_a_browser_opens(
    typed: Typed, folder: Path, told: str, meant: str
) -> None:
    write(folder, passing=NEXT)
    for command in ("run", "check"):
        answer = typed(command, "--base-url", told)
        assert answer.exit_code == 2, answer.output
        assert meant in answer.output


def test_report_that_finds_no_room_leaves_the_one_before_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("the one before")

    def full_disk() -> None:
        with whole(file) as unfinished:
            unfinished.write_text("half of")
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        full_disk()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("report.html", "the one before")]
    with whole(file) as unfinished:
        unfinished.write_text("the next")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("report.html", "the next")]
