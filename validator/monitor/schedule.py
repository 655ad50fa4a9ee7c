"""When the next round is due: as often as was said, a little apart from the full hour, later where it is no use."""

from __future__ import annotations

import random
import re
import threading
import time
from dataclasses import dataclass
from typing import Protocol

from validator.model.location import UsageError

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h|d)")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_MOST_DOUBLINGS = 3


class Clock(Protocol):
    """What time it is, and a wait that a signal can end."""

    def now(self) -> float: ...

    def wait(self, seconds: float) -> None: ...


class WallClock:
    """The real one. `stop` ends a wait at once."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def now(self) -> float:
        return time.time()

    def wait(self, seconds: float) -> None:
        # in short pieces: a lock's wait is deaf to signals on some systems, and a laptop may sleep meanwhile
        ends = self.now() + seconds
        while not self.stopped.is_set() and (left := ends - self.now()) > 0:
            self.stopped.wait(min(left, 5.0))


def span(text: str, option: str = "--every") -> float:
    """`30m`, `2h`, `90s`, `1d` in seconds. Raises UsageError."""
    found = _SPAN.fullmatch(text.strip().lower())
    if not found or not float(found[1]):
        raise UsageError(f"{option} {text!r} is no span of time.\n  → Write 30m, 2h, 90s or 1d.")
    return float(found[1]) * _SECONDS[found[2]]


def share(text: str) -> float:
    """`10%` as 0.1. Raises UsageError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%?", text.strip())
    if not found or float(found[1]) > 100:
        raise UsageError(f"--jitter {text!r} is no share.\n  → Write it in percent of the span: 10%.")
    return float(found[1]) / 100


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every so many seconds, each time up to `jitter` (a share of them) later."""

    every: float
    jitter: float = 0.0

    def next(self, due: float, ended: float, lost: int) -> tuple[float, int]:
        """When the next round is due, and how many were left out since the last one took so long.

        `due`: when the last one was due, without jitter; `lost`: rounds in a row that came to nothing. The rhythm is
        kept: a round that takes long moves no later one.
        """
        step = self.every * 2 ** min(lost, _MOST_DOUBLINGS)
        following, skipped = due + step, 0
        while following < ended:
            following += self.every
            skipped += 1
        return following, skipped

    def late(self, chance: random.Random) -> float:
        """By how much this round is moved."""
        return chance.uniform(0.0, self.jitter * self.every)
