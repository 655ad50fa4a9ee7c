"""Performs all kinds again and again, several at a time: `python -m tests.capture.repeat --times 10 --parallel 4`."""

from __future__ import annotations

import argparse
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
    given = options.parse_args()
    failures: list[str] = []

    def once(name: str) -> None:
        try:
            was_held_back(KINDS[name], *room.perform(KINDS[name]))
        except Exception as error:
            failures.append(f"{name}: {type(error).__name__} {str(error).splitlines()[:1]}")

    with TemporaryDirectory() as folder:
        truth = Truth(Path(folder))
        room = Laboratory(truth)
        with ThreadPoolExecutor(given.parallel) as pool:
            list(pool.map(once, list(KINDS) * given.times))
        room.close()
        truth.close()
    print(f"{len(KINDS)} kinds × {given.times}, {given.parallel} at a time: {len(failures)} failed")
    for failure in failures:
        print(" ", failure)
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
