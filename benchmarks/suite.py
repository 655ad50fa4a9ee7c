"""The same 24 journeys, told in several ways: bare, by the validator, by hand-written tests of three kinds.

    python benchmarks/suite.py [--hold 0 --hold 5] [--rounds 3] [--copies 8] [--workers 2] [--only limit --only ours]

All ways use the same browser and as many journeys at the same time, one after the other in turns; only ratios within
one run say something. `--hold`: the seconds for which the shop's tags hold hits back. The Node peer needs the package
`playwright` (`npm install playwright` in benchmarks/peers/node, or installed globally); without it its row is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from playwright.async_api import async_playwright

from validator.browser import loader
from validator.browser.engine import Engine
from validator.browser.find import find_browser
from validator.browser.launch import LaunchOptions, launch
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.gtm.container_file import read_container
from validator.gtm.runtime import script
from validator.language import read_suite

HERE = Path(__file__).parent
PEERS = HERE / "peers"
SCENARIOS = HERE.parent / "scenarios"
FILES = [SCENARIOS / name for name in ("buy_a_mug.yaml", "newsletter.yaml", "search.yaml")]
SHOP = "from validator.demo import serve\nshop = serve()\nprint(shop.url, flush=True)\nimport time\ntime.sleep(1e6)\n"
COMMAND = """
from functools import partial
from validator.browser import loader
loader.script = partial(loader.script, hold={hold})
from validator.__main__ import main
main()
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all ways share. `hold`: seconds; `count`: the file into which the peers write how many hits they saw."""

    site: str
    browser: str
    gtm: Path
    count: Path
    hold: float
    copies: int
    workers: int
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        told = {
            "SITE": self.site,
            "BROWSER": self.browser,
            "GTM": str(self.gtm),
            "COUNT": str(self.count),
            "COPIES": str(self.copies),
            "WORKERS": str(self.workers),
        }
        return {**os.environ, **{f"PEERS_{name}": value for name, value in told.items()}}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds for all journeys, the hits that were seen, and how many journeys failed."""

    seconds: float
    hits: int | None = None
    failed: int = 0


def limit(setting: Setting, *, tags: bool = False) -> Took:
    from peers.bare import all_of

    async def run() -> float:
        async with async_playwright() as playwright:
            launched = await launch(playwright, LaunchOptions(setting.browser), lambda text: None)
            began = time.perf_counter()
            gtm = setting.gtm if tags else None
            await all_of(launched.browser, setting.site, setting.copies, setting.workers, gtm)
            return time.perf_counter() - began

    return Took(asyncio.run(run()))


def ours(setting: Setting) -> Took:
    """All checks of the scenarios, from the first journey to the last verdict; the browser runs already, as above."""
    loader.script = partial(script, hold=setting.hold)  # type: ignore[attr-defined]
    suite = read_suite(FILES, environment={}, base_url=setting.site)
    copies = [
        replace(entry, scenario=replace(entry.scenario, cell=(("copy", str(number)),)))
        for entry in suite.entries
        for number in range(setting.copies)
    ]
    options = RunOptions(LaunchOptions(setting.browser), setting.workers, output=setting.folder, trace="off")
    with Engine(options) as engine:
        engine.run([], Silence())
        began = time.perf_counter()
        run = engine.run(copies, Silence())
        seconds = time.perf_counter() - began
    hits = sum("/collect?" in request.url for result in run.results for request in result.recording.requests)
    return Took(seconds, hits, sum(not result.verdict.passed for result in run.results))


def command(setting: Setting) -> Took:
    """The same as a command, from its start to its last report, as the hand-written tests are measured."""
    scenarios = setting.folder / "scenarios"
    if not scenarios.is_dir():
        shutil.copytree(SCENARIOS, scenarios, ignore=lambda folder, names: {n for n in names if _is_scenario(n)})
        for file in FILES:
            for number in range(setting.copies):
                shutil.copyfile(file, scenarios / f"{file.stem}_{number}.yaml")
    told = [sys.executable, "-c", COMMAND.format(hold=setting.hold), "run", str(scenarios), "--base-url", setting.site]
    told += ["--workers", str(setting.workers), "--output", str(setting.folder / "out"), "--browser", setting.browser]
    began = time.perf_counter()
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    return Took(seconds, None, 0 if done.returncode == 0 else 1)


def _is_scenario(name: str) -> bool:
    return name.endswith(".yaml") and name != "tracking-plan.yaml" and "address card sign_in".find(name[:-5]) < 0


def pytest_of(file: str) -> Callable[[Setting], Took]:
    def run(setting: Setting) -> Took:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(setting.workers), file]
        return _ran(command, PEERS, setting)

    return run


def node(setting: Setting) -> Took:
    return _ran(["node", str(_playwright_of_node()), "test"], PEERS / "node", setting)


def _ran(command: list[str], folder: Path, setting: Setting) -> Took:
    setting.count.write_text("")
    environment = setting.environment
    found = _playwright_of_node()
    if found:
        environment["NODE_PATH"] = str(found.parents[1])
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    counts = [int(line) for line in setting.count.read_text().split()]
    if not counts:
        raise SystemExit(f"{' '.join(command)} ran no test:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    failed = next((int(word) for line in done.stdout.splitlines() for word in _failed(line)), 0)
    return Took(seconds, sum(counts), failed)


def _failed(line: str) -> list[str]:
    words = line.replace(",", " ").split()
    return [
        words[place - 1]
        for place, word in enumerate(words)
        if word == "failed" and place and words[place - 1].isdigit()
    ]


def _playwright_of_node() -> Path | None:
    if shutil.which("node") is None:
        return None
    told = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    roots = (PEERS / "node" / "node_modules", Path(told or "."), Path("/usr/lib/node_modules"))
    return next((root / "playwright" / "cli.js" for root in roots if (root / "playwright/cli.js").is_file()), None)


WAYS: dict[str, tuple[str, Callable[[Setting], Took]]] = {
    "limit": ("bare Playwright, no checks", limit),
    "tags": ("bare Playwright, no checks, but the shop's tags run", partial(limit, tags=True)),
    "ours": ("validator, all checks", ours),
    "command": ("`validator run`, from its start to its reports", command),
    "careful": ("pytest-playwright, waits for each hit", pytest_of("test_careful.py")),
    "node": ("@playwright/test, waits for each hit", node),
    "fixed": ("pytest-playwright, fixed waits", pytest_of("test_fixed_waits.py")),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hold", type=float, action="append", help="seconds; 0 and 5 by default")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--copies", type=int, default=8, help="of each of the three journeys")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", action="append", choices=list(WAYS))
    told = options.parse_args()
    wanted = [name for name in WAYS if name in (told.only or WAYS)]
    if "node" in wanted and _playwright_of_node() is None:
        print("The package playwright of Node is not here: its row is left out.")
        wanted.remove("node")
    browser = find_browser(os.environ.get("VALIDATOR_BROWSER"), "", headed=False).path
    with subprocess.Popen([sys.executable, "-c", SHOP], stdout=subprocess.PIPE, text=True) as shop:
        try:
            assert shop.stdout is not None
            site = shop.stdout.readline().strip()
            for hold in told.hold or [0.0, 5.0]:
                _table(hold, site, browser, wanted, told)
        finally:
            shop.terminate()


def _table(hold: float, site: str, browser: str, wanted: list[str], told: argparse.Namespace) -> None:
    with TemporaryDirectory() as folder:
        gtm = Path(folder) / "gtm.js"
        container = read_container(requests.get(f"{site}/container.json", timeout=10).text, "container.json")
        gtm.write_text(script(container, report="undefined", hold=hold), "utf-8")
        setting = Setting(
            site, browser, gtm, Path(folder) / "count", hold, told.copies, told.workers, Path(folder) / "out"
        )
        took: dict[str, list[Took]] = {name: [] for name in wanted}
        for _ in range(told.rounds):
            for name in wanted:
                took[name].append(WAYS[name][1](setting))
    journeys = 3 * told.copies
    print(f"\n{journeys} journeys, {told.workers} at a time, hits held back for {hold:g} s, median of {told.rounds}\n")
    print("| Way | Seconds | Ratio to the limit | Hits seen | Failed |\n|---|---:|---:|---:|---:|")
    base = statistics.median(each.seconds for each in took.get("limit") or took[wanted[0]])
    for name, rounds in took.items():
        seconds = statistics.median(each.seconds for each in rounds)
        hits = "–" if rounds[-1].hits is None else str(rounds[-1].hits)
        failed = max(each.failed for each in rounds)
        print(f"| {WAYS[name][0]} | {seconds:.1f} | {seconds / base:.2f} | {hits} | {failed} |", flush=True)


if __name__ == "__main__":
    main()
