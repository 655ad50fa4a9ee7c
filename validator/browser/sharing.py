"""What the recordings of a run have in common is kept once in memory: the container that each of them holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from validator.model.recording import Recording

_MOST = 20  # containers that are known at a time


class Shared:
    """Knows the containers' sources that were seen, and puts the first of equal ones into every recording."""

    def __init__(self) -> None:
        self._sources: list[Any] = []

    def of(self, recording: Recording) -> Recording:
        if not any(seen.source for seen in recording.containers):
            return recording
        return replace(
            recording,
            containers=tuple(
                replace(seen, source=self._first(seen.source)) if seen.source else seen for seen in recording.containers
            ),
        )

    def _first(self, source: Any) -> Any:
        for known in self._sources:
            if known == source:
                return known
        self._sources = [*self._sources[1 - _MOST :], source]
        return source
