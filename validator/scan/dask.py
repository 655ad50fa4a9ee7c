"""A scan on the workers of a Dask scheduler: they visit pages, and the frontier stays here, so that none is lost.

An extra: `pip install 'tracking-validator[dask]'`, on the workers too. Where a worker is lost, its pages go to another
one; what counts is what comes back first.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from validator.browser.options import RunOptions
from validator.model.suite import Entry
from validator.scan import looking
from validator.scan.journeys import entry_of
from validator.scan.page import Page, Seen
from validator.scan.scan import Scan
from validator.scan.settings import Settings
from validator.suite import dask

_IN_HAND = 2  # pages that each thread of the workers is given beforehand
_WAIT = 0.5  # seconds after which new workers, and the time, are looked for


def perform(address: str, scan: Scan, options: RunOptions) -> bool:
    """Visits pages on the workers of the scheduler at `address` until the scan is finished; whether it was interrupted.

    Ctrl-C takes back what has not ended. Raises UsageError.
    """
    distributed = dask.distributed_or_told()
    folder = options.output / "recordings"
    there = replace(options, output=Path())
    under_way: dict[Any, Page] = {}
    with dask.connected(distributed, address) as client, client.as_current():
        try:
            while True:
                _hand_out(scan, client, there, under_way)
                if not under_way:
                    return False
                for future in _ended(distributed, under_way):
                    _keep(scan, under_way.pop(future), _answer(future), folder)
                    future.release()
        except KeyboardInterrupt:
            scan.finished = "interrupted"
            client.cancel(list(under_way), force=True)
            return True


def _hand_out(scan: Scan, client: Any, options: RunOptions, under_way: dict[Any, Page]) -> None:
    """As many pages as the workers can do soon, no sooner than the rate allows."""
    threads = sum(client.nthreads().values())
    while len(under_way) < max(1, threads) * _IN_HAND:
        page = scan.next()
        if page is None:
            return
        time.sleep(scan.pause())  # a site is not to be overrun: the wait is the purpose
        entry = entry_of(page, scan.settings, scan.plan)
        key = f"validator-scan-{page.number}-{time.monotonic()}"
        under_way[client.submit(visit, entry, options, scan.settings, key=key, pure=False)] = page


def _ended(distributed: Any, under_way: dict[Any, Page]) -> list[Any]:
    try:
        done = distributed.wait(list(under_way), timeout=_WAIT, return_when="FIRST_COMPLETED").done
    except (TimeoutError, distributed.TimeoutError):
        return []
    return list(done)


def visit(entry: Entry, options: RunOptions, settings: Settings) -> Seen:
    """One page, on a worker: what was seen, with the recording where something is wrong."""
    came = dask.perform(entry, options)
    seen = looking.seen_safely(came.result, settings)
    file = came.result.file
    if file is None or not file.exists():
        return seen
    content = file.read_bytes()
    file.unlink()
    return replace(seen, evidence={file.name: content}) if seen.faults or seen.outcome == "failed" else seen


def _answer(future: Any) -> Seen:
    try:
        seen: Seen = future.result()
    except Exception as error:  # Dask gave the page up: every worker that had it was lost, or cannot import us
        return Seen("failed", "", why=f"No worker could visit this page: {type(error).__name__}: {error}")
    return seen


def _keep(scan: Scan, page: Page, seen: Seen, folder: Path) -> None:
    seen = seen if seen.url else replace(seen, url=page.url)
    file = None
    for content in seen.evidence.values():
        file = folder / f"page-{page.number}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if not scan.keep(page, seen, file) and file is not None:
        file.unlink()
