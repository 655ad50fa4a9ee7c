"""The history for other programs: every outcome as a line of CSV, JSON, JSON lines or Parquet."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from validator.history.reading import OutcomeRow
from validator.model.location import UsageError

COLUMNS = tuple(field.name for field in fields(OutcomeRow))
_MOMENTS = ("at", "run")
_NUMBERS = ("lateness", "journey_seconds")
_BATCH = 20_000


def write(rows: Iterable[OutcomeRow], file: Path) -> int:
    """Writes the outcomes in the form that the file's ending names; how many. Raises UsageError."""
    writer = _WRITERS.get(file.suffix.lower())
    if writer is None:
        raise UsageError(f"{file}: its ending does not say how to write it.\n  → One of: {', '.join(_WRITERS)}.")
    counted = _Counted(rows)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        writer(iter(counted), file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}.") from None
    return counted.count


class _Counted:
    """Outcomes as plain values, counted while they go by."""

    def __init__(self, rows: Iterable[OutcomeRow]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.count += 1
            told = asdict(row)
            for name in _MOMENTS:
                told[name] = _moment(told[name])
            yield told


def _moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(round(seconds, 3), datetime.timezone.utc)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{name: row[name].isoformat(timespec="milliseconds") for name in _MOMENTS}}


def _csv(rows: Iterator[dict[str, Any]], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow({**_plain(row), "unstable": "true" if row["unstable"] else "false"})


def _json(rows: Iterator[dict[str, Any]], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write("[")
        for place, row in enumerate(rows):
            out.write(f"{',' if place else ''}\n{json.dumps(_plain(row), ensure_ascii=False)}")
        out.write("\n]\n")


def _json_lines(rows: Iterator[dict[str, Any]], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(_plain(row), ensure_ascii=False)}\n" for row in rows)


def _parquet(rows: Iterator[dict[str, Any]], file: Path) -> None:
    try:
        arrow: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise UsageError(
            "Parquet needs the package `pyarrow`, which is not installed.\n"
            "  → pip install 'tracking-validator[parquet]', or write .csv or .json."
        ) from None
    kinds = dict.fromkeys(_MOMENTS, arrow.timestamp("ms", tz="UTC")) | dict.fromkeys(_NUMBERS, arrow.float64())
    kinds["unstable"] = arrow.bool_()
    schema = arrow.schema([(name, kinds.get(name, arrow.string())) for name in COLUMNS])
    with parquet.ParquetWriter(str(file), schema) as writer:
        while part := list(islice(rows, _BATCH)):
            writer.write_table(arrow.Table.from_pylist(part, schema=schema))


_WRITERS: Mapping[str, Callable[[Iterator[dict[str, Any]], Path], None]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
}
