"""Writes a run's reports: files in the output folder, and what CI systems read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from validator.model.run import Run
from validator.reporters import reporters
from validator.whole_file import whole


def write_reports(run: Run, output: Path) -> tuple[list[Path], list[str]]:
    """Every reporter that has a file writes it: the files, in the order in which people want them, and what was lost.

    One report that cannot be written is told on standard error, and keeps no other from being written.
    """
    written, lost = [], []
    for name, reporter in reporters().items():
        if not reporter.FILE:
            continue
        file = output / reporter.FILE
        try:
            output.mkdir(parents=True, exist_ok=True)
            with whole(file) as unfinished:
                unfinished.write_text(reporter.render(run), encoding="utf-8", newline="")
        except OSError as error:
            lost.append(f"{file} could not be written: {error.strerror or error}.")
        except Exception as error:  # a reporter, perhaps of somebody else's package, must not hide the others
            lost.append(f"{file} could not be made: the reporter {name} raised {type(error).__name__}: {error}")
        else:
            written.append(file)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _github(run)
    for told in lost:
        click.echo(told, err=True)
    written.sort(key=lambda file: (file.suffix != ".html", file.name))
    return [*written, output / "recordings"], lost


def _github(run: Run) -> None:
    """Annotations at the lines of the scenarios, and the job's summary."""
    known = reporters()
    sys.stdout.write(known["github"].render(run))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(known["markdown"].render(run))
        except OSError as error:
            click.echo(f"The job's summary {summary} could not be written: {error.strerror or error}.", err=True)
