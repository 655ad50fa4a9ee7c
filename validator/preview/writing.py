"""A visit as a scenario: its steps, what each caused, and the values that are read off the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from validator.judge import judge
from validator.language import read_suite
from validator.language.yaml_tree import parse
from validator.model.recording import Reading, Recording, StepRecord
from validator.model.scenario import Expectation, Scenario, Step
from validator.model.suite import Entry
from validator.preview.insertion import insert, step_at
from validator.preview.proposals import WHOLE, Known, Proposal, events_of, numbers_of, proposals
from validator.preview.remembering import Remembered, Shown, names_of, remembered
from validator.preview.renumbering import renumbered
from validator.preview.yaml_lines import flow, item
from validator.yaml_text import scalar

_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario without what it caused: its text, and where each of its steps stands in it."""

    text: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Written:
    """The scenario's text, and every expectation that could stand in it, with whether it does."""

    text: str
    proposals: tuple[Proposal, ...]


def header(
    name: str, site: str, *, secrets: Sequence[str] = (), consent: str | None = None, environment: bool = True
) -> str:
    """The lines before the journey."""
    lines = [f"scenario: {scalar(name)}"]
    whole = environment and "${" not in site
    lines.append(f'site: "${{BASE_URL:-{site}}}"' if whole else f"site: {scalar(site)}")
    lines += [f"consent: {scalar(consent)}"] if consent else []
    lines += [f"secret: {flow(list(secrets))}"] if secrets else []
    return "\n".join([*lines, "", "journey:", ""])


def steps_text(steps: Sequence[tuple[str, Any]]) -> str:
    """Steps as a block list: `- click: {role: button, name: Add to cart}`."""
    lines: list[str] = []
    for kind, value in steps:
        told = "" if value is None else f": {flow(value)}"
        lines.append(f"  - {kind}{told}")
    return "\n".join(lines) + "\n"


def read_draft(
    text: str, file: Path, *, environment: Mapping[str, str], base_url: str | None, plan: Path | None
) -> Draft:
    """Reads a text as if it stood in `file`, whose folder says which plan and fragments are meant.

    Raises InputError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.stem}.draft.yaml")
    try:
        draft.write_text(text, "utf-8")
        suite = read_suite([draft], environment=environment, base_url=base_url, plan=plan)
    finally:
        draft.unlink(missing_ok=True)
    return Draft(text, suite.entries[0])


def written(
    draft: Draft,
    recording: Recording,
    shown: Sequence[Shown],
    read: Any,
    *,
    changed: Mapping[tuple[int, str], bool] = MappingProxyType({}),
) -> Written:
    """The draft with what the recording says that its steps caused.

    `read` reads a text as a draft. Each expectation is held against the recording itself before it is written: what
    would not be met even there is left out, with the reason. `changed`: what a person ticked or unticked, by step
    and title.
    """
    scenario, plan = draft.entry.scenario, draft.entry.plan
    events = events_of(recording, plan)
    values = remembered(shown, events)
    known = Known(scenario.site, numbers_of(events), names_of(values))
    found = list(proposals(recording, plan, known))
    taken = {step.number for step in scenario.steps if step.expect or not _writable(step, scenario)}
    found = [
        replace(one, ticked=False, why="the step has expectations of its own") if one.step in taken else one
        for one in found
    ]
    found = [replace(one, ticked=changed.get((one.step, one.title), one.ticked)) for one in found]
    for _ in range(_ROUNDS):
        used = _used(values, found)
        text = composed(draft, found, used)
        failing = _failing(read(text), draft, recording, found, used)
        if not failing:
            return Written(text, tuple(found))
        found = [
            replace(one, ticked=False, why=failing[place]) if place in failing else one
            for place, one in enumerate(found)
        ]
    return Written(composed(draft, [replace(one, ticked=False) for one in found], ()), tuple(found))


def _writable(step: Step, scenario: Scenario) -> bool:
    """Whether the step stands in the scenario's own file; a fragment may be used by others."""
    return step.location.file == scenario.location.file and step.phase == "journey"


def _used(values: Sequence[Remembered], found: Sequence[Proposal]) -> tuple[Remembered, ...]:
    told = repr([one.value for one in found if one.ticked])
    return tuple(one for one in values if f"${{{one.name}}}" in told)


def composed(draft: Draft, found: Sequence[Proposal], values: Sequence[Remembered]) -> str:
    """The draft with all that is ticked, and the values that it refers to."""
    text = draft.text
    for one in found:
        if one.ticked and one.step == WHOLE:
            text = insert(text, None, "\n".join(item(one.value)))
    steps = [step for step in draft.entry.scenario.steps if _writable(step, draft.entry.scenario)]
    for step in sorted(steps, key=lambda one: (one.location.line, one.location.column), reverse=True):
        place = (step.location.line, step.location.column)
        here = [one for one in values if one.step == step.number]
        if here:
            text = _with_remember(text, place, here)
        for one in found:
            if one.ticked and one.step == step.number:
                text = insert(text, place, "\n".join(item(one.value)))
    return text


def _with_remember(text: str, place: tuple[int, int], values: Sequence[Remembered]) -> str:
    """A `remember` step behind the step at `place`."""
    told = {one.name: dict(one.source) for one in values}
    lines = text.split("\n")
    row = lines[place[0] - 1]
    dash = row.rfind("-", 0, place[1])
    end = _end(lines, place[0], dash)
    pad = " " * dash
    new = [f"{pad}- remember:", *(f"{pad}    {scalar(name)}: {flow(source)}" for name, source in told.items())]
    return "\n".join([*lines[:end], *new, *lines[end:]])


def _end(lines: Sequence[str], line: int, dash: int) -> int:
    """The number of lines up to the end of the list item whose dash stands behind so many spaces."""
    end = line
    for number in range(line, len(lines)):
        row = lines[number]
        if row.strip():
            if len(row) - len(row.lstrip(" ")) <= dash:
                break
            end = number + 1
    return end


# The proof: the recording must meet what is written of it


def _failing(
    drafted: Draft, draft: Draft, recording: Recording, found: Sequence[Proposal], values: Sequence[Remembered]
) -> dict[int, str]:
    """The places of proposals that the recording itself does not meet, with the reason."""
    scenario = drafted.entry.scenario
    numbers = _numbers(draft, values)
    told = _performed(recording, numbers, scenario, values)
    verdict = judge(told, scenario, drafted.entry.plan)
    back = {new: old for old, new in numbers.items()}
    failing: dict[int, str] = {}
    expected: list[tuple[int | None, int | None, tuple[Expectation, ...]]]
    expected = [(step.number, back.get(step.number), step.expect) for step in scenario.steps]
    expected.append((None, WHOLE, scenario.expect))
    for number, old, asked in expected:
        places = [place for place, one in enumerate(found) if one.ticked and one.step == old]
        lines = sorted({one.location for one in asked})[-len(places) :] if places else []
        by_line = dict(zip(lines, places, strict=False))
        for outcome in verdict.outcomes:
            if outcome.step == number and outcome.status != "met" and outcome.expectation.location in by_line:
                why = outcome.chain.message or f"it is {outcome.status}"
                failing.setdefault(by_line[outcome.expectation.location], why)
    return failing


def _numbers(draft: Draft, values: Sequence[Remembered]) -> dict[int, int]:
    """Old number of a step → its number once the `remember` steps stand between."""
    after = sorted({one.step for one in values})
    return {
        step.number: step.number + sum(1 for each in after if each < step.number) for step in draft.entry.scenario.steps
    }


def _performed(
    recording: Recording, numbers: Mapping[int, int], scenario: Scenario, values: Sequence[Remembered]
) -> Recording:
    """The recording as if the `remember` steps had been performed too."""
    told = renumbered(recording, lambda number: numbers.get(number, number))
    steps = {numbers.get(one.number, one.number): one for one in recording.steps}
    records: list[StepRecord] = []
    ended = 0.0
    for step in scenario.steps:
        record = steps.get(step.number)
        if record is None:
            record = StepRecord(
                step.number, step.kind, step.title, "performed", step.phase, step.name, step.stage, ended, ended
            )
        ended = record.ended
        records.append(replace(record, number=step.number, location=step.location, name=step.name))
    extra = tuple(Reading(one.name, one.value, 0.0, numbers.get(one.step, one.step) + 1) for one in values)
    return replace(
        told,
        readings=told.readings + extra,
        steps=tuple(records),
        scenario=scenario.id,
        finished=True,
        broken=None,
    )


# Scripts


@dataclass(frozen=True, slots=True)
class Scripted:
    """A script as a scenario. `lines` and `columns`: how far its text was moved by that."""

    text: str
    lines: int = 0
    columns: int = 0


def scripted(text: str, name: str, head: str) -> Scripted:
    """A list of steps, a fragment's steps, or a scenario as it is. Raises Wrong where it is no YAML."""
    tree = parse(text, Path(name), name)
    if tree.is_mapping and "scenario" in tree.value:
        return Scripted(text)
    first = tree.value["steps"].line - 1 if tree.is_mapping and "steps" in tree.value else 0
    lines = text.rstrip("\n").split("\n")[first:]
    least = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()[:1] == "-"), default=0)
    moved = [f"  {line[least:]}" if line.strip() else "" for line in lines]
    return Scripted(head + "\n".join(moved) + "\n", head.count("\n") - first, 2 - least)


def without_secrets(text: str, name: str, found: Mapping[tuple[int, int], str]) -> str:
    """The text with the values of fields replaced by `${NAME}`, by the place of the step that fills them."""
    tree = parse(text, Path(name), name)
    lines = text.split("\n")
    for place, secret in sorted(found.items(), reverse=True):
        step = step_at(tree, place)
        filled = step.value.get("fill") or step.value.get("type") if step is not None and step.is_mapping else None
        value = filled.value.get("value") if filled is not None and filled.is_mapping else None
        if value is None:
            continue
        row = lines[value.line - 1]
        end = _end_of_scalar(row, value.column - 1)
        lines[value.line - 1] = f'{row[: value.column - 1]}"${{{secret}}}"{row[end:]}'
    return "\n".join(lines)


def _end_of_scalar(row: str, start: int) -> int:
    quote = row[start : start + 1]
    if quote in ("'", '"'):
        found = re.compile(r"'(?:[^']|'')*'" if quote == "'" else r'"(?:[^"\\]|\\.)*"').match(row, start)
        return found.end() if found else len(row)
    found = re.compile(r"[^,{}\[\]#]*?(?=\s*(?:[,}\]]|\s#|$))").match(row, start)
    return found.end() if found else len(row)


def with_secrets(text: str, name: str, secrets: Sequence[str]) -> str:
    """The text with `secret:` in its head, where it has none."""
    tree = parse(text, Path(name), name)
    if not secrets or "secret" in tree.keys:
        return text
    line = tree.keys["scenario"][0]
    lines = text.split("\n")
    return "\n".join([*lines[:line], f"secret: {flow(list(secrets))}", *lines[line:]])
