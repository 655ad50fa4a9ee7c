"""One ground truth and one browser for all kinds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.capture.laboratory import Laboratory
from tests.capture.truth import Truth


@pytest.fixture(scope="session")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    truth = Truth(tmp_path_factory.mktemp("truth"))
    room = Laboratory(truth)
    yield room
    room.close()
    truth.close()
