"""What the browser does not let out is evidence too: recorded with the reason, and with its body."""

from __future__ import annotations

from typing import Any

import pytest

from tests.capture.kinds import Kind, on
from tests.capture.laboratory import Laboratory, Visit, sent
from validator.browser.capture.policy import Delivery
from validator.model.recording import Recording, Request

pytestmark = pytest.mark.browser

CSP = {"content-security-policy": "connect-src 'self'; img-src 'self'; form-action 'self'"}


async def stay(visit: Visit) -> None:
    """The visitor does nothing more."""


def stopped(recording: Recording) -> dict[str, Request]:
    return sent(recording, "stopped")


@pytest.mark.parametrize(
    ("script", "directive"),
    [
        ("fetch(hit('a'), {method: 'POST', body: 'told'}).catch(() => {})", "connect-src"),
        ("fetch(new Request(hit('a'), {method: 'POST', body: 'told'})).catch(() => {})", "connect-src"),
        ("navigator.sendBeacon(hit('a'), 'told')", "connect-src"),
        ("navigator.sendBeacon(hit('a'), new Blob(['told']))", "connect-src"),
        ("const x = new XMLHttpRequest(); x.open('POST', hit('a')); x.send('told')", "connect-src"),
        (
            "const x = new XMLHttpRequest(); x.open('POST', hit('a')); x.send(new Uint8Array([116, 111, 108, 100]))",
            "connect-src",
        ),
        ("new Image().src = hit('a')", "img-src"),
        ("document.body.insertAdjacentHTML('beforeend', `<img src='${hit('a')}'>`)", "img-src"),
        ("new EventSource(hit('a'))", "connect-src"),
    ],
)
def test_content_security_policy(laboratory: Laboratory, script: str, directive: str) -> None:
    recording, arrived = laboratory.perform(Kind(script, headers=CSP))
    assert arrived == []
    request = stopped(recording)["a"]
    assert request.failure == f"csp: {directive}"
    assert request.vendor == "ga4"
    if "told" in script or "116" in script:
        assert request.body == b"told"
    assert not sent(recording)


def test_a_policy_that_only_reports_stops_nothing(laboratory: Laboratory) -> None:
    kind = Kind("fetch(hit('a'))", headers={"content-security-policy-report-only": "connect-src 'self'"})
    recording, _ = laboratory.perform(kind)
    assert not stopped(recording)
    assert sent(recording).keys() == {"a"}


def test_mixed_content(laboratory: Laboratory) -> None:
    kind = Kind("fetch(hit('a').replace('https:', 'http:')).catch(() => {})")
    recording, _ = laboratory.perform(kind)
    assert stopped(recording)["a"].failure.startswith("mixed content:")


@pytest.mark.parametrize(
    "script",
    [
        "navigator.sendBeacon(hit('a'), 'x'.repeat(70000))",
        "fetch(hit('a'), {method: 'POST', keepalive: true, body: 'x'.repeat(70000)}).catch(() => {})",
    ],
)
def test_quota(laboratory: Laboratory, script: str) -> None:
    recording, _ = laboratory.perform(Kind(script))
    assert stopped(recording)["a"].failure.startswith("quota:")
    assert stopped(recording)["a"].body_cut == 70000


def test_ad_blocker(laboratory: Laboratory) -> None:
    async def act(visit: Visit) -> None:
        session = await visit.context.new_cdp_session(visit.page)
        await session.send("Network.enable")
        await session.send("Network.setBlockedURLs", {"urls": ["*vendor.test*"]})
        await visit.page.evaluate("fetch(hit('a')).catch(() => {}); new Image().src = hit('b')")
        await visit.settle()

    found = stopped(laboratory.play(Kind(), act))
    assert found["a"].failure.startswith("ad blocker:")
    assert found["b"].failure.startswith("ad blocker:")


@pytest.mark.parametrize("deliver", [(), ("*",)])
def test_offline(laboratory: Laboratory, deliver: tuple[str, ...]) -> None:
    async def act(visit: Visit) -> None:
        await visit.context.set_offline(True)
        visit.step()
        script = "fetch(hit('a')).then(() => 'sent', () => 'refused')"
        assert await visit.page.evaluate(script) == "refused"
        await visit.context.set_offline(False)
        await visit.page.evaluate("fetch(hit('b')).catch(() => {})")

    recording = laboratory.play(Kind(), act, delivery=Delivery(site="https://shop.test", deliver=deliver))
    first = next(each for each in recording.requests if each.url.endswith("en=a"))
    assert "ERR_INTERNET_DISCONNECTED" in first.failure
    assert first.step == 2
    assert "b" in sent(recording, "delivered" if deliver else "held")


@pytest.mark.parametrize(
    ("host", "failure"), [("nowhere.test", "ERR_NAME_NOT_RESOLVED"), ("refused.test", "ERR_CONNECTION_REFUSED")]
)
def test_hosts_that_do_not_answer(laboratory: Laboratory, host: str, failure: str) -> None:
    """Delivered, they fail as at a visitor's; held back, they are answered as every vendor is."""
    kind = Kind(f"fetch(hit('a').replace('vendor.test', '{host}')).catch(() => {{}})")
    delivered, _ = laboratory.perform(kind, deliver=True)
    assert failure in sent(delivered, "delivered")["a"].failure
    held, _ = laboratory.perform(kind)
    assert sent(held)["a"].status == 204


def test_beacon_that_fails_while_leaving_is_known_too(laboratory: Laboratory) -> None:
    """Playwright's own listeners hear nothing of it; the browser does."""
    kind = Kind(on("pagehide", "navigator.sendBeacon(hit('a').replace('vendor.test', 'refused.test'), 'x');"), "goto")
    recording, _ = laboratory.perform(kind, deliver=True)
    assert "ERR_CONNECTION_REFUSED" in sent(recording, "delivered")["a"].failure


def test_given_up_before_it_was_sent(laboratory: Laboratory) -> None:
    script = """
    const c = new AbortController(); c.abort(); fetch(hit('a'), {signal: c.signal}).catch(() => {});
    """
    assert stopped(laboratory.perform(Kind(script))[0])["a"].failure.startswith("aborted:")


def test_refused_while_leaving(laboratory: Laboratory) -> None:
    code = "const x = new XMLHttpRequest(); x.open('POST', hit('a'), false); try { x.send('s') } catch (e) {}"
    found = stopped(laboratory.perform(Kind(on("pagehide", code), "goto"))[0])
    assert found["a"].failure.startswith("refused:")


def test_what_no_vendor_claims_is_not_told(laboratory: Laboratory) -> None:
    recording, _ = laboratory.perform(Kind("fetch('https://vendor.test/x').catch(() => {})", headers=CSP, names=()))
    assert not [request for request in recording.requests if request.handling == "stopped"]


SOCKET = """
const s = new WebSocket('wss://h2.test/live?cid={number}');
s.onopen = () => { s.send('text'); s.send(new Uint8Array([0, 255])); s.close(); };
"""


def test_frames_of_a_socket(laboratory: Laboratory) -> None:
    async def work() -> tuple[Recording, Any]:
        async with laboratory.visit(Kind()) as visit:
            await visit.goto()
            script = SOCKET.replace("{number}", visit.number)
            await visit.page.evaluate(f"new Promise((done) => {{ {script} s.onclose = done; }})")
            return await visit.leave(), laboratory.arrived(visit.number)

    recording, arrived = laboratory.call(work())
    frames = [request for request in recording.requests if request.method == "SEND"]
    assert [frame.body for frame in frames] == [b"text", b"\x00\xff"] == [each.body for each in arrived]
    assert {frame.handling for frame in frames} == {"passed"}
    assert {frame.page_url for frame in frames} == {recording.views[0].url}


def test_a_declared_socket_is_held_back(laboratory: Laboratory) -> None:
    async def work() -> tuple[Recording, Any]:
        delivery = Delivery(site="https://shop.test", endpoints={"ga4": ("wss://h2.test/live",)})
        async with laboratory.visit(Kind(), delivery=delivery) as visit:
            await visit.goto()
            script = SOCKET.replace("{number}", visit.number)
            await visit.page.evaluate(f"new Promise((done) => {{ {script} s.onclose = done; }})")
            await visit.page.evaluate("new WebTransport('https://h2.test/live').ready.catch(() => 0)")
            return await visit.leave(), laboratory.arrived(visit.number)

    recording, arrived = laboratory.call(work())
    assert arrived == []
    held = [request for request in recording.requests if request.handling == "held"]
    assert [(request.method, request.body) for request in held] == [
        ("SEND", b"text"),
        ("SEND", b"\x00\xff"),
        ("CONNECT", b""),
    ]
    assert {request.vendor for request in held} == {"ga4"}


def test_a_transport_is_recorded(laboratory: Laboratory) -> None:
    script = "const t = new WebTransport('https://h2.test/other'); t.ready.catch(() => 0); t.closed.catch(() => 0)"
    recording, _ = laboratory.perform(Kind(script))
    (request,) = [each for each in recording.requests if each.method == "CONNECT"]
    assert request.handling == "passed"
    assert request.resource_type == "webtransport"
