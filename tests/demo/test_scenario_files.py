"""The example files are what a newcomer copies: editors accept them, and they name the schemas they are checked by."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from validator.language import read_suite
from validator.language.tree import Tree
from validator.language.yaml_tree import parse

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(path.relative_to(SCENARIOS).as_posix() for path in SCENARIOS.rglob("*.yaml"))


def plain(tree: Tree) -> Any:
    """As an editor sees it, by YAML 1.2."""
    value = tree.value
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", FILES)
def test_file_fits_the_schema_that_it_names(name: str) -> None:
    path = SCENARIOS / name
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named, "the first line tells editors how to check the file"
    schema: dict[str, Any] = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))
    told = plain(parse(text, path, name))
    assert next(iter(told)) == Path(named[1]).name.partition(".")[0]
    jsonschema.validate(told, schema)


def test_all_are_read_without_a_warning() -> None:
    suite = read_suite([SCENARIOS], environment={})
    assert len({entry.scenario.location.file for entry in suite}) >= 15
    assert suite.warnings == ()


def test_the_site_can_be_chosen() -> None:
    chosen = read_suite([SCENARIOS], environment={"BASE_URL": "http://127.0.0.1:9999"})
    assert {entry.scenario.site for entry in chosen} == {"http://127.0.0.1:9999"}


@pytest.mark.parametrize("name", [name for name in FILES if "tracking-plan" not in name])
def test_scenario_is_short_enough_to_be_read_aloud(name: str) -> None:
    assert len((SCENARIOS / name).read_text(encoding="utf-8").splitlines()) <= 55
