"""What all tests share: goldens are renewed by an explicit flag only."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-goldens", action="store_true", help="Write what is seen now into the files that are compared with."
    )


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether the kept texts shall be written anew. Read the difference before it is committed."""
    return bool(request.config.getoption("--renew-goldens"))
