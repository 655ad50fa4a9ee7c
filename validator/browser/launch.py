"""Starts the browser. The only file that does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from validator.browser.find import find_browser
from validator.model.location import UsageError


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    """How the browser is wanted. `named`: a path or channel; `arguments`: further command-line switches of its own."""

    named: str | None = None
    headed: bool = False
    arguments: tuple[str, ...] = ()
    connect: str | None = None  # ws:// of a Playwright server, or http:// of a DevTools endpoint


@dataclass(frozen=True, slots=True)
class Launched:
    """A running browser and what to call it."""

    browser: Browser
    name: str  # `chromium-headless-shell 156.0.8078.79`
    agent: str = ""  # the user agent that its pages have


async def launch(playwright: Playwright, options: LaunchOptions, tell: Callable[[str], None]) -> Launched:
    """Launches the browser; `tell` gets what the user should know once. Raises UsageError."""
    if options.connect:
        return await _connect(playwright, options.connect)
    found = find_browser(options.named, playwright.chromium.executable_path, headed=options.headed)
    sandbox = _sandbox(options.arguments)
    if not sandbox and "--no-sandbox" not in options.arguments:
        tell(
            "The browser runs without its sandbox, since it was started as root, where Chromium's sandbox cannot work."
        )
    try:
        browser = await playwright.chromium.launch(
            executable_path=found.path,
            headless=not options.headed,
            args=list(options.arguments),
            chromium_sandbox=sandbox,
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    except PlaywrightError as error:
        raise UsageError(_launch_failure(found.path, str(error), options)) from None
    names = {"playwright": "chromium", "named": Path(found.path).name}
    kind = names.get(found.kind, found.kind)
    return Launched(browser, f"{kind} {browser.version}", await _agent(browser))


async def _connect(playwright: Playwright, url: str) -> Launched:
    try:
        if url.startswith(("ws://", "wss://")) and "/devtools/" not in url:
            browser = await playwright.chromium.connect(url)
        else:
            browser = await playwright.chromium.connect_over_cdp(url)
    except PlaywrightError as error:
        raise UsageError(f"No browser answered at {url}: {_first_line(str(error))}") from None
    return Launched(browser, f"remote chromium {browser.version}", await _agent(browser))


async def _agent(browser: Browser) -> str:
    try:
        session = await browser.new_browser_cdp_session()
        told = await session.send("Browser.getVersion")
        await session.detach()
    except PlaywrightError:
        return ""  # the browser has just gone, which is told where it is used
    return str(told.get("userAgent", ""))


def _sandbox(arguments: Sequence[str]) -> bool:
    as_root = sys.platform.startswith("linux") and os.geteuid() == 0
    return not as_root and "--no-sandbox" not in arguments


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason was given"


def _launch_failure(path: str, told: str, options: LaunchOptions) -> str:
    head = f"The browser at {path} could not be started."
    lowered = told.lower()
    if "no usable sandbox" in lowered or "running as root without --no-sandbox" in lowered:
        mend = (
            "This system forbids Chromium's sandbox: type --browser-arg=--no-sandbox if the site under test is trusted."
        )
    elif options.headed and ("missing x server" in lowered or "$display" in lowered or "ozone" in lowered):
        mend = "There is no screen here: leave --headed away, or use `xvfb-run validator …`."
    elif "error while loading shared libraries" in lowered or "host system is missing dependencies" in lowered:
        mend = "Libraries that it needs are missing: type `validator install`."
    else:
        mend = "Type `validator install` for another one, or name one with --browser PATH."
    details = [line.strip() for line in told.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return "\n".join([head, *(f"  {line}" for line in details[:4]), f"  → {mend}"])
