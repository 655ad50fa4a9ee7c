"""The data layer's state after pushes is what Google's own data-layer-helper (npm, 0.1.0) makes of them."""

from __future__ import annotations

import json
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from validator.datalayer import UNDEFINED, advance

SEQUENCES = json.loads((Path(__file__).parent / "gtm" / "merging.json").read_text(encoding="utf-8"))


def state_after(messages: list[Any]) -> dict[str, Any]:
    return reduce(advance, messages, {})


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: str(len(sequence["push"])))
def test_as_google_merges(sequence: dict[str, Any]) -> None:
    assert _sent(state_after(sequence["push"])) == sequence["state"]


def _sent(value: Any) -> Any:
    """As JSON.stringify writes it: a hole of an array is null."""
    if value == UNDEFINED:
        return None
    if isinstance(value, dict):
        return {key: _sent(item) for key, item in value.items()}
    return [_sent(item) for item in value] if isinstance(value, list) else value


def test_stale_items_stay_behind() -> None:
    longer, shorter = {"ecommerce": {"items": [1, 2, 3]}}, {"ecommerce": {"items": [9]}}
    assert state_after([longer, shorter]) == {"ecommerce": {"items": [9, 2, 3]}}
    assert state_after([longer, {"ecommerce": None}, shorter]) == {"ecommerce": {"items": [9]}}
    assert state_after([longer, {**shorter, "_clear": True}]) == {"ecommerce": {"items": [9]}}


def test_commands() -> None:
    assert state_after([{"cart": ["a"]}, ["cart.push", "b", "c"]]) == {"cart": ["a", "b", "c"]}
    assert state_after([{"cart": ["a"]}, ["nothing.push", "b"]]) == {"cart": ["a"]}


def test_gtag_sets_and_nothing_else_does() -> None:
    state = advance({}, ["set", {"currency": "EUR"}], gtag=True)
    assert advance(state, ["event", "purchase", {"value": 1}], gtag=True) == {"currency": "EUR"}
    assert advance(state, ["set", "user_id", "7"], gtag=True) == {"currency": "EUR", "user_id": "7"}


def test_earlier_states_are_left_alone() -> None:
    before = state_after([{"a": {"b": [1, {"c": 2}]}}])
    kept = json.dumps(before)
    advance(before, {"a": {"b": [5, {"c": 3}]}, "d": 1})
    advance(before, ["a.b.push", 4])
    assert json.dumps(before) == kept
