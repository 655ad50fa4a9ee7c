"""YAML 1.2 scalars, places of values and keys, and repeated values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.language import yaml_tree
from validator.language.tree import Wrong
from validator.language.yaml_tree import parse


def read(text: str) -> Any:
    return parse(text, Path("x.yaml"), "x.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("5", 5),
        ("-5", -5),
        ("0", 0),
        ("0.5", 0.5),
        ("-12.50", -12.5),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("True", "True"),
        ("~", "~"),
        ("00123", "00123"),
        ("12:30", "12:30"),
        ("1:30:00", "1:30:00"),
        ("2027-01-31", "2027-01-31"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("+5", "+5"),
        (".5", ".5"),
        ("5.", "5."),
        (".inf", ".inf"),
        ("1.2.3", "1.2.3"),
        ('"5"', "5"),
        ("'true'", "true"),
        ('""', ""),
        ("!!str 5", "5"),
        ("12345678901234567890", 12345678901234567890),
        ("9" * 60, "9" * 60),
    ],
)
def test_only_booleans_null_and_plain_decimal_numbers_are_typed(written: str, value: Any) -> None:
    found = read(f"x: {written}\n").value["x"].value
    assert found == value
    assert type(found) is type(value)


def test_every_value_and_key_knows_its_place() -> None:
    tree = read("# first\na:\n  - b: ü 1\n    c: {d: [1, x]}\n")
    assert str(tree.location) == "x.yaml:2:1"
    entry = tree.value["a"].value[0]
    assert str(entry.location) == "x.yaml:3:5"
    assert str(entry.key_place("c").location) == "x.yaml:4:5"
    assert str(entry.value["c"].value["d"].value[1].location) == "x.yaml:4:16"


def test_windows_line_ends_and_a_byte_order_mark_do_not_move_places(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: 2\r\n")
    tree = yaml_tree.read_file(file, "x.yaml")
    assert str(tree.key_place("a").location) == "x.yaml:1:1"
    assert str(tree.value["b"].value["c"].location) == "x.yaml:3:6"


def test_anchors_and_merged_keys() -> None:
    tree = read("base: &base {a: 1, b: 2}\nx: {<<: *base, b: 3}\ny: *base\n")
    assert {key: value.value for key, value in tree.value["x"].value.items()} == {"b": 3, "a": 1}
    assert tree.value["y"] is tree.value["base"]


def test_the_slow_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, 'x', {b: 2.5}]\nc: |\n  two\n  lines\nd: &x y\ne: *x\n"

    def flat(tree: Any) -> Any:
        inner = tree.value
        if tree.is_mapping:
            inner = {key: flat(value) for key, value in tree.value.items()}
        elif tree.is_list:
            inner = [flat(value) for value in tree.value]
        return inner, tree.line, tree.column

    fast = flat(read(text))
    monkeypatch.setattr(yaml_tree, "_Parser", yaml_tree.yaml.SafeLoader)
    assert flat(read(text)) == fast


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1:-{}[]'\"#&*!|>%@`?, \n\t\u2028\u00e4$\\"), max_size=60))
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    problem = None
    try:
        read(text)
    except Wrong as wrong:
        problem = wrong.problem
    if problem is not None:
        assert 1 <= problem.location.line <= text.count("\n") + 2
        assert problem.location.column >= 1
        assert problem.message
