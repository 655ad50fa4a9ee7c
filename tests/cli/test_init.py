"""`validator init`: what it writes is sound, and passes on the bundled shop as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Typed
from validator.cli.first_look import FirstLook, read_page
from validator.demo import Shop, serve


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with serve() as running:
        yield running


def test_it_writes_a_sound_scenario_and_plan(typed: Typed, folder: Path) -> None:
    told = typed("init")
    assert told.exit_code == 0
    assert told.output.rstrip().endswith("Next: validator run")
    assert "name your own there, or with --base-url" in told.output
    checked = typed("check")
    assert (checked.exit_code, checked.output) == (0, "1 scenario file read, 1 journey, no mistakes.\n")


def test_editors_find_the_schemas(typed: Typed, folder: Path) -> None:
    typed("init", "shop")
    for file in (folder / "shop/scenarios").glob("*.yaml"):
        first = file.read_text().splitlines()[0]
        schema = file.parent / first.partition("$schema=")[2]
        assert json.loads(schema.read_text())["$schema"].endswith("/draft-07/schema#")


def test_nothing_is_overwritten(typed: Typed, folder: Path) -> None:
    typed("init")
    (folder / "scenarios/first.yaml").write_text("mine")
    told = typed("init")
    assert told.exit_code == 2
    assert "is there already; nothing was written." in told.output
    assert (folder / "scenarios/first.yaml").read_text() == "mine"


def test_place_that_cannot_be_written(typed: Typed, folder: Path) -> None:
    (folder / "scenarios").write_text("a file")
    told = typed("init")
    assert told.exit_code == 2
    assert "Nothing can be written to scenarios: " in told.output


def test_site_that_does_not_answer(typed: Typed, folder: Path) -> None:
    told = typed("init", "--site", "http://127.0.0.1:1/shop?lang=de")
    assert told.exit_code == 0
    assert "did not answer: the plan names no ids" in told.output
    scenario = (folder / "scenarios/first.yaml").read_text()
    assert "http://127.0.0.1:1}" in scenario
    assert "- goto: /shop?lang=de\n" in scenario
    assert typed("check").exit_code == 0


def test_ids_of_the_first_page_are_found() -> None:
    page = "<title>\n My shop </title> 'GTM-ABC123' id=G-ABCDEF1234 GTM-ABC123 UA-1 G-x"
    assert read_page(page) == FirstLook(True, "My shop", ("GTM-ABC123",), ("G-ABCDEF1234",))


@pytest.mark.browser
def test_what_it_writes_passes_on_the_shop(ran: Ran, shop: Shop) -> None:
    written = ran("init", "--site", shop.url)
    assert f"Seen on {shop.url}: GTM-DEMO123." in written.stdout
    checked = ran("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    told = ran("run")
    assert (told.returncode, "1 passed" in told.stdout) == (0, True), told.stdout + told.stderr
