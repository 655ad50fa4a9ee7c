"""Every step: its table of cases is performed, its manual can be read, its title says what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.steps.room import Room
from validator.language.fragment_file import Fragments
from validator.language.journey import Around, Unrolling
from validator.language.reading import Reading
from validator.language.shapes import Shape
from validator.language.tree import Tree
from validator.language.yaml_tree import parse, read_file
from validator.model.scenario import Step
from validator.model.stage import StepFailed
from validator.steps import STEPS

HERE = Path(__file__).parent
FRAGMENT = "fragment: Sign in\nparameters: {name: Ada}\nsteps:\n  - fill: {label: Name, value: '${name}'}\n"
KEYS = {"case", "page", "pages", "steps", "gives", "remembered", "titles", "fails"}


def plain(tree: Tree) -> Any:
    if tree.is_mapping:
        return {key: plain(value) for key, value in tree.value.items()}
    return [plain(value) for value in tree.value] if tree.is_list else tree.value


def cases() -> list[Any]:
    found = []
    for file in sorted(HERE.glob("*.yaml")):
        for tree in read_file(file, file.name).value:
            assert tree.value.keys() <= KEYS, f"{file.name}: {tree.value.keys() - KEYS}"
            found.append(pytest.param(tree, id=f"{file.stem}: {tree.value['case'].value}"))
    return found


def steps_of(tree: Tree, folder: Path) -> tuple[Step, ...]:
    reading = Reading({})
    fragments = Fragments(lambda path: parse(FRAGMENT, path, path.name))
    steps = Unrolling(fragments).steps(tree, reading, Around(folder, "journey"))
    assert [str(problem) for problem in reading.problems] == []
    return steps


@pytest.mark.browser
@pytest.mark.parametrize("case", cases())
def test_case(case: Tree, room: Room) -> None:
    told = plain(case)
    (room.folder / "sign_in.yaml").write_text(FRAGMENT)
    steps = steps_of(case.value["steps"], room.folder)
    if "titles" in told:
        assert [step.title for step in steps] == told["titles"]
    pages = {"/": told.get("page", ""), **told.get("pages", {})}
    if "fails" in told:
        with pytest.raises(StepFailed) as caught:
            room.perform(pages, steps, [])
        assert told["fails"] in str(caught.value).replace(room.site.url, "SITE")
        return
    remembered, given = room.perform(pages, steps, list(told.get("gives", {})))
    assert given == list(told.get("gives", {}).values())
    assert {name: remembered.get(name) for name in told.get("remembered", {})} == told.get("remembered", {})


def test_every_step_has_a_table_of_cases() -> None:
    assert {file.stem for file in HERE.glob("*.yaml")} == set(STEPS)


@pytest.mark.parametrize("kind", STEPS)
def test_every_step_has_a_manual_whose_examples_can_be_read(kind: str) -> None:
    module = STEPS[kind]
    manual, _, examples = module.__doc__.partition("Example:\n\n")
    assert manual.strip()
    if kind == "use":
        return  # its example uses a fragment that is not here
    reading = Reading({"MAIL_TOKEN": "x", "TOKEN": "x"}, remembered={"email", "term"})
    tree = parse(f"journey:\n{examples}", Path("x.yaml"), "x.yaml")
    steps = Unrolling(Fragments(lambda path: tree)).steps(tree.value["journey"], reading, Around(Path(), "journey"))
    assert [str(problem) for problem in reading.problems] == []
    assert all(step.title for step in steps)


@pytest.mark.parametrize("kind", STEPS)
def test_every_step_is_whole(kind: str) -> None:
    module = STEPS[kind]
    assert all(field.doc for field in Shape.of(module.Fields).fields)
    assert getattr(module, "BLOCK", False) is not hasattr(module, "perform")


def test_secrets_and_typed_values_are_not_in_titles() -> None:
    tree = parse(
        's:\n  - fill: {label: Password, value: hidden}\n  - click: "Pay ${TOKEN}"\n', Path("x.yaml"), "x.yaml"
    )
    reading = Reading({"TOKEN": "s3cret"}, secret_names=frozenset({"TOKEN"}))
    steps = Unrolling(Fragments(lambda path: tree)).steps(tree.value["s"], reading, Around(Path(), "journey"))
    assert [step.title for step in steps] == ['fill label "Password"', 'click "Pay «TOKEN»"']
    assert steps[1].fields.target.value == "Pay s3cret"
