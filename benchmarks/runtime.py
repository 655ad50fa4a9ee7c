"""What the local runtime costs a page, and how fast a published container is read.

    python benchmarks/runtime.py [--rounds 30]

A page is loaded with a container of 300 tags, with one of 10, and with an empty script in turns; script time is what
the browser itself counts (`ScriptDuration`), less that of the page with the empty script. Then an element is clicked
that makes one tag fire, on both pages in turns. Last, `validator container show` reads a gtm.js of 1 MB. Ratios are of
this run: times of two runs cannot be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

from validator.gtm.container_file import read_container
from validator.gtm.runtime import script

MEGABYTE = 1_000_000
CLICKS = 40  # of each container in a round

# What the capture does with a report: it is turned into text, and kept for the next batch.
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><script>
window.kept = []; window.report = (kind, value) => kept.push(JSON.stringify([kind, value]));
window.dataLayer = [{"gtm.start": Date.now(), event: "gtm.js"}];
</script><script async src="https://www.googletagmanager.com/gtm.js?id=GTM-BENCH"></script>
</head><body><button id="buy" class="buy">Buy</button><a href="#x" id="link">More</a></body></html>"""
_CLICKS = """count => {
  const times = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    document.getElementById("buy").click();
    times.push(performance.now() - began);
  }
  return times;
}"""


def exported(tags: int) -> str:
    """An export of so many tags as they are common: GA4 events, UA events, custom HTML; one answers the button."""
    kinds = [_ga4, _ua, _html]
    told = [kinds[number % 3](number) for number in range(tags - 1)]
    triggers = [_trigger(number) for number in range(tags - 1)]
    told.append(_ga4(tags) | {"name": "buy", "firingTriggerId": ["buy"]})
    triggers.append(
        {
            "triggerId": "buy",
            "name": "buy",
            "type": "CLICK",
            "filter": [_condition("EQUALS", "{{Click ID}}", "buy")],
        }
    )
    variables = [
        {
            "variableId": str(number),
            "name": f"dl {number}",
            "type": "v",
            "parameter": _texts(name=f"shop.value{number}"),
        }
        for number in range(tags // 2)
    ]
    version = {
        "container": {"publicId": "GTM-BENCH", "usageContext": ["WEB"]},
        "containerVersionId": "1",
        "tag": [{"tagId": str(number), **tag} for number, tag in enumerate(told, 1)],
        "trigger": triggers,
        "variable": variables,
    }
    return json.dumps({"exportFormatVersion": 2, "containerVersion": version})


def _texts(**values: str) -> list[dict[str, str]]:
    return [{"type": "TEMPLATE", "key": key, "value": value} for key, value in values.items()]


def _condition(operator: str, left: str, right: str) -> dict[str, Any]:
    return {"type": operator, "parameter": _texts(arg0=left, arg1=right)}


def _ga4(number: int) -> dict[str, Any]:
    values = _texts(eventName=f"event_{number}", measurementIdOverride="G-BENCH12345")
    return {"name": f"GA4 {number}", "type": "gaawe", "parameter": values, "firingTriggerId": [str(number)]}


def _ua(number: int) -> dict[str, Any]:
    values = _texts(trackType="TRACK_EVENT", trackingId="UA-1-1", eventCategory="Shop", eventAction=f"action {number}")
    return {"name": f"UA {number}", "type": "ua", "parameter": values, "firingTriggerId": [str(number)]}


def _html(number: int) -> dict[str, Any]:
    values = _texts(html=f"<script>window.seen{number} = '{{{{Page Path}}}}';</script>")
    return {"name": f"HTML {number}", "type": "html", "parameter": values, "firingTriggerId": [str(number)]}


def _trigger(number: int) -> dict[str, Any]:
    """Of five: two custom events, a click on a link, a click on anything, a page view of one page."""
    found: dict[str, Any] = {"triggerId": str(number), "name": f"trigger {number}"}
    match number % 5:
        case 0 | 1:
            told = {
                "type": "CUSTOM_EVENT",
                "customEventFilter": [_condition("EQUALS", "{{_event}}", f"event {number}")],
            }
        case 2:
            told = {"type": "LINK_CLICK", "filter": [_condition("CONTAINS", "{{Click URL}}", f"/product/{number}")]}
        case 3:
            told = {"type": "CLICK", "filter": [_condition("EQUALS", "{{Click Text}}", f"Text {number}")]}
        case _:
            told = {"type": "PAGEVIEW", "filter": [_condition("MATCH_REGEX", "{{Page Path}}", f"^/shop/{number}/")]}
    return found | told


def published(size: int) -> str:
    """A gtm.js of about so many bytes, most of them its container, as large containers are."""
    tags: list[dict[str, Any]] = []
    predicates: list[dict[str, Any]] = []
    rules: list[list[Any]] = []
    length = 0
    while length < size:
        number = len(tags)
        tags.append(
            {
                "function": "__gaawe" if number % 2 else "__html",
                "once_per_event": True,
                "vtp_eventName": f"event_{number}",
                "vtp_measurementIdOverride": "G-BENCH12345",
                "vtp_html": ["template", f"<script>seen({number},", ["escape", ["macro", 1], 8, 16], ");</script>" * 9],
                "tag_id": number + 1,
            }
        )
        predicates += [
            {"function": "_eq", "arg0": ["macro", 0], "arg1": f"event {number}"},
            {"function": "_cn", "arg0": ["macro", 1], "arg1": f"/page/{number}"},
        ]
        rules.append([["if", 2 * number, 2 * number + 1], ["add", number]])
        length += sum(len(json.dumps(part)) for part in (tags[-1], predicates[-2:], rules[-1]))
    macros = [{"function": "__e"}, {"function": "__u", "vtp_component": "PATH"}]
    resource = {"version": "1", "macros": macros, "tags": tags, "predicates": predicates, "rules": rules}
    data = json.dumps({"resource": resource, "runtime": []}, separators=(",", ":"))
    return f"(function(){{var data = {data};\nvar ctid='GTM-BENCH';}})();"


class Pages:
    """One page a container, each loaded anew for each measurement."""

    def __init__(self, browser: Browser, codes: dict[str, str]) -> None:
        self._browser = browser
        self._codes = codes

    def load(self, name: str) -> tuple[float, float]:
        """Milliseconds of script that a load takes, and of the one click, with this container's script."""
        context = self._browser.new_context()
        context.route("**/*", lambda route: self._answer(route, self._codes[name]))
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto("https://shop.test/")
        page.wait_for_function("document.readyState === 'complete'")
        page.wait_for_timeout(50)  # what the runtime does after the load event
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        click = self._click(page)
        context.close()
        return metrics["ScriptDuration"] * 1000, click

    @staticmethod
    def _click(page: Page) -> float:
        times: list[float] = page.evaluate(_CLICKS, CLICKS)
        return statistics.median(times)

    @staticmethod
    def _answer(route: Route, code: str) -> None:
        host = route.request.url.split("/")[2]
        if host == "www.googletagmanager.com":
            route.fulfill(body=code, content_type="text/javascript")
        elif host == "shop.test":
            route.fulfill(body=_PAGE, content_type="text/html")
        else:
            route.fulfill(status=204, headers={"access-control-allow-origin": "*"})


def launched(playwright: Playwright) -> Browser:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    own = os.environ.get("VALIDATOR_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(executable_path=own, args=["--no-sandbox"] if root else [])


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def shown(rounds: int) -> tuple[float, float, int]:
    """Seconds that `container show` takes on a gtm.js of 1 MB, that `--help` takes in turns with it, and its bytes."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "gtm.js"
        file.write_text(published(MEGABYTE), encoding="utf-8")
        command = [sys.executable, "-m", "validator"]
        shows, helps = [], []
        for _ in range(rounds):
            helps.append(timed(partial(subprocess.run, [*command, "--help"], check=True, capture_output=True)))
            show = [*command, "container", "show", str(file)]
            shows.append(timed(partial(subprocess.run, show, check=True, capture_output=True)))
        return statistics.median(shows), statistics.median(helps), file.stat().st_size


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=30)
    rounds = options.parse_args().rounds
    codes = {"empty": ""}
    for size in (10, 300):
        codes[str(size)] = script(read_container(exported(size), "bench"), report="window.report")
    loads: dict[str, list[float]] = {name: [] for name in codes}
    clicks: dict[str, list[float]] = {name: [] for name in codes}
    with sync_playwright() as playwright:
        browser = launched(playwright)
        pages = Pages(browser, codes)
        pages.load("300")
        for _ in range(rounds):
            for name in codes:
                load, click = pages.load(name)
                loads[name].append(load)
                clicks[name].append(click)
        version = browser.version
        browser.close()
    bare = loads["empty"]
    print(f"browser                               {version}")
    for count in ("10", "300"):
        cost = statistics.median(mine - without for mine, without in zip(loads[count], bare, strict=True))
        click = statistics.median(clicks[count])
        print(f"page load, {count:>3} tags                   {cost:6.1f} ms of script")
        print(f"click that fires one, {count:>3} tags        {click:6.2f} ms")
    ratios = sorted(many / few for many, few in zip(clicks["300"], clicks["10"], strict=True))
    print(f"click, 300 tags against 10            {statistics.median(ratios):6.2f}   (median of {rounds})")
    seconds, helping, size = shown(max(5, rounds // 3))
    print(
        f"container show, {size / MEGABYTE:.2f} MB              {seconds:6.2f} s   (validator --help: {helping:.2f} s)"
    )


if __name__ == "__main__":
    main()
