"""The `tracking` fixture: the same capture and the same judge, beside pytest-playwright's synchronous `page`.

Its browser gets a debugging port, and the engine attaches there: a hit is seen and answered while the test itself is
busy with something else. A session in which no test asks for `tracking` is left as it is.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from validator.pytest_plugin.engine import base_url, engine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

    from validator.pytest_plugin.tracking import Tracking

    Launch = Callable[..., Browser]

_PORTS = pytest.StashKey[list[tuple["Browser", int]]]()  # of the browsers that were launched with one


@pytest.fixture(scope="session")
def launch_browser(
    launch_browser: Launch,
    browser_type_launch_args: dict[str, Any],
    connect_options: dict[str, Any] | None,
    browser_name: str,
    playwright: Playwright,
    request: pytest.FixtureRequest,
) -> Launch:
    """pytest-playwright's, with a debugging port; with a browser of this machine where Playwright has none."""
    wanted = any("tracking" in getattr(item, "fixturenames", ()) for item in request.session.items)
    if browser_name != "chromium" or connect_options or not wanted:
        return launch_browser

    def launch(**options: Any) -> Browser:
        told = {**browser_type_launch_args, **options}
        port = _free_port()
        changed = {**options, "args": [*(told.get("args") or ()), f"--remote-debugging-port={port}"]}
        if not told.get("executable_path") and not told.get("channel"):
            own = playwright.chromium.executable_path
            if not Path(own).exists() and (path := _browser(headless=told.get("headless") is not False)):
                changed["executable_path"] = path
        launched = launch_browser(**changed)
        request.config.stash.setdefault(_PORTS, []).append((launched, port))
        return launched

    return launch


@pytest.fixture
def tracking(request: pytest.FixtureRequest, context: BrowserContext, page: Page) -> Iterator[Tracking]:
    """What the page sends and pushes, held back and judged: `tracking.expect(event="add_to_cart")`."""
    from validator import __version__
    from validator.language import read_plan_file
    from validator.model.location import InputError, Location, UsageError
    from validator.model.run import Run
    from validator.model.scenario import Scenario
    from validator.pytest_plugin.keeping import keep_run
    from validator.pytest_plugin.tracking import Tracking

    config = request.config
    chosen = config.getoption("--tracking-plan")
    port = _port(context, config)
    try:
        plan = read_plan_file(Path(chosen) if chosen else None, beside=request.path)
        attached = engine(config).attach(f"http://127.0.0.1:{port}", context, page, plan, base_url(config) or "")
    except (InputError, UsageError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    session = Tracking(attached, page, plan)
    yield session
    file = request.path.relative_to(config.rootpath) if request.path.is_relative_to(config.rootpath) else request.path
    place = Location(file.as_posix(), (request.node.reportinfo()[1] or 0) + 1, 1)
    result, seen_anyway = session.close(Scenario(request.node.name, (), site=base_url(config) or "", location=place))
    if result.verdict.outcomes:
        keep_run(config, Run((result,), version=__version__))
    if seen_anyway is not None:
        raise pytest.fail.Exception(str(seen_anyway), pytrace=False)


def _port(context: BrowserContext, config: pytest.Config) -> int:
    """Where the engine reaches the browser that the context is of."""
    browser = context.browser
    if browser and browser.browser_type.name != "chromium":
        name = browser.browser_type.name
        pytest.fail(f"The tracking fixture works with Chromium and its kin, not with {name}.", pytrace=False)
    for launched, port in config.stash.get(_PORTS, []):
        if launched == browser:
            return port
    pytest.fail(
        "The tracking fixture cannot reach this browser: it was not launched by pytest-playwright's `launch_browser`.\n"
        "  → Use pytest-playwright's own `browser` and `context` (browser_type_launch_args and browser_context_args\n"
        "    may say how they are made); a browser behind `connect_options` cannot be watched.",
        pytrace=False,
    )


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
