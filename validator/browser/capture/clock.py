"""The journey's time: seconds since it began, and which step was being performed at a moment."""

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import dataclass

_SLACK = 0.005  # seconds by which the page's clock may differ from ours


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, in which document, and to which step it belongs."""

    at: float
    step: int
    document: str


class JourneyClock:
    """Starts when it is made."""

    def __init__(self) -> None:
        self._began = time.time()
        self._starts: list[float] = []
        self._numbers: list[int] = []

    def now(self) -> float:
        return self.at(time.time())

    def at(self, unix: float) -> float:
        """A moment of the wall clock as seconds since the journey began."""
        return round(max(0.0, unix - self._began), 4)

    def page(self, milliseconds: object) -> float:
        """A moment told by a page. One that cannot be (a page with a clock of its own) is taken as now."""
        now = time.time()
        told = milliseconds / 1000 if isinstance(milliseconds, int | float) else now
        return self.at(told if self._began - _SLACK <= told <= now + _SLACK else now)

    def begin_step(self, number: int, at: float | None = None) -> float:
        """`at`: Unix time, where it began a moment ago; never before the step that began last."""
        moment = self.now() if at is None else max(self.at(at), *self._starts[-1:], 0.0)
        self._starts.append(moment)
        self._numbers.append(number)
        return moment

    def step(self, moment: float) -> int:
        """The number of the step that was being performed then; 0 before the first."""
        index = bisect_right(self._starts, moment) - 1
        return self._numbers[index] if index >= 0 else 0
