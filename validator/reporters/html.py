"""One HTML file for everybody: opens from disk, asks nothing of anybody, and shows all evidence of the run.

Its page is the one that preview serves; here its modules and its style stand inside the file. The index is drawn at
once; each scenario's evidence lies behind it, compressed, and is read when somebody looks at it.
"""

from __future__ import annotations

from validator.model.run import Run
from validator.telling import prose
from validator.ui import one_file, page_data

FILE = "report.html"

_PICTURES = 12_000_000  # bytes of screenshots in one file


def render(run: Run) -> str:
    """The whole report. Pictures of what failed come first, and only as many as the file should carry."""
    budget = _PICTURES
    details: dict[int, str] = {}
    passed = [result.verdict.status == "passed" for result in run.results]
    for place in sorted(range(len(passed)), key=passed.__getitem__):
        result = run.results[place]
        pictures, budget = page_data.pictures_of(result, budget)
        details[place] = one_file.packed(page_data.detail_of(result, page_data.key(place), pictures))
    scenarios = (
        f'<script type="text/plain" data-scenario="{page_data.key(place)}">{details.pop(place)}</script>\n'
        for place in range(len(run.results))
    )
    told = f"{prose.visible(prose.totals_line(run))}. {prose.UNSEEN}"
    index = page_data.index_of(run)
    return one_file.page("app", ("style.css",), index, title=_title(run), told=told, more=scenarios)


def _title(run: Run) -> str:
    """What a browser's tab says first is what came of it."""
    sums = prose.totals(run).scenarios
    told = [f"{sums[status]} {status}" for status in ("failed", "broken") if sums[status]]
    return f"{', '.join(told) or 'passed'} · tracking"
