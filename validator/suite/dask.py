"""Journeys on the workers of a Dask scheduler, each with a browser of its own; what they saw streams back here.

An extra: `pip install 'tracking-validator[dask]'`, on the workers too. Where a worker is lost, Dask gives its journeys
to another one; each counts once. A container that the plan names by file must lie at the same path on the workers.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from validator import __version__
from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.browser.recordings_folder import RecordingsFolder
from validator.model.location import InputError, UsageError
from validator.model.recording import Broken, Recording, StepRecord
from validator.model.run import Progress, Result, Run
from validator.model.suite import Entry
from validator.model.verdict import Verdict
from validator.recordings.recording_file import write_recording

_mine = threading.local()  # a worker's thread keeps its engine, and with it its browser, from journey to journey
_FINDING = 30  # seconds in which a scheduler must answer


@dataclass(frozen=True, slots=True)
class Seen:
    """What a worker sends back: the result, and the files beside its recording by their names."""

    result: Result
    files: dict[str, bytes]
    browser: str


def run_on_dask(
    address: str,
    entries: Sequence[Entry],
    options: RunOptions,
    progress: Progress,
    review: Callable[[Result], Result] = lambda result: result,
) -> Run:
    """Performs all entries on the workers of the scheduler at `address` (`tcp://host:8786`).

    Ctrl-C takes back what has not begun, and keeps what has ended. Raises UsageError.
    """
    distributed = distributed_or_told()
    began, clock = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), time.monotonic()
    folder = RecordingsFolder(options.output)
    folder.open()
    progress.run_started(tuple(entry.scenario for entry in entries))
    results: dict[int, Result] = {}
    browsers: dict[str, None] = {}
    interrupted = False
    with connected(distributed, address) as client:
        there = replace(options, output=Path())
        futures = {
            client.submit(perform, entry, there, key=f"validator-{clock}-{place}", pure=False): place
            for place, entry in enumerate(entries)
        }
        try:
            for future in distributed.as_completed(list(futures), loop=client.loop):
                place = futures[future]
                seen = _answer(future, entries[place])
                result = review(_kept(seen, folder, entries[place]))
                browsers[seen.browser] = None
                results[place] = result
                progress.scenario_started(result.scenario)
                progress.scenario_ended(result)
                future.release()
        except KeyboardInterrupt:
            interrupted = True
            client.cancel(list(futures), force=True)
        finally:
            folder.close()
    for place, entry in enumerate(entries):
        if place not in results:
            results[place] = _broken(entry, "The run was interrupted before this ended.", "interrupted")
    name = ", ".join(filter(None, browsers))
    ordered = tuple(results[place] for place in range(len(entries)))
    return Run(ordered, began, time.monotonic() - clock, name, __version__, interrupted)


def perform(entry: Entry, options: RunOptions) -> Seen:
    """One journey, on a worker. Mistakes of the setting become a broken journey: they cost no other one."""
    engine = getattr(_mine, "engine", None)
    if engine is None:
        own = replace(options, output=Path(mkdtemp(prefix="validator-")), workers=1)
        engine = _mine.engine = Engine(own).__enter__()
    try:
        run = engine.run([entry], Silence())
    except (UsageError, InputError) as error:
        return Seen(_broken(entry, str(error), "browser"), {}, "")
    (result,) = run.results
    pictures = result.file.with_suffix("") if result.file else None
    files = {}
    if pictures is not None and pictures.is_dir():
        files = {each.name: each.read_bytes() for each in pictures.iterdir() if each.is_file()}
        for each in pictures.iterdir():
            each.unlink()
    return Seen(result, files, run.browser)


def _kept(seen: Seen, folder: RecordingsFolder, entry: Entry) -> Result:
    """The result with its evidence in the folder here, under the name that a run here would give it."""
    name = folder.name(entry.scenario)
    there = seen.result.file.stem if seen.result.file else name
    recording = _renamed(seen.result.recording, there, name)
    file = folder.path / f"{name}.json"
    try:
        write_recording(recording, file)
        for inner, content in seen.files.items():
            (folder.path / name).mkdir(exist_ok=True)
            (folder.path / name / inner).write_bytes(content)
    except OSError as error:
        told = f"The recording was not kept: {error.strerror or error}."
        recording = replace(recording, notes=(*recording.notes, told))
    return replace(seen.result, recording=recording, folder=folder.path, file=file)


def _renamed(recording: Recording, there: str, here: str) -> Recording:
    """With its screenshots below the recording's name here."""

    def moved(step: StepRecord) -> StepRecord:
        lead, _, rest = step.screenshot.partition("/")
        return replace(step, screenshot=f"{here}/{rest}") if rest and lead == there else step

    return recording if there == here else replace(recording, steps=tuple(map(moved, recording.steps)))


def _answer(future: Any, entry: Entry) -> Seen:
    try:
        seen: Seen = future.result()
    except Exception as error:  # Dask gave the journey up: every worker that had it was lost, or cannot import us
        told = f"No worker could make this journey: {type(error).__name__}: {error}"
        return Seen(_broken(entry, told, "browser"), {}, "")
    return seen


def _broken(entry: Entry, reason: str, kind: Any) -> Result:
    scenario = entry.scenario
    text, _, mend = reason.partition("\n  → ")
    broken = Broken(text, 0, kind, mend=mend)
    recording = Recording(scenario.id, scenario.name, scenario.site, scenario.device, finished=True, broken=broken)
    verdict = Verdict(scenario.id, scenario.name, "broken", broken=broken, location=scenario.location)
    return Result(scenario, entry.plan, recording, verdict)


def distributed_or_told() -> Any:
    """The package `distributed`. Raises UsageError where it is not installed."""
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError(
            "--dask needs the package `distributed`, which is not installed.\n"
            "  → pip install 'tracking-validator[dask]', here and on the workers."
        ) from None


def connected(distributed: Any, address: str) -> Any:
    """A client of the scheduler, as a context manager. Raises UsageError."""
    try:
        return distributed.Client(address, timeout=_FINDING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answered at {address}: {error}.\n  → Write its address as tcp://host:8786."
        ) from None
