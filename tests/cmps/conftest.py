"""One browser for all banners."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cmps.npm import NotHad, packages
from tests.cmps.room import Banners


@pytest.fixture(scope="session")
def banners() -> Iterator[Banners]:
    running = Banners()
    yield running
    running.close()


@pytest.fixture(scope="session")
def published(banners: Banners, pytestconfig: pytest.Config) -> Banners:
    """The same, with the banners of the npm registry. Where they cannot be had, a CI job fails and says so."""
    assert pytestconfig.cache is not None
    try:
        banners.packages = packages(Path(pytestconfig.cache.mkdir("npm")))
    except NotHad as error:
        told = f"The banners of the npm registry were not run: {error}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return banners
