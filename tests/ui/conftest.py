"""The browser that the page is tried in: one that is installed, or Playwright's own."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        **browser_type_launch_args,
        **({"executable_path": found} if found else {}),
        **({"args": ["--no-sandbox"]} if root else {}),
    }
