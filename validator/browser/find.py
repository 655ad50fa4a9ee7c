"""Which browser to use: what the user named, Playwright's own, or one that is installed on this machine."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from validator.model.location import UsageError

CHANNELS: dict[str, tuple[str, ...]] = {
    "chromium-headless-shell": ("chromium-headless-shell", "headless_shell", "chrome-headless-shell"),
    "chromium": ("chromium", "chromium-browser"),
    "chrome": ("google-chrome-stable", "google-chrome"),
    "msedge": ("microsoft-edge-stable", "microsoft-edge"),
}
_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "darwin": {
        "chromium": ("/Applications/Chromium.app/Contents/MacOS/Chromium",),
        "chrome": ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",),
        "msedge": ("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",),
    },
    "win32": {
        "chrome": (r"Google\Chrome\Application\chrome.exe",),
        "msedge": (r"Microsoft\Edge\Application\msedge.exe",),
    },
    "linux": {
        "chromium-headless-shell": ("/usr/lib/chromium/chromium-headless-shell",),
        "chromium": ("/snap/bin/chromium",),
        "chrome": ("/opt/google/chrome/chrome",),
        "msedge": ("/opt/microsoft/msedge/msedge",),
    },
}


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """An executable and how it was found, as told to the user."""

    path: str
    kind: str  # a channel's name, `playwright`, or `named`


def find_browser(named: str | None, own: str, *, headed: bool = False) -> FoundBrowser:
    """The browser to launch.

    `named`: a path or a channel (`--browser`, `VALIDATOR_BROWSER`); `own`: where Playwright would keep its own.
    Raises UsageError when there is none, with what to type.
    """
    if named:
        found = _named(named)
        if headed and "headless" in Path(found.path).name.replace("_", "-"):
            raise UsageError(
                f"The browser {found.path} has no window to show.\n"
                "  → Leave --headed away, or name another one with --browser."
            )
        return found
    if path := _playwrights(Path(own) if own else None, headed):
        return FoundBrowser(path, "playwright")
    for channel in CHANNELS:
        if headed and channel == "chromium-headless-shell":
            continue
        if path := installed(channel):
            return FoundBrowser(path, channel)
    what = "No browser with a window was found" if headed else "No browser was found"
    raise UsageError(f"{what} on this machine.\n  → Type `validator install`, or name one with --browser PATH.")


def installed(channel: str) -> str | None:
    """The path of an installed browser of this channel, if there is one."""
    for name in CHANNELS[channel]:
        if path := shutil.which(name):
            return path
    platform = "linux" if sys.platform.startswith("linux") else sys.platform
    roots = [os.environ.get(key, "") for key in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    for place in _PLACES.get(platform, {}).get(channel, ()):
        for candidate in [place] if platform != "win32" else [str(Path(root) / place) for root in roots if root]:
            if Path(candidate).exists():
                return candidate
    return None


def _playwrights(own: Path | None, headed: bool) -> str | None:
    """Playwright's own browser; without a window its headless shell, which is faster, where that was downloaded too."""
    if own is None:
        return None
    if not headed:
        revision = next((part.name.partition("-")[2] for part in own.parents if part.name.startswith("chromium-")), "")
        root = next((part.parent for part in own.parents if part.name.startswith("chromium-")), None)
        if root and revision:
            for shell in sorted(root.glob(f"chromium_headless_shell-{revision}/*/*headless*shell*")):
                if shell.is_file():
                    return str(shell)
    return str(own) if own.exists() else None


def _named(named: str) -> FoundBrowser:
    if named in CHANNELS:
        if path := installed(named):
            return FoundBrowser(path, named)
        raise UsageError(f"The browser {named!r} is not installed.\n  → Type `validator install`, or name another.")
    path = shutil.which(named) or named
    if not Path(path).is_file():
        raise UsageError(
            f"There is no browser at {named!r}.\n"
            f"  → --browser takes the path of an executable, or one of: {', '.join(CHANNELS)}."
        )
    return FoundBrowser(path, "named")
