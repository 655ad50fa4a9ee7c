"""The schemas that editors use: fresh, right about right files, and not content with wrong ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from validator.language import schema
from validator.language.tree import Tree
from validator.language.yaml_tree import parse, read_file
from validator.steps import STEPS

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "scenarios").rglob("*.yaml"))
WRONG = Path(__file__).parent / "wrong"
SEEN_BY_A_SCHEMA = (
    "unknown_step unknown_key journey_is_a_mapping journey_missing wrong_types click_without_element pace_and_settle "
    "key_beside_instead_of_below expectation_keys operator times known_fault expect_is_no_list two_steps_in_one "
    "plan_keys plan_events plan_consent plan_sessions plan_milestones vendor step_without_step text_as_step"
)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return schema.schemas()


def plain(tree: Tree) -> Any:
    if tree.is_mapping:
        return {key: plain(value) for key, value in tree.value.items()}
    return [plain(value) for value in tree.value] if tree.is_list else tree.value


def validator_of(data: Any, made: dict[str, Any]) -> Any:
    name = "plan" if isinstance(data, dict) and "plan" in data else "scenario"
    return jsonschema.Draft7Validator(made[f"{name}.schema.json"])


def test_they_are_fresh(made: dict[str, Any], renew: bool) -> None:
    if renew:
        schema.write()
    assert {path.name for path in schema.FOLDER.iterdir()} == set(made)
    for name, one in made.items():
        assert (schema.FOLDER / name).read_text(encoding="utf-8") == schema.text_of(one)
        jsonschema.Draft7Validator.check_schema(one)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_are_right(file: Path, made: dict[str, Any]) -> None:
    data = plain(read_file(file, file.name))
    assert [error.message for error in validator_of(data, made).iter_errors(data)] == []
    if "fragment" in data:
        assert jsonschema.Draft7Validator(made["fragment.schema.json"]).is_valid(data)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_name_their_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (file.parent / first.partition("=")[2].split()[0]).resolve().parent == schema.FOLDER.resolve()


@pytest.mark.parametrize("name", SEEN_BY_A_SCHEMA.split())
def test_wrong_files_are_marked_in_an_editor(name: str, made: dict[str, Any]) -> None:
    data = plain(read_file(WRONG / f"{name}.yaml", name))
    assert not validator_of(data, made).is_valid(data)


@pytest.mark.parametrize("kind", STEPS)
def test_each_step_is_described_and_its_examples_are_right(kind: str, made: dict[str, Any]) -> None:
    one = made["scenario.schema.json"]["definitions"]["step"]["anyOf"][1]["properties"][kind]
    assert one["description"]
    examples = STEPS[kind].__doc__.partition("Example:\n\n")[2]
    steps = plain(parse(f"journey:\n{examples}", Path("x.yaml"), "x.yaml"))["journey"]
    checker = validator_of({"scenario": "x"}, made)
    assert [error.message for error in checker.iter_errors({"scenario": "x", "journey": steps})] == []


def test_every_key_has_a_description(made: dict[str, Any]) -> None:
    def bare(value: Any, path: str) -> list[str]:
        if isinstance(value, list):
            return [one for index, item in enumerate(value) for one in bare(item, f"{path}/{index}")]
        if not isinstance(value, dict):
            return []
        found = [
            f"{path}/{name}"
            for name, item in value.get("properties", {}).items()
            if isinstance(item, dict) and not item.get("description")
        ]
        return found + [one for name, item in value.items() for one in bare(item, f"{path}/{name}")]

    assert [place for name, one in made.items() for place in bare(one, name)] == []
    assert json.dumps(made)
