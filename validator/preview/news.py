"""What the tags of a journey did, told once: most of what a long visit is made of never changes again."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from validator.model.recording import TagMessage
from validator.recordings.recording_shape import PARTS


class TagNews:
    """The messages of one scenario, each with the number of the change that brought it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: list[tuple[TagMessage, int]] = []
        self._change = 0

    def since(self, known: int, tags: Sequence[TagMessage]) -> Mapping[str, Any]:
        """What is new to a page that knows everything up to the change `known`: messages with their places.

        `tags` are all that there are now; one that was replaced by another is new.
        """
        with self._lock:
            before = self._told
            self._told = [
                before[place] if place < len(before) and before[place][0] is tag else (tag, self._change + 1)
                for place, tag in enumerate(tags)
            ]
            if any(change > self._change for _, change in self._told):
                self._change += 1
            news = [(place, tag) for place, (tag, change) in enumerate(self._told) if change > known]
            change = self._change
        written = PARTS["tags"].write
        return {"change": change, "count": len(tags), "new": [[place, written(tag)] for place, tag in news]}
