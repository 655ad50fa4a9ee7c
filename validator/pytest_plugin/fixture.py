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

from validator.pytest_plugin.engine import engine
from validator.pytest_plugin.tracking import Tracking

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


class PlaywrightDoor:
    """Fixtures that extend pytest-playwright's: registered after it, so that they can ask for the ones they replace."""

    @pytest.fixture(scope="session")
    def browser_type_launch_args(self, browser_type_launch_args: dict[str, Any], browser_name: str) -> dict[str, Any]:
        """pytest-playwright's, with a debugging port; with a browser of this machine where Playwright has none."""
        if browser_name != "chromium":
            return browser_type_launch_args
        told = dict(browser_type_launch_args)
        told["args"] = [*told.get("args", ()), f"--remote-debugging-port={_free_port()}"]
        if "executable_path" not in told and "channel" not in told:
            path = _browser(bool(told.get("headless", True)))
            if path:
                told["executable_path"] = path
        return told

    @pytest.fixture
    def tracking(
        self,
        request: pytest.FixtureRequest,
        browser_type_launch_args: dict[str, Any],
        browser_name: str,
        context: BrowserContext,
        page: Page,
    ) -> Iterator[Tracking]:
        """What the page sends and pushes, held back and judged: `tracking.expect(event="add_to_cart")`."""
        if browser_name != "chromium":
            pytest.fail(
                f"The tracking fixture works with Chromium and its kin, not with {browser_name}.", pytrace=False
            )
        port = next(
            told.partition("=")[2]
            for told in browser_type_launch_args["args"]
            if told.startswith("--remote-debugging-port=")
        )
        config = request.config
        plan = config.getoption("--tracking-plan")
        attached = engine(config).attach(f"http://127.0.0.1:{port}", context, page)
        session = Tracking(attached, page, Path(plan) if plan else None, request.path)
        yield session
        session.close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _browser(headless: bool) -> str | None:
    """A browser of this machine, where Playwright's own was not downloaded; None where that is there."""
    from playwright._impl._driver import compute_driver_executable  # noqa: F401  (Playwright is installed at all)

    from validator.browser.find import find_browser
    from validator.model.location import UsageError

    try:
        found = find_browser(os.environ.get("VALIDATOR_BROWSER"), "", headed=not headless)
    except UsageError:
        return None
    return found.path
