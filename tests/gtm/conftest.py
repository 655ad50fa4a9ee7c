"""One browser for all tests of containers: pytest-playwright's, of this machine where Playwright has none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    told = dict(browser_type_launch_args)
    found = os.environ.get("VALIDATOR_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found and "executable_path" not in told and not Path(playwright.chromium.executable_path).exists():
        told["executable_path"] = found
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        told["args"] = [*told.get("args", ()), "--no-sandbox"]
    return told


@pytest.fixture(scope="session")
def gtm_browser(browser: Browser) -> Browser:
    return browser
