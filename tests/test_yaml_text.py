"""What is written as YAML is read back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from validator.language.tree import Tree
from validator.language.yaml_tree import parse
from validator.yaml_text import yaml_text

WORDS = st.sampled_from(
    [
        "",
        "yes",
        "null",
        "12",
        "012",
        "1e3",
        "a: b",
        "a #b",
        "- a",
        "it's",
        '"',
        "${x}",
        "<<",
        "key:",
        " a",
        "?",
        "\u2028",
        "🙂",
    ]
)
TEXTS = st.one_of(WORDS, st.text(st.characters(blacklist_categories=["Cs"]), max_size=12))
NUMBERS = st.one_of(st.integers(-(10**12), 10**12), st.decimals(-9999, 9999, places=2).map(float))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


def plain(tree: Tree) -> Any:
    if tree.is_mapping:
        return {key: plain(value) for key, value in tree.value.items()}
    return [plain(each) for each in tree.value] if tree.is_list else tree.value


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_round_trip(value: Any) -> None:
    document = {"baseline": value}
    assert plain(parse(yaml_text(document), Path("x.yaml"), "x.yaml")) == document


def test_reads_well() -> None:
    document = {
        "params": {"currency": "EUR", "value": 19.9, "page": "Mugs & pots"},
        "items": [{"item_id": "MUG-1"}, {}],
    }
    assert yaml_text(document) == (
        "params:\n  currency: EUR\n  value: 19.9\n  page: Mugs & pots\nitems:\n  - item_id: MUG-1\n  - {}\n"
    )
