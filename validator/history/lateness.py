"""How late hits are, one letter each: sums of days can be joined, and the percentiles of any choice of them be told.

A letter stands for a span of 0.8 % on a scale from a millisecond to ten minutes: what is told is right within 0.4 %.
"""

from __future__ import annotations

import math
from collections import Counter

_FIRST = 0x100
_LEVELS = 1700
_LEAST, _MOST = 0.001, 600.0
_STEP = math.log(_MOST / _LEAST) / _LEVELS


def letter(seconds: float) -> str:
    """The letter of one lateness."""
    level = round(math.log(min(max(seconds, _LEAST), _MOST) / _LEAST) / _STEP)
    return chr(_FIRST + level)


def seconds(of: str) -> float:
    """What a letter stands for; a millisecond and less is nothing."""
    level = ord(of) - _FIRST
    return _LEAST * math.exp(level * _STEP) if level > 0 else 0.0


def percentiles(letters: Counter[str], *wanted: float) -> tuple[float | None, ...]:
    """The lateness that so many of a hundred stay below; None where there is none."""
    whole = sum(letters.values())
    if not whole:
        return tuple(None for _ in wanted)
    found, seen = [], 0
    ranks = [max(1, math.ceil(whole * one / 100)) for one in wanted]
    told: dict[int, float] = {}
    for each in sorted(letters):
        seen += letters[each]
        for rank in ranks:
            if rank not in told and seen >= rank:
                told[rank] = seconds(each)
    found = [told[rank] for rank in ranks]
    return tuple(found)
