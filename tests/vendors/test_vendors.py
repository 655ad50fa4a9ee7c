"""Every vendor keeps the same promise, and every request of its table comes out as written there."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.vendors.tables import FOLDER, Case, all_cases, cases
from validator.model.event import Event
from validator.model.vendor import Claim
from validator.vendors import VENDORS, claim, decode
from validator.vendors.__main__ import own
from validator.vendors._claims import CLAIMS

CASES = all_cases()
EXACT = ("name", "id", "category", "action", "label", "value", "kind", "undecoded")
PARTIAL = ("params", "user", "raw")


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_says_what_it_must(vendor: str) -> None:
    module = VENDORS[vendor]
    assert module.__doc__
    for word in ("Claims", "Fills", "Source"):
        assert word in module.__doc__, f"the manual of {vendor} has no {word!r}"
    assert isinstance(module.NAME, str)
    assert module.NAME
    assert isinstance(module.HOLDS_BACK, bool)
    assert module.CLAIMS
    assert all(isinstance(item, Claim) for item in module.CLAIMS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_has_a_table_of_three_cases_at_least(vendor: str) -> None:
    assert (FOLDER / f"{vendor}.yaml").exists(), f"tests/vendors/{vendor}.yaml is missing"
    assert len({case.request.url.partition("?")[0] + str(case.request.body) for case in cases(vendor)}) > 0
    assert len(cases(vendor)) >= 3


def test_no_table_is_left_over() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} == set(VENDORS)


def test_the_gathered_claims_are_those_of_the_vendors() -> None:
    assert own() == CLAIMS, "run: python -m validator.vendors"


def test_claiming_imports_no_decoder() -> None:
    code = (
        "import sys; from validator.model.recording import Request; from validator.vendors import claim; "
        "claim(Request(1, 'https://www.facebook.com/tr/?id=1&ev=a')); "
        "print([name for name in sys.modules if name.startswith('validator.vendors.') and '._' not in name])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_no_claim_must_be_asked_for_each_request() -> None:
    assert [owned.vendor for owned in VENDORS.index.others] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.vendor}: {case.name}")
def test_a_request_has_exactly_one_claimant(case: Case) -> None:
    assert VENDORS.index.claimants(case.request) == (case.vendor,)
    assert claim(case.request) == case.vendor


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.vendor}: {case.name}")
def test_a_request_is_read_as_the_table_says(case: Case) -> None:
    events = decode(case.request, case.vendor)
    assert [_told(event, expected) for event, expected in zip(events, case.events, strict=False)] == [
        _wanted(expected) for expected in case.events
    ]
    assert len(events) == len(case.events)
    assert [event.index for event in events] == list(range(len(events)))
    assert all(event.vendor == case.vendor for event in events)


def _wanted(expected: dict[str, Any]) -> dict[str, Any]:
    return {"findings": [], **expected}


def _told(event: Event, expected: dict[str, Any]) -> dict[str, Any]:
    """The event, reduced to what the table speaks of."""
    told: dict[str, Any] = {"findings": [finding.code for finding in event.findings]}
    for name in expected:
        value = getattr(event, name) if name != "findings" else told["findings"]
        if name in PARTIAL:
            told[name] = {key: value[key] for key in expected[name] if key in value}
        elif name == "items":
            told[name] = [dict(item) for item in value]
        elif name == "consent":
            told[name] = dict(value)
        else:
            told[name] = value
    if event.undecoded and "undecoded" not in expected:
        told["undecoded"] = event.undecoded
    return told
