"""Runs of several machines as one: their recordings together, judged again by the scenarios that are here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from validator import __version__
from validator.gtm.recorded import container_of
from validator.judge import judge
from validator.language import read_suite
from validator.model.event import Finding
from validator.model.location import UsageError
from validator.model.recording import Recording
from validator.model.run import Result, Run
from validator.model.suite import Entry
from validator.model.verdict import Noticed
from validator.recordings.recording_file import RecordingError, read_recording

KEPT = ("unstable", "made-again")  # findings of a run that no recording can give again
_BASELINE = "baseline "


@dataclass(frozen=True, slots=True)
class Part:
    """What one machine left: its recordings by Scenario.id, and its results.json, where it got that far."""

    folder: Path
    recordings: Mapping[str, tuple[Path, Recording]]
    results: Mapping[str, Any]


def part(folder: Path, tell: Callable[[str], None]) -> Part:
    """Reads one folder of reports. Raises UsageError where it is none."""
    inner = folder / "recordings"
    if not inner.is_dir():
        raise UsageError(f"{folder} holds no recordings.\n  → Name the folders that runs wrote with --output.")
    found: dict[str, tuple[Path, Recording]] = {}
    names = {path.with_suffix(".json") for path in inner.iterdir() if path.suffix in (".json", ".jsonl")}
    for path in sorted(names):
        journal = path.with_suffix(".jsonl")  # where it lies there still, it is newer than the finished file
        try:
            recording = read_recording(journal if journal.is_file() else path)
        except RecordingError as error:
            tell(str(error))
            continue
        known = found.get(recording.scenario)
        if known is None or recording.began > known[1].began:
            found[recording.scenario] = (path, recording)
    return Part(folder, found, _results(folder / "results.json"))


def merged(
    parts: Sequence[Part],
    output: Path,
    environment: Mapping[str, str],
    plan: Path | None,
    review: Callable[[Result], Result],
    tell: Callable[[str], None],
) -> Run:
    """One run of all parts, in the order of the scenario files. Its recordings are copied into `output`.

    Where a journey is in several parts, the latest counts. A journey that was being made when its run was killed
    stands as broken. Raises InputError, UsageError and OSError.
    """
    latest: dict[str, tuple[Part, Path, Recording]] = {}
    for one in parts:
        for name, (path, recording) in one.recordings.items():
            if name not in latest or recording.began > latest[name][2].began:
                latest[name] = (one, path, recording)
    entries = _entries(latest, environment, plan)
    for name in latest.keys() - entries.keys():
        tell(f"{name} is in a recording, and no scenario of this name is here; it is left out.")
    folder = output / "recordings"
    against_baseline = any(_had_baseline(one.results) for one in parts)
    results = []
    for name, entry in entries.items():
        one, path, recording = latest[name]
        scenario = replace(entry.scenario, site=recording.site or entry.scenario.site)
        verdict = judge(recording, scenario, entry.plan, container_of(recording))
        result = Result(scenario, entry.plan, recording, verdict, folder, _copy(path, folder))
        results.append(_with_kept(review(result) if against_baseline else result, one.results))
    told = [one.results for one in parts if one.results]
    return Run(
        tuple(results),
        min((str(each["began"]) for each in told), default=""),
        max((float(each["seconds"]) for each in told), default=0.0),
        next((str(each["browser"]) for each in told), ""),
        __version__,
        len(told) < len(parts) or any(each["interrupted"] for each in told),
    )


def _entries(names: Iterable[str], environment: Mapping[str, str], plan: Path | None) -> dict[str, Entry]:
    """The scenarios that were recorded, by their ids, in the order of the files."""
    wanted = set(names)
    files = sorted({name.partition("::")[0] for name in wanted})
    there = [Path(file) for file in files if Path(file).is_file()]
    suite = read_suite(there, environment=environment, plan=plan, judging=True) if there else ()
    return {entry.scenario.id: entry for entry in suite if entry.scenario.id in wanted}


def _copy(path: Path, folder: Path) -> Path:
    """The recording with its pictures, unless it is there already; where it lies now."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in (path, path.with_suffix(".jsonl")):
        target = folder / source.name
        if source.is_file() and source.resolve() != target.resolve():
            shutil.copyfile(source, target)
    pictures = path.with_suffix("")
    if pictures.is_dir() and pictures.resolve() != (folder / pictures.name).resolve():
        shutil.copytree(pictures, folder / pictures.name, dirs_exist_ok=True)
    return folder / path.name


def _with_kept(result: Result, results: Mapping[str, Any]) -> Result:
    """With what the run itself noticed, beside what a recording can tell."""
    mine = next((each for each in results.get("scenarios", ()) if each["id"] == result.verdict.scenario), None)
    found = [each for each in (mine or {}).get("findings", ()) if each.get("code") in KEPT]
    kept = tuple(
        Noticed(Finding(each["code"], each["message"]), each["level"], each["step"], None, each["subject"])
        for each in found
    )
    verdict = replace(result.verdict, noticed=result.verdict.noticed + kept) if kept else result.verdict
    return replace(result, verdict=verdict)


def _results(file: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    whole = isinstance(document, dict) and document.get("format") == "validator-results"
    needed = ("began", "seconds", "browser", "interrupted", "scenarios")
    return document if whole and all(key in document for key in needed) else {}


def _had_baseline(results: Mapping[str, Any]) -> bool:
    return any(
        any(str(each.get("label", "")).startswith(_BASELINE) for each in scenario.get("expectations", ()))
        or any(each.get("code") == "baseline-missing" for each in scenario.get("findings", ()))
        for scenario in results.get("scenarios", ())
    )
