"""What is kept of a run: subjects, circumstances, lateness, and the same ids from run to run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.reporters import runs
from validator.history.keeping import keep
from validator.history.reading import outcomes
from validator.history.records import KeptJourney, journeys_of, moment
from validator.history.store import open_history
from validator.model.event import Event, Finding
from validator.model.plan import ContainerChoice
from validator.model.recording import Broken, ContainerSeen, Request
from validator.model.run import Result, Run
from validator.model.segment import Sent
from validator.model.verdict import Noticed, Outcome, Verdict
from validator.telling import prose


def changed(result: Result, **recording: Any) -> Result:
    return replace(result, recording=replace(result.recording, **recording))


def kept(result: Result) -> KeptJourney:
    (journey,) = journeys_of(Run((result,), "2026-03-04T10:00:00+00:00", 3.0, "chromium 1", "1"))
    return journey


@pytest.fixture
def failing() -> Result:
    return runs.everything().results[0]


def test_every_outcome_of_a_run_is_kept(tmp_path: Path) -> None:
    run = runs.everything()
    whole = sum(len(result.verdict.outcomes) for result in run.results)
    assert keep(run, str(tmp_path / "history.db")) == len(run.results)
    with open_history(str(tmp_path / "history.db")) as history:
        rows = list(outcomes(history))
    assert len(rows) == whole
    told = {(row.expectation, row.status) for row in rows}
    for result in run.results:
        ids = prose.outcome_ids(result)
        assert {(name, one.status) for name, one in zip(ids, result.verdict.outcomes, strict=True)} <= told


def test_an_outcome_is_kept_with_its_chain_in_words(failing: Result) -> None:
    one = next(each for each in kept(failing).outcomes if each.subject.label == "ua Ecommerce › Add Product To Cart")
    assert (one.status, one.subject.name, one.subject.vendor) == ("missing", "Add to cart", "ua")
    assert (one.subject.conversion, one.subject.owner) == ("micro", "team-basket")
    assert one.link
    assert one.message
    assert one.mend


def test_an_id_does_not_depend_on_what_came_of_it(failing: Result) -> None:
    forbidden = next(one for one in failing.verdict.outcomes if one.status == "forbidden")
    met = tuple(replace(one, status="met", events=()) for one in failing.verdict.outcomes)
    sound = replace(failing, verdict=replace(failing.verdict, outcomes=met))
    assert prose.outcome_ids(sound) == prose.outcome_ids(failing)
    place = failing.verdict.outcomes.index(forbidden)
    assert "::never::" in prose.outcome_ids(failing)[place]


@pytest.mark.parametrize(
    ("site", "told"),
    [
        ("https://shop.example/", "https://shop.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:45123", "http://127.0.0.1"),
        ("http://localhost:60000/", "http://localhost"),
        ("http://[::1]:45123", "http://[::1]"),
        ("https://shop.example:45123", "https://shop.example:45123"),
        ("http://127.0.0.1:notaport", "http://127.0.0.1:notaport"),
    ],
)
def test_a_port_that_was_chosen_for_one_run_makes_no_other_site(failing: Result, site: str, told: str) -> None:
    assert kept(changed(failing, site=site)).circumstances.site == told


def test_the_container_is_the_plans_as_it_ran(failing: Result) -> None:
    seen = (
        ContainerSeen("GTM-OTHER", "https://x/gtm.js", "loaded", "7"),
        ContainerSeen("GTM-PLAN", "https://x/gtm.js", "missing", "1"),
        ContainerSeen("GTM-PLAN", "https://x/gtm.js", "loaded", "42"),
        ContainerSeen("G-1", "https://x/gtag.js", "loaded", ""),
    )
    planned = replace(failing, plan=replace(failing.plan, container=ContainerChoice("GTM-PLAN")))
    found = kept(changed(planned, containers=seen)).circumstances
    assert (found.container, found.version) == ("GTM-PLAN", "42")
    found = kept(changed(failing, containers=seen)).circumstances
    assert (found.container, found.version) == ("GTM-OTHER", "7")
    assert kept(changed(failing, containers=seen[1:2])).circumstances.container == ""


def test_lateness_is_from_the_cause_to_the_last_hit(failing: Result) -> None:
    event = next(one for one in failing.verdict.events if one.cause)
    assert event.cause
    events = tuple(replace(event, at=event.cause.at + late) for late in (0.25, 1.5))
    wanted = next(one.expectation for one in failing.verdict.outcomes if one.expectation.kind == "event")

    def lateness(status: Any, *events: Event) -> float | None:
        outcome = Outcome(wanted, status, 1, events)
        return kept(replace(failing, verdict=replace(failing.verdict, outcomes=(outcome,)))).outcomes[0].lateness

    assert lateness("met", *events) == 1.5
    assert lateness("met", replace(event, cause=None)) is None
    assert lateness("met", replace(event, at=event.cause.at - 1)) == 0.0
    assert lateness("repeated", *events) is None


def test_what_differs_between_visits_is_unstable(failing: Result) -> None:
    first, second = failing.verdict.outcomes[:2]
    told = (
        Noticed(Finding("unstable", "Of 3 visits: met in 2."), "warn", first.step or 0, None, first.expectation.label),
    )
    found = kept(replace(failing, verdict=replace(failing.verdict, noticed=told))).outcomes
    assert [one.unstable for one in found[:2]] == [True, False]
    message = f"This passed only at attempt 2; before: {second.expectation.label} missing."
    told = (Noticed(Finding("unstable", message), "warn"),)
    found = kept(replace(failing, verdict=replace(failing.verdict, noticed=told))).outcomes
    assert [one.unstable for one in found[:2]] == [False, True]


def test_what_a_journey_sent_is_kept_once_and_stopped_hits_are_not(failing: Result) -> None:
    events = (
        Event("ga4", "scroll", request=1),
        Event("ga4", "scroll", request=2),
        Event("ga4", "gone", request=3),
        Event("ua", category="Shop", action="Buy", request=1),
        Event("ga4", "ping", kind="signal", request=1),
    )
    requests = (Request(1, "https://x/"), Request(2, "https://x/"), Request(3, "https://x/", handling="stopped"))
    result = replace(changed(failing, requests=requests), verdict=replace(failing.verdict, events=events))
    assert kept(result).circumstances.sent == (Sent("ga4", "scroll"), Sent("ua", "", "Shop", "Buy"))


def test_what_was_interrupted_is_no_evidence(failing: Result) -> None:
    broken = Broken("The run was interrupted.", 0, "interrupted")
    verdict = Verdict(failing.verdict.scenario, failing.verdict.name, "broken", broken=broken)
    assert not journeys_of(Run((replace(failing, verdict=verdict),)))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02T00:00:00+00:00", 86400),
        ("1970-01-01T02:00:00.500+01:00", 3600.5),
        ("1970-01-01T00:00:10Z", 10),
        ("1970-01-01T00:00:10", 10),
        ("", None),
        ("yesterday", None),
    ],
)
def test_moments_are_read(text: str, seconds: float | None) -> None:
    assert moment(text) == seconds
