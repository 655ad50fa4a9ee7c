"""Whatever goes wrong in a browser, what was seen until then stays, with a plain sentence on what may be missing."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Error as PlaywrightError

from tests.capture.kinds import SITE, Kind, on
from tests.capture.laboratory import Laboratory, Visit, sent
from tests.capture.truth import Truth
from validator.model.recording import Recording

pytestmark = pytest.mark.browser

HIT = Kind("fetch(hit('a')); dataLayer.push({event: 'seen'});")


def kept(recording: Recording) -> None:
    """The hit and the push from before the fault."""
    assert sent(recording).keys() >= {"a"}
    assert "seen" in [push.event for push in recording.pushes]


def test_a_crash(laboratory: Laboratory) -> None:
    async def act(visit: Visit) -> None:
        visit.step()
        async with visit.page.expect_event("crash"):
            with pytest.raises(PlaywrightError):
                await visit.page.goto("chrome://crash")
        assert visit.watch.crashed is visit.page

    recording = laboratory.play(HIT, act)
    kept(recording)
    assert [(error.kind, error.text) for error in recording.errors] == [("crash", "The page's process crashed.")]
    assert "Not heard to the end" in recording.notes[0]


def test_a_page_that_hangs(laboratory: Laboratory) -> None:
    async def act(visit: Visit) -> None:
        await visit.page.evaluate("setTimeout(() => { for (;;); }, 0)")

    recording = laboratory.play(HIT, act)
    kept(recording)
    assert any("could not be left in order" in note or "Not heard to the end" in note for note in recording.notes)


def test_dialogs(laboratory: Laboratory) -> None:
    """One that nobody answers would hold the page up; on leaving too."""
    script = "addEventListener('beforeunload', (e) => { e.preventDefault(); e.returnValue = 'stay'; });"

    async def act(visit: Visit) -> None:
        await visit.page.click("#go", no_wait_after=True)
        await visit.page.wait_for_url("**/next")
        await visit.page.evaluate("alert('hello')")

    recording = laboratory.play(Kind(HIT.script + script), act)
    kept(recording)
    assert [error.text for error in recording.errors] == ["The page asked (alert): hello"]
    assert recording.notes == ()


def test_a_download_and_a_navigation_that_never_ends(laboratory: Laboratory) -> None:
    files = {"/file": ("application/octet-stream", "x")}

    async def act(visit: Visit) -> None:
        gate = asyncio.Event()
        await visit.page.route("**/never", lambda route: gate.wait())
        with pytest.raises(PlaywrightError):
            await visit.page.goto(f"{SITE}/{visit.number}/file")
        with pytest.raises(PlaywrightError):
            await visit.page.goto(f"{SITE}/{visit.number}/never", timeout=300)
        gate.set()

    recording = laboratory.play(Kind(HIT.script + on("pagehide", "navigator.sendBeacon(hit('b'));"), files=files), act)
    kept(recording)
    assert sent(recording).keys() == {"a", "b"}


def test_popups_that_the_browser_blocks(laboratory: Laboratory) -> None:
    kind = Kind(HIT.script + "for (let i = 0; i < 3; i++) window.open('/pop' + i)")
    recording, _ = laboratory.perform(kind)
    kept(recording)


@pytest.mark.parametrize("site", ["https://refused.test", "https://nowhere.test", "https://127.0.0.1:1"])
def test_a_site_that_does_not_answer(laboratory: Laboratory, site: str) -> None:
    async def work() -> Recording:
        async with laboratory.visit(Kind()) as visit:
            visit.step()
            with pytest.raises(PlaywrightError):
                await visit.page.goto(site)
            return await visit.leave()

    recording = laboratory.call(work())
    assert any("net::ERR" in error.text for error in recording.errors if error.kind == "request")


def test_a_proxy_that_does_not_answer(laboratory: Laboratory) -> None:
    async def work() -> Recording:
        async with laboratory.visit(Kind(), options={"proxy": {"server": "http://127.0.0.1:9"}}) as visit:
            visit.step()
            with pytest.raises(PlaywrightError):
                await visit.page.goto(SITE)
            return await visit.leave()

    recording = laboratory.call(work())
    assert any("ERR_PROXY_CONNECTION_FAILED" in error.text for error in recording.errors)


def test_a_browser_that_is_killed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A browser of its own, since the others need theirs."""
    truth = Truth(tmp_path_factory.mktemp("killed"))
    room = Laboratory(truth)

    async def work() -> Recording:
        async with room.visit(HIT) as visit:
            await visit.goto()
            await visit.settle()
            session = await room.browser.new_browser_cdp_session()
            gone = asyncio.Event()
            room.browser.on("disconnected", lambda browser: gone.set())
            with pytest.raises(PlaywrightError):
                await session.send("Browser.crash")
            await asyncio.wait_for(gone.wait(), 10)
            await visit.watch.leave()
            visit.watch.conclude()
            return visit.evidence.recording()

    try:
        kept(room.call(work()))
    finally:
        room.close()
        truth.close()
