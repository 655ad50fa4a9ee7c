"""What the vendors' own libraries were seen to send comes out decoded: the requests kept from the visits here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sdks.libraries import LIBRARIES
from validator.decode import read_line
from validator.model.event import Event
from validator.vendors import VENDORS, claim, decode

LINES = (Path(__file__).parent / "requests.jsonl").read_text(encoding="utf-8").splitlines()
ROWS = [(json.loads(line)["sdk"], json.loads(line)["vendor"], read_line(line)) for line in LINES]


def events(sdk: str) -> list[Event]:
    return [event for name, vendor, request in ROWS if name == sdk for event in decode(request, vendor)]


def test_every_library_is_kept() -> None:
    assert {name for name, _, _ in ROWS} == {*LIBRARIES, "sentry"}


@pytest.mark.parametrize(("sdk", "vendor"), sorted({(sdk, vendor) for sdk, vendor, _ in ROWS}))
def test_every_request_has_one_claimant_and_is_read(sdk: str, vendor: str) -> None:
    for name, owner, request in ROWS:
        if name == sdk:
            assert VENDORS.index.claimants(request) == (owner,) == (vendor,)
            assert claim(request) == vendor
    assert [event.undecoded for event in events(sdk) if event.undecoded] == []


@pytest.mark.parametrize("sdk", LIBRARIES)
def test_a_page_view_and_an_addition_to_the_cart(sdk: str) -> None:
    library = LIBRARIES[sdk]
    found = [event for event in events(sdk) if event.kind == "event"]
    assert [event.name for event in found].count(library.page_view) == 1
    additions = [event for event in found if library.addition in (event.action if library.action else event.name, "")]
    assert [event.value for event in additions] == [19.99]
    assert all(event.id for event in found)


def test_a_library_of_monitoring_gives_signals() -> None:
    assert {event.kind for event in events("sentry")} == {"signal"}
