"""What the difference between two values probably is, in a few words."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote, unquote_plus

from validator.model.value import as_text

_GROUPED = re.compile(r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_SYMBOL = r"(?:[A-Z]{3}|[$€£¥₹₺₽₩₪฿]|zł|kr\.?|Kč|Ft|lei|лв\.?)"
_MONEY = re.compile(
    rf"(?:{_SYMBOL}[\s\u00a0]*)?(?P<sign>-?)(?P<digits>\d[\d.,'’ \u00a0\u202f]*)(?<=[\d])(?:[\s\u00a0]*{_SYMBOL})?"
)
_CODED = re.compile(r"[A-Za-z]{3}-\d")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_NOTHING = {"undefined", "null", "none", "nan", "[object object]", "(not set)", "not set", "infinity"}


def note(expected: Any, actual: Any, demand: str = "") -> str:
    """What `actual` probably is, where `expected` was asked for; empty where nobody can say.

    `demand` in words tells a demand for a type (`is a number`) from a demand for a value.
    """
    if isinstance(actual, str) and actual.strip().casefold() in _NOTHING:
        return f"the page had no value: it said {actual.strip()}"
    if expected in ("number", "integer") and demand.startswith("is a"):
        return _typed(actual)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return "truth as another word" if _truth(expected) is not None and _truth(expected) == _truth(actual) else ""
    if isinstance(expected, Mapping | list | tuple) or isinstance(actual, Mapping):
        return ""
    if isinstance(actual, list | tuple):
        return ""
    number = _number(expected)
    if number is not None and not isinstance(expected, str | None):
        return _numeric(number, actual)
    if isinstance(expected, str):
        return _textual(expected, as_text(actual)) if actual is not None else ""
    return ""


def _typed(actual: Any) -> str:
    if not isinstance(actual, str):
        return ""
    if _PLAIN.fullmatch(actual.strip()):
        return "text instead of a number"
    return _how_written(actual) if written(actual) is not None else ""


def _numeric(expected: Decimal, actual: Any) -> str:
    found = _number(actual) if not isinstance(actual, str) or _PLAIN.fullmatch(actual) else None
    as_written = found if found is not None else written(actual) if isinstance(actual, str) else None
    if as_written is None:
        return ""
    text = isinstance(actual, str) and found is None
    if as_written == expected:
        return _how_written(actual) if isinstance(actual, str) else ""
    scale = _scale(expected, as_written)
    if scale:
        return f"{scale}, as text" if text else scale
    return _rounded(expected, as_written)


def _how_written(actual: str) -> str:
    if re.search(r"[^\d\s.,'’\u00a0\u202f-]", actual):
        return "text with a currency instead of a number"
    return "text with a decimal comma instead of a number" if "," in actual else "text instead of a number"


def _scale(expected: Decimal, actual: Decimal) -> str:
    if expected == 0 or actual == 0:
        return ""
    if _about(actual, expected * 100):
        return "a hundred times as much: cents instead of euros?"
    if _about(actual * 100, expected):
        return "a hundredth: euros instead of cents?"
    if actual == -expected:
        return "the sign is turned round"
    return ""


def _about(one: Decimal, other: Decimal) -> bool:
    """Equal, but for what a browser's arithmetic leaves at the end of a number."""
    return abs(one - other) <= abs(other) * Decimal("1e-9")


def _rounded(expected: Decimal, actual: Decimal) -> str:
    if abs(expected - actual) < 1 and actual == actual.to_integral_value() and expected != expected.to_integral_value():
        return "rounded to a whole number"
    if expected and Decimal("0.005") < abs(expected - actual) and _is_tax(expected, actual):
        return "with instead of without tax, or the other way round?"
    return ""


def _is_tax(expected: Decimal, actual: Decimal) -> bool:
    rates = ("1.05", "1.07", "1.077", "1.08", "1.081", "1.10", "1.19", "1.20", "1.21", "1.22", "1.23", "1.25")
    cent = Decimal("0.01")
    return any(
        abs(expected * Decimal(rate) - actual) < cent or abs(actual * Decimal(rate) - expected) < cent for rate in rates
    )


def _textual(expected: str, actual: str) -> str:
    if actual == expected:
        return "the same text, of another type"
    if not actual:
        return "empty"
    for way, told in _WAYS:
        if way(actual) == expected or way(expected) == actual:
            return told
    if actual.casefold() == expected.casefold():
        return "upper and lower case differ"
    number, found = written(expected), written(actual)
    if number is not None and found is not None:
        return "the same number, written in another way" if number == found else _scale(number, found)
    one, other = _letters(expected), _letters(actual)
    if one == other and not one.isdecimal() and one:
        return "words joined in another way"
    if len(expected) >= 3 and expected in actual and len(actual) - len(expected) > 2:
        return "with more text around it"
    if len(actual) >= 20 and expected.startswith(actual.rstrip(".…")):
        return "cut off"
    if 3 <= len(expected) <= 200 and len(actual) <= 200 and undigited(expected) != undigited(actual):
        alike = SequenceMatcher(None, expected.casefold(), actual.casefold(), autojunk=False).ratio()
        if alike >= 0.8:
            return "nearly the same: a spelling mistake?"
    return ""


def _misread(text: str) -> str:
    """UTF-8 read as Windows-1252, put right."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


_WAYS = (
    (str.strip, "blanks around it"),
    (lambda text: " ".join(text.split()), "blanks within it"),
    (unquote, "encoded for a URL"),
    (unquote_plus, "encoded for a URL"),
    (lambda text: unquote(unquote(text)), "encoded for a URL twice"),
    (html.unescape, "encoded for HTML"),
    (_misread, "letters in the wrong encoding"),
    (lambda text: text.strip("\"'"), "quotes around it"),
    (lambda text: text.rstrip("/"), "a slash at the end"),
)


def undigited(text: str) -> str:
    """A code without its digits: TEA-2 and TEA-3 are two things, and no spelling mistake."""
    return "".join(letter for letter in text if not letter.isdecimal())


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _truth(value: Any) -> bool | None:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(as_text(value).lower())


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def written(text: str) -> Decimal | None:
    """A number as people write it: `19,99`, `1.299,00 €`, `$1,299.00`, `EUR 12`; None where it is no number."""
    found = _MONEY.fullmatch(text.strip()) if len(text) <= 40 and not _CODED.match(text.strip()) else None
    if found is None:
        return None
    digits = found["sign"] + found["digits"]
    last = max(digits.rfind(","), digits.rfind("."))
    tail = len(digits) - last - 1
    if last >= 0 and not (tail == 3 and _GROUPED.fullmatch(digits) and digits.count(digits[last]) >= 1):
        whole, fraction = digits[:last], digits[last + 1 :]
    else:
        whole, fraction = digits, ""
    whole = re.sub(r"[^\d-]", "", whole)
    return _number(f"{whole or '0'}.{fraction or '0'}")
