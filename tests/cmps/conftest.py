"""One browser for all banners."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cmps.room import Banners


@pytest.fixture(scope="package")
def banners() -> Iterator[Banners]:
    running = Banners()
    yield running
    running.close()
