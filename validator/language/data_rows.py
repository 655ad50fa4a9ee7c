"""The rows of data that a scenario is performed with: a list in the file, or a CSV or YAML file beside it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from validator.language.reading import Reading, as_number, did_you_mean
from validator.language.scalars import fixed_text
from validator.language.tree import Source, Tree, Wrong
from validator.language.values import REMEMBERED_NAME

MOST_ROWS = 2_000
_NAMING = ("case", "name", "title", "id")  # columns by which rows are called, where there is one of them
_SUFFIXES = (".csv", ".tsv", ".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what the journey is called by it, and its values by the names of their columns."""

    name: str
    values: Mapping[str, Tree]


def data_rows(tree: Tree, reading: Reading, load: Callable[[Path], Tree]) -> list[Row]:
    """The rows of `data:`; none where the scenario has none. `load` reads a YAML file. Raises Wrong."""
    if not tree.is_mapping or "data" not in tree.value:
        return []
    given = reading.settled(tree.value["data"])
    place = given
    if not given.is_list:
        given = _file(fixed_text(given, reading), given, tree.source.path.parent, load)
    if not given.is_list or not given.value:
        raise Wrong(
            f"rows are expected here, each with names and values, not {given.kind}", given, "Write - {product: mug}."
        )
    if len(given.value) > MOST_ROWS:
        raise Wrong(f"the data has {len(given.value):,} rows; at most {MOST_ROWS:,} can be performed", place)
    rows = [_values(row) for row in given.value]
    return [Row(name, values) for name, values in zip(_names(rows), rows, strict=True)]


def _file(name: str, place: Tree, folder: Path, load: Callable[[Path], Tree]) -> Tree:
    path = folder / name
    if path.suffix.lower() not in _SUFFIXES:
        raise Wrong(f'"{name}" is no file of data: it ends with none of {", ".join(_SUFFIXES)}', place)
    if not path.is_file():
        there = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        near = did_you_mean(path.name, there)
        mend = near if near.startswith("Did") else f"Its path is relative to this file: {path.as_posix()}."
        raise Wrong(f"there is no file {name}", place, mend)
    if path.suffix.lower() in (".csv", ".tsv"):
        return _table(path, place)
    found = load(path)
    return found.value["rows"] if found.is_mapping and "rows" in found.value else found


def _table(path: Path, place: Tree) -> Tree:
    """A CSV file as spreadsheets write it: with commas, semicolons or tabs, and its first line as names."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(f"{path.as_posix()} cannot be read as UTF-8 text: {error}", place) from None
    first = text.partition("\n")[0]
    between = max(";\t,", key=first.count)
    source = Source(path.as_posix(), path, text)
    lines = csv.reader(io.StringIO(text), delimiter=between)
    header: list[str] = []
    table = Tree([], source, 1, 1)
    try:
        for cells in lines:
            line = lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [_column(cell, source, line) for cell in cells]
                continue
            row = Tree({}, source, line, 1)
            for name, cell in zip(header, cells, strict=False):
                row.value[name] = _cell(cell.strip(), source, line)
                row.keys[name] = (line, 1)
            if len(cells) != len(header):
                told = f"this row has {len(cells)} values, and there are {len(header)} columns"
                raise Wrong(told, row, "Quote values that hold the character between them.")
            table.value.append(row)
    except csv.Error as error:
        raise Wrong(f"{path.as_posix()} is no CSV file: {error}", place) from None
    return table


def _column(told: str, source: Source, line: int) -> str:
    """`Product name` of a spreadsheet is `${product_name}`."""
    name = re.sub(r"\W+", "_", told.strip()).strip("_")
    name = name if REMEMBERED_NAME.fullmatch(name) else name.lower()
    if not REMEMBERED_NAME.fullmatch(name):
        raise Wrong(f'the column "{told}" cannot be the name of a value', Tree(None, source, line, 1))
    return name


def _cell(text: str, source: Source, line: int) -> Tree:
    number = as_number(text)
    tree = Tree(text if number is None else number, source, line, 1)
    tree.raw = "" if number is None else text
    tree.settled = True
    return tree


def _values(row: Tree) -> Mapping[str, Tree]:
    if not row.is_mapping or not row.value:
        raise Wrong(f"a row has names and values, and here stands {row.kind}", row, "Write - {product: mug}.")
    for name in row.value:
        if not REMEMBERED_NAME.fullmatch(name):
            raise Wrong(
                f'"{name}" cannot be the name of a value: it is letters, digits and _, and begins in lower case',
                row.key_place(name),
            )
    found: Mapping[str, Tree] = row.value
    return found


def _names(rows: list[Mapping[str, Tree]]) -> list[str]:
    """What the rows are called: by a column for that, or the first that tells them all apart, or their numbers."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    for column in sorted(columns, key=lambda name: (name not in _NAMING, columns.index(name))):
        told = [_told(row.get(column)) for row in rows]
        if all(told) and len(set(told)) == len(told):
            return told
    return [f"row {number}" for number in range(1, len(rows) + 1)]


def _told(tree: Tree | None) -> str:
    if tree is None or tree.is_mapping or tree.is_list or tree.value is None:
        return ""
    return (tree.raw or str(tree.value)).strip()[:60]
