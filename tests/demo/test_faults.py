"""Every planted fault fits the shop, changes it, and names a scenario that is there; a wrong one says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from validator.demo import FAULTS, serve
from validator.demo.fault import read_fault, read_faults
from validator.demo.planting import plant
from validator.demo.server import shop_files
from validator.model.location import InputError, UsageError

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEAD = """\
fault: A
describe: b
look_for: c
scenario: d.yaml
expectation: ga4 e
status: missing
link: push
"""


@pytest.mark.parametrize("name", FAULTS)
def test_fault_fits_the_shop(name: str) -> None:
    fault = FAULTS[name]
    faulty = plant(fault, shop_files())
    changed = {path for path, data in faulty.items() if data != shop_files()[path]}
    assert changed
    assert faulty.keys() == shop_files().keys()
    assert (SCENARIOS / fault.scenario).is_file()
    json.loads(faulty["container.json"])


def test_every_link_of_the_chain_is_broken_by_some_fault() -> None:
    assert {fault.link for fault in FAULTS.values()} >= {
        "push", "container", "trigger", "tag", "consent", "request", "field",
    }  # fmt: skip


def test_a_faulty_shop_is_served_beside_a_sound_one() -> None:
    with serve(fault="wrong-currency") as faulty, serve() as sound:
        texts = [requests.get(f"{shop.url}/static/tracking.js").text for shop in (faulty, sound)]
    assert 'CURRENCY = "USD"' in texts[0]
    assert 'CURRENCY = "EUR"' in texts[1]


def test_an_unknown_fault_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no fault 'nope'.*button-renamed"):
        serve(fault="nope")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fault: A\n", 'the key "describe" is missing'),
        ("- a\n", "keys and their values are expected here, not a list"),
        (HEAD, 'the key "changes" is missing'),
        (HEAD + "changes: []\n", "a list of changes is expected"),
        (HEAD + "colour: red\nchanges: []\n", '"colour" is not a key here'),
        (HEAD.replace("push", "pull") + "changes: [{file: a, find: b, replace: c}]\n", 'text "pull" is not possible'),
        (HEAD + "changes: [{file: a, find: 1, replace: c}]\n", "a text is expected here, not the number 1"),
        (HEAD + "changes: [{file: a, find: b, replace: c, count: 0}]\n", "a whole number from 1"),
        (HEAD + "changes: [{container: tag, set: 1, remove: true}]\n", "one of set, add and remove"),
        (HEAD + "\tchanges: 1\n", "tab"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_fault(path)
    assert message in str(caught.value)
    assert f"{path.as_posix()}:" in str(caught.value)


def test_a_folder_tells_of_all_wrong_files(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("fault: 1\n")
    (tmp_path / "two.yaml").write_text("[]")
    with pytest.raises(InputError) as caught:
        read_faults(tmp_path)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("{file: static/none.js, find: a, replace: b}", "no file 'static/none.js'"),
        ("{file: static/shop.js, find: nowhere at all, replace: b}", "stands nowhere in static/shop.js"),
        ("{file: static/tracking.js, find: 'push(', replace: b}", "and should once"),
        ("{container: 'tag[name=None].paused', set: true}", "no element has name=None"),
        ("{container: 'tag[type=ua].paused', set: true}", "elements have type=ua"),
        ("{container: 'tags[0]', remove: true}", "nothing at 'tags'"),
        ("{container: 'tag[999]', remove: true}", "nothing at 999"),
        ("{container: 'tag..name', set: 1}", "cannot be read"),
        ("{container: 'container.name', add: 1}", "is no list"),
    ],
)
def test_a_change_that_does_not_fit_says_why(tmp_path: Path, change: str, message: str) -> None:
    path = tmp_path / "misfit.yaml"
    path.write_text(f"{HEAD}changes:\n  - {change}\n")
    with pytest.raises(InputError) as caught:
        plant(read_fault(path), shop_files())
    assert message in str(caught.value)
    assert "misfit.yaml:9:5" in str(caught.value)


def test_the_container_can_be_changed_at_any_place(tmp_path: Path) -> None:
    path = tmp_path / "fits.yaml"
    path.write_text(
        f"{HEAD}changes:\n"
        "  - {container: 'tag[name=GA4 – purchase].paused', set: true}\n"
        "  - {container: 'tag[name=UA – Page view]', remove: true}\n"
        "  - {container: 'tag[name=GA4 – login].firingTriggerId[0]', set: '1'}\n"
        "  - {container: trigger, add: {name: New}}\n"
    )
    version = json.loads(plant(read_fault(path), shop_files())["container.json"])["containerVersion"]
    tags = {tag["name"]: tag for tag in version["tag"]}
    assert tags["GA4 – purchase"]["paused"] is True
    assert "UA – Page view" not in tags
    assert tags["GA4 – login"]["firingTriggerId"] == ["1"]
    assert version["trigger"][-1] == {"name": "New"}
