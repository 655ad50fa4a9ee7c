"""A matrix as a table: columns and rows by what differs, a status a cell; nothing where one list says it all."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from tests.reporters import runs
from validator.model.run import Result, Run
from validator.telling.matrix_table import grids

(BASE, *_) = runs.passing().results


def cell(device: str, status: str = "passed", **respects: str) -> Result:
    scenario = replace(BASE.scenario, device=device, cell=tuple(respects.items()))
    return replace(BASE, scenario=scenario, verdict=replace(BASE.verdict, status=status))  # type: ignore[arg-type]


def test_what_has_most_values_stands_across() -> None:
    cells = [
        cell(device, "failed" if (device, consent) == ("Phone", "denied") else "passed", consent=consent, locale="de")
        for device, consent in product(("Desktop", "Phone"), ("none", "denied", "granted"))
    ]
    (grid,) = grids(Run(cells))
    assert grid.columns == ("consent none", "consent denied", "consent granted")
    assert grid.rows == (
        ("Desktop", ("passed", "passed", "passed")),
        ("Phone", ("passed", "failed", "passed")),
    )


def test_a_cell_that_was_not_made_is_empty() -> None:
    (grid,) = grids(Run([cell("Desktop", locale="de"), cell("Desktop", locale="en"), cell("Phone", locale="en")]))
    assert dict(grid.rows) == {"de": ("passed", ""), "en": ("passed", "passed")}
    assert grid.columns == ("Desktop", "Phone")


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [cell("Desktop")],
        [cell("Desktop"), cell("Phone")],
        [cell("Desktop", consent="a"), cell("Desktop", consent="b")],
    ],
)
def test_what_differs_in_one_respect_needs_no_table(cells: list[Result]) -> None:
    assert grids(Run(cells)) == ()


def test_of_many_rows_those_that_passed_are_counted() -> None:
    cells = [
        cell(device, "broken" if row == "row 7" and device == "Phone" else "passed", row=row)
        for row in (f"row {number}" for number in range(30))
        for device in ("Desktop", "Phone")
    ]
    (grid,) = grids(Run(cells))
    assert grid.rows == (("row 7", ("passed", "broken")),)
    assert grid.left_out == 29
