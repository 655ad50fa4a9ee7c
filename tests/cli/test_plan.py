"""`validator plan`: the plan is checked, shown, measured, and goes to and from other formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Typed, one_line, write

PLAN = """plan: Shop
vendors: {ga4: {id: G-DEMO12345}}
events:
  Look: {conversion: micro, ga4: {event: view_item}}
  Buy: {conversion: macro, ga4: {event: purchase, params: {value: {type: number}}}}
"""
LOOK = "scenario: Looking\nsite: https://shop.example\njourney:\n  - goto: /\n    expect: [Look]\n"


@pytest.fixture
def shop(folder: Path) -> Path:
    write(folder, look=LOOK)
    (folder / "scenarios" / "tracking-plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder


def test_check(typed: Typed, shop: Path) -> None:
    told = typed("plan", "check")
    assert told.exit_code == 0
    assert told.output.endswith("scenarios/tracking-plan.yaml: 2 events, 0 goals, no mistakes.\n")


def test_check_warns_of_a_plan_without_steps_on_the_way(typed: Typed, shop: Path) -> None:
    Path("plan.yaml").write_text(PLAN.replace("conversion: micro, ", ""), encoding="utf-8")
    told = typed("plan", "check", "--plan", "plan.yaml")
    assert "no micro one" in told.output
    assert told.output.endswith("1 warning.\n")


def test_a_wrong_plan_is_wrong_input(typed: Typed, shop: Path) -> None:
    Path("plan.yaml").write_text(PLAN.replace("macro", "main"), encoding="utf-8")
    for words in (("check",), ("show",), ("export", "csv")):
        told = typed("plan", *words, "--plan", "plan.yaml")
        assert told.exit_code == 2
        assert "plan.yaml:5:21" in told.output


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--min", "50"), 0), (("--min", "60"), 1)])
def test_coverage_gates(typed: Typed, shop: Path, words: tuple[str, ...], code: int) -> None:
    told = typed("plan", "coverage", *words)
    assert told.exit_code == code
    assert "1 of 2 events expected by scenarios\n  ✗ Buy · macro" in told.output
    assert "50 % of the plan is expected by 1 scenario" in told.output


@pytest.mark.parametrize(
    ("kind", "told"), [("text", "Buy · macro"), ("markdown", "## Buy"), ("csv", "Buy,macro"), ("json-schema", "oneOf")]
)
def test_show(typed: Typed, shop: Path, kind: str, told: str) -> None:
    assert told in typed("plan", "show", "--format", kind).output


@pytest.mark.parametrize("kind", ["csv", "json-schema"])
def test_export_and_import(typed: Typed, shop: Path, kind: str) -> None:
    file = "told.json" if kind == "json-schema" else "told.csv"
    assert typed("plan", "export", kind, "--output", file).output == f"Written: {file}\n"
    assert typed("plan", "import", file, "--name", "Shop", "--output", "new/tracking-plan.yaml").exit_code == 0
    told = typed("plan", "show", "--plan", "new/tracking-plan.yaml")
    assert "value: number" in told.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "none.csv"), "none.csv cannot be read"),
        (("import", "none.csv", "--vendor", "nobody"), "there is no vendor 'nobody'"),
        (("show", "--plan", "none.yaml"), "There is no file none.yaml."),
        (("show",), "There is no tracking-plan.yaml here."),
    ],
)
def test_what_was_mistyped(typed: Typed, words: tuple[str, ...], told: str) -> None:
    found = typed("plan", *words)
    assert found.exit_code == 2
    assert told in one_line(found.output)


def test_a_file_in_another_encoding_says_so(typed: Typed, folder: Path) -> None:
    Path("latin.csv").write_bytes("Event,Größe\n".encode("latin-1"))
    told = typed("plan", "import", "latin.csv")
    assert told.exit_code == 2
    assert "not written in UTF-8" in told.output
