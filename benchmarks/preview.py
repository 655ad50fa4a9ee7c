"""How soon the preview shows what happens: from a push or a hit in the visited page until it is drawn beside it.

    python benchmarks/preview.py [--beats 60] [--every 0.2]

A page of the bundled shop is visited in one browser, the live page is looked at in another, as in real use. The
visited page pushes a message and sends a hit at each beat and notes the time; the live page notes when the row of the
message, and the hit in the list of hits, stand in it. Both clocks are this machine's.
In turns with the beats the live page asks its server bare questions: the two that a drawing needs, and a frame. That is
what this machine needs at that moment at least.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from validator.browser.find import find_browser
from validator.browser.options import RunOptions
from validator.demo import serve
from validator.preview.files import Files
from validator.preview.running import Running, running, visit_file

PLAN = Path(__file__).parents[1] / "scenarios" / "tracking-plan.yaml"
WATCH = """() => {
  window.drawn = {};
  const note = (kind, name) => { if (name.startsWith('beat_')) window.drawn[`${kind} ${name}`] ??= Date.now(); };
  new MutationObserver(() => {
    for (const row of document.querySelectorAll('.row.message .row-title')) note('push', row.textContent);
    for (const hit of document.querySelectorAll('.hit .hit-name')) note('hit', hit.textContent);
  }).observe(document.getElementById('main'), { childList: true, subtree: true });
}"""
BARE = """async () => {
  const began = performance.now();
  await (await fetch('data/index.json')).json();
  await (await fetch('data/s1.json?known=1000000')).json();
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
TURN = 10  # beats
BEAT = """([first, beats, every]) => new Promise((resolve) => {
  const made = {};
  const beat = () => {
    const name = `beat_${first + Object.keys(made).length}`;
    made[name] = Date.now();
    dataLayer.push({ event: name });
    navigator.sendBeacon(`https://www.google-analytics.com/g/collect?v=2&tid=G-DEMO12345&cid=1.2&en=${name}`);
    setTimeout(Object.keys(made).length < beats ? beat : () => resolve(made), every * 1000);
  };
  beat();
})"""


def ask(shown: Running, script: str, *more: Any) -> Any:
    """What a script says in the visited page."""
    companion = shown.session.companion
    journey = companion.journey if companion else None
    if companion is None or journey is None or journey.page is None or companion._loop is None:
        raise SystemExit("no page is visited")
    return asyncio.run_coroutine_threadsafe(journey.page.evaluate(script, *more), companion._loop).result()


def told(kind: str, made: Mapping[str, int], drawn: Mapping[str, int]) -> None:
    late: Sequence[int] = sorted(drawn[f"{kind} {name}"] - at for name, at in made.items())
    in_time = sum(each <= 200 for each in late) / len(late)
    middle, most = statistics.median(late), late[int(0.95 * len(late))]
    print(
        f"{kind:5} median {middle:4.0f} ms, 19 of 20 within {most} ms, longest {late[-1]} ms, {in_time:.0%} in 200 ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--beats", type=int, default=60)
    parser.add_argument("--every", type=float, default=0.2, metavar="SECONDS")
    chosen = parser.parse_args()
    with TemporaryDirectory() as name, serve() as shop:
        files = Files([visit_file(f"{shop.url}/journal", Path(name))], environment=os.environ, plan=PLAN)
        with (
            running(files, RunOptions(), environment=os.environ, visit=True, live_picture=True) as shown,
            sync_playwright() as driver,
        ):
            browser = driver.chromium.launch(executable_path=find_browser(None, driver.chromium.executable_path).path)
            page = browser.new_page(viewport={"width": 1600, "height": 1000})
            page.goto(f"{shown.url}#/s1/hits")
            page.locator(".row.message", has_text="gtm.load").wait_for()
            page.evaluate(WATCH)
            made: dict[str, int] = {}
            bare: list[float] = []
            for first in range(0, chosen.beats, TURN):
                beats = min(TURN, chosen.beats - first)
                made |= ask(shown, BEAT, [first, beats, chosen.every])
                last = f"beat_{first + beats - 1}"
                page.wait_for_function("name => window.drawn[`push ${name}`] && window.drawn[`hit ${name}`]", arg=last)
                bare += [page.evaluate(BARE) for _ in range(TURN // 2)]
            drawn = page.evaluate("window.drawn")
            browser.close()
    print(f"{chosen.beats} pushes and hits, one of each every {chosen.every} s, with the live picture")
    told("push", made, drawn)
    told("hit", made, drawn)
    print(f"bare  median {statistics.median(bare):4.0f} ms")


if __name__ == "__main__":
    main()
