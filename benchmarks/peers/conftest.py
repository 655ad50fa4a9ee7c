"""What the hand-written tests share: the tag manager's script from a file, hits answered here, and all hits counted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request

COPIES = int(os.environ.get("PEERS_COPIES", "1"))


@pytest.fixture(scope="session")
def site() -> str:
    return os.environ["PEERS_SITE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": os.environ["PEERS_BROWSER"], "args": args}


@pytest.fixture(autouse=True)
def hits(context: BrowserContext, page: Page) -> Iterator[list[str]]:
    """Requests to Google Analytics that Playwright's own listeners saw."""
    seen: list[str] = []
    context.route("https://www.googletagmanager.com/**", lambda route: route.fulfill(path=os.environ["PEERS_GTM"]))
    context.route("**/collect?*", lambda route: route.fulfill(status=204))
    context.on("request", lambda request: seen.append(request.url) if "/collect?" in request.url else None)
    yield seen
    with Path(os.environ["PEERS_COUNT"]).open("a") as file:
        file.write(f"{len(seen)}\n")


@pytest.fixture
def hit(page: Page) -> Callable[[str], Any]:
    """Waits for a hit of an event: `with hit("add_to_cart"): …`, also where it is one of a batch."""

    def expect(event: str) -> Any:
        def fits(request: Request) -> bool:
            return "/g/collect" in request.url and f"en={event}" in request.url + "\n" + (request.post_data or "")

        return page.expect_request(fits, timeout=15_000)

    return expect


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.fixturenames.append("copy")
    metafunc.parametrize("copy", range(COPIES))
