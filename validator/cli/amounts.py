"""The types of options that take a duration, written as in scenarios, or the size of a folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from validator.browser.recordings_folder import Keep
from validator.durations import HINT, seconds_of

if TYPE_CHECKING:
    _ToFloat = click.ParamType[float]
    _ToKeep = click.ParamType[Keep]
else:
    _ToFloat = _ToKeep = click.ParamType

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT])i?B", re.IGNORECASE)
_BYTES = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


class Duration(_ToFloat):
    """Seconds as a float, more than 0: `15`, `15s`, `500ms`, `2min`."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, int | float):
            return float(value)
        found = seconds_of(str(value))
        if found is None:
            self.fail(f"{value!r} is not a duration. {HINT}", param, ctx)
        if not found:
            self.fail("it must be more than 0.", param, ctx)
        return found


class KeepType(_ToKeep):
    """What of earlier runs is kept: a size such as `500MB`, or an age such as `14d`."""

    name = "size or age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Keep:
        if isinstance(value, Keep):
            return value
        if found := _SIZE.fullmatch(str(value).strip()):
            return Keep(int(float(found[1]) * _BYTES[found[2].lower()]))
        age = None if str(value).strip().isdigit() else seconds_of(str(value))
        if not age:
            self.fail(f"{value!r} is neither a size such as 500MB, nor an age such as 14d.", param, ctx)
        return Keep(age=age)


DURATION, KEEP = Duration(), KeepType()
