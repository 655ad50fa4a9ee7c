"""The room that all steps are performed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.steps.room import Room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    (folder / "cv.txt").write_text("Ada")
    opened = Room(folder)
    yield opened
    opened.close()
