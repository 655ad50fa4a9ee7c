"""The house stays as it was drawn: imports run one way, families keep to themselves, and no room grows too big."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "validator"
FILES = sorted(HOUSE.rglob("*.py"))
FAMILIES = ("steps", "vendors", "cmps", "reporters")
DRAWN = ("language", "judge", "browser", "gtm", "suite", "history", "scan", "preview", "cli", "pytest_plugin", "demo")
OVER_TIME = ("production", "notices", "monitor", "report")
STAGES = (*DRAWN, *OVER_TIME, "paper")
DOORS = ("cli", "pytest_plugin", "preview")
# room → rooms of ours that it must never import
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "model": ("*",),
    "language": ("browser", "scan", "preview", "cli", "pytest_plugin", "judge", "reporters", "gtm", "demo"),
    "steps": STAGES,
    "vendors": STAGES,
    "cmps": STAGES,
    "reporters": ("browser", "scan", "preview", "cli", "pytest_plugin", "judge", "language", "demo"),
    "decoding": (*STAGES, "vendors", "reporters"),
    "recordings": (*STAGES, "vendors", "reporters", "telling"),
    "telling": ("browser", "scan", "preview", "cli", "pytest_plugin", "judge", "language", "demo", "reporters"),
    "operators": STAGES,
    "judge": ("browser", "scan", "preview", "cli", "pytest_plugin", "language", "reporters", "demo"),
    "gtm": ("browser", "judge", "scan", "preview", "cli", "pytest_plugin", "reporters", "demo"),
    "history": (
        *("browser", "gtm", "scan", "preview", "cli", "pytest_plugin", "language", "reporters", "demo", "suite"),
        *OVER_TIME,
    ),
    "paper": (*DRAWN, *OVER_TIME),
    "production": ("browser", "gtm", "judge", "scan", "preview", "cli", "pytest_plugin", "language", "demo", "suite"),
    "notices": (*DRAWN, "production", "monitor", "report"),
    "report": ("gtm", "judge", "scan", "preview", "cli", "pytest_plugin", "language", "demo", "suite", "monitor"),
    "monitor": ("gtm", "scan", "preview", "cli", "pytest_plugin", "reporters", "demo", "production", "report"),
    "browser": ("scan", "preview", "cli", "pytest_plugin", "reporters", "demo", *OVER_TIME),
    "suite": ("scan", "preview", "cli", "pytest_plugin", "demo", *OVER_TIME),
    "scan": ("preview", "cli", "pytest_plugin", "demo", *OVER_TIME),
    "preview": ("scan", "pytest_plugin", *OVER_TIME),
    "pytest_plugin": ("cli", "scan", "preview", *OVER_TIME),
    "demo": ("browser", "judge", "scan", "cli", "pytest_plugin", "preview", "reporters", "gtm", *OVER_TIME),
}
LONGEST = 400
# Longer, with the reason why it is one thing.
LONG: dict[str, str] = {}


def name(file: Path) -> str:
    parts = file.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(file: Path) -> Iterator[str]:
    """Every module of ours that a file imports, within functions and for types as well."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = HOUSE.parent.joinpath(*node.module.split("."), alias.name)
                is_module = deeper.with_suffix(".py").exists() or deeper.is_dir()
                yield f"{node.module}.{alias.name}" if is_module else node.module


IMPORTS = {name(file): sorted(set(imported(file))) for file in FILES}
OURS = {here: [each for each in there if each.split(".")[0] == "validator"] for here, there in IMPORTS.items()}


@pytest.mark.parametrize("here", OURS)
def test_imports_run_one_way(here: str) -> None:
    forbidden = FORBIDDEN.get(room(here), ())
    for there in OURS[here]:
        if room(there) == room(here) or not room(there):
            continue
        assert "*" not in forbidden, f"{here} may import nothing of ours, and imports {there}"
        assert room(there) not in forbidden, f"{here} may not import {there}"


@pytest.mark.parametrize("here", [here for here in OURS if room(here) in FAMILIES and here.count(".") == 2])
def test_members_keep_to_themselves(here: str) -> None:
    if here.split(".")[2].startswith("_"):
        return
    for there in OURS[here]:
        parts = there.split(".")
        other = len(parts) == 3 and parts[1] == room(here) and not parts[2].startswith("_")
        assert not other, f"{here} is a member of a family, and may not import {there}"


def test_doors_never_import_each_other() -> None:
    for here, there in OURS.items():
        if room(here) in DOORS:
            others = {room(each) for each in there if room(each) in DOORS and room(each) != room(here)}
            assert others <= ({"preview"} if room(here) == "cli" else set()), f"{here} opens another door: {others}"


def test_the_judge_knows_no_browser() -> None:
    for here, there in IMPORTS.items():
        if room(here) in ("judge", "language", "reporters", "operators", "vendors", "gtm"):
            assert not [each for each in there if each.split(".")[0] == "playwright"], f"{here} imports Playwright"


def test_yaml_is_read_in_one_place() -> None:
    readers = [here for here, there in IMPORTS.items() if any(each.split(".")[0] == "yaml" for each in there)]
    assert readers == ["validator.language.yaml_tree"]


def test_no_circles() -> None:
    """Every module can be put before those that import it."""
    left = {here: {each for each in there if each in OURS and each != here} for here, there in OURS.items()}
    while free := [here for here, there in left.items() if not there & left.keys()]:
        for here in free:
            del left[here]
    assert not left, f"these import each other in a circle: {sorted(left)}"


@pytest.mark.parametrize("file", FILES, ids=name)
def test_file_says_what_it_holds(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{file.name}: the first line says what it holds"


@pytest.mark.parametrize("file", [*FILES, *sorted(HOUSE.rglob("*.js"))], ids=name)
def test_file_is_one_thing(file: Path) -> None:
    if name(file) not in LONG:
        lines = file.read_text(encoding="utf-8").count("\n")
        assert lines <= LONGEST, f"{name(file)} has {lines} lines: two things may live in it"
