"""What was found: for each expectation whether it was met, and where the chain of evidence broke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from validator.model.event import Event, Finding
from validator.model.location import NOWHERE, Location
from validator.model.recording import Broken, Push
from validator.model.scenario import Conversion, Expectation

Status = Literal["met", "missing", "wrong", "repeated", "forbidden", "known", "undecidable", "not run"]
FAILING: frozenset[str] = frozenset({"missing", "wrong", "repeated", "forbidden"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One demand that a value did not meet. `demand` is the expectation in words: `equals 19.99`."""

    path: tuple[str | int, ...]
    demand: str
    expected: Any
    actual: Any
    present: bool = True  # False: the value was absent
    note: str = ""  # what the difference probably is: `text instead of a number`, `cents instead of euros`
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An event, a push or a tag that came near. `place`: why it could not count though nothing differs."""

    what: Event | Push | str
    differences: tuple[Difference, ...] = ()
    place: str = ""  # `came at step 4 “Place order”`


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain of evidence: step, push, container, trigger, tag, consent, request, vendor, field."""

    name: str
    state: Literal["ok", "broken", "unknown", "skipped"]  # skipped: not needed here, or behind the broken one
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """How far an expectation got. `broken` names the first broken link, empty where the evidence cannot tell."""

    links: tuple[Link, ...] = ()
    broken: str = ""
    message: str = ""  # one sentence
    mend: str = ""  # one sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one expectation. `step` is None for those over the whole journey."""

    expectation: Expectation
    status: Status
    step: int | None = None
    events: tuple[Event, ...] = ()  # that met it; for repeated and forbidden, all that count
    near: tuple[NearMiss, ...] = ()  # best first
    chain: Chain = Chain()
    underlying: Status | None = None  # of a known fault: what it would be; "met" means that it passes again

    @property
    def failed(self) -> bool:
        return self.status in FAILING


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding at its place. `level` fail makes the scenario fail."""

    finding: Finding
    level: Literal["warn", "fail"]
    step: int = 0
    event: int | None = None  # Event.number
    subject: str = ""  # `ga4 add_to_cart`


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One conversion of the scenario in the order of its journey."""

    name: str
    conversion: Conversion
    status: Literal["tracked", "not tracked", "not run"]
    step: int | None = None


@dataclass(frozen=True, slots=True)
class GoalResult:
    """Whether a goal of the plan completed; `funnel` says which of its steps were seen before."""

    name: str
    conversion: Conversion
    completed: bool
    slot: int | None = None
    step: int | None = None
    funnel: tuple[tuple[str, bool], ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the requests that vendors claimed."""

    held: int = 0
    delivered: int = 0
    stopped: int = 0
    leaked: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one recording."""

    scenario: str  # Scenario.id
    name: str
    status: Literal["passed", "failed", "broken"]
    outcomes: tuple[Outcome, ...] = ()
    events: tuple[Event, ...] = ()  # all that was decoded, in the order of sending
    unexpected: tuple[Event, ...] = ()  # outside the plan
    noticed: tuple[Noticed, ...] = ()
    funnel: tuple[FunnelStage, ...] = ()
    goals: tuple[GoalResult, ...] = ()
    counts: Counts = Counts()
    broken: Broken | None = None
    location: Location = NOWHERE

    @property
    def passed(self) -> bool:
        return self.status == "passed"
