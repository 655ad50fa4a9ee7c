"""Journeys of a matrix are chosen by expressions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.suite.visits import visit
from validator.model.location import UsageError
from validator.suite.selection import where

PHONE = replace(
    visit(device="iPhone 15").scenario,
    tags=("smoke", "shop"),
    consent="denied",
    cell=(("site", "staging"), ("data", "mug")),
    site="https://staging.example",
)
PLAIN = visit().scenario


@pytest.mark.parametrize(
    ("expression", "phone", "plain"),
    [
        ("device=iPhone*", True, False),
        ("device=", False, True),
        ("device!=iphone 15", False, True),
        ("not device=iphone 15", False, True),
        ("tag=smoke and consent=granted|denied", True, False),
        ("tag!=smoke", False, True),
        ("site=staging", True, False),
        ("site=https://shop.*", False, True),
        ("name=Buy and data=*", True, True),
        ("data='mug'", True, False),
    ],
)
def test_an_expression_chooses(expression: str, phone: bool, plain: bool) -> None:
    fits = where(expression)
    assert (fits(PHONE), fits(PLAIN)) == (phone, plain)


@pytest.mark.parametrize(("expression", "told"), [("phone", "not understood"), ("browser=x", "knows no 'browser'")])
def test_what_is_no_expression_is_told(expression: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        where(expression)
