"""Performs all kinds again and again, several at a time: `python -m tests.capture.repeat --times 10 --parallel 4`."""

from __future__ import annotations

import argparse
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.capture.kinds import KINDS
from tests.capture.laboratory import Laboratory
from tests.capture.test_kinds import was_held_back
from tests.capture.truth import Truth


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--parallel", type=int, default=4)
    options.add_argument("--only", default="", help="kinds whose name holds this")
    given = options.parse_args()
    failures: list[str] = []
    chosen = [name for name in KINDS if given.only in name]

    def once(name: str) -> None:
        try:
            was_held_back(KINDS[name], *room.perform(KINDS[name]))
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1].line
            failures.append(f"{name}: {type(error).__name__} {str(error).splitlines()[:1]} at {line}")

    with TemporaryDirectory() as folder:
        truth = Truth(Path(folder))
        room = Laboratory(truth)
        with ThreadPoolExecutor(given.parallel) as pool:
            list(pool.map(once, chosen * given.times))
        room.close()
        truth.close()
    print(f"{len(chosen)} kinds × {given.times}, {given.parallel} at a time: {len(failures)} failed")
    for failure in failures:
        print(" ", failure)
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
