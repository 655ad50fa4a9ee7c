"""What the report costs: its size, the time to write it, and the time until a person sees it.

    python benchmarks/report.py [--scenarios 100] [--events 100] [--rounds 7]

The shop's purchase is performed twice, sound and with prices pushed as text, with a picture of each step. Each journey
is then multiplied: its hits are repeated, each with numbers of its own, until it has `--events` of them, and every
scenario is judged anew. The report is opened from disk in a fresh browser context, in turns with an empty page, which
is what the browser itself needs.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from validator.browser.engine import Engine
from validator.browser.find import find_browser
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.demo import serve
from validator.judge import judge
from validator.language import read_suite
from validator.model.recording import Recording, Request
from validator.model.run import Result, Run
from validator.reporters import html

SCENARIO = Path(__file__).parents[1] / "scenarios" / "buy_a_mug.yaml"
FAULTS = (None, "price-as-text")
EMPTY = "<!doctype html><html lang=en><title>Empty</title><main><h1>Nothing</h1></main>"
DICE = random.Random(7)


def performed(output: Path) -> list[Result]:
    """The purchase, sound and broken."""
    found: list[Result] = []
    for fault in FAULTS:
        with serve(fault=fault) as shop:
            entries = read_suite([SCENARIO], environment={}, base_url=shop.url).entries
            options = RunOptions(workers=1, output=output / str(fault), screenshots="on")
            with Engine(options) as engine:
                found += engine.run(entries, Silence()).results
    return found


def multiplied(result: Result, events: int) -> Result:
    """The same journey with so many hits, judged anew."""
    hits = [request for request in result.recording.requests if request.vendor]
    count = max(0, events - len(result.verdict.events))
    more = [again(hits[number % len(hits)], 1_000_000 + number) for number in range(count)]
    recording: Recording = dataclasses.replace(result.recording, requests=(*result.recording.requests, *more))
    verdict = judge(recording, result.scenario, result.plan)
    return dataclasses.replace(result, recording=recording, verdict=verdict)


def again(request: Request, number: int) -> Request:
    """The request once more: its own id, and parameters that no packing can guess."""
    joint = "&" if "?" in request.url else "?"
    url = f"{request.url}{joint}ep.marker={DICE.randrange(16**24):024x}"
    return dataclasses.replace(request, id=number, url=url)


def painted(browser: Browser, url: str, sign: str) -> tuple[float, float]:
    """Seconds from the navigation to the first paint, and until the heading is there."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(sign).first.wait_for()
    seen = time.perf_counter() - began
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    first: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    context.close()
    return first, seen


def opened(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds from choosing a scenario until its messages are drawn, and from choosing a message until its hits are."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.locator("main h1").wait_for()
    timed = """([act, sign]) => new Promise((done) => {
      const began = performance.now();
      const painted = () => setTimeout(() => done((performance.now() - began) / 1000));
      const look = () => requestAnimationFrame(document.querySelector(sign) ? painted : look);
      location.hash = act;
      look();
    })"""
    scenario: float = page.evaluate(timed, ["#/s50", ".rows .row"])
    hits: float = page.evaluate(timed, ["#/s50/hits", ".hits .hit"])
    context.close()
    return scenario, hits


def middle(values: Sequence[float]) -> str:
    return f"{1000 * statistics.median(values):6.0f} ms   ({1000 * min(values):.0f} to {1000 * max(values):.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--scenarios", type=int, default=100)
    parser.add_argument("--events", type=int, default=100, help="in each scenario")
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        journeys = [multiplied(result, chosen.events) for result in performed(folder)]
        results = tuple(journeys[number % len(journeys)] for number in range(chosen.scenarios))
        began = time.perf_counter()
        text = html.render(Run(results))
        written = time.perf_counter() - began
        report, empty = folder / "report.html", folder / "empty.html"
        report.write_text(text, "utf-8")
        empty.write_text(EMPTY, "utf-8")
        events = sum(len(result.verdict.events) for result in results)
        failed = sum(result.verdict.status == "failed" for result in results)
        print(f"{len(results)} scenarios ({failed} failed), {events} events, a picture of each step")
        print(f"size         {report.stat().st_size / 1e6:6.1f} MB")
        print(f"written in   {written:6.1f} s")
        firsts, shown, bare = [], [], []
        scenarios, hits = [], []
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_browser(None, driver.chromium.executable_path).path)
            for _ in range(chosen.rounds):
                bare.append(painted(browser, empty.as_uri(), "h1")[0])
                first, whole = painted(browser, report.as_uri(), "main h1")
                firsts.append(first)
                shown.append(whole)
                one, other = opened(browser, report.as_uri())
                scenarios.append(one)
                hits.append(other)
            browser.close()
        print(f"first paint       {middle(firsts)}")
        print(f"  an empty page   {middle(bare)}")
        print(f"verdict is read   {middle(shown)}")
        print(f"a scenario opens  {middle(scenarios)}")
        print(f"its hits open     {middle(hits)}")


if __name__ == "__main__":
    main()
