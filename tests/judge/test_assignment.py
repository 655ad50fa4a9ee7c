"""Whole verdicts against brute force: whether every expectation is met depends on whether an assignment exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.judge.builders import Visit, ga4, scenario, verdict
from validator.model.scenario import Expectation, Times
from validator.model.verdict import Verdict

STEPS = 3


@dataclass(frozen=True)
class Hit:
    """One event that was pushed and sent at a step."""

    step: int
    name: str
    value: int


@dataclass(frozen=True)
class Wanted:
    """One expectation, in the terms of this test. `step` None: over the whole journey."""

    step: int | None
    name: str
    value: int | None
    least: int
    most: int | None
    anywhere: bool = False
    after: int | None = None  # the step by its name
    before: int | None = None

    def takes(self, hit: Hit) -> bool:
        at_step = self.step is None or self.anywhere or hit.step == self.step
        in_order = (self.after is None or hit.step >= self.after) and (self.before is None or hit.step < self.before)
        return at_step and in_order and self.name == hit.name and self.value in (None, hit.value)

    def expectation(self) -> Expectation:
        return ga4(
            self.name,
            {} if self.value is None else {"value": self.value},
            times=Times(self.least, self.most),
            anywhere=self.anywhere,
            after=f"s{self.after}" if self.after else None,
            before=f"s{self.before}" if self.before else None,
        )


HITS = st.lists(st.builds(Hit, st.integers(1, STEPS), st.sampled_from("ab"), st.integers(1, 2)), max_size=5)


@st.composite
def wanted(draw, whole: bool = False):
    least = draw(st.integers(0, 2))
    most = draw(st.sampled_from([None, max(least, 1), least + 2]))
    order = {"after": draw(st.integers(1, STEPS)), "before": draw(st.integers(1, STEPS))}
    kept = {key: value for key, value in order.items() if draw(st.integers(0, 3)) == 0}
    return Wanted(
        None if whole else draw(st.integers(1, STEPS)),
        draw(st.sampled_from("ab")),
        draw(st.sampled_from([None, 1, 2])),
        least,
        most,
        not whole and draw(st.integers(0, 3)) == 0,
        **kept,
    )


def visited(hits: list[Hit]) -> Visit:
    visit = Visit()
    for step in range(1, STEPS + 1):
        visit.goto(f"/{step}", name=f"s{step}")
        for hit in hits:
            if hit.step == step:
                visit.push({"event": hit.name, "ecommerce": {"value": hit.value}})
                visit.ga4(hit.name, {"value": hit.value})
    return visit


def judged(hits: list[Hit], demands: list[Wanted]) -> Verdict:
    steps = [[one.expectation() for one in demands if one.step == step] for step in range(1, STEPS + 1)]
    return verdict(visited(hits), scenario(*steps, expect=tuple(one.expectation() for one in demands if not one.step)))


def can_be_met(hits: list[Hit], demands: list[Wanted]) -> bool:
    """Whether the hits can be given to the demands so that each has as many as it needs, and none too many."""
    for owners in product(range(-1, len(demands)), repeat=len(hits)):
        if any(owner >= 0 and not demands[owner].takes(hit) for owner, hit in zip(owners, hits, strict=True)):
            continue
        if all(owners.count(number) >= one.least for number, one in enumerate(demands)):
            return True
    return False


def lacking(found: Verdict) -> list[str]:
    return [one.expectation.label for one in found.outcomes if one.status in ("missing", "wrong")]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HITS, st.lists(wanted(), min_size=1, max_size=3), st.lists(wanted(whole=True), max_size=2))
def test_nothing_is_missing_if_and_only_if_an_assignment_exists(hits, steps, whole):
    found = judged(hits, steps + whole)
    assert (lacking(found) == []) is (can_be_met(hits, steps) and can_be_met(hits, whole))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HITS, st.lists(wanted(), min_size=1, max_size=3))
def test_one_hit_meets_one_expectation_and_only_one_that_it_fits(hits, demands):
    found = judged(hits, demands)
    ordered = [one for step in range(1, STEPS + 1) for one in demands if one.step == step]
    taken = [event.number for one in found.outcomes if one.status == "met" for event in one.events]
    assert len(taken) == len(set(taken))
    for outcome, one in zip(found.outcomes, ordered, strict=True):
        if outcome.status == "met":
            assert len(outcome.events) >= one.least
            assert one.most is None or len(outcome.events) <= one.most
            assert all(one.takes(Hit(event.earliest, event.name, event.params["value"])) for event in outcome.events)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.builds(Hit, st.just(1), st.sampled_from("ab"), st.integers(1, 2)), min_size=2, max_size=4), st.data()
)
def test_events_of_one_moment_may_come_in_any_order(hits, data):
    demands = data.draw(st.lists(wanted(), min_size=1, max_size=3))
    other = data.draw(st.sampled_from(sorted(set(permutations(hits)), key=repr)))
    assert told_of_a_batch(hits, demands) == told_of_a_batch(other, demands)


def test_what_others_may_have_of_a_moment_is_not_the_first_that_stands_there():
    any_two = Wanted(1, "b", None, 0, 2, anywhere=True, after=1)
    out_of_reach = Wanted(1, "b", 1, 1, None, anywhere=True, after=1, before=1)
    one, two = Hit(1, "b", 1), Hit(1, "b", 2)
    told = [told_of_a_batch(order, [any_two, out_of_reach]) for order in permutations((one, one, two))]
    assert told == [told[0]] * len(told)


def told_of_a_batch(hits: Iterable[Hit], demands: list[Wanted]) -> list[tuple[str, str]]:
    visit = Visit().goto("/1", name="s1").step("click", name="s2").step("click", name="s3")
    visit.batch(*[(hit.name, {"value": hit.value}) for hit in hits], step=1)
    steps = [[one.expectation() for one in demands if one.step == step] for step in range(1, STEPS + 1)]
    return [(one.status, one.chain.broken) for one in verdict(visit, scenario(*steps)).outcomes]


def test_a_hit_that_could_meet_either_goes_where_it_is_needed():
    hits = [Hit(1, "a", 1), Hit(1, "a", 2)]
    demands = [Wanted(1, "a", None, 1, 1), Wanted(1, "a", 1, 1, 1)]
    assert [one.status for one in judged(hits, demands).outcomes] == ["met", "met"]


def test_a_range_takes_no_more_than_it_may():
    demands = [Wanted(1, "a", None, 1, 2)]
    assert [one.status for one in judged([Hit(1, "a", 1)] * 2, demands).outcomes] == ["met"]
    assert [one.status for one in judged([Hit(1, "a", 1)] * 3, demands).outcomes] == ["repeated"]
