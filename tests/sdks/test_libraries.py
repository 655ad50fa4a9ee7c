"""The vendors' own libraries, run in the browser with their endpoint on loopback: what they send comes out decoded."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.sdks.conftest import PAGES, Visit
from tests.sdks.libraries import LIBRARIES
from validator.decode import decode_request
from validator.model.recording import Request
from validator.model.run import Run
from validator.reporters.terminal import render

pytestmark = pytest.mark.browser

LINES = Path(__file__).with_name("requests.jsonl")
KEPT = ("content-type", "content-encoding", "x-write-key", "openpanel-client-id")
AUTHORIZATION = "Basic d2sxMjM6"  # of the page of RudderStack: recordings keep no such header


def expected(name: str) -> str:
    library = LIBRARIES[name]
    addition = f"category: Ecommerce, action: {library.addition}" if library.action else f'event: "{library.addition}"'
    return (
        f'      - {{vendor: {library.vendor}, event: "{library.page_view}"}}\n'
        f"      - {{vendor: {library.vendor}, {addition}, value: 19.99}}\n"
    )


def test_every_library_has_its_page() -> None:
    assert {file.stem for file in PAGES.glob("*.html")} == set(LIBRARIES)


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_page_view_and_an_addition_to_the_cart(name: str, visit: Visit, renew: bool) -> None:
    result = visit(name, expected(name))
    hits = [request for request in result.recording.requests if request.vendor]
    if renew:
        keep(name, hits)
    assert result.verdict.passed, render(Run((result,)), verbose=True)
    assert {request.vendor for request in hits} == {LIBRARIES[name].vendor}
    told = [event for request in hits for event in decode_request(request)]
    assert [event["undecoded"] for event in told if "undecoded" in event] == []
    assert {event["vendor"] for event in told} == {LIBRARIES[name].vendor}


def keep(name: str, hits: list[Request]) -> None:
    """What the library sent is kept, for tests without a browser and for the benchmark."""
    lines = [line for line in LINES.read_text(encoding="utf-8").splitlines() if json.loads(line)["sdk"] != name]
    lines += [json.dumps(row(name, request)) for request in hits]
    LINES.write_text("".join(f"{line}\n" for line in sorted(lines, key=lambda line: json.loads(line)["sdk"])))


def row(name: str, request: Request) -> dict[str, Any]:
    return {
        "sdk": name,
        "vendor": request.vendor,
        "url": request.url,
        "method": request.method,
        "headers": {key: value for key, value in request.headers if key in KEPT}
        | ({"authorization": AUTHORIZATION} if name == "rudderstack" else {}),
        "body_base64": base64.b64encode(request.body).decode(),
    }
