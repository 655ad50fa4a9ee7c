"""Runs in few words, a clock that waits for nobody, and a watch on them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from validator.model.location import Location
from validator.model.plan import Plan
from validator.model.recording import Broken, Recording
from validator.model.run import Result, Run
from validator.model.scenario import Expectation, Scenario
from validator.model.suite import Entry
from validator.model.verdict import Chain, Outcome, Verdict
from validator.monitor.memory import Memory, Waiting
from validator.monitor.schedule import Schedule
from validator.monitor.watch import Watch

HALF_HOUR = 1800.0
CART = Expectation(
    "event", "ga4 add_to_cart", (), vendor="ga4", planned="Add to cart", owner="team-a", conversion="micro"
)
ORDER = Expectation("event", "ga4 purchase", (), vendor="ga4", planned="Order", owner="team-b", conversion="macro")
WHY = Chain((), "trigger", "Click Text equals Buy; the page says Take.", "Change the trigger.")
STATUSES = {"m": "met", "f": "missing", "w": "wrong", "n": "not run", "u": "undecidable"}


class Clock:
    """Time passes by waiting and by what rounds take; nothing sleeps."""

    def __init__(self, over: Callable[[], bool] = lambda: False) -> None:
        self.time = 1_800_000_000.0
        self.waits: list[float] = []
        self.over = over
        self.ended = False

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        if self.over():
            self.ended = True
            return
        self.waits.append(seconds)
        self.time += seconds


def entry(name: str) -> Entry:
    return Entry(Scenario(name, (), site="https://shop.example", location=Location(f"{name}.yaml", 1, 1)), Plan("Shop"))


def result(name: str, told: str) -> Result:
    """`told`: a letter for the cart, one for the order; or `b`: it could not be performed."""
    scenario = entry(name).scenario
    broken = Broken("The site does not answer.", 1, "site", mend="Look whether it is up.") if told == "b" else None
    letters = "nn" if broken else told
    outcomes = tuple(
        Outcome(one, STATUSES[letter], chain=WHY if letter in "fw" else Chain())  # type: ignore[arg-type]
        for one, letter in zip((CART, ORDER), letters, strict=True)
    )
    status: Any = "broken" if broken else "failed" if set(letters) & set("fw") else "passed"
    verdict = Verdict(scenario.id, name, status, outcomes, broken=broken)
    return Result(scenario, Plan("Shop"), Recording(scenario.id, name, "https://shop.example"), verdict)


class World:
    """What the scenarios come to, look after look: `looks` holds a mapping from scenario to letters for each."""

    def __init__(self, path: Path, *looks: dict[str, str] | Exception, every: float = HALF_HOUR, jitter: float = 0.0):
        self.looks = list(looks)
        self.made: list[tuple[str, ...]] = []
        self.clock = Clock(lambda: not self.looks)
        self.told: list[Waiting] = []
        self.said: list[str] = []
        self.fails: Callable[[Waiting], tuple[int, ...]] = lambda waiting: ()
        self.takes = 60.0
        self.names = list(next((one for one in looks if isinstance(one, dict)), {}))
        self.path = path
        self.watch = self.restarted(every, jitter, Memory())

    def restarted(self, every: float, jitter: float, memory: Memory) -> Watch:
        self.watch = Watch(
            lambda: [entry(name) for name in self.names],
            self.perform,
            self.tell,
            memory,
            self.path,
            Schedule(every, jitter),
            self.clock,
            random.Random(1),
            self.said.append,
            self.stopped,
            "Shop",
        )
        return self.watch

    def perform(self, entries: Sequence[Entry]) -> Run:
        names = tuple(one.scenario.name for one in entries)
        self.made.append(names)
        self.clock.time += self.takes
        look = self.looks.pop(0)
        if isinstance(look, Exception):
            raise look
        return Run(tuple(result(name, look[name]) for name in names))

    def tell(self, waiting: Waiting) -> tuple[int, ...]:
        missing = self.fails(waiting)
        if not missing:
            self.told.append(waiting)
        return missing

    def stopped(self) -> bool:
        return self.clock.ended

    @property
    def titles(self) -> list[tuple[str, str]]:
        return [(one.owner, one.title) for one in self.told]
