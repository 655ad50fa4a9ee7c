"""What is read off a page becomes a value, or says why it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from validator.model.stage import StepFailed
from validator.readings import at_path, read_as


@pytest.mark.parametrize(
    ("found", "matches", "kind", "locale", "value"),
    [
        ("Order KC-7", r"KC-(\d+)", None, None, "7"),
        ("Order KC-7", r"KC-\d+", "text", None, "KC-7"),
        ("19,99 €", None, "number", "de", 19.99),
        ("2 pieces", None, "integer", None, 2),
        (5, None, "number", None, 5),
        (5.0, None, "integer", None, 5),
        (5, None, "text", None, "5"),
        ({"a": 1}, None, None, None, {"a": 1}),
    ],
)
def test_read_as(found: Any, matches: str | None, kind: str | None, locale: str | None, value: Any) -> None:
    got = read_as(found, "x", matches, kind, locale)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("found", "matches", "kind", "words", "mend"),
    [
        ("Order", r"KC-\d+", None, "“Order” does not match", ""),
        ("sold out", None, "number", "no number", ""),
        ("1.234", None, "number", "two ways", "locale: de"),
        ("2 for 5", None, "number", "several numbers", "matches:"),
        ("2.5", None, "integer", "not a whole number", ""),
    ],
)
def test_what_cannot_be_read(found: str, matches: str | None, kind: str | None, words: str, mend: str) -> None:
    with pytest.raises(StepFailed) as caught:
        read_as(found, "x", matches, kind, None)
    assert words in str(caught.value)
    assert mend in caught.value.mend


def test_at_path() -> None:
    data = {"orders": [{"id": 1}, {"id": 2}], "none": None}
    assert at_path(data, "orders.0.id") == 1
    assert at_path(data, "orders.-1.id") == 2
    assert at_path(data, "") == data
    assert [at_path(data, path) for path in ("orders.5.id", "orders.x", "none.a", "z")] == [None] * 4
