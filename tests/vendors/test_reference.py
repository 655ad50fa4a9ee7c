"""The reference of vendors is made from the code, and names every vendor with what it fills."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vendors.tables import cases
from validator.vendors import VENDORS, decode
from validator.vendors._reference import COLUMNS, filled, markdown

PAGE = Path(__file__).parents[2] / "docs" / "vendors.md"


def test_it_is_fresh(renew: bool) -> None:
    if renew:
        PAGE.write_text(markdown(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == markdown()


@pytest.mark.parametrize("name", VENDORS)
def test_a_manual_says_what_is_claimed_and_filled(name: str) -> None:
    manual = VENDORS[name].__doc__ or ""
    for word in ("Claims", "Fills", "Source"):
        assert word in manual or (word == "Fills" and "signal" in manual), f"{name}: its manual does not say {word!r}"


@pytest.mark.parametrize("name", VENDORS)
def test_the_table_promises_what_the_cases_show(name: str) -> None:
    """What any case fills is promised, and nothing is promised that no case shows."""
    shown = {
        column
        for case in cases(name)
        for event in decode(case.request, name)
        for column in COLUMNS
        if getattr(event, column) not in (None, "", (), {})
    }
    assert shown == filled(VENDORS[name]) & set(COLUMNS)
