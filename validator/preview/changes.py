"""What changed, told to everybody who waits for it."""

from __future__ import annotations

import threading


class Changes:
    """A number that grows; waiting returns as soon as it is beyond the one that the waiter knows."""

    def __init__(self) -> None:
        self._number = 0
        self._closed = False
        self._condition = threading.Condition()

    @property
    def number(self) -> int:
        return self._number

    def tell(self) -> None:
        with self._condition:
            self._number += 1
            self._condition.notify_all()

    def wait(self, known: int, most: float) -> int | None:
        """The number, once it is beyond `known` or after `most` seconds; None when nothing will change any more."""
        with self._condition:
            self._condition.wait_for(lambda: self._number > known or self._closed, most)
            return None if self._closed else self._number

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()
