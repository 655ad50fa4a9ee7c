"""Patterns that are followed state by state find what Python's own engine finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.patterns import search

RISKY = (
    r"(a+)+$",
    r"^([\w-]+\.)+com$",
    r"(a|ab)*c",
    r"\b(\d+,)*\d+\b",
    r"(?i)(A+b)*C$",
    r"^(\w+\s?)*$",
    r"([^a]+a)+",
    r"(?:x*)*y",
    r"a*b*c*1",
    r"^$|(a+)+",
    r"(\.+)*\B",
    r"(?s)(.+)+1",
    r"(?m)^(a+)*$",
)


@pytest.mark.parametrize("pattern", RISKY)
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="abcABCmo. ,1x\n-", max_size=9))
def test_the_same_is_found(pattern: str, text: str) -> None:
    assert search(pattern, text) == bool(re.search(pattern, text))
