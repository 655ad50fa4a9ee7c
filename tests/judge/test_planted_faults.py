"""A sample of the planted faults, in a real browser: found, named rightly, and told in the words that were kept.

`python benchmarks/faults.py` runs them all, and renews the words with --renew.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from validator.browser.engine import Engine
from validator.demo.planting import plant
from validator.demo.server import shop_files

ROOT = Path(__file__).parents[2]


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("planted_faults", ROOT / "benchmarks" / "faults.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BENCHMARK = _loaded()
FAULTS = BENCHMARK.read(BENCHMARK.FOLDERS)
SAMPLE = (
    "bot-protection",
    "campaign-dropped",
    "consent-forgotten",
    "container-of-another-site",
    "items-left-over",
    "layer-made-anew",
    "sent-beside-the-tag-manager",
    "tag-once-a-page",
    "trigger-too-narrow",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(BENCHMARK.options(tmp_path_factory.mktemp("out"))) as running:
        yield running


@pytest.mark.browser
@pytest.mark.parametrize("name", SAMPLE)
def test_a_planted_fault_is_told_in_the_words_kept(engine: Engine, name: str) -> None:
    path = next(path for path in FAULTS if path.stem == name)
    (answer,) = BENCHMARK.perform(engine, {path: FAULTS[path]})
    assert answer.detected
    assert answer.right_link
    assert answer.right_field
    assert answer.text == BENCHMARK.golden(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_a_planted_fault_fits_the_shop_and_its_words_are_kept(path: Path) -> None:
    files = shop_files()
    assert plant(FAULTS[path], files) != files
    assert BENCHMARK.golden(path).is_file(), "python benchmarks/faults.py --renew"
    beside = path.parent / FAULTS[path].scenario
    assert beside.is_file() or (ROOT / "scenarios" / FAULTS[path].scenario).is_file()


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_the_words_on_a_fault_say_that_something_is_wrong(path: Path) -> None:
    text = BENCHMARK.golden(path).read_text(encoding="utf-8")
    assert text.startswith(("✗ ", "⊘ ")), text
    assert "→ " in text, "no mend is told"


def test_no_words_are_kept_of_faults_that_are_gone() -> None:
    names = {path.stem for path in FAULTS}
    assert {file.stem for file in (ROOT / "benchmarks" / "faults" / "told").glob("*.txt")} == names


def test_the_faults_are_many_and_of_every_link() -> None:
    assert len(FAULTS) >= 60
    assert {fault.link for fault in FAULTS.values()} >= {
        "step", "push", "container", "trigger", "tag", "consent", "request", "field",
    }  # fmt: skip
