"""Which browser is used, and what is said where there is none: looked for in one order on every system."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from validator.browser import install, launch
from validator.browser.find import FoundBrowser, find_browser
from validator.browser.launch import LaunchOptions
from validator.model.location import UsageError

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Puts executables into an otherwise empty machine."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("validator.browser.find._PLACES", {})
    suffix = ".exe" if sys.platform == "win32" else ""

    def put_(*names: str) -> Path:
        for name in names:
            file = tmp_path / f"{name}{suffix}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("#!/bin/sh\n")
            file.chmod(0o755)
        return tmp_path / f"{names[0]}{suffix}"

    return put_


OWN = "ms-playwright/chromium-1200/chrome-linux/chrome"
SHELL = "ms-playwright/chromium_headless_shell-1200/chrome-linux/headless_shell"


@pytest.mark.parametrize(
    ("there", "named", "headed", "found"),
    [
        (["bin/chromium", "bin/google-chrome", "bin/chromium-headless-shell"], None, False, "chromium-headless-shell"),
        (["bin/chromium", "bin/google-chrome"], None, False, "chromium"),
        (["bin/microsoft-edge", "bin/google-chrome"], None, False, "chrome"),
        (["bin/microsoft-edge"], None, False, "msedge"),
        (["bin/chromium", "bin/chromium-headless-shell"], None, True, "chromium"),
        ([OWN, "bin/chromium-headless-shell"], None, False, "playwright"),
        ([OWN, "bin/google-chrome"], "chrome", False, "chrome"),
        (["bin/my-browser"], "my-browser", False, "named"),
    ],
)
def test_order(put: Put, tmp_path: Path, there: list[str], named: str | None, headed: bool, found: str) -> None:
    put(*there)
    assert find_browser(named, str(tmp_path / OWN), headed=headed).kind == found


def test_playwrights_headless_shell_goes_before_its_whole_browser(put: Put, tmp_path: Path) -> None:
    put(SHELL, OWN)
    assert Path(find_browser(None, str(tmp_path / OWN)).path) == tmp_path / SHELL
    assert Path(find_browser(None, str(tmp_path / OWN), headed=True).path) == tmp_path / OWN


@pytest.mark.parametrize("named", ["/no/such", "", "chrome"])
def test_browser_that_is_not_there(put: Put, named: str) -> None:
    with pytest.raises(UsageError, match="→"):
        find_browser(named, "")


def test_headless_shell_shows_no_window(put: Put) -> None:
    put("bin/chromium-headless-shell")
    with pytest.raises(UsageError, match="has no window to show"):
        find_browser("chromium-headless-shell", "", headed=True)


LAUNCH_FAILURES = {
    "No usable sandbox! Update your kernel": "type --browser-arg=--no-sandbox if the site under test is trusted",
    "Missing X server or $DISPLAY": "leave --headed away, or use `xvfb-run validator …`",
    "error while loading shared libraries: libnss3.so: cannot open": "type `validator install`",
    "spawn EACCES": "name one with --browser PATH",
}


@pytest.mark.parametrize("told", LAUNCH_FAILURES)
def test_browser_that_does_not_start(told: str) -> None:
    text = launch._launch_failure("/usr/bin/chromium", told, LaunchOptions(headed=True))
    assert text.startswith("The browser at /usr/bin/chromium could not be started.")
    assert LAUNCH_FAILURES[told] in text


class Machine:
    """A machine to install on: which commands succeed, which were run, and whether there is a browser."""

    def __init__(self, succeeding: str = "", brings: str = "") -> None:
        self.succeeding, self.brings = succeeding, brings
        self.ran: list[str] = []
        self.told: list[str] = []
        self.there = False

    def run(self, command: list[str]) -> tuple[bool, str]:
        words = " ".join(command).replace(sys.executable, "python")
        self.ran.append(words)
        done = bool(self.succeeding) and self.succeeding in words
        self.there = self.there or (done and self.brings in words)
        return done, "E: it does not work"

    def find(self, named: str | None, own: str) -> FoundBrowser:
        if not self.there:
            raise UsageError("none")
        return FoundBrowser("/usr/bin/chromium", "chromium")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Machine]:
    def made(manager: str | None, **options: str) -> Machine:
        machine = Machine(**options)
        monkeypatch.setattr(install, "_run", machine.run)
        monkeypatch.setattr(install, "find_browser", machine.find)
        monkeypatch.setattr(install, "_own_path", lambda: "/own")
        monkeypatch.setattr(install.shutil, "which", lambda name: name if name == manager else None)
        monkeypatch.setattr(install.os, "geteuid", lambda: 0, raising=False)
        return machine

    return made


def test_nothing_is_installed_where_a_browser_is(machine: Callable[..., Machine]) -> None:
    here = machine("apt-get")
    here.there = True
    assert install.install_browser(here.told.append).path == "/usr/bin/chromium"
    assert (here.ran, here.told) == ([], ["A browser is there: /usr/bin/chromium"])


def test_playwrights_download_is_tried_first(machine: Callable[..., Machine]) -> None:
    here = machine("apt-get", succeeding="playwright install", brings="playwright install")
    install.install_browser(here.told.append)
    assert here.ran == ["python -m playwright install chromium"]
    assert here.told[-1] == "Installed: /usr/bin/chromium"


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "apt-get install -y chromium"),
        ("dnf", "dnf install -y chromium"),
        ("pacman", "pacman -Sy --noconfirm chromium"),
        ("brew", "brew install --cask chromium"),
    ],
)
def test_then_the_systems_package(machine: Callable[..., Machine], manager: str, command: str) -> None:
    here = machine(manager, succeeding=command, brings=command)
    install.install_browser(here.told.append)
    assert here.ran[0] == "python -m playwright install chromium"
    assert here.ran[-1].startswith(command)
    assert any(line.startswith("Playwright's download failed: ") for line in here.told)


@pytest.mark.parametrize("manager", ["apt-get", None])
def test_where_nothing_works_it_says_what_was_tried_and_what_to_type(
    machine: Callable[..., Machine], manager: str | None
) -> None:
    here = machine(manager)
    with pytest.raises(UsageError) as caught:
        install.install_browser(here.told.append)
    told = str(caught.value)
    assert told.startswith("No browser could be installed.\n  - Playwright's download failed: E: it does not work")
    assert "name it with --browser PATH" in told
    assert ("No package manager that is known here" in told) == (manager is None)
    assert len(told.splitlines()) < 12
