"""Numbers as people write them on pages: `1.234,56 €`, `$1,234.56`, `1 234,56`, `CHF 1'234.50`, `١٢٣٫٥٠`."""

from __future__ import annotations

import re
import unicodedata

_POINT_LANGUAGES = "en zh ja ko he th hi bn ta te ml mr gu pa kn ur ms tl fil cy ga mt am sw zu ne si my lo km iw fa ar"
_POINT = frozenset(_POINT_LANGUAGES.split())
_POINT_COUNTRIES = "CH LI US GB IE AU NZ CA IN MX GT HN NI PA PE PR SV DO CN JP KR TW HK SG MY TH PH IL"
_POINT_REGIONS = frozenset(_POINT_COUNTRIES.split())
_COMMA_WITH_REGION = frozenset({"fr-CA", "fr-CH"})
_SPACES = "\u0020\u00a0\u2009\u202f\u2007"
_GROUPS = f"{_SPACES}'\u2019\u02bc\u066c_"
_RUN = re.compile(rf"\d(?:[\d.,\u066b{re.escape(_GROUPS)}]*\d)?")
_MINUS = "-\u2212\u2013\ufe63\uff0d"


class NotANumber(ValueError):
    """A text that holds no number, several, or one that can be read in two ways."""


def parse(text: str, locale: str | None = None) -> float:
    """The one number in a text. Whole ones are ints. Raises NotANumber, whose text says why.

    `locale` (`de`, `en-GB`) says which sign is the decimal one. Without it both readings are tried, and a text such
    as `1.234`, which may be either, is refused.
    """
    plain = _plain_digits(text)
    runs = list(_RUN.finditer(plain))
    if not runs:
        raise NotANumber(f"there is no number in “{text.strip()}”")
    if len(runs) > 1:
        raise NotANumber(f"there are several numbers in “{text.strip()}”")
    digits = _decimal(runs[0].group(), _decimal_sign(locale), text.strip(), locale)
    before = plain[: runs[0].start()].rstrip(_SPACES + "$€£¥ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    negative = before[-1:] in tuple(_MINUS) or (before[-1:] == "(" and plain[runs[0].end() :].lstrip()[:1] == ")")
    value = float(digits) if "." in digits else int(digits)
    return -value if negative else value


def _plain_digits(text: str) -> str:
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() and not letter.isascii() else letter for letter in text
    )


def _decimal_sign(locale: str | None) -> str | None:
    if locale is None:
        return None
    language, _, region = locale.replace("_", "-").partition("-")
    region = region.rpartition("-")[2].upper()
    if f"{language.lower()}-{region}" in _COMMA_WITH_REGION:
        return ","
    if region in _POINT_REGIONS and not (region == "CA" and language == "fr"):
        return "."
    return "." if language.lower() in _POINT else ","


def _decimal(run: str, sign: str | None, text: str, locale: str | None) -> str:
    """The digits with a point, or without one."""
    if "\u066b" in run:  # the Arabic decimal sign can only be one
        run, sign = run.replace("\u066b", "."), "."
    signs = [letter for letter in run if letter in ".,"]
    if sign is None:
        sign = _guessed(run, signs, text)
    whole, found, part = run.rpartition(sign) if sign in run else (run, "", "")
    if found and (sign in whole or not part.isdecimal()):
        raise NotANumber(f"“{text}” is not a number as {locale or 'people'} write{'s' if locale else ''} it")
    groups = re.split(rf"[.,{re.escape(_GROUPS)}]", whole)
    if any(len(group) not in (2, 3) for group in groups[1:]) or (len(groups) > 1 and len(groups[-1]) != 3):
        raise NotANumber(f"“{text}” is not a number as {locale or 'people'} write{'s' if locale else ''} it")
    return "".join(groups) + (f".{part}" if found else "")


def _guessed(run: str, signs: list[str], text: str) -> str:
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) == 1:
        _, _, part = run.partition(signs[0])
        whole = run[: run.index(signs[0])]
        if len(part) == 3 and len(whole) <= 3 and not whole.startswith("0") and not any(c in whole for c in _GROUPS):
            raise NotANumber(f"“{text}” can be read in two ways")
        return signs[0]
    return "." if signs and signs[0] == "," else ","
