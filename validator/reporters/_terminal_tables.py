"""What was sent and stored under each consent profile, as lines of the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from validator import prose, side_by_side
from validator.model.run import Run
from validator.reporters._terminal_lines import MARKS, Line, Part, Pen

_LONGEST = 40  # letters of a cell


def table_lines(run: Run, pen: Pen) -> Iterator[Line]:
    """A table for each scenario that was made with several consent profiles."""
    for table in side_by_side.tables(run):
        yield pen.line(0, ("Consent side by side", "bold"), (" · ", "dim"), table.title, hang=2)
        for row, name, cells in side_by_side.aligned(table, cell_len, _shown):
            parts: list[Part] = [name if row and row.kind in ("status", "vendor") else (name, "dim")]
            for cell in cells:
                parts += ["  ", (cell, _style(row, cell.strip()))]
            yield pen.line(2, *parts)
        yield pen.line(0, "")


def _style(row: side_by_side.Row | None, cell: str) -> str:
    if row is None:
        return "bold"
    if row.kind == "status":
        return MARKS[cell][1]
    return "dim" if cell == side_by_side.NOTHING else ""


def _shown(text: str) -> str:
    told = prose.visible(text)
    return told if cell_len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"
