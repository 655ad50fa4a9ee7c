"""Numbers as people write them."""

from __future__ import annotations

import pytest

from validator.numbers import NotANumber, parse


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("1.234,56 €", None, 1234.56),
        ("$1,234.56", None, 1234.56),
        ("1 234,56", None, 1234.56),
        ("1\u202f234,56\u00a0€", "fr", 1234.56),
        ("CHF 1'234.50", None, 1234.5),
        ("CHF 1’234.50", "de-CH", 1234.5),
        ("19.99", "en", 19.99),
        ("19,99 €", "de", 19.99),
        ("1.234", "de", 1234),
        ("1.234", "en", 1.234),
        ("1,234", "en-GB", 1234),
        ("1,234", "de-DE", 1.234),
        ("1.234.567", None, 1234567),
        ("1,234,567", None, 1234567),
        ("12,34,567.5", "en-IN", 1234567.5),
        ("0.125", None, 0.125),
        ("Total: EUR 20", None, 20),
        ("20,-", None, 20),
        ("20.–", None, 20),
        ("-5,5", None, -5.5),
        ("−5.5", None, -5.5),
        ("- 5.50 €", None, -5.5),
        ("(1,234.50)", None, -1234.5),
        ("١٢٣٤٫٥٠", None, 1234.5),
        ("١٬٢٣٤٫٥٠", None, 1234.5),
        ("۱۲۳", None, 123),
        ("१२३.५", "hi", 123.5),
        ("１２３", None, 123),
        ("007", None, 7),
        ("4 200 kr", "sv", 4200),
        ("1,234.50 $", "fr-CA", None),
        ("1.234,50", "es-MX", None),
    ],
)
def test_one_number(text: str, locale: str | None, number: float | None) -> None:
    if number is None:
        with pytest.raises(NotANumber):
            parse(text, locale)
    else:
        assert parse(text, locale) == number


def test_whole_numbers_stay_whole() -> None:
    assert isinstance(parse("1.234", "de"), int)
    assert isinstance(parse("1.234", "en"), float)


@pytest.mark.parametrize(
    ("text", "locale", "reason"),
    [
        ("", None, "no number"),
        ("sold out", None, "no number"),
        ("was 29.99, now 19.99", None, "several numbers"),
        ("1.234", None, "two ways"),
        ("19,99", "en", "not a number as en writes it"),
        ("1.2.3", "en", "not a number"),
        ("1,23,4", None, "not a number as people write it"),
    ],
)
def test_what_is_refused(text: str, locale: str | None, reason: str) -> None:
    with pytest.raises(NotANumber, match=reason):
        parse(text, locale)
