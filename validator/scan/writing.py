"""The files of a scan: page, JSON document and tables, each written at once or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from validator.model.location import UsageError
from validator.scan import difference, document, page_html, told
from validator.scan.report import Report
from validator.whole_file import whole

text = told.text


def write(report: Report, output: Path) -> list[Path]:
    """Raises UsageError where a file cannot be written."""
    writers: dict[str, Callable[[Report, TextIO], None]] = {
        "scan.html": page_html.write,
        "scan.json": document.write,
        "scan-findings.csv": document.write_findings,
        "scan-events.csv": document.write_events,
        "scan-cookies.csv": document.write_cookies,
    }
    return [_written(output / name, report, writer) for name, writer in writers.items()]


def _written(path: Path, report: Report, writer: Callable[[Report, TextIO], None]) -> Path:
    try:
        with whole(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
            writer(report, file)
    except OSError as error:
        raise UsageError(f"{path} could not be written: {error.strerror or error}.") from None
    return path


def compared(before: dict[str, Any], output: Path, report: Report, tell: Callable[[str], object]) -> int:
    """Tells what is new since an earlier scan; the exit code is by what is new."""
    found = difference.between(before, document.head(report) | {"pages": list(document.pages(report))})
    (output / "scan-difference.md").write_text(difference.told(found, "markdown"), encoding="utf-8")
    (output / "scan-difference.json").write_text(difference.told(found, "json"), encoding="utf-8")
    tell("\n" + difference.told(found, "text"))
    return found.exit_code if report.exit_code != 3 else 3
