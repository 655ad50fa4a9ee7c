"""Patterns that are followed state by state find what Python's own engine finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.patterns import alternatives, search

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


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("^(lead|call_back)$", ["lead", "call_back"]),
        ("lead|call_back", ["lead", "call_back"]),
        ("^film_(?:start|end)$", ["film_start", "film_end"]),
        (r"gtm\.dom", ["gtm.dom"]),
        ("^lead$|^call$", ["lead", "call"]),
        ("lead.*", []),
        (".*", []),
        ("(lead|)", []),
        ("(a|b)(c|d)", []),
        ("[ab]", []),
        ("", []),
    ],
)
def test_the_names_that_a_pattern_lists(pattern: str, names: list[str]) -> None:
    assert alternatives(pattern) == names
