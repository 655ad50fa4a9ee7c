"""Scenarios that pytest ran, written into the history: one run for the whole session, its workers' tests together."""

from __future__ import annotations

import os
import time
import uuid
import warnings
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from validator.model.run import Run

_SESSION = pytest.StashKey[tuple[str, float]]()


def keep_run(config: pytest.Config, run: Run) -> None:
    """Writes what came of one test. A history that cannot be written to is told as a warning, and fails no test."""
    from validator.history.place import hide_from_git, place
    from validator.model.location import UsageError

    if config.getoption("--tracking-no-history"):
        return
    url = place(config.getoption("--tracking-history"), os.environ)
    if url is None:
        return
    if _SESSION not in config.stash:
        told = getattr(config, "workerinput", {}).get("testrunuid", "") or uuid.uuid4().hex
        config.stash[_SESSION] = (f"pytest {told}", time.time())
    key, began = config.stash[_SESSION]
    try:
        from validator.history.keeping import add
        from validator.history.records import KeptRun, journeys_of
        from validator.history.store import open_history

        with open_history(url) as history:
            add(history, KeptRun(key, began, 0.0, run.browser, run.version, "pytest"), journeys_of(run))
        hide_from_git(url)
    except (UsageError, OSError) as error:
        warnings.warn(pytest.PytestWarning(f"This test is not in the history. {error}"), stacklevel=2)
