"""Writes a run's reports: files in the output folder, and what CI systems read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from validator.model.run import Run
from validator.reporters import reporters


def write_reports(run: Run, output: Path) -> list[Path]:
    """Every reporter that has a file writes it; the files, in the order in which people want them."""
    output.mkdir(parents=True, exist_ok=True)
    written = []
    for reporter in reporters().values():
        if reporter.FILE:
            file = output / reporter.FILE
            file.write_text(reporter.render(run), encoding="utf-8")
            written.append(file)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _github(run)
    written.sort(key=lambda file: (file.suffix != ".html", file.name))
    return [*written, output / "recordings"]


def _github(run: Run) -> None:
    """Annotations at the lines of the scenarios, and the job's summary."""
    known = reporters()
    sys.stdout.write(known["github"].render(run))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(known["markdown"].render(run))
