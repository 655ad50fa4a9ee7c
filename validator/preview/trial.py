"""Would this match? One expectation, as it is typed, held against what was seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validator.judge import judge
from validator.language.expectations import expectation, expectations
from validator.language.reading import Reading
from validator.language.tree import Told, Wrong
from validator.language.yaml_tree import parse
from validator.model.location import InputError
from validator.model.plan import Plan
from validator.model.recording import Recording
from validator.model.run import Result
from validator.model.scenario import Expectation, Scenario, Step
from validator.model.suite import Entry
from validator.telling import prose, results

NAME = "what you typed"


def read_expectation(
    text: str, plan: Plan, environment: Mapping[str, str], secrets: Mapping[str, str]
) -> tuple[Expectation, ...]:
    """The expectations of a text in the scenario language: one, or a list of them. Raises InputError."""
    reading = Reading(environment, True, secret_names=frozenset(secrets), secrets=dict(secrets), plan=plan)
    try:
        tree = parse(text, Path(NAME), NAME)
        read = expectations if tree.is_list else expectation
        found = tuple(read(tree, reading.expecting()))
    except Wrong as wrong:
        raise InputError([*reading.problems, wrong.problem]) from None
    except Told:
        raise InputError(reading.problems) from None
    if reading.problems:
        raise InputError(reading.problems)
    return found


def asking(scenario: Scenario, step: int | None, asked: tuple[Expectation, ...]) -> Scenario:
    """The scenario with nothing expected but this: under the step, or over the whole journey."""

    def only(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(dataclasses.replace(each, expect=asked if each.number == step else ()) for each in steps)

    return dataclasses.replace(
        scenario,
        setup=only(scenario.setup),
        journey=only(scenario.journey),
        finally_=only(scenario.finally_),
        expect=asked if step is None else (),
        never=(),
    )


def tried(
    text: str, step: int | None, recording: Recording, entry: Entry, environment: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What came of each expectation, as results tell it. Raises InputError."""
    asked = read_expectation(text, entry.plan, environment, entry.scenario.secrets)
    scenario = asking(entry.scenario, step, asked)
    verdict = judge(dataclasses.replace(recording, finished=True, broken=None), scenario, entry.plan)
    result = Result(scenario, entry.plan, recording, verdict)
    found: list[dict[str, Any]] = results.scenario(result, prose.outcome_ids(result))["expectations"]
    return found
