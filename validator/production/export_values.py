"""Days and whole numbers as exported files write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from validator.numbers import NotANumber, parse
from validator.production.counts import Day

_NUMBERS = re.compile(r"(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})")
_WORDS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d. %B %Y", "%a, %b %d, %Y", "%A, %B %d, %Y")
_ORDERS = ("dmy", "mdy")


class NotADay(ValueError):
    """Days that cannot be read, or that can be read in two ways; its text says why."""


@dataclass(frozen=True, slots=True)
class Dates:
    """How a file writes its days: `order` of day, month and year where they are numbers with signs between."""

    order: str = "dmy"

    @staticmethod
    def of(texts: Sequence[str], told: str | None = None) -> Dates:
        """The order that fits all days of a file. Raises NotADay where several do, and they differ."""
        numbers = {found.groups() for text in texts if (found := _NUMBERS.fullmatch(text.strip()))}
        numbers = {one for one in numbers if len(one[0]) < 4}
        if told or not numbers or any(re.fullmatch(r"\d+\.\d+\.\d+", text.strip()) for text in texts):
            return Dates(told or "dmy")  # where points stand between, the day comes first
        fitting = [order for order in _ORDERS if all(_by(order, *one) is not None for one in numbers)]
        if len(fitting) == 1:
            return Dates(fitting[0])
        if fitting and all(_by("dmy", *one) == _by("mdy", *one) for one in numbers):
            return Dates()
        first = "-".join(sorted(numbers)[0])
        raise NotADay(
            f"the days can be read in two ways ({first} …).\n  → Say which: --dates dmy, or --dates mdy."
            if fitting
            else f"these are no days: {first} …"
        )

    def day(self, text: str) -> Day:
        """Raises ValueError."""
        text = text.strip()
        if re.fullmatch(r"\d{8}(\d{2})?", text):
            return datetime.datetime.strptime(text[:8], "%Y%m%d").date()
        if re.match(r"\d{4}-\d{2}-\d{2}([T ]|$)", text):
            return datetime.date.fromisoformat(text[:10])
        found = _NUMBERS.fullmatch(text)
        day = _by(self.order, *found.groups()) if found else _in_words(text)
        if day is None:
            raise ValueError(f"{text!r} is no day")
        return day


def _by(order: str, one: str, two: str, three: str) -> Day | None:
    if len(one) == 4:
        order = "ymd"
    told = dict(zip(order, (int(one), int(two), int(three)), strict=True))
    year = told["y"] + 2000 if told["y"] < 100 else told["y"]
    try:
        return datetime.date(year, told["m"], told["d"])
    except ValueError:
        return None


def _in_words(text: str) -> Day | None:
    for form in _WORDS:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def whole_number(text: str, locale: str | None = None) -> int:
    """A count: `1234`, `1,234`, `1.234`, `1 234`, `1234.0`, `1.234,00`. Raises ValueError.

    A count is whole: three digits behind one sign are thousands, whichever sign it is.
    """
    text = text.strip()
    if not text:
        return 0
    try:
        value = parse(text, locale)
    except NotANumber:
        grouped = re.fullmatch(r"\d{1,3}([.,]\d{3})+", text)
        if not grouped:
            raise ValueError(f"{text!r} is no count") from None
        value = int(re.sub("[.,]", "", text))
    if value < 0 or (isinstance(value, float) and not value.is_integer() and abs(value) > 1e15):
        raise ValueError(f"{text!r} is no count")
    return round(value)
