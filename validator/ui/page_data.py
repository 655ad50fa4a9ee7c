"""The data that the page draws, `validator-page` 1: an index of the run, and the evidence of each scenario.

The index is small and drawn at once; a scenario's evidence is read when somebody looks at it. Preview sends the same
two documents while a journey is going on.
"""

from __future__ import annotations

import base64
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from validator.gtm.titles import TAG_TYPES
from validator.gtm.words import TRIGGER_WORDS
from validator.model.recording import Recording, Request
from validator.model.run import Result, Run
from validator.recordings.recording_shape import PARTS
from validator.telling import prose, results
from validator.ui.messages import messages

FORMAT = "validator-page"
VERSION = 1

_EVIDENCE = ("documents", "pushes", "consents", "answers", "tags", "readings", "views", "stored", "errors")
_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}


def key(index: int) -> str:
    """The name of a scenario in the page's addresses."""
    return f"s{index + 1}"


def index_of(run: Run, *, live: bool = False) -> dict[str, Any]:
    """What is drawn at once: totals, causes, and a line for each scenario."""
    document = results.summary_of(run)
    causes = [
        {**told, "where": [[key(index), place] for index, place in cause.where]}
        for told, cause in zip(document.pop("causes"), prose.causes(run), strict=True)
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "live": live,
        "run": {name: value for name, value in document.items() if name not in {"format", "version"}},
        "words": {"tags": TAG_TYPES, "triggers": TRIGGER_WORDS},
        "causes": causes,
        "scenarios": [
            _entry(key(index), scenario, result)
            for index, (scenario, result) in enumerate(zip(results.scenarios_of(run), run.results, strict=True))
        ],
    }


def detail_of(
    result: Result, name: str, pictures: dict[str, str] | None = None, *, without: Container[str] = ()
) -> dict[str, Any]:
    """Everything that is known of one scenario. `pictures`: screenshots as data URIs, by their file's name.

    `without`: parts of the recording that are left out.
    """
    recording = result.recording
    used = {event.request for event in result.verdict.events}
    requests = [request for request in recording.requests if _of_interest(request, used)]
    told = [part for part in _EVIDENCE if part not in without]
    evidence = {part: [PARTS[part].write(item) for item in getattr(recording, part)] for part in told}
    containers = [{**PARTS["containers"].write(seen), "source": None} for seen in recording.containers]
    steps = {step.number: step for step in recording.steps}
    document = results.scenario(result, prose.outcome_ids(result))
    for step in document["steps"]:
        element = PARTS["steps"].write(steps[step["number"]]).get("element")
        step.update(element=element, settled=steps[step["number"]].settled, waited=steps[step["number"]].waited)
    return {
        **document,
        "key": name,
        "browser": recording.browser,
        "began": recording.began,
        **evidence,
        "containers": containers,
        "requests": [PARTS["requests"].write(request) for request in requests],
        "others": len(recording.requests) - len(requests),
        "messages": messages(result),
        "unplanned": result.plan.unexpected,
        "pictures": pictures or {},
    }


def pictures_of(result: Result, budget: int) -> tuple[dict[str, str], int]:
    """The screenshots as data URIs, as many as fit into `budget` bytes, and what is left of it.

    The picture of a failed step comes first. Only pictures within the result's own folder are read.
    """
    failing = {outcome.step for outcome in result.verdict.outcomes if outcome.failed}
    steps = sorted(result.recording.steps, key=lambda step: (step.status != "failed", step.number not in failing))
    found = {}
    for step in steps:
        content = _picture(result.folder, step.screenshot) if step.screenshot else b""
        kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
        if kind and len(content) <= budget:
            budget -= len(content)
            found[step.screenshot] = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
    return found, budget


def _picture(folder: Path, name: str) -> bytes:
    try:
        path = (folder / name).resolve()
        return path.read_bytes() if path.is_relative_to(folder.resolve()) else b""
    except (OSError, ValueError):
        return b""


def _of_interest(request: Request, used: set[int]) -> bool:
    """Whether the page shows it: what a vendor claimed, and what became no hit though it should have."""
    return bool(request.vendor) or request.handling in {"stopped", "leaked"} or request.id in used


def _entry(name: str, scenario: dict[str, Any], result: Result) -> dict[str, Any]:
    outcomes = result.verdict.outcomes
    failures = [outcome for outcome in outcomes if outcome.failed]
    broken = result.verdict.broken
    kept = ("id", "name", "device", "cell", "consent", "tags", "file", "line", "status", "seconds", "funnel")
    return {
        **{each: scenario[each] for each in (*kept, "hits", "broken")},
        "key": name,
        "met": sum(outcome.status == "met" for outcome in outcomes),
        "failed": len(failures),
        "expected": len(outcomes),
        "warnings": len(scenario["findings"]),
        "events": sum(event["kind"] == "event" for event in scenario["events"]),
        "vendors": _distinct(event["vendor"] for event in scenario["events"]),
        "owners": _distinct(outcome.expectation.owner for outcome in outcomes),
        "lost": _distinct(stage["conversion"] for stage in scenario["funnel"] if stage["status"] == "not tracked"),
        "words": _distinct([*(outcome.expectation.label for outcome in outcomes), *_names(result.recording)]),
        "first": broken.reason if broken else prose.message(failures[0]) if failures else "",
    }


def _names(recording: Recording) -> Iterable[str]:
    return [push.event or "" for push in recording.pushes]


def _distinct(values: Iterable[str | None]) -> list[str]:
    return sorted({value for value in values if value})
