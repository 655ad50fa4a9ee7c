"""The `tracking` fixture: the same capture and the same judge, beside pytest-playwright's synchronous `page`.

Its browser gets a debugging port, and the engine attaches there: a hit is seen and answered while the test itself is
busy with something else.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from validator.pytest_plugin.engine import base_url, engine

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

    from validator.pytest_plugin.tracking import Tracking

_PORT = "--remote-debugging-port="


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, playwright: Playwright
) -> dict[str, Any]:
    """pytest-playwright's, with a debugging port; with a browser of this machine where Playwright has none."""
    if browser_name != "chromium":
        return browser_type_launch_args
    told = dict(browser_type_launch_args)
    told["args"] = [*told.get("args", ()), f"{_PORT}{_free_port()}"]
    if "executable_path" not in told and "channel" not in told:
        own = playwright.chromium.executable_path
        if not Path(own).exists() and (path := _browser(headless=bool(told.get("headless", True)))):
            told["executable_path"] = path
    return told


@pytest.fixture
def tracking(
    request: pytest.FixtureRequest,
    browser_type_launch_args: dict[str, Any],
    browser_name: str,
    context: BrowserContext,
    page: Page,
) -> Iterator[Tracking]:
    """What the page sends and pushes, held back and judged: `tracking.expect(event="add_to_cart")`."""
    if browser_name != "chromium":
        pytest.fail(f"The tracking fixture works with Chromium and its kin, not with {browser_name}.", pytrace=False)
    from validator.language import read_plan_file
    from validator.pytest_plugin.tracking import Tracking

    config = request.config
    chosen = config.getoption("--tracking-plan")
    plan = read_plan_file(Path(chosen) if chosen else None, beside=request.path)
    port = next(told.removeprefix(_PORT) for told in browser_type_launch_args["args"] if told.startswith(_PORT))
    attached = engine(config).attach(f"http://127.0.0.1:{port}", context, page, plan, base_url(config) or "")
    session = Tracking(attached, page, plan)
    yield session
    session.close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _browser(*, headless: bool) -> str | None:
    """A browser of this machine; None where there is none, so that Playwright's own words are heard."""
    from validator.browser.find import find_browser
    from validator.model.location import UsageError

    try:
        found = find_browser(os.environ.get("VALIDATOR_BROWSER"), "", headed=not headless)
    except UsageError:
        return None
    return found.path
