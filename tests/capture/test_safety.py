"""A page cannot forge evidence, exhaust memory, or notice much of the capture; and it goes on as without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.capture.kinds import SITE, Kind
from tests.capture.laboratory import Laboratory, Visit
from validator.browser.capture import network
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.messages import FORGED, Messages
from validator.browser.capture.policy import Delivery
from validator.browser.capture.proof import proof
from validator.browser.capture.technique import Fail, Paused
from validator.model.recording import Document, PageView


def paused(number: int, body: bytes = b"", url: str = "https://v.test/g/collect?v=2&tid=G-TEST12345&en=a") -> Paused:
    return Paused(f"job-{number}.0", "", "frame", url, "POST", {}, body, "ping", "", 0.0)


def test_a_large_body_is_cut_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "BODY_LIMIT", 10)
    evidence = Evidence(Mask({}))
    network.Requests(evidence, JourneyClock(), Delivery()).paused(paused(1, b"x" * 25))
    (request,) = evidence.requests
    assert (request.body, request.body_cut, request.handling) == (b"x" * 10, 25, "held")
    assert "25 bytes" in evidence.notes[0]


def test_too_many_requests_end_the_journey_and_nothing_leaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "REQUEST_LIMIT", 3)
    evidence = Evidence(Mask({}))
    requests = network.Requests(evidence, JourneyClock(), Delivery())
    answers = [requests.paused(paused(number)) for number in range(6)]
    assert requests.full
    assert len(evidence.requests) == 3
    assert len({type(answer) for answer in answers}) == 1  # all held, also those that are not kept
    requests.paused(paused(9, url="https://v.test/other"))
    assert requests.finished("job-9.0", 200, "") is None
    requests.failed("POST", "https://v.test/other", "net::ERR_FAILED")
    assert len(evidence.requests) == 3


def test_documents_stand_in_the_order_in_which_they_began() -> None:
    evidence = Evidence(Mask({}))
    for name, at in (("b", 0.2), ("c", 0.3), ("a", 0.1)):  # the last words of `a` came after those of `b` and `c`
        evidence.add(Document(name, f"https://shop.test/{name}", 1, at))
        evidence.add(PageView(f"https://shop.test/{name}", "load", at=at, step=1, document=name))
    recording = evidence.recording()
    assert [one.id for one in recording.documents] == ["a", "b", "c"]
    assert [one.document for one in recording.views] == ["a", "b", "c"]


def test_offline_nothing_is_answered() -> None:
    evidence = Evidence(Mask({}))
    decision = network.Requests(evidence, JourneyClock(), Delivery()).paused(paused(1), online=False)
    assert decision == Fail("InternetDisconnected")
    assert evidence.requests[0].handling == "stopped"


def batch(document: str, number: int, told: str, messages: str = "") -> str:
    about = '"url":"https://shop.test/","top":true,"opener":false,"t":0'
    return f'[{{"kind":"proof","key":"{document}.{number}","proof":"{told}",{about}}}{messages}]'


PUSH = ',{"kind":"push","key":"DOC.7","t":0,"layer":"dataLayer","how":"push","gtag":false,"payload":{"event":"forged"}}'


@pytest.mark.parametrize(
    "text",
    [
        "[" + PUSH.replace("DOC", "own")[1:] + "]",
        batch("own", 0, "guessed", PUSH.replace("DOC", "own")),
        batch("own", 0, proof("another secret", "own", 0), PUSH.replace("DOC", "own")),
        batch("own", 0, proof("secret", "own", 0), PUSH.replace("DOC", "other")),
        batch("own", 1, proof("secret", "own", 0), PUSH.replace("DOC", "own")),
        "not json",
        "[]",
        "[[]]",
        '{"kind":"push"}',
        "[" * 5000,
        '[{"kind":"push","key":"x.y"}]',
    ],
)
def test_what_does_not_prove_itself_is_not_believed(text: str) -> None:
    evidence = Evidence(Mask({}))
    messages = Messages(evidence, JourneyClock(), "secret", lambda intents: None)
    assert messages.batch(text, 0, proved=False) == []
    assert not evidence.pushes
    assert evidence.notes == [FORGED]


def test_a_proof_is_good_once() -> None:
    evidence = Evidence(Mask({}))
    messages = Messages(evidence, JourneyClock(), "secret", lambda intents: None)
    text = batch("own", 0, proof("secret", "own", 0), PUSH.replace("DOC", "own"))
    messages.batch(text, 0, proved=False)
    assert [push.event for push in evidence.pushes] == ["forged"]  # believed: it knew the secret
    assert not evidence.notes
    messages.batch(text.replace("DOC.7", "own.8"), 0, proved=False)
    assert len(evidence.pushes) == 1
    assert evidence.notes == [FORGED]


def test_what_is_lost_or_told_twice_differently_is_noticed() -> None:
    evidence = Evidence(Mask({}))
    messages = Messages(evidence, JourneyClock(), "secret", lambda intents: None)
    hello = '[{"kind":"hello","key":"d.0","t":0,"url":"https://shop.test/","top":true}]'
    messages.batch(hello, 0, proved=True)
    messages.batch("[" + PUSH.replace("DOC.7", "d.3")[1:] + "]", 0, proved=True)
    messages.batch("[" + PUSH.replace("DOC.7", "d.3").replace('"t":0', '"t":1')[1:] + "]", 0, proved=True)
    messages.conclude()
    assert "Two different messages" in evidence.notes[0]
    assert evidence.notes[1] == "Lost on the way: 2 messages of https://shop.test/."


def test_a_batch_by_the_network_introduces_its_document() -> None:
    """The first words of a window may be spoken before anybody can hear them; each batch says them again."""
    evidence = Evidence(Mask({}))
    messages = Messages(evidence, JourneyClock(), "secret", lambda intents: None)
    text = batch("d", 1, proof("secret", "d", 1), ',{"kind":"bye","key":"d.1","t":0}')
    messages.batch(text, 0, proved=False)
    messages.conclude()
    assert [document.url for document in evidence.documents] == ["https://shop.test/"]
    assert evidence.notes == []


@pytest.mark.browser
def test_a_page_that_finds_the_way_cannot_forge(laboratory: Laboratory) -> None:
    """It knows the path, as a service worker of its own would; what it sends there is dropped, and told."""

    async def act(visit: Visit) -> None:
        path = laboratory.tap.names.path
        text = batch("own", 0, "1-2", PUSH.replace("DOC", "own"))
        await visit.page.evaluate("([path, text]) => navigator.sendBeacon(path + 'm', text)", [path, text])
        await visit.settle()

    recording = laboratory.play(Kind(), act)
    assert not recording.pushes
    assert recording.notes == (FORGED,)


@pytest.mark.browser
def test_the_secrets_are_not_to_be_found_in_the_page(laboratory: Laboratory) -> None:
    names = laboratory.tap.names
    script = """() => {
      const found = [];
      const look = (get) => { try { found.push(String(get())); } catch (error) { found.push(String(error)); } };
      for (const keys of [Reflect.ownKeys(window), Object.getOwnPropertySymbols(window)]) {
        for (const key of keys) look(() => String(key) + String(window[key]));
      }
      const all = Object.getOwnPropertyDescriptors(window);
      for (const key of Reflect.ownKeys(all)) look(() => String(key) + all[key].value);
      for (const f of [fetch, Image, dataLayer.push, Function.prototype.toString]) look(() => f.toString());
      try { navigator.sendBeacon({ toString() { throw new Error('x'); } }); } catch (e) { look(() => e.stack); }
      return found.join(' ');
    }"""

    async def act(visit: Visit) -> None:
        told = await visit.page.evaluate(script)
        for secret in (names.binding, names.path, names.secret, names.symbol, names.mark):
            assert secret not in told

    laboratory.play(Kind(), act)


PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8").partition("\n")[2]
# Seen by a page that looks for it; said so in docs/capture.md.
KNOWN = {"own"}


@pytest.mark.browser
def test_the_page_goes_on_as_without(laboratory: Laboratory) -> None:
    found: list[dict[str, str]] = []
    kind = Kind()

    async def act(visit: Visit) -> None:
        found.append(await visit.page.evaluate(PROBES))

    async def bare() -> Any:
        number = laboratory.number(kind)
        context = await laboratory.browser.new_context()
        page = await context.new_page()
        await page.goto(f"{SITE}/{number}/page")
        told = await page.evaluate(PROBES)
        await context.close()
        return told

    laboratory.play(kind, act)
    without = laboratory.call(bare())
    different = {name: (found[0].get(name), told) for name, told in without.items() if found[0].get(name) != told}
    assert different.keys() <= KNOWN, different
