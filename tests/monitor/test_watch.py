"""The watch: who is told, when, and what never makes a noise. No test waits for anything."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.monitor.made_up import HALF_HOUR, ORDER, WHY, World, entry, result
from validator.model.location import UsageError
from validator.model.plan import Plan, PlannedEvent
from validator.model.run import Run
from validator.model.scenario import Condition, Expectation
from validator.model.verdict import Outcome
from validator.monitor.alarms import lasted, messages
from validator.monitor.changes import Change
from validator.monitor.memory import hold, load
from validator.monitor.schedule import Schedule, share, span
from validator.monitor.seen import seen

WELL, RED = {"Buy": "mm"}, {"Buy": "fm"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "monitor.json"


def test_a_change_is_looked_at_again_at_once_and_told_to_its_owner(path: Path) -> None:
    world = World(path, WELL, RED, RED)
    assert [world.watch.round() for _ in range(2)] == [0, 1]
    assert world.titles == [("team-a", "✗ Add to cart is not tracked as planned · Shop")]
    (told,) = world.told
    for words in (
        "✗ Add to cart · ga4 add_to_cart (micro conversion): missing",
        "Click Text equals Buy; the page says Take.",
        "→ Change the trigger.",
        "in Buy",
        "Seen twice in a row",
    ):
        assert words in told.body


def test_what_a_second_look_does_not_see_is_told_nobody(path: Path) -> None:
    world = World(path, RED, WELL, WELL)
    world.watch.round()
    world.watch.round()
    assert world.told == []
    assert world.watch.memory.counts["unconfirmed"] == 1
    assert world.watch.memory.bad == {}


def test_what_stays_red_is_told_once_and_its_end_too(path: Path) -> None:
    world = World(path, RED, RED, RED, RED, WELL, WELL, WELL)
    world.watch.run()
    assert [title for _, title in world.titles] == [
        "✗ Add to cart is not tracked as planned · Shop",
        "✓ Add to cart is tracked again · Shop",
    ]
    assert "well again, after 2 hours" in world.told[1].body
    assert "It was: Click Text equals Buy; the page says Take." in world.told[1].body


def test_a_recovery_that_is_not_confirmed_is_none(path: Path) -> None:
    world = World(path, RED, RED, WELL, RED, WELL, WELL)
    world.watch.run()
    assert [title[0] for _, title in world.titles] == ["✗", "✓"]
    assert len(world.made) == 6


def test_only_the_scenarios_that_changed_are_made_again(path: Path) -> None:
    world = World(path, {"Buy": "mm", "Read": "mm", "Pay": "mf"}, {"Pay": "mf"})
    world.watch.round()
    assert world.made == [("Buy", "Read", "Pay"), ("Pay",)]
    assert [owner for owner, _ in world.titles] == ["team-b"]


def test_each_owner_hears_only_of_what_is_theirs(path: Path) -> None:
    world = World(path, {"Buy": "ff", "Read": "fm"}, {"Buy": "ff", "Read": "fm"})
    world.watch.round()
    cart, order = sorted(world.told, key=lambda one: one.owner)
    assert (cart.owner, order.owner) == ("team-a", "team-b")
    assert "in Buy; Read" in cart.body, "one cause in two scenarios is told once"
    assert "Order" not in cart.body
    assert "Add to cart" not in order.body


def test_a_journey_that_cannot_be_performed_is_told_to_all_who_own_something_in_it(path: Path) -> None:
    world = World(path, {"Buy": "b"}, {"Buy": "b"}, WELL, WELL)
    assert world.watch.round() == 3
    assert world.titles == [
        ("team-a", "✗ “Buy” could not be performed · Shop"),
        ("team-b", "✗ “Buy” could not be performed · Shop"),
    ]
    assert "The site does not answer." in world.told[0].body
    world.watch.round()
    assert world.titles[2:] == [("team-a", "✓ “Buy” passes again · Shop"), ("team-b", "✓ “Buy” passes again · Shop")]


def test_what_was_not_reached_does_not_count_as_well(path: Path) -> None:
    world = World(path, RED, RED, {"Buy": "nm"}, {"Buy": "um"}, {"Buy": "b"}, {"Buy": "b"})
    world.watch.run()
    assert [key.rpartition("::")[2] for key in world.watch.memory.bad] == ["ga4 add_to_cart", "journey"]
    assert not any(title.startswith("✓") for _, title in world.titles)


def test_what_nobody_expects_any_more_is_forgotten_without_a_word(path: Path) -> None:
    world = World(path, {"Buy": "fm", "Read": "mm"}, {"Buy": "fm"}, {"Read": "mm"})
    world.watch.round()
    world.names = ["Read"]
    world.watch.round()
    assert world.watch.memory.bad == {}
    assert len(world.told) == 1


def test_files_with_mistakes_do_not_end_the_watch(path: Path) -> None:
    trouble = UsageError("There is no browser.")
    world = World(path, trouble, trouble, trouble, WELL, WELL)
    world.names = ["Buy"]
    assert world.watch.round() == 3
    assert world.titles == [("", "✗ “the watch itself” cannot work · Shop")]
    assert "There is no browser." in world.told[0].body
    world.watch.round()
    assert len(world.told) == 1
    world.watch.round()
    assert world.titles[1:] == [("", "✓ “the watch itself” passes again · Shop")]
    assert world.watch.memory.counts["error"] == 2


def test_what_could_not_be_sent_waits_for_the_next_round(path: Path) -> None:
    world = World(path, RED, RED, RED, RED)
    world.fails = lambda waiting: (1,)
    world.watch.round()
    assert world.told == []
    assert [one.to for one in world.watch.memory.outbox] == [(1,)]
    world.restarted(HALF_HOUR, 0.0, load(path)[0])
    world.fails = lambda waiting: ()
    world.watch.round()
    assert [one.to for one in world.told] == [(1,)], "only those who do not have it are told again"
    world.watch.round()
    assert len(world.told) == 1


def test_a_restart_tells_nothing_twice(path: Path) -> None:
    world = World(path, RED, RED, RED, WELL, WELL)
    world.watch.round()
    memory, said = load(path)
    assert said == ""
    world.restarted(HALF_HOUR, 0.0, memory)
    world.watch.round()
    assert len(world.told) == 1
    world.watch.round()
    assert world.titles[1][1].startswith("✓")


def test_a_restart_keeps_the_rhythm(path: Path) -> None:
    world = World(path, WELL, WELL)
    world.watch.round()
    world.clock.time += 600
    world.restarted(HALF_HOUR, 0.0, load(path)[0])
    world.watch.run()
    assert world.clock.waits == [HALF_HOUR - 600]


def test_rounds_keep_their_rhythm_however_long_they_take(path: Path) -> None:
    world = World(path, *[WELL] * 4)
    world.takes = 300
    begun = world.clock.time
    world.watch.run()
    assert world.clock.waits == [HALF_HOUR - 300] * 3
    assert world.clock.time == begun + 3 * HALF_HOUR + 300


def test_a_round_that_takes_too_long_leaves_rounds_out_instead_of_overlapping(path: Path) -> None:
    world = World(path, *[WELL] * 2)
    world.takes = 2.5 * HALF_HOUR
    world.watch.run()
    assert world.clock.waits == [0.5 * HALF_HOUR]
    assert world.watch.memory.counts["skipped"] == 4
    assert any("2 rounds left out" in one for one in world.said)


def test_a_site_that_is_down_is_asked_less_and_less_often(path: Path) -> None:
    world = World(path, *[{"Buy": "b"}] * 7)
    world.takes = 0
    world.watch.run()
    assert world.clock.waits == [2 * HALF_HOUR, 4 * HALF_HOUR, 8 * HALF_HOUR, 8 * HALF_HOUR, 8 * HALF_HOUR]


def test_jitter_moves_rounds_and_does_not_add_up(path: Path) -> None:
    world = World(path, *[WELL] * 40, jitter=0.2)
    world.takes = 0
    begun = world.clock.time
    world.watch.run()
    assert 39 * HALF_HOUR <= world.clock.time - begun <= 39.2 * HALF_HOUR
    assert len({round(one) for one in world.clock.waits}) > 30
    assert Schedule(100, 0.1).late(random.Random(1)) <= 10


def test_an_interrupted_round_counts_for_nothing(path: Path) -> None:
    world = World(path, RED, RED, WELL)
    stopped = False

    def perform(entries: object) -> object:
        nonlocal stopped
        stopped = True
        return World.perform(world, entries)  # type: ignore[arg-type]

    world.watch.perform = perform  # type: ignore[assignment]
    world.watch.stopped = lambda: stopped
    world.watch.run()
    assert world.told == []
    assert world.watch.memory.last is None
    assert not path.exists()


def test_a_memory_that_cannot_be_read_is_put_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"format": "validator-mon', encoding="utf-8")
    memory, said = load(path)
    assert memory.bad == {}
    assert "put aside as monitor.json.unreadable" in said
    assert path.with_name("monitor.json.unreadable").exists()
    path.write_text(json.dumps({"format": "validator-monitor", "version": 9}), encoding="utf-8")
    with pytest.raises(UsageError, match="newer version"):
        load(path)


def test_two_watches_do_not_share_a_memory(path: Path) -> None:
    held = hold(path)
    with pytest.raises(UsageError, match="Another watch is under way"):
        hold(path)
    held.close()
    hold(path).close()


@pytest.mark.parametrize(("text", "seconds"), [("30m", 1800), ("2h", 7200), ("90s", 90), ("1d", 86400), ("1.5h", 5400)])
def test_spans(text: str, seconds: float) -> None:
    assert span(text) == seconds


@pytest.mark.parametrize("text", ["", "0m", "soon", "-5m", "5"])
def test_what_is_no_span_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="is no span of time"):
        span(text)
    with pytest.raises(UsageError, match="is no share"):
        share("much")


def test_spans_are_told_in_words() -> None:
    assert [lasted(one) for one in (20, 60, 1800, 3600, 7000, 86400 * 3)] == [
        "less than a minute",
        "1 minute",
        "30 minutes",
        "1 hour",
        "2 hours",
        "3 days",
    ]
    assert entry("Buy").scenario.id == "Buy.yaml::Buy"


def test_a_goal_is_told_to_whoever_owns_its_event_and_one_cause_once() -> None:
    condition = Condition(("name",), "equals", "Order")
    goal = Expectation("goal", "goal Order", (condition,))
    old = Expectation("event", "ua Ecommerce › Purchase", (), vendor="ua", planned="Order", owner="team-b")
    plan = Plan("Shop", events={"Order": PlannedEvent("Order", (ORDER,), "macro", "team-b")})
    outcomes = tuple(Outcome(one, "missing", chain=WHY) for one in (ORDER, old, goal))
    told = result("Buy", "mf")
    told = replace(told, plan=plan, verdict=replace(told.verdict, outcomes=outcomes))
    found = [one for one in seen(Run((told,))).values() if one.name]
    assert {(one.name, one.owner) for one in found} == {("Order", "team-b")}
    (message,) = messages([Change(one, None) for one in found], 1_800_000_000.0, "Shop")
    assert message.title == "✗ Order is not tracked as planned · Shop"
    assert "✗ Order · ga4 purchase, ua Ecommerce › Purchase, goal Order (macro conversion): missing" in message.body
    assert message.body.count("Click Text equals Buy") == 1
