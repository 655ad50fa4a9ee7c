"""A share of the journeys for one machine of several: balanced by how long each took before."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from validator.model.location import UsageError
from validator.model.suite import Entry

# Variables by which systems tell a job its number and how many there are; True: the first number is 0
_SYSTEMS: tuple[tuple[str, str, bool], ...] = (
    ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", True),
    ("CI_NODE_INDEX", "CI_NODE_TOTAL", False),  # GitLab
    ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", True),
    ("SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", False),  # Azure Pipelines
    ("BITBUCKET_PARALLEL_STEP", "BITBUCKET_PARALLEL_STEP_COUNT", True),
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", True),  # Kubernetes; the second is set by the job's own manifest
)


@dataclass(frozen=True, slots=True)
class Shard:
    """One share: `number` of `whole`, from 1."""

    number: int
    whole: int


def shard(text: str, environment: Mapping[str, str]) -> Shard:
    """Reads `2/5`, or with `auto` what the CI system says. Raises UsageError."""
    if text == "auto":
        return _of_system(environment)
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(
            f"--shard {text}: this is no share.\n  → Write 2/5 for the second of five, or `auto` in a parallel CI job."
        )
    return Shard(int(found[1]), int(found[2]))


def _of_system(environment: Mapping[str, str]) -> Shard:
    for index, whole, from_zero in _SYSTEMS:
        told = environment.get(index, ""), environment.get(whole, "")
        if all(each.isdecimal() for each in told):
            number = int(told[0]) + from_zero
            if 1 <= number <= int(told[1]):
                return Shard(number, int(told[1]))
            raise UsageError(f"--shard auto: {index}={told[0]} is not within {whole}={told[1]}.")
        if told[0] and not told[1]:
            raise UsageError(f"--shard auto: {index} is set, and {whole} is not.\n  → Set it to the number of jobs.")
    names = ", ".join(index for index, _, _ in _SYSTEMS)
    raise UsageError(
        f"--shard auto: no CI system says which share this is: none of {names} is set.\n  → Write --shard 2/5."
    )


def portion(entries: Sequence[Entry], share: Shard, durations: Mapping[str, float]) -> list[Entry]:
    """The journeys of one share, in their order. All shares together hold each journey once.

    The longest go first, each to the share that has least to do; one that was never measured counts as a usual one.
    `durations`: seconds by Scenario.id.
    """
    usual = statistics.median(durations.values()) if durations else 1.0
    loads = [0.0] * share.whole
    counts = [0] * share.whole
    mine = set()
    weights = [
        (durations.get(entry.scenario.id, usual), entry.scenario.id, place) for place, entry in enumerate(entries)
    ]
    for seconds, _, place in sorted(weights, key=lambda each: (-each[0], each[1], each[2])):
        least = min(range(share.whole), key=lambda index: (loads[index], counts[index], index))
        loads[least] += seconds
        counts[least] += 1
        if least == share.number - 1:
            mine.add(place)
    return [entry for place, entry in enumerate(entries) if place in mine]


def durations_of(file: Path, *, asked: bool = False) -> dict[str, float]:
    """Seconds by Scenario.id, from a results.json of an earlier run; empty where there is none.

    `asked`: the user named the file, so that it must be one. Raises UsageError.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return {
            str(each["id"]): float(each["seconds"])
            for each in document["scenarios"]
            if each["status"] != "broken" or float(each["seconds"]) > 0
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        if asked:
            raise UsageError(f"--durations {file}: this is no results.json of a run: {error}") from None
        return {}
