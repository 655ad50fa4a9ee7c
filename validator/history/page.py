"""The history as one page for a browser: it opens from disk, and asks nothing of anybody."""

from __future__ import annotations

from collections.abc import Sequence

from validator.history.filters import Filters
from validator.history.page_data import document
from validator.history.store import History
from validator.model.segment import Segment
from validator.ui import one_file


def render(history: History, filters: Filters, segments: Sequence[Segment] = (), now: float = 0.0) -> str:
    """The page. `segments`: those of the plan, which the page can choose from."""
    told = document(history, filters, segments, now)
    failing = sum(1 for line in told["lines"] if line["now"] == "failed")
    title = f"{failing} failing · history of the tracking" if failing else "History of the tracking"
    words = "This page draws the history of a tracking plan; it needs JavaScript. `validator history` tells the same."
    return one_file.page("history", ("style.css", "history.css"), told, title=title, told=words)
