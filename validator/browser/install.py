"""Brings a browser onto this machine: Playwright's own download first, then the system's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from validator.browser.find import CHANNELS, FoundBrowser, find_browser
from validator.model.location import UsageError

# package manager → commands; the first package of each is the smaller one, where there are two
_PACKAGES: dict[str, tuple[tuple[tuple[str, ...], ...], ...]] = {
    "apt-get": (
        (("apt-get", "update"), ("apt-get", "install", "-y", "chromium-headless-shell")),
        (("apt-get", "install", "-y", "chromium"),),
        (("apt-get", "install", "-y", "chromium-browser"),),
    ),
    "dnf": ((("dnf", "install", "-y", "chromium-headless"),), (("dnf", "install", "-y", "chromium"),)),
    "pacman": ((("pacman", "-Sy", "--noconfirm", "chromium"),),),
    "brew": ((("brew", "install", "--cask", "chromium"),),),
}


def install_browser(tell: Callable[[str], None], *, force: bool = False) -> FoundBrowser:
    """Finds a browser, or installs one, telling each thing it does. Raises UsageError with what to type instead."""
    own = _own_path()
    if not force:
        try:
            found = find_browser(os.environ.get("VALIDATOR_BROWSER"), own)
        except UsageError:
            tell("No browser was found; looking for one to install.")
        else:
            tell(f"A browser is there: {found.path}")
            return found
    reasons = []
    tell("Trying Playwright's download …")
    done, told = _run([sys.executable, "-m", "playwright", "install", "chromium"])
    if done:
        found = find_browser(None, own)
        tell(f"Installed: {found.path}")
        return found
    reasons.append(f"Playwright's download failed: {told}")
    tell(reasons[-1])
    manager = next((name for name in _PACKAGES if shutil.which(name)), None)
    if manager is None:
        reasons.append("No package manager that is known here (apt, dnf, pacman, brew) was found.")
    else:
        for commands in _PACKAGES[manager]:
            for command in commands:
                full = _with_rights(command, manager)
                tell(f"Trying `{' '.join(full)}` …")
                done, told = _run(full)
                if not done:
                    reasons.append(f"`{' '.join(full)}` failed: {told}")
                    tell(reasons[-1])
            try:
                found = find_browser(None, "")
            except UsageError:
                continue
            tell(f"Installed: {found.path}")
            return found
    lines = "\n".join(f"  - {reason}" for reason in reasons)
    raise UsageError(
        f"No browser could be installed.\n{lines}\n"
        "  → Install Chromium or Chrome by hand, or copy one here and name it with --browser PATH\n"
        f"    (or VALIDATOR_BROWSER=PATH). These names are looked for: {', '.join(CHANNELS)}."
    )


def _own_path() -> str:
    """Where Playwright keeps its own Chromium, whether it is there or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _with_rights(command: Sequence[str], manager: str) -> list[str]:
    if manager == "brew" or sys.platform == "win32" or os.geteuid() == 0 or not shutil.which("sudo"):
        return list(command)
    return ["sudo", "-n", *command]


def _run(command: Sequence[str]) -> tuple[bool, str]:
    """Whether it went well, and its last words if not."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, errors="replace", timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    words = [line.strip() for line in (done.stderr + "\n" + done.stdout).splitlines() if line.strip()]
    errors = [line for line in words if "error" in line.lower() or "unable" in line.lower()]
    return done.returncode == 0, (errors or words or ["no reason was given"])[0][:300]
