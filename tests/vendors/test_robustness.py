"""No request makes a decoder fail, hang, or take more time than its size deserves."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.mutations import mutated
from tests.vendors.tables import Case, all_cases
from validator.model.event import Event
from validator.model.recording import Request
from validator.vendors import EVENTS, VENDORS, claim, decode

CASES = all_cases()


def check(request: Request, vendor: str) -> None:
    for event in decode(request, vendor):
        assert not event.undecoded.startswith("the decoder failed"), event.undecoded
        assert not event.undecoded.endswith("is missing"), event.undecoded
        assert_typed(event)


def assert_typed(event: Event) -> None:
    assert isinstance(event.name, str)
    assert isinstance(event.id, str)
    for said in (event.category, event.action, event.label):
        assert said is None or isinstance(said, str)
    assert event.value is None or (isinstance(event.value, int | float | str) and not isinstance(event.value, bool))
    for given_ in (event.params, event.user, event.consent, event.raw, *event.items):
        assert isinstance(given_, dict)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(CASES), st.integers(0, 2**32))
def test_a_damaged_request_is_read_or_refused(case: Case, seed: int) -> None:
    request = mutated(case.request, random.Random(seed))
    claim(request)
    check(request, case.vendor)


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_vendors_own_cases_damaged(vendor: str) -> None:
    dice = random.Random(vendor)
    mine = [case for case in CASES if case.vendor == vendor]
    for _ in range(120):
        check(mutated(dice.choice(mine).request, dice), vendor)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="abc/?&=%.;:@[]{}\"'~é\n\ud800", max_size=60),
    st.binary(max_size=60),
    st.sampled_from(sorted(VENDORS)),
)
def test_nonsense(url: str, body: bytes, vendor: str) -> None:
    claim(Request(1, url, body=body))
    check(Request(1, url, method="POST", body=body), vendor)


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_empty_request(vendor: str) -> None:
    check(Request(1, "https://a.example/"), vendor)
    check(Request(1, ""), vendor)


def lines_run(work: Callable[[], Any]) -> int:
    """How many lines of Python are run: a measure that does not depend on the machine."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


GA4 = "https://www.google-analytics.com/g/collect?v=2&tid=G-DEMO12345"
ADOBE = "https://a.sc.omtrdc.net/b/ss/a/1/H/s?AQB=1"
GROWING: dict[str, Callable[[int], Request]] = {
    "query": lambda size: Request(
        1, GA4 + "&en=x&" + "&".join(f"ep.p{number}=value{number}" for number in range(size))
    ),
    "one name": lambda size: Request(1, GA4 + "&en=x" + "&a=b" * size),
    "lines": lambda size: Request(1, GA4, method="POST", body=b"\n".join(b"en=e&ep.a=b" for _ in range(size))),
    "items": lambda size: Request(1, GA4 + "&en=x&pr1=" + "~k0a~v0b" * size),
    "json": lambda size: Request(
        1,
        "https://api2.amplitude.com/2/httpapi",
        method="POST",
        body=json.dumps({"events": [{"event_type": "e", "event_properties": {"a": ["b"] * size}}]}).encode(),
    ),
    "events": lambda size: Request(
        1,
        "https://api2.amplitude.com/2/httpapi",
        method="POST",
        body=json.dumps({"events": [{"event_type": "e"}] * size}).encode(),
    ),
    "brackets": lambda size: Request(
        1, "https://www.facebook.com/tr/?id=1234567&ev=x" + "".join(f"&cd[a][{number}]=1" for number in range(size))
    ),
    "products": lambda size: Request(1, ADOBE + "&products=" + "c;p;1;2," * size + "&AQE=1"),
    "context": lambda size: Request(1, ADOBE + "&c.=" + "&a.=&b=1&.a=" * size + "&.c=&AQE=1"),
}


@pytest.mark.parametrize("shape", GROWING)
def test_the_work_grows_with_the_size_and_no_faster(shape: str) -> None:
    small, large = GROWING[shape](250), GROWING[shape](1000)
    for request in (small, large):  # what is made once is made before
        claim(request)
        decode(request, claim(request) or "")
    few = lines_run(lambda: decode(small, claim(small) or ""))
    many = lines_run(lambda: decode(large, claim(large) or ""))
    assert many < 4.4 * few + 2_000


@pytest.mark.parametrize(
    "text",
    ["@" * 200_000, "a@" * 100_000, "a." * 100_000, "a_" * 100_000, "4" * 200_000, "4111 " * 40_000, "+1" * 100_000,
     "ab" * 100_000, "%40" * 60_000, "[" * 200_000, "~" * 200_000, "{{" * 100_000, "a" * 63 + "@" + "a-" * 90_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_long_values_are_looked_at_without_despair(text: str) -> None:
    """A value that a regular expression could choke on; a quadratic one would take minutes here."""
    url = "https://www.google-analytics.com/g/collect?v=2&tid=G-DEMO12345&en=x"
    request = Request(1, f"{url}&ep.a={text}&{text}=1&pr1={text}", body=text.encode(), method="POST")
    claim(request)
    decode(request, "ga4")
    decode(replace(request, body=b'{"a":' + json.dumps(text).encode() + b"}"), "ua")


def test_more_events_than_are_read_are_told() -> None:
    body = b"\n".join(b"en=e" for _ in range(EVENTS + 5))
    found = decode(Request(1, "https://a.example/g/collect?v=2&tid=G-DEMO12345", method="POST", body=body), "ga4")
    assert len(found) == EVENTS + 1
    assert "more than 2000 events" in found[-1].undecoded


def test_a_body_that_was_cut_is_told() -> None:
    request = Request(
        1, "https://a.example/g/collect?v=2&tid=G-DEMO12345", method="POST", body=b"en=a", body_cut=9_000_000
    )
    first, second = decode(request, "ga4")
    assert first.name == "a"
    assert "9000000 bytes, of which only 4 were kept" in second.undecoded


def test_a_decoder_that_fails_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: Request) -> Any:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(VENDORS["ga4"], "decode", fail)
    (found,) = decode(Request(1, "https://a.example/x", method="POST", body=b"abc"), "ga4")
    assert found.undecoded == "the decoder failed: ZeroDivisionError: oh"
    assert found.raw == {"url": "https://a.example/x", "body": "abc"}


def test_an_unknown_vendor_is_told() -> None:
    (found,) = decode(Request(1, "https://a.example/x"), "nobody")
    assert found.undecoded == "there is no vendor named 'nobody'"
