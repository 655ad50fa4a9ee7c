"""`validator judge`: the verdict of a recording, without a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from validator.cli.leaving import reader_may_leave
from validator.model.location import UsageError
from validator.model.recording import Recording
from validator.model.run import BROKEN, PASSED, Result, Run, exit_code
from validator.model.suite import Entry, Suite


@click.command("judge")
@click.argument("recording", type=click.Path(path_type=Path))
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the reports into this folder.")
@click.option("--verbose", "-v", is_flag=True, help="Show the steps of a passed scenario too.")
def command(recording: Path, scenario: Path, plan: Path | None, output: Path | None, verbose: bool) -> None:
    """Judge a recording again, without a browser.

    RECORDING is a file of out/recordings, or a HAR file of any browser; SCENARIO
    the file to judge it by, which may have changed since.
    """
    from validator import __version__
    from validator.cli.reports import write_reports
    from validator.gtm.recorded import container_of
    from validator.har import har_recording
    from validator.judge import judge
    from validator.language import read_suite
    from validator.recordings.recording_file import read_recording
    from validator.reporters.terminal import Terminal

    if recording.suffix.lower() == ".har":
        entry = read_suite([scenario], environment=os.environ, plan=plan, judging=True).entries[0]
        seen = har_recording(recording, entry.scenario)
    else:
        seen = read_recording(recording)
        suite = read_suite([scenario], environment=os.environ, base_url=seen.site or None, plan=plan, judging=True)
        entry = _entry(suite, seen, scenario)
    verdict = judge(seen, entry.scenario, entry.plan, container_of(seen))
    result = Result(entry.scenario, entry.plan, seen, verdict, recording.parent, recording)
    run = Run((result,), seen.began, seen.seconds, seen.browser, __version__)
    screen = Terminal(verbose=verbose)
    screen.show(result)
    files, lost = write_reports(run, output) if output else ([], [])
    with reader_may_leave():
        screen.close(run, files)
    code = exit_code([verdict])
    sys.exit(BROKEN if code == PASSED and lost else code)


def _entry(suite: Suite, seen: Recording, file: Path) -> Entry:
    """The scenario of the file that was recorded: by its name, device and consent profile, or the only one."""
    fitting = (
        [entry for entry in suite if entry.scenario.id == seen.scenario]
        or [entry for entry in suite if entry.scenario.name == seen.name and entry.scenario.device == seen.device]
        or [entry for entry in suite if entry.scenario.device == seen.device]
    )
    if not fitting:
        devices = ", ".join(entry.scenario.device or "no device" for entry in suite)
        raise UsageError(
            f"{file} has no journey on {seen.device or 'no device'}, which was recorded; it has: {devices}."
        )
    return next((entry for entry in fitting if entry.scenario.consent == seen.consent), fitting[0])
