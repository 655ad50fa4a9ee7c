"""One browser for all banners."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cmps.room import Banners
from tests.npm import fetched

PACKAGES = {
    "klaro": "0.7.22",
    "vanilla-cookieconsent": "3.1.0",
    "tarteaucitronjs": "1.34.0",
    "cookieconsent": "3.1.1",
    "orejime": "3.2.1",
}


@pytest.fixture(scope="session")
def banners() -> Iterator[Banners]:
    running = Banners()
    yield running
    running.close()


@pytest.fixture(scope="session")
def published(banners: Banners, pytestconfig: pytest.Config) -> Banners:
    """The same, with the banners of the npm registry."""
    banners.packages = fetched(pytestconfig, PACKAGES, "The banners of the npm registry")
    return banners
