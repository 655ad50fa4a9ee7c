"""An empty history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from validator.history.store import History, open_history


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(str(tmp_path / "history.db")) as opened:
        yield opened
