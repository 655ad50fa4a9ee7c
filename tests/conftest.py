"""What all tests share: goldens are renewed by an explicit flag only; the browser is found as the product finds it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from validator.browser.find import find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Playwright


settings.register_profile("validator", deadline=None)  # how fast a machine is, is measured in benchmarks/
settings.load_profile("validator")
os.environ.setdefault("VALIDATOR_HISTORY", "off")  # runs that tests make belong in no history of anybody's


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-goldens", action="store_true", help="Write what is seen now into the files that are compared with."
    )


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether the kept texts shall be written anew. Read the difference before it is committed."""
    return bool(request.config.getoption("--renew-goldens"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """pytest-playwright's `browser`, launched as the product would find it on this machine."""
    found = find_browser(os.environ.get("VALIDATOR_BROWSER"), playwright.chromium.executable_path)
    return {**browser_type_launch_args, "executable_path": found.path}
