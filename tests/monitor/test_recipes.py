"""The ready files: they can be read, and type only commands and options that there are."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from validator.cli import COMMANDS, command
from validator.language.yaml_tree import parse

FOLDER = Path(__file__).parents[2] / "docs" / "monitoring"
FILES = sorted(FOLDER.iterdir())
TYPED = re.compile(r"validator (monitor|report)\b([^\"'|&>\n]*)")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_typed_there_exists(file: Path) -> None:
    found = TYPED.findall(file.read_text(encoding="utf-8"))
    assert found or file.suffix in (".timer",)
    for name, rest in found:
        assert name in COMMANDS
        made = command.get_command(click.Context(command), name)
        assert made is not None
        known = {option for one in made.params for option in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.suffix in (".yml", ".yaml")], ids=lambda file: file.name
)
def test_yaml_is_yaml(file: Path) -> None:
    for document in file.read_text(encoding="utf-8").split("\n---\n"):
        assert parse(document, file, file.name).is_mapping


def test_all_are_named_in_the_manual() -> None:
    text = (FOLDER.parent / "monitoring.md").read_text(encoding="utf-8")
    assert all(f"monitoring/{file.name}" in text for file in FILES)
