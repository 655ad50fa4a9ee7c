"""Shares of the journeys: complete, balanced, and the same on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.suite.visits import visit
from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.model.suite import Entry
from validator.suite.shards import Shard, durations_of, portion, shard


def entries(count: int) -> list[Entry]:
    return [Entry(replace(visit().scenario, name=f"journey {number}"), Plan()) for number in range(count)]


@given(st.lists(st.floats(0, 100), max_size=40), st.integers(1, 9), st.sets(st.integers(0, 39)))
def test_every_journey_is_in_one_share_and_the_shares_are_balanced(
    times: list[float], whole: int, new: set[int]
) -> None:
    every = entries(len(times))
    known = {
        entry.scenario.id: seconds
        for number, (entry, seconds) in enumerate(zip(every, times, strict=True))
        if number not in new
    }
    shares = [portion(every, Shard(number, whole), known) for number in range(1, whole + 1)]
    told = [entry.scenario.name for share in shares for entry in share]
    assert sorted(told) == sorted(entry.scenario.name for entry in every)
    if not new:
        loads = [sum(known[entry.scenario.id] for entry in share) for share in shares]
        assert max(loads) - min(loads) <= max(times, default=0) + 1e-9


def test_without_durations_the_shares_are_alike_in_number_and_in_order() -> None:
    shares = [portion(entries(10), Shard(number, 3), {}) for number in (1, 2, 3)]
    assert sorted(map(len, shares)) == [3, 3, 4]
    names = [entry.scenario.name for entry in shares[0]]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("text", "environment", "expected"),
    [
        ("2/5", {}, Shard(2, 5)),
        ("auto", {"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "4"}, Shard(2, 4)),
        ("auto", {"CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "4"}, Shard(1, 4)),
        ("auto", {"BUILDKITE_PARALLEL_JOB": "3", "BUILDKITE_PARALLEL_JOB_COUNT": "4"}, Shard(4, 4)),
        ("auto", {"JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "3"}, Shard(1, 3)),
    ],
)
def test_a_share_is_named_or_told_by_the_system(text: str, environment: Mapping[str, str], expected: Shard) -> None:
    assert shard(text, environment) == expected


@pytest.mark.parametrize(
    ("text", "environment", "told"),
    [
        ("0/5", {}, "this is no share"),
        ("6/5", {}, "this is no share"),
        ("2", {}, "this is no share"),
        ("auto", {}, "no CI system says"),
        ("auto", {"JOB_COMPLETION_INDEX": "1"}, "JOB_COMPLETIONS is not"),
        ("auto", {"CI_NODE_INDEX": "5", "CI_NODE_TOTAL": "4"}, "is not within"),
    ],
)
def test_what_is_no_share_is_told(text: str, environment: Mapping[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        shard(text, environment)


def test_durations_come_from_an_earlier_run(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    assert durations_of(file) == {}
    with pytest.raises(UsageError, match="no results"):
        durations_of(file, asked=True)
    scenarios = [{"id": "a", "seconds": 2.5, "status": "passed"}, {"id": "b", "seconds": 0, "status": "broken"}]
    file.write_text(json.dumps({"scenarios": scenarios}))
    assert durations_of(file, asked=True) == {"a": 2.5}
