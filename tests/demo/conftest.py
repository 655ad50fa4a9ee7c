"""One running shop for all tests of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from validator.demo import Shop, serve


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    with serve() as running:
        yield running
