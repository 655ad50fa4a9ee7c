"""Durations as people write them: `5s`, `500ms`, `2min`, `8h`, `90d`; a bare number is seconds."""

from __future__ import annotations

import re

HINT = "Write 5s, 500ms, 2min or 8h."
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|sec|min|m|h|d|w)?")
_SECONDS = {"ms": 0.001, "s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds_of(text: str) -> float | None:
    """Seconds; None where the text is no duration."""
    found = _DURATION.fullmatch(text.strip())
    return round(float(found[1]) * _SECONDS[found[2] or "s"], 6) if found else None
