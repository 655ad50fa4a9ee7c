"""A scan on this machine: pages in parallel contexts of one browser."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.scan.scan import Scan

Hearing = Callable[[Callable[[], None]], AbstractContextManager[list[int]]]


def perform(scan: Scan, options: RunOptions, hearing: Hearing) -> bool:
    """Visits pages until the scan is finished; `hearing` calls what it is given on Ctrl-C. Whether it was interrupted.

    Raises UsageError and InputError.
    """
    with Engine(options, tell=scan.listener.say) as engine:

        def interrupt() -> None:
            scan.finished = "interrupted"
            engine.interrupt()

        with hearing(interrupt) as heard:
            engine.feed(scan)
    return bool(heard)
