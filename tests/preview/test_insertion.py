"""An expectation is written at its step's place, and every other letter stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.language.tree import Tree
from validator.language.yaml_tree import parse
from validator.model.location import InputError
from validator.preview.insertion import insert, plain
from validator.preview.yaml_lines import item

NEW = "vendor: ga4\nevent: purchase\nparams: {value: 19.9}"
ADDED = {"vendor": "ga4", "event": "purchase", "params": {"value": 19.9}}

CASES = {
    "a step without expectations": """\
journey:
  - goto: /   # the start
  - click: Buy
""",
    "a step with a block list": """\
journey:
  - goto: /
    expect:
      - View   # first
      # last
  - click: Buy
""",
    "items at the key's own column": """\
journey:
- goto: /
  expect:
  - View
  name: start
- click: Buy
""",
    "a list in brackets": """\
journey:
  - goto: /
    expect: [View, {push: x, times: 2}]  # both
    name: start
""",
    "a list in brackets over two lines": """\
journey:
  - goto: /
    expect: [View,
      Other]
    name: start
""",
    "an empty list": """\
journey:
  - goto: /
    expect: []
  - click: Buy
""",
    "nothing behind expect": """\
journey:
  - goto: /
    expect:
  - click: Buy
""",
    "a step in braces": """\
journey: [{goto: /, expect: [View]}, {click: Buy}]
""",
    "a step in braces without": """\
journey:
  - {goto: /, name: 'a, b'}   # x
  - click: Buy
""",
    "a bare word": """\
journey:
  - reload   # again
  - click: Buy
""",
    "the last step, without a last line end": "journey:\n  - goto: /",
    "a text over lines": """\
journey:
  - evaluate: |
      a()

      b()

  - click: Buy
""",
    "quotes with brackets": """\
journey:
  - goto: '/?a=[b'
    expect: ['a ] b', "c ] d"]
  - click: Buy
""",
}


def first_step(text: str) -> tuple[Tree, Any]:
    steps = parse(text, Path("a.yaml"), "a.yaml").value["journey"].value
    return steps[0], [plain(each) for each in steps]


@pytest.mark.parametrize("name", CASES)
def test_an_expectation_is_added_and_nothing_else_changes(name: str) -> None:
    text = CASES[name]
    step, before = first_step(text)
    after = insert(text, (step.line, step.column), NEW)
    _, steps = first_step(after)
    changed = steps[0]
    old = before[0] if isinstance(before[0], dict) else {before[0]: None}
    assert changed["expect"] == [*(old.get("expect") or []), ADDED]
    assert {key: value for key, value in changed.items() if key != "expect"} == {
        key: value for key, value in old.items() if key != "expect"
    }
    assert steps[1:] == before[1:]
    for comment in ("# the start", "# first", "# last", "# both", "# again", "# x"):
        assert (comment in after) == (comment in text)


def test_it_reads_as_a_person_would_have_written_it() -> None:
    text = "scenario: A\njourney:\n  - goto: /   # the start\n\n  # then\n  - click: Buy\n"
    assert insert(text, (3, 5), "- " + NEW.replace("\n", "\n  ")) == (
        "scenario: A\njourney:\n  - goto: /   # the start\n    expect:\n      - vendor: ga4\n        event: purchase\n"
        "        params: {value: 19.9}\n\n  # then\n  - click: Buy\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scenario: A\njourney: [reload]\n", [ADDED]),
        ("scenario: A\njourney: [reload]\nexpect: [View]\nnever: [{event: x}]\n", ["View", ADDED]),
        ("scenario: A\nexpect:\n  - View\njourney: [reload]\n", ["View", ADDED]),
    ],
)
def test_over_the_whole_journey(text: str, expected: list[Any]) -> None:
    tree = parse(insert(text, None, NEW), Path("a.yaml"), "a.yaml")
    assert plain(tree.value["expect"]) == expected


@pytest.mark.parametrize("place", [(1, 1), (3, 6), (99, 1)])
def test_a_step_that_is_not_there_any_more_is_told(place: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="this step is not here any more"):
        insert("scenario: A\njourney:\n  - goto: /\n", place, NEW)


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-999, 999), st.text(max_size=20))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(st.dictionaries(st.text(min_size=1, max_size=8), VALUES, min_size=1, max_size=4), st.sampled_from(sorted(CASES)))
def test_whatever_a_site_says_is_read_back_as_it_was(value: dict[str, Any], name: str) -> None:
    text = CASES[name]
    step, _ = first_step(text)
    after = insert(text, (step.line, step.column), "\n".join(item(value)))
    _, steps = first_step(after)
    assert steps[0]["expect"][-1] == value
