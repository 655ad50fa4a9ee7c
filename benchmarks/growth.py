"""How a suite grows: seconds a journey and memory, over 1 to 500 journeys and 1 to 4 workers.

    python benchmarks/growth.py [--journeys 1 10 100 500] [--workers 1 2 3 4]

Each row is one `validator run` on the bundled shop, from its start to its last report. Memory is the highest that the
command itself had (not its browser), and the highest sum of what its browser's processes had to themselves.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from validator.demo import serve

SCENARIOS = Path(__file__).parents[1] / "scenarios"
JOURNEYS = ("newsletter", "search", "read_article")
COMMAND = """
import atexit, resource, sys
atexit.register(lambda: print("PEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
from validator.__main__ import main
main()
"""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from the start to the last report; MiB of the command, and of its browser."""

    seconds: float
    command: float
    browser: float
    failed: bool


def perform(journeys: int, workers: int, site: str) -> Took:
    with TemporaryDirectory() as folder:
        scenarios = Path(folder) / "scenarios"
        scenarios.mkdir()
        shutil.copy(SCENARIOS / "tracking-plan.yaml", scenarios)
        shutil.copytree(SCENARIOS / "fragments", scenarios / "fragments")
        for number in range(journeys):
            name = JOURNEYS[number % len(JOURNEYS)]
            shutil.copy(SCENARIOS / f"{name}.yaml", scenarios / f"{name}_{number:04}.yaml")
        told = [sys.executable, "-c", COMMAND, "run", str(scenarios), "--base-url", site, "--workers", str(workers)]
        began = time.perf_counter()
        with subprocess.Popen(
            [*told, "--output", str(Path(folder) / "out")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            highest = _watched(process)
            errors = process.communicate()[1]
        seconds = time.perf_counter() - began
        peak = next(float(line.split()[1]) for line in errors.splitlines() if line.startswith("PEAK "))
        return Took(seconds, peak / 1024, highest[0] / 1024, process.returncode != 0)


def _watched(process: subprocess.Popen[str]) -> list[float]:
    """The highest sum of KiB that the browser's processes have to themselves, looked at twice a second."""
    highest = [0.0]

    def look() -> None:
        ended = threading.Event()
        while process.poll() is None:
            highest[0] = max(highest[0], sum(_private(each) for each in _below(process.pid)))
            ended.wait(0.5)

    threading.Thread(target=look, daemon=True).start()
    return highest


def _below(parent: int) -> Iterator[int]:
    for children in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in map(int, found):
            yield child
            yield from _below(child)


def _private(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(float(line.split()[1]) for line in told.splitlines() if line.startswith("Private_"))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--journeys", type=int, nargs="*", default=[1, 10, 100, 500])
    options.add_argument("--workers", type=int, nargs="*", default=[1, 2, 3, 4], help="for 24 journeys each")
    told = options.parse_args()
    print(f"{os.cpu_count()} processors\n")
    print("| Journeys | Workers | Seconds | Seconds a journey | MiB, command | MiB, browser |")
    print("|---:|---:|---:|---:|---:|---:|")
    rows = [(number, 2) for number in told.journeys] + [(24, workers) for workers in told.workers]
    with serve() as shop:
        for journeys, workers in rows:
            took = perform(journeys, workers, shop.url)
            told_of = f"{took.seconds:.1f} | {took.seconds / journeys:.2f} | {took.command:.0f} | {took.browser:.0f} |"
            print(f"| {journeys} | {workers} | {told_of}{' failed' if took.failed else ''}", flush=True)


if __name__ == "__main__":
    main()
