"""Wrong input is refused with exactly the words that are kept beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from validator.language import read_suite
from validator.model.location import InputError

HERE = Path(__file__).parent / "wrong"
PLAN = "tracking-plan.yaml"
WRONG = sorted(path for path in HERE.glob("*.yaml") if path.name != PLAN)


def told(name: str) -> str:
    with pytest.raises(InputError) as caught:
        read_suite([name], environment={})
    return f"{caught.value}\n"


@pytest.mark.parametrize("file", WRONG, ids=lambda file: file.stem)
def test_wrong_input_is_told_in_the_words_kept(file: Path, renew: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    words = told(file.name)
    if renew:
        file.with_suffix(".txt").write_text(words, encoding="utf-8")
    assert words == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_there_are_enough_of_them_and_none_is_left_over() -> None:
    assert len(WRONG) >= 40
    assert {path.stem for path in HERE.glob("*.txt")} == {path.stem for path in WRONG}


def _bomb() -> bytes:
    lines = ["scenario: x", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"scenario: x\n" + b"# 0123456789\n" * 800_000, "s.yaml:1:1: this file has 10.4 MB; a scenario"),
        (_bomb(), "written out this file has more than 50,000 values"),
        (b"scenario: &a\n  b: *a\n", 's.yaml:2:6: "*a" stands within the value that it repeats'),
        ("scenario: Käufe\njourney: []\n".encode("latin-1"), "s.yaml:1:12: this file is not UTF-8 text: the byte 0xE4"),
        (b"scenario: x\njourney: \0\n", "s.yaml:2:10: this is not a text file"),
        (b"scenario: " + b"[" * 5000 + b"]" * 5000, "nested more than 50 levels deep"),
        (b"\xff\xfe" + "scenario: x\r\nnope: 1\r\n".encode("utf-16-le"), 's.yaml:2:1: "nope" is not a key'),
        ("scenario: x\nnope: 1\n".encode("utf-16-le"), 's.yaml:2:1: "nope" is not a key'),
        ("scenario: x\nnope: 1\n".encode("utf-16-be"), 's.yaml:2:1: "nope" is not a key'),
        (b"\xef\xbb\xbfscenario: x\r\nnope: 1\r\n", 's.yaml:2:1: "nope" is not a key'),
        (b"\xef\xbb\xbfno: x\r\n", "s.yaml:1:1: this file does not say what it is"),
    ],
    ids=[
        "10 MB",
        "bomb",
        "ring",
        "latin-1",
        "NUL",
        "deep",
        "UTF-16",
        "UTF-16 unmarked",
        "UTF-16 BE unmarked",
        "BOM and CRLF",
        "BOM at the key",
    ],
)
def test_strange_files(content: bytes, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_bytes(content)
    assert words in told("s.yaml")


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("scenario: A\nsite: https://a.example\njourney:\n  - clik: x\n  - goot: /\n")
    Path("b.yaml").write_text("scenario: B\njourney: [\n")
    Path("tracking-plan.yaml").write_text("plan: P\nvendors: {ga5: }\n")
    with pytest.raises(InputError) as caught:
        read_suite(["."], environment={})
    places = [(problem.location.file, problem.location.line) for problem in caught.value.problems]
    assert places == [("tracking-plan.yaml", 2), ("a.yaml", 4), ("a.yaml", 5), ("b.yaml", 2)]


def test_a_directory_without_scenarios_and_a_file_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("none").mkdir()
    Path("none/compose.yaml").write_text("services: {}\n")
    assert "there is no scenario in this directory" in told("none")
    Path("buy.yaml").write_text("scenario: x\n")
    assert 'Did you mean "buy.yaml"?' in told("by.yaml")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("s.yaml", "szenario: A\nseite: x\n", "s.yaml:1:1: this file does not say what it is"),
        ("s.yaml", "name: A\nsite: x\nsteps: []\n", "s.yaml:1:1: this file does not say what it is"),
        ("s.yaml", "- goto: /\n", "s.yaml:1:1: a file begins with a key, and here stands a list"),
        ("s.yaml.txt", "scenario: A\n", "The name s.yaml.txt must end with .yaml."),
        ("ci.yaml", "stages: [test]\n", ".:1:1: there is no scenario in this directory"),
        ("tracking-plan.yaml", "plan: A\n", ".:1:1: there is no scenario in this directory"),
    ],
)
def test_a_directory_without_a_scenario_tells_of_the_files_that_may_be_meant(
    name: str, content: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(content, encoding="utf-8")
    assert words in told(".")
