"""When a page has nothing more to do: no last hit is missed, and no page is waited for without need."""

from __future__ import annotations

import pytest

from tests.capture.kinds import Kind
from tests.capture.laboratory import Laboratory, event_names
from validator.browser.settle import DUE, Settled, settle

pytestmark = pytest.mark.browser

FRAME = ("text/html", "<script>setTimeout(() => fetch('{hit_a}'), 300)</script>")
TELLING = ("text/html", "<script>setTimeout(() => parent.postMessage('done', '*'), 300)</script>")
LOOP = "(function again() { setTimeout(again, 100); })();"

# name → a page of which the last hit comes some time after it has loaded
PAGES: dict[str, Kind] = {
    "at once": Kind("fetch(hit('a'))"),
    "a timer": Kind("setTimeout(() => fetch(hit('a')), 600)"),
    "chained timers": Kind("setTimeout(() => setTimeout(() => setTimeout(() => fetch(hit('a')), 200), 200), 200)"),
    "after a fetch": Kind("fetch('/data').then((r) => r.json()).then(() => fetch(hit('a')))"),
    "timer after a fetch": Kind("fetch('/data').then(() => setTimeout(() => fetch(hit('a')), 400))"),
    "fetch after a timer": Kind("setTimeout(() => fetch('/data').then(() => new Image().src = hit('a')), 400)"),
    "an XMLHttpRequest": Kind(
        "const x = new XMLHttpRequest(); x.open('GET', '/data'); x.send();"
        "x.onload = () => setTimeout(() => fetch(hit('a')), 100);"
    ),
    "after an image": Kind(
        "const i = new Image(); i.onload = () => setTimeout(() => fetch(hit('a')), 200); i.src = hit('i')",
        names=("a", "i"),
    ),
    "idle": Kind("requestIdleCallback(() => requestIdleCallback(() => fetch(hit('a'))))"),
    "promises": Kind("(async () => { for (let i = 0; i < 200; i++) await null; fetch(hit('a')); })()"),
    "a debounce": Kind(
        "let t; const later = () => { clearTimeout(t); t = setTimeout(() => fetch(hit('a')), 300); };"
        "later(); setTimeout(later, 100); setTimeout(later, 250)"
    ),
    "beside a loop that never ends": Kind(LOOP + "setTimeout(() => fetch(hit('a')), 500)"),
    "beside an interval that never ends": Kind("setInterval(() => 1, 50); setTimeout(() => fetch(hit('a')), 500)"),
    "in a frame": Kind(html="<iframe src='/frame'></iframe>", files={"/frame": FRAME}),
    "in a frame of another site": Kind(
        html="<iframe src='https://other.test/frame'></iframe>", files={"/frame": FRAME}
    ),
    "told by a frame of another site": Kind(
        "addEventListener('message', () => setTimeout(() => fetch(hit('a')), 200))",
        html="<iframe src='https://other.test/frame'></iframe>",
        files={"/frame": TELLING},
    ),
    "just before it is too late": Kind("setTimeout(() => fetch(hit('a')), 1500)"),
}


async def waited(laboratory: Laboratory, kind: Kind) -> tuple[list[str], Settled]:
    async with laboratory.visit(kind) as visit:
        await visit.goto()
        told = await settle([visit.page], laboratory.tap.names.handle)
        seen = event_names([request.url for request in visit.evidence.requests if request.vendor])
        await visit.leave()
        return seen, told


@pytest.mark.parametrize("name", PAGES)
def test_the_last_hit_is_waited_for(laboratory: Laboratory, name: str) -> None:
    assert laboratory.call(waited(laboratory, PAGES[name])) == (list(PAGES[name].names), "quiet")


@pytest.mark.parametrize("script", ["setTimeout(() => fetch(hit('a')), 2000)", "setTimeout(() => 1, 30000)"])
def test_a_timer_that_is_due_later_is_not_waited_for(laboratory: Laboratory, script: str) -> None:
    """Tag managers set some of exactly two seconds."""
    assert DUE < 2
    assert laboratory.call(waited(laboratory, Kind(script))) == ([], "quiet")


def test_a_page_that_never_is_quiet_is_left(laboratory: Laboratory) -> None:
    script = "(async () => { for (;;) await new Promise((done) => fetch('/data').then(done)); })()"
    assert laboratory.call(waited(laboratory, Kind(script)))[1] == "bound"


@pytest.mark.parametrize(
    "script",
    [
        "setTimeout(() => fetch(hit('a')), 30000)",
        "setTimeout(() => setTimeout(() => fetch(hit('a')), 5000), 5000)",
        "setTimeout(() => fetch('/data').then(() => setTimeout(() => fetch(hit('a')), 3000)), 3000)",
        "let n = 0; const i = setInterval(() => { if (++n === 5) { clearInterval(i); fetch(hit('a')); } }, 1000);"
        "setTimeout(() => 1, 6000)",
    ],
)
def test_the_clock_brings_long_timers_in(laboratory: Laboratory, script: str) -> None:
    async def work() -> tuple[list[str], Settled]:
        async with laboratory.visit(Kind(script), clock=True) as visit:
            await visit.goto()
            told = await visit.run_clock()
            seen = event_names([request.url for request in visit.evidence.requests if request.vendor])
            await visit.leave()
            return seen, told

    assert laboratory.call(work()) == (["a"], "clock")


def test_the_clock_reaches_frames(laboratory: Laboratory) -> None:
    later = ("text/html", "<script>setTimeout(() => fetch('{hit_a}'), 20000)</script>")
    kind = Kind(html="<iframe src='https://other.test/frame'></iframe>", files={"/frame": later})

    async def work() -> list[str]:
        async with laboratory.visit(kind, clock=True) as visit:
            await visit.goto()
            await visit.run_clock()
            recording = await visit.leave()
            return event_names([request.url for request in recording.requests if request.vendor and request.step == 1])

    assert laboratory.call(work()) == ["a"]
