"""One browser for all tests of containers: pytest-playwright's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def gtm_browser(browser: Browser) -> Browser:
    return browser
