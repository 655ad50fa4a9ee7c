"""Tables of the terminal: a scenario's matrix, and what was sent and stored under each consent profile."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from validator.model.run import Run
from validator.reporters._terminal_lines import MARKS, Line, Part, Pen
from validator.telling import matrix_table, prose, side_by_side

_LONGEST = 40  # letters of a cell
_MOST = 3  # tables of consent: more are for the reports


def table_lines(run: Run, pen: Pen) -> Iterator[Line]:
    """A table for each scenario that was made with several consent profiles."""
    tables = side_by_side.tables(run)
    for table in tables[:_MOST]:
        yield pen.line(0, ("Consent side by side", "bold"), (" · ", "dim"), table.title, hang=2)
        for row, name, cells in side_by_side.aligned(table, cell_len, _shown):
            parts: list[Part] = [name if row and row.kind in ("status", "vendor") else (name, "dim")]
            for cell in cells:
                parts += ["  ", (cell, _style(row, cell.strip()))]
            yield pen.line(2, *parts)
        yield pen.line(0, "")
    if len(tables) > _MOST:
        more = prose.count(len(tables) - _MOST, "more table")
        yield pen.line(0, (f"… and {more} of consent side by side, in summary.md", "dim"))
        yield pen.line(0, "")


def grid_lines(run: Run, pen: Pen) -> Iterator[Line]:
    """A table for each scenario that is a matrix: a mark a cell."""
    for grid in matrix_table.grids(run):
        yield pen.line(0, ("Matrix", "bold"), (" · ", "dim"), grid.title, hang=2)
        names = [_shown(name) for name, _ in grid.rows]
        first = max(map(cell_len, names), default=0)
        columns = [_shown(column) for column in grid.columns]
        yield pen.line(2, " " * first, *[("  " + column, "bold") for column in columns])
        for name, (_, statuses) in zip(names, grid.rows, strict=True):
            parts: list[Part] = [name + " " * (first - cell_len(name))]
            for column, status in zip(columns, statuses, strict=True):
                mark, style = MARKS.get(status, (side_by_side.NOTHING, "dim"))
                parts.append((f"  {mark}{' ' * (cell_len(column) - 1)}", style))
            yield pen.line(2, *parts)
        if grid.left_out:
            yield pen.line(2, (f"… and {prose.count(grid.left_out, 'more row')}, all passed", "dim"))
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
