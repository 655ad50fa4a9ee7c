"""What is held back is answered as its vendor would; what is wanted is delivered; what leaks is noticed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.capture.kinds import SITE, Kind
from tests.capture.laboratory import Laboratory, Visit, sent
from validator.browser.capture.policy import Delivery
from validator.model.recording import Recording

pytestmark = pytest.mark.browser


async def stay(visit: Visit) -> None:
    """The visitor does nothing more."""


ANSWERS = [
    ("https://api2.amplitude.com/2/httpapi", '{"api_key":"k","events":[{"event_type":"a"}]}', '"code":200'),
    ("https://api.segment.io/v1/t", '{"type":"track","event":"a","writeKey":"k"}', '"success":true'),
    ("https://us.i.posthog.com/e/", '{"api_key":"k","event":"a","properties":{"token":"k"}}', '"status":1'),
]


@pytest.mark.parametrize(("url", "body", "answer"), ANSWERS)
def test_a_library_gets_the_answer_that_it_waits_for(laboratory: Laboratory, url: str, body: str, answer: str) -> None:
    """With credentials and a preflight, as a library of another origin asks."""
    script = f"""
    fetch({url!r}, {{method: 'POST', credentials: 'include', headers: {{'content-type': 'application/json'}},
      body: {body!r}}}).then((r) => r.text()).then((text) => window.answer = text, (e) => window.answer = 'E' + e)
    """

    async def act(visit: Visit) -> None:
        assert answer in await visit.page.evaluate("window.answer")

    recording = laboratory.play(Kind(script), act)
    (request,) = [each for each in recording.requests if each.handling == "held"]
    assert request.body.decode() == body


def test_images_and_scripts_load(laboratory: Laboratory) -> None:
    script = """
    const i = new Image(); i.onload = () => window.width = i.width; i.src = hit('a');
    const s = document.createElement('script'); s.onload = () => window.ran = true; s.src = hit('b');
    document.head.append(s);
    """

    async def act(visit: Visit) -> None:
        assert await visit.page.evaluate("[window.width, window.ran]") == [1, True]

    assert sent(laboratory.play(Kind(script), act)).keys() == {"a", "b"}


THIRD = """
fetch('/data'); new Image().src = 'https://other.test/pixel.png?x=1'; navigator.sendBeacon('https://other.test/b', 'x');
navigator.sendBeacon('/own', 'y');
"""


def test_third_party_beacons_are_held_claimed_or_not(laboratory: Laboratory) -> None:
    recording = laboratory.play(Kind(THIRD), stay, delivery=Delivery("third-party", site=SITE))
    held = sorted(each.url.rpartition("/")[2] for each in recording.requests if each.handling == "held")
    assert held == ["b", "pixel.png?x=1"]
    recording = laboratory.play(Kind(THIRD), stay)
    assert not [each for each in recording.requests if each.handling == "held"]


def test_one_vendor_is_delivered_and_the_others_are_not(laboratory: Laboratory) -> None:
    script = "fetch(hit('a')); new Image().src = 'https://www.facebook.com/tr/?id=1&ev=PageView'"

    async def work() -> tuple[Recording, Any]:
        async with laboratory.visit(Kind(script), delivery=Delivery(site=SITE, deliver=("ga4",))) as visit:
            await visit.goto()
            await visit.settle()
            return await visit.leave(), laboratory.arrived(visit.number)

    recording, arrived = laboratory.call(work())
    assert {each.vendor: each.handling for each in recording.requests if each.vendor} == {
        "ga4": "delivered",
        "meta": "held",
    }
    assert len(arrived) == 1
    assert sent(recording, "delivered")["a"].status == 204


def test_an_endpoint_of_the_plan(laboratory: Laboratory) -> None:
    script = "fetch('https://metrics.test/m', {method: 'POST', body: 'x'})"
    delivery = Delivery(site=SITE, endpoints={"matomo": ("https://metrics.test/m",)})
    recording = laboratory.play(Kind(script), stay, delivery=delivery)
    (request,) = [each for each in recording.requests if each.vendor]
    assert (request.vendor, request.handling) == ("matomo", "held")


def test_a_leak_is_noticed(laboratory: Laboratory) -> None:
    """Somebody switches the interception off: what then goes out is told as leaked."""

    async def work() -> tuple[Recording, Any]:
        async with laboratory.visit(Kind()) as visit:
            await visit.goto()
            await laboratory.tap.want_nothing()
            try:
                await visit.page.evaluate("fetch(hit('a'))")
                await visit.settle()
            finally:
                await laboratory.tap.want([])
            return await visit.leave(), laboratory.arrived(visit.number)

    recording, arrived = laboratory.call(work())
    assert len(arrived) == 1
    assert sent(recording, "leaked").keys() == {"a"}
    assert sent(recording, "leaked")["a"].vendor == "ga4"
    assert not sent(recording, "stopped")


def test_headers_go_to_the_sites_own_host_only(laboratory: Laboratory) -> None:
    delivery = Delivery(site=SITE, headers=(("x-qa", "1"),), deliver=("*",))

    async def work() -> Any:
        async with laboratory.visit(Kind("fetch(hit('a'))"), delivery=delivery) as visit:
            await visit.goto()
            await visit.settle()
            await visit.leave()
            return laboratory.arrived(visit.number)

    (arrived,) = laboratory.call(work())
    assert "x-qa" not in {name.lower() for name in arrived.headers}
