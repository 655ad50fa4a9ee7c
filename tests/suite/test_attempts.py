"""Journeys made more than once: a pass after a failure is told, and so is what differs between visits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.suite.visits import visit
from validator.browser.attempts import made
from validator.model.recording import Broken
from validator.model.run import Result
from validator.model.scenario import Expectation
from validator.model.verdict import Outcome, Status

PASS = visit((1, "ga4 a"))


def judged(status: Status) -> Result:
    outcome = Outcome(Expectation("event", "ga4 a", ()), status, 1, PASS.verdict.events if status == "met" else ())
    passed = "passed" if status == "met" else "failed"
    return replace(PASS, verdict=replace(PASS.verdict, status=passed, outcomes=(outcome,)))  # type: ignore[arg-type]


def broken(kind: str) -> Result:
    why = Broken("The browser ended.", 1, kind)  # type: ignore[arg-type]
    return replace(PASS, verdict=replace(PASS.verdict, status="broken", broken=why))


def make(visits: Sequence[Result], retries: int = 0, repeat: int = 1) -> tuple[Result, int]:
    asked: list[int] = []

    async def one(attempt: int) -> Result:
        asked.append(attempt)
        return visits[attempt - 1]

    with ThreadPoolExecutor(1) as beside:  # this thread may have the loop of another test's browser
        result = beside.submit(lambda: asyncio.run(made(one, retries=retries, repeat=repeat))).result()
    return result, len(asked)


MET, MISSING = judged("met"), judged("missing")


@pytest.mark.parametrize(
    ("visits", "retries", "status", "count", "codes"),
    [
        ([MET], 3, "passed", 1, []),
        ([MISSING], 0, "failed", 1, []),
        ([MISSING, MET], 2, "passed", 2, ["unstable"]),
        ([MISSING, MISSING, MISSING], 2, "failed", 3, ["made-again"]),
        ([broken("browser"), MET], 0, "passed", 2, ["made-again"]),
        ([broken("browser"), broken("browser")], 0, "broken", 2, ["made-again"]),
        ([broken("site")], 0, "broken", 1, []),
        ([broken("interrupted")], 5, "broken", 1, []),
        ([broken("browser"), MISSING, MET], 1, "passed", 3, ["unstable"]),
    ],
)
def test_retries(visits: list[Result], retries: int, status: str, count: int, codes: list[str]) -> None:
    result, asked = make(visits, retries)
    assert (result.verdict.status, asked) == (status, count)
    assert [each.finding.code for each in result.verdict.noticed] == codes


def test_a_pass_after_a_failure_says_what_failed() -> None:
    result, _ = make([MISSING, MET], 1)
    told = result.verdict.noticed[0].finding.message
    assert told == "This passed only at attempt 2; before: ga4 a missing."


def test_repeats_tell_which_expectation_is_unstable_and_how_late_it_came() -> None:
    late = replace(
        MET,
        verdict=replace(
            MET.verdict, outcomes=(replace(MET.verdict.outcomes[0], events=(replace(PASS.verdict.events[0], at=2.5),)),)
        ),
    )
    result, asked = make([MET, MISSING, late], repeat=3)
    assert (asked, result.verdict.status) == (3, "failed")
    (noticed,) = result.verdict.noticed
    assert noticed.finding.message == "Of 3 visits: met in 2, missing in 1; sent 0.0 to 2.5 s after its step ended."
    assert noticed.subject == "ga4 a"


def test_repeats_that_agree_tell_nothing() -> None:
    result, _ = make([MET, MET], repeat=2)
    assert (result.verdict.status, result.verdict.noticed) == ("passed", ())
