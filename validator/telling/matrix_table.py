"""The cells of a scenario's matrix as one table: which of its devices, sites, locales … passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from validator.model.run import Run
from validator.model.scenario import Scenario

_WIDEST = 6  # columns
_TALLEST = 24  # rows


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows`: a name, and a status a column ("" where the run made no such cell); `left_out`: rows that all passed."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: int = 0


def grids(run: Run) -> tuple[Grid, ...]:
    """A table for every scenario of the run whose cells differ in two respects at least."""
    groups: dict[tuple[str, str], list[tuple[dict[str, str], str]]] = {}
    for result in run.results:
        scenario = result.scenario
        found = groups.setdefault((scenario.location.file, scenario.name), [])
        found.append((_respects(scenario), result.verdict.status))
    return tuple(grid for (_, title), cells in groups.items() if (grid := _grid(title, cells)))


def _respects(scenario: Scenario) -> dict[str, str]:
    """What a cell is: `{"device": "iPhone 15", "consent": "denied"}`."""
    device = {"device": scenario.device} if scenario.device else {}
    return device | dict(scenario.cell)


def _grid(title: str, cells: Sequence[tuple[dict[str, str], str]]) -> Grid | None:
    values: dict[str, list[str]] = {}
    for respects, _ in cells:
        for name, value in respects.items():
            known = values.setdefault(name, [])
            if value not in known:
                known.append(value)
    varying = [name for name, known in values.items() if len(known) > 1]
    fitting = [name for name in varying if len(values[name]) <= _WIDEST]
    if len(varying) < 2 or not fitting:
        return None
    across = max(fitting, key=lambda name: len(values[name]))
    down = [name for name in varying if name != across]
    told: dict[str, dict[str, str]] = {}
    for respects, status in cells:
        row = " · ".join(respects.get(name, "–") for name in down)
        told.setdefault(row, {})[respects.get(across, "")] = status
    columns = values[across]
    rows = [(row, tuple(found.get(column, "") for column in columns)) for row, found in told.items()]
    shown = rows if len(rows) <= _TALLEST else [row for row in rows if set(row[1]) - {"passed", ""}]
    titles = tuple(f"consent {column}" if across == "consent" else column for column in columns)
    return Grid(title, titles, tuple(shown), len(rows) - len(shown))
