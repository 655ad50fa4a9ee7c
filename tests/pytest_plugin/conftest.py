"""A site for the inner sessions, and what is taken from the environment for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.faulty_site import FaultySite, faulty_site


@pytest.fixture(scope="session")
def site() -> Iterator[FaultySite]:
    with faulty_site() as running:
        yield running


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inner session is no worker of the outer one."""
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_ADDOPTS", "VALIDATOR_BROWSER"):
        monkeypatch.delenv(name, raising=False)
