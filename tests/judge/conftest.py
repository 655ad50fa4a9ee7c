"""Goldens are renewed by an explicit wish only."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def renew() -> bool:
    return os.environ.get("RENEW_GOLDENS") == "1"
