"""The ready files for CI systems say only what this version understands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from validator.cli import COMMANDS
from validator.cli.merge import command as merge
from validator.cli.run import command as run

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "action.yml", ROOT / "Dockerfile", *sorted((ROOT / "docs" / "ci").iterdir())]


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.suffix in (".yml", ".yaml")], ids=lambda file: file.name
)
def test_it_is_yaml(file: Path) -> None:
    assert isinstance(yaml.safe_load(file.read_text("utf-8")), dict)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_its_commands_and_options_are_known(file: Path) -> None:
    known = {name for command in (run, merge) for option in command.params for name in option.opts} | {"--help"}
    for line in re.sub("(?m)^#.*$", "", file.read_text("utf-8")).splitlines():
        for told in re.findall(r"\bvalidator ([a-z]+) .*", line.partition(" # ")[0]):
            assert told in COMMANDS, line
            assert set(re.findall(r"(?<=\s)--[a-z-]+", line[line.index(f"validator {told}") :])) <= known, line


def test_the_action_reads_no_input_as_a_command() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(action["inputs"])
