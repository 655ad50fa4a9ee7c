"""Whose each hit and push is: its page, frame, worker and step, also when many journeys run in one browser."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.capture.kinds import SITE, Kind
from tests.capture.laboratory import Laboratory, Visit, event_names, sent
from validator.model.recording import Recording

pytestmark = pytest.mark.browser

MANY = """
let n = 0;
const burst = () => {
  for (let i = 0; i < 50; i++) {
    const name = 'same' + n++;
    dataLayer.push({event: name});
    const url = hit(name) + '&who={who}';
    if (n % 5 === 0) new Image().src = url;
    else if (n % 5 === 1) navigator.sendBeacon(url, 'who={who}');
    else fetch(url, {method: 'POST', body: 'who={who}', keepalive: n % 5 === 2});
  }
  if (n < 400) setTimeout(burst, 5); else window.sent = true;
};
burst();
addEventListener('pagehide', () => {
  for (let i = 0; i < 50; i++) {
    dataLayer.push({event: 'left' + i});
    navigator.sendBeacon(hit('left' + i) + '&who={who}');
  }
});
"""
FRAME = """
addEventListener('pagehide', () => {
  for (let i = 0; i < 50; i++) navigator.sendBeacon(hit('frame' + i) + '&who={who}', 'who={who}');
});
"""
HIT = "const hit = (name) => 'https://vendor.test/g/collect?v=2&tid=G-TEST12345&cid=same&en=' + name;"


def test_eight_journeys_at_once_are_never_mixed_up(laboratory: Laboratory) -> None:
    """All with the same measurement id, client id and event names; only a mark tells whose a hit is."""

    async def one(who: int) -> Recording:
        script, frame = (f"{HIT}{code}".replace("{who}", str(who)) for code in (MANY, FRAME))
        files = {"/frame": ("text/html", f"<script>{frame}</script>")}
        kind = Kind(html=f"<iframe src='/frame'></iframe><script>{{ {script} }}</script>", files=files)
        async with laboratory.visit(kind) as visit:
            await visit.goto()
            await visit.page.wait_for_function("window.sent")
            await visit.settle()
            visit.step()
            await visit.page.goto(f"{SITE}/{visit.number}/next")
            return await visit.leave()

    async def work() -> list[Recording]:
        return await asyncio.gather(*(one(who) for who in range(8)))

    pushed = [*(f"same{number}" for number in range(400)), *(f"left{number}" for number in range(50))]
    expected = sorted([*pushed, *(f"frame{number}" for number in range(50))])
    for who, recording in enumerate(laboratory.call(work())):
        held = [request for request in recording.requests if request.handling == "held"]
        assert {request.url.rpartition("who=")[2] for request in held} == {str(who)}
        assert event_names([request.url.partition("&who")[0] for request in held]) == expected
        assert sorted(push.event or "" for push in recording.pushes) == sorted(pushed)
        assert {request.step for request in held if "en=same" in request.url} == {1}
        assert {request.step for request in held if "en=left" in request.url} == {2}
        assert not [note for note in recording.notes if "another journey" in note]
    assert not [each for each in laboratory.truth.arrived if "who=" in each.path]


def test_frames_and_windows_are_told_apart(laboratory: Laboratory) -> None:
    inner = ("text/html", "<script>new Image().src = '{hit_a}'.replace('=a', '=inner')</script>")
    markup = ("text/html", "<img src='{hit_a}'>")
    kind = Kind(
        "fetch(hit('top'))",
        html="<iframe src='/inner'></iframe><iframe src='https://other.test/cross'></iframe>",
        files={"/inner": inner, "/cross": markup, "/pop": ("text/html", "<img src='{hit_a}&x=pop'>")},
    )

    async def act(visit: Visit) -> None:
        await visit.page.evaluate("window.open('pop')")
        await visit.settle()

    recording = laboratory.play(kind, act)
    documents = {document.id: document for document in recording.documents}
    found: dict[str, Any] = {}
    for request in recording.requests:
        if request.vendor:
            document = documents[request.document]
            name = "pop" if request.url.endswith("x=pop") else event_names([request.url])[0]
            found[name] = (document.url.rpartition("/")[2], document.top, document.page)
    assert found == {
        "top": ("page", True, 0),
        "inner": ("inner", False, 0),
        "a": ("cross", False, 0),
        "pop": ("pop", True, 1),
    }
    assert len({request.frame for request in recording.requests if request.vendor}) == 4


@pytest.mark.parametrize(
    "code",
    [
        "setTimeout(() => {fire}, 400)",
        "setTimeout(() => setTimeout(() => {fire}, 200), 200)",
        "fetch('/slow').then((r) => r.text()).then(() => setTimeout(() => {fire}, 300))",
        "fetch('/slow').then((r) => r.text()).then(async () => { await null; {fire} })",
        "const x = new XMLHttpRequest(); x.open('GET', '/slow'); x.onload = () => {fire}; x.send()",
    ],
)
def test_what_comes_late_of_a_step_belongs_to_it(laboratory: Laboratory, code: str) -> None:
    """A robot goes on before the page has answered; what the answer brings is still of the click."""
    fire = "{ dataLayer.push({event: 'late'}); new Image().src = 'https://www.facebook.com/tr/?id=1&ev=late'; }"

    async def act(visit: Visit) -> None:
        gate = asyncio.Event()

        async def slow(route: Any) -> None:
            await gate.wait()
            await route.fulfill(body="x")

        await visit.page.route("**/slow", slow)
        visit.step()
        await visit.page.evaluate(f"() => {{ {code.replace('{fire}', fire)} }}")
        visit.step()
        gate.set()
        await visit.page.wait_for_function("dataLayer.length")
        visit.step()

    recording = laboratory.play(Kind(), act)
    assert [(push.event, push.step) for push in recording.pushes] == [("late", 2)]
    assert [request.step for request in recording.requests if request.vendor] == [2]


def test_what_a_poll_finds_belongs_to_its_own_time(laboratory: Laboratory) -> None:
    found = "if (window.found) { dataLayer.push({event: 'found'}); window.found = 0; }"
    script = f"window.polls = 0; (function poll() {{ polls++; {found} setTimeout(poll, 20); }})()"

    async def act(visit: Visit) -> None:
        await visit.page.wait_for_function("polls > 4")
        visit.step()
        await visit.page.evaluate("window.found = 1")
        await visit.page.wait_for_function("dataLayer.length")

    assert [push.step for push in laboratory.play(Kind(script), act).pushes] == [2]


def test_a_hit_held_back_two_steps_later_is_known_by_its_push(laboratory: Laboratory) -> None:
    """What a library like gtag does: the batch goes out as the page leaves; the push tells the step."""
    script = """
    const queue = []; const before = dataLayer.push;
    dataLayer.push = function (item) { queue.push(item.event); return before.apply(this, arguments); };
    addEventListener('pagehide', () => navigator.sendBeacon(hit('batch'), queue.map((n) => 'en=' + n).join('\\n')));
    """

    async def act(visit: Visit) -> None:
        for name in ("two", "three"):
            visit.step()
            await visit.page.evaluate(f"dataLayer.push({{event: '{name}'}})")
        visit.step()
        await visit.page.goto(f"{SITE}/{visit.number}/next")

    recording = laboratory.play(Kind(script), act)
    assert [(push.event, push.step) for push in recording.pushes] == [("two", 2), ("three", 3)]
    batch = sent(recording)["batch"]
    assert (batch.body, batch.step) == (b"en=two\nen=three", 4)
    assert batch.document == recording.pushes[0].document
