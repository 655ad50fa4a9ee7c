"""What the capture sees, and what it costs, against the ways in which scripts usually listen.

    python benchmarks/capture.py completeness        # of all kinds of hit in tests/capture/kinds.py, by technique
    python benchmarks/capture.py cost --pairs 20     # a page with 200 sub-resources, as ratios to no capture at all
    python benchmarks/capture.py waiting --journeys 500
    python benchmarks/capture.py memory --hits 10000

Everything is compared within one run, in turns: times of two runs cannot be compared.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import statistics
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.async_api import BrowserContext, Page, Route
from playwright.async_api import Error as PlaywrightError

from tests.capture.kinds import KINDS, PAGE, SITE, Kind
from tests.capture.laboratory import Laboratory, event_names
from tests.capture.truth import Truth
from validator.browser.settle import END, MOST_AT_END, settle
from validator.recordings.recording_file import Journal

TECHNIQUES = ("validator", "page.on", "context.on", "context.route")
IMAGES, SCRIPTS, STYLES, CALLS = 120, 50, 20, 10
ICON = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>"


class Listener:
    """Listens as a script usually does, and keeps the URLs and bodies of the hits that it heard."""

    def __init__(self, technique: str, number: str) -> None:
        self.technique = technique
        self.mark = f"cid={number}"
        self.heard: list[tuple[str, bytes]] = []

    async def attach(self, context: BrowserContext) -> Page:
        if self.technique == "context.route":
            await context.route("**/g/collect*", self._route)
        elif self.technique == "context.on":
            context.on("request", lambda request: self._hear(request.url, request.post_data_buffer))
        page = await context.new_page()
        if self.technique == "page.on":
            page.on("request", lambda request: self._hear(request.url, request.post_data_buffer))
        return page

    def _hear(self, url: str, body: bytes | None) -> None:
        if self.mark in url and "/g/collect" in url:
            self.heard.append((url, body or b""))

    async def _route(self, route: Route) -> None:
        self._hear(route.request.url, route.request.post_data_buffer)
        with suppress(PlaywrightError):
            await route.fulfill(status=204, headers={"access-control-allow-origin": "*"})


async def listened(room: Laboratory, kind: Kind, technique: str) -> tuple[bool, bool]:
    """Whether all of a kind was heard with its bodies, and whether something reached the server."""
    number = room.number(kind)
    context = await room.browser.new_context()
    listener = Listener(technique, number)
    page = await listener.attach(context)
    with suppress(PlaywrightError):
        await page.goto(f"{kind.site}/{number}{kind.path}")
        await page.wait_for_load_state("networkidle", timeout=5000)
        await room.act(kind, page, number)
        await page.wait_for_timeout(500)
    await context.close()
    await asyncio.sleep(0.3)
    named = event_names([url for url, _ in listener.heard]) == sorted(kind.names)
    bodies = all(any(body == heard for _, heard in listener.heard) for body in kind.bodies)
    return named and bodies, bool(room.arrived(number))


async def all_listened(room: Laboratory, kind: Kind) -> list[tuple[bool, bool]]:
    """The usual techniques, side by side in the same browser, with the capture switched off."""
    await room.tap.want_nothing()
    try:
        return await asyncio.gather(*(listened(room, kind, technique) for technique in TECHNIQUES[1:]))
    finally:
        await room.tap.want([])


async def captured(room: Laboratory, kind: Kind) -> tuple[bool, bool]:
    """The same with the capture."""
    recording, arrived = await room.performed(kind)
    held = [request for request in recording.requests if request.handling == "held"]
    named = event_names([request.url for request in held]) == sorted(kind.names)
    return named and all(any(body == request.body for request in held) for body in kind.bodies), bool(arrived)


def completeness(room: Laboratory) -> None:
    """A line a technique: how many kinds were complete, and from how many something reached the server."""
    complete: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    missed: dict[str, list[str]] = {technique: [] for technique in TECHNIQUES}
    for name, kind in KINDS.items():
        found = [room.call(captured(room, kind)), *room.call(all_listened(room, kind))]
        for technique, (whole, leaked) in zip(TECHNIQUES, found, strict=True):
            complete[technique] += whole
            reached[technique] += leaked
            if not whole:
                missed[technique].append(name)
    print(f"{'':16}{'complete':>10}{'reached the server':>22}   of {len(KINDS)} kinds")
    for technique in TECHNIQUES:
        remark = "   (it only listens)" if technique.endswith(".on") else ""
        print(f"{technique:16}{complete[technique]:>10}{reached[technique]:>22}{remark}")
    for technique in TECHNIQUES:
        if missed[technique]:
            print(f"\n{technique} misses: {', '.join(missed[technique])}")


def heavy_page() -> Kind:
    """200 sub-resources that may be cached, and one hit."""
    html = "".join(f"<link rel=stylesheet href='/c{n}.css'>" for n in range(STYLES))
    html += "".join(f"<script src='/s{n}.js'></script>" for n in range(SCRIPTS))
    html += "".join(f"<img src='/i{n}.svg'>" for n in range(IMAGES))
    script = "".join(f"fetch('/d{n}.json');" for n in range(CALLS)) + "fetch(hit('a'), {method: 'POST', body: 'x'})"
    files = {f"/c{n}.css": ("text/css", "a{}") for n in range(STYLES)}
    files |= {f"/s{n}.js": ("text/javascript", "0") for n in range(SCRIPTS)}
    files |= {f"/i{n}.svg": ("image/svg+xml", ICON) for n in range(IMAGES)}
    files |= {f"/d{n}.json": ("application/json", "{}") for n in range(CALLS)}
    return Kind(script, html=html, files=files, file_headers={"cache-control": "max-age=3600"})


async def loads(page: Page, url: str) -> tuple[float, float]:
    """Seconds of the first load and of the second."""
    began = time.perf_counter()
    await page.goto(url)
    between = time.perf_counter()
    await page.goto(url)
    return between - began, time.perf_counter() - between


async def cost_of(room: Laboratory, technique: str) -> tuple[float, float]:
    kind = heavy_page()
    if technique == "validator":
        async with room.visit(kind) as visit:
            return await loads(visit.page, f"{SITE}/{visit.number}{PAGE}")
    number = room.number(kind)
    await room.tap.want_nothing()
    context = await room.browser.new_context()
    try:
        listener = Listener(technique, number)
        if technique == "context.route":
            await context.route("**/*", lambda route: route.continue_())
        page = await listener.attach(context) if technique != "context.route" else await context.new_page()
        return await loads(page, f"{SITE}/{number}{PAGE}")
    finally:
        await context.close()
        await room.tap.want([])


def cost(room: Laboratory, pairs: int) -> None:
    """A line a technique: the median ratio to no capture at all, of the first load and of the second."""
    names = ("none", *TECHNIQUES)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for name in names:
        room.call(cost_of(room, name))
    for turn in range(pairs):
        for name in random.Random(turn).sample(names, len(names)):
            taken[name].append(room.call(cost_of(room, name)))
    print(f"{'':16}{'first load':>24}{'second load':>24}   ({pairs} pairs; median and quartiles)")
    for name in names:
        told = ""
        for load in (0, 1):
            ratios = [mine[load] / none[load] for mine, none in zip(taken[name], taken["none"], strict=True)]
            low, middle, high = statistics.quantiles(ratios, n=4)
            told += f"{middle:>10.2f} ({low:.2f}–{high:.2f})"
        seconds = [statistics.median(pair[load] for pair in taken[name]) for load in (0, 1)]
        print(f"{name:16}{told}   {seconds[0] * 1000:.0f} ms, {seconds[1] * 1000:.0f} ms")


async def waited(room: Laboratory, delay: float) -> tuple[bool, float]:
    """Whether a hit `delay` seconds late was seen, and how long was waited beyond it."""
    async with room.visit(Kind(f"setTimeout(() => fetch(hit('a')), {delay * 1000})")) as visit:
        await visit.goto()
        await settle([visit.page], room.tap.names.handle, due=END, most=MOST_AT_END)
        ended = visit.clock.now()
        seen = [request for request in visit.evidence.requests if request.vendor]
        await visit.leave()
        return bool(seen), ended - seen[0].at if seen else 0.0


def waiting(room: Laboratory, journeys: int) -> None:
    """How many late hits were missed, and the wait beyond the last hit."""

    async def work() -> list[tuple[bool, float]]:
        chance = random.Random(1)
        limit = asyncio.Semaphore(4)

        async def one(delay: float) -> tuple[bool, float]:
            async with limit:
                return await waited(room, delay)

        return await asyncio.gather(*(one(chance.uniform(0, 3)) for _ in range(journeys)))

    found = asyncio.run_coroutine_threadsafe(work(), room.loop).result()
    beyond = sorted(wait for seen, wait in found if seen)
    print(f"{journeys} journeys, the last hit 0 to 3 s late: {sum(not seen for seen, _ in found)} missed")
    print(f"waited beyond it: median {statistics.median(beyond) * 1000:.0f} ms, worst {beyond[-1] * 1000:.0f} ms")


def memory(room: Laboratory, hits: int, folder: Path) -> None:
    """The process's memory before, while and after a journey of so many hits, each with a push and 1 KB of body."""
    script = f"""
    let n = 0;
    (function burst() {{
      for (let i = 0; i < 50; i++, n++) {{
        dataLayer.push({{event: 'e' + n, ecommerce: {{items: [{{item_id: 'x' + n, price: n}}]}}}});
        fetch(hit('e' + n), {{method: 'POST', body: 'b'.repeat(1000)}});
      }}
      if (n < {hits}) setTimeout(burst, 200); else window.sent = true;
    }})();
    """

    async def work() -> tuple[float, int]:
        async with room.visit(Kind(script), journal=Journal(folder / "memory.json")) as visit:
            began = time.perf_counter()
            await visit.goto()
            await visit.page.wait_for_function("window.sent", timeout=600_000)
            recording = await visit.leave()
            held.append(recording)
            return time.perf_counter() - began, len(recording.requests)

    held: list[object] = []
    room.perform(Kind("fetch(hit('a'))"))
    gc.collect()
    before = resident()
    seconds, seen = asyncio.run_coroutine_threadsafe(work(), room.loop).result()
    print(f"{seen} of {hits} hits in {seconds:.1f} s; {resident() - before:.0f} MB above idle ({before:.0f} MB)")
    print(f"journal: {(folder / 'memory.jsonl').stat().st_size / 2**20:.0f} MB")


def resident() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=["completeness", "cost", "waiting", "memory"])
    options.add_argument("--pairs", type=int, default=20)
    options.add_argument("--journeys", type=int, default=500)
    options.add_argument("--hits", type=int, default=10_000)
    given = options.parse_args()
    with TemporaryDirectory() as folder:
        truth = Truth(Path(folder))
        room = Laboratory(truth)
        try:
            if given.what == "completeness":
                completeness(room)
            elif given.what == "cost":
                cost(room, given.pairs)
            elif given.what == "waiting":
                waiting(room, given.journeys)
            else:
                memory(room, given.hits, Path(folder))
        finally:
            room.close()
            truth.close()


if __name__ == "__main__":
    main()
