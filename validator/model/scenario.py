"""What a user asks for: a journey to make, and the events that it must cause.

Files are read into these nouns with everything settled that can be settled without a browser: the environment and
fragment parameters are filled in, fragments, groups, frames and repeats are unrolled into one flat list of steps,
planned events have become one expectation a vendor, and every device is a scenario of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from validator.model.location import NOWHERE, Location
from validator.model.value import Text

Conversion = Literal["micro", "macro"]
Phase = Literal["setup", "journey", "finally"]
ExpectationKind = Literal["event", "push", "tag", "goal", "cookie", "storage", "finding", "error"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand on one value.

    `path` leads to the value: `("params", "currency")`, `("items", 0, "item_id")`, `("ecommerce", "value")`; an
    element is a key, the index of a list, or `*` for any name. `operand` may hold templates; the operators that take
    demands themselves (`not`, `any`, `each`, `unordered`) hold tuples of conditions with paths relative to the value.
    """

    path: tuple[str | int, ...]
    operator: str
    operand: Any
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Times:
    """How often something must be seen; `most` None means without limit."""

    least: int = 1
    most: int | None = 1

    def __str__(self) -> str:
        if self.most == self.least:
            return {0: "never", 1: "once", 2: "twice"}.get(self.least, f"{self.least} times")
        return f"at least {self.least} times" if self.most is None else f"{self.least} to {self.most} times"


@dataclass(frozen=True, slots=True)
class Known:
    """A fault that is being worked on: reported, but it does not fail the run until `until` (ISO 8601 day)."""

    ticket: str
    until: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must be seen (or, in `Scenario.never`, must not).

    Paths of the conditions by kind: `event` takes id, event, category, action, label, value, params, items, user,
    consent of an Event; `push` the payload of a Push; `tag` and `goal` name; `cookie` and `storage` name and value;
    `finding` code; `error` text. `vendor` and a wanted event name stand in the conditions only through `vendor` and
    the path ("event",).
    """

    kind: ExpectationKind
    label: str  # as reports say it: `ga4 add_to_cart`, `push add_to_cart`, `tag GA4 – add to cart`
    conditions: tuple[Condition, ...]
    vendor: str | None = None
    conversion: Conversion | None = None
    planned: str | None = None  # the team's name of the planned event that it came from
    owner: str | None = None
    times: Times = Times()
    within: float | None = None  # seconds after its cause
    after: str | None = None  # "consent", or a step's name
    before: str | None = None
    anywhere: bool = False
    wait: bool = False
    known: Known | None = None
    profiles: tuple[str, ...] = ()  # the consent profiles that it is expected with; none: with all
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Locator:
    """Which element is meant.

    `by` is role, text, label, placeholder, test_id, alt, title, css, xpath, or `named`: a bare text, the visible
    name of a button or link. For `role`, `value` is the role and `name` its accessible name.
    """

    by: str
    value: Text
    name: Text | None = None
    exact: bool = False
    nth: int | None = None
    has_text: Text | None = None
    inside: Locator | None = None
    frame: Locator | None = None
    location: Location = NOWHERE

    def __str__(self) -> str:
        """As reports say it: `button "Add to cart"`, `label "E-mail"`, `"Place order"`, `#buy`."""
        if self.by == "role":
            told = str(self.value) if self.name is None else f'{self.value} "{self.name}"'
        elif self.by in ("css", "xpath"):
            told = str(self.value)
        else:
            told = f'"{self.value}"' if self.by == "named" else f'{self.by.replace("_", " ")} "{self.value}"'
        if self.has_text is not None:
            told += f' with text "{self.has_text}"'
        if self.nth is not None:
            told += " (the last)" if self.nth == -1 else f" (number {self.nth + 1 if self.nth >= 0 else self.nth})"
        if self.inside is not None:
            told += f" in {self.inside}"
        return told if self.frame is None else f"{told} in frame {self.frame}"


@dataclass(frozen=True, slots=True)
class SameAs:
    """The operand of `same_as`: the place whose value must be the same.

    An earlier event of the journey (`event`, `vendor`, at `step` by its name), or the latest push named `push`.
    `path` leads to the value there; empty: the path of the condition itself.
    """

    event: str | None = None
    vendor: str | None = None
    push: str | None = None
    step: str | None = None
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        parts = [f"push {self.push}" if self.push else " ".join(filter(None, (self.vendor, self.event)))]
        parts += [f"at step “{self.step}”"] if self.step else []
        parts += [".".join(map(str, self.path))] if self.path else []
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the place of a SameAs held when the judge looked it up; none: there was no such event or push."""

    of: SameAs
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class When:
    """A step is performed only if this holds at that moment: an element is visible, or the page's URL fits.

    Steps of one block (a group, a fragment) share its condition: those with the same `block` number take the answer
    that the first of them found. `outer`: the condition of the block around, which must hold as well.
    """

    visible: Locator | None = None
    url: tuple[Condition, ...] = ()
    block: int = 0  # 0: the step's own
    outer: When | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a visitor does. `fields` is the Fields of the member of the family `steps` named `kind`."""

    kind: str
    fields: Any
    title: str  # as reports say it: `click button "Add to cart"`
    number: int = 0  # from 1 over set-up, journey and finally together
    phase: Phase = "journey"
    name: str | None = None  # given by the user
    stage: str | None = None  # the name of the `group` that it stands in
    frames: tuple[Locator, ...] = ()  # of the `frame` steps that it stands in, outermost first
    timeout: float | None = None  # seconds
    optional: bool = False
    when: When | None = None
    expect: tuple[Expectation, ...] = ()
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Scenario:
    """One journey on one device: one cell of the matrix that a scenario may be."""

    name: str
    journey: tuple[Step, ...]
    setup: tuple[Step, ...] = ()
    finally_: tuple[Step, ...] = ()
    expect: tuple[Expectation, ...] = ()  # over the whole journey
    never: tuple[Expectation, ...] = ()
    tags: tuple[str, ...] = ()
    site: str = ""
    consent: str | None = None  # a profile of the plan
    session: str | None = None  # a signed-in state of the plan
    device: str | None = None  # one of Playwright's device names
    settle: str | float | None = None  # None: timer-aware; "clock"; seconds
    pace: Literal["visitor", "robot"] = "visitor"
    dialogs: Literal["cancel", "ok"] = "cancel"  # what questions of the page are answered with
    secrets: Mapping[str, str] = field(default_factory=dict)  # name → the value that must not leave memory
    # What beside the device tells it from its scenario's other journeys: (("consent", "denied"), ("site", "staging"))
    cell: tuple[tuple[str, str], ...] = ()
    locale: str | None = None  # of the browser: de-DE; None: the plan's
    cookies: Mapping[str, str] = field(default_factory=dict)  # set on the site before the first step
    headers: Mapping[str, str] = field(default_factory=dict)  # sent to the site's own hosts
    location: Location = NOWHERE

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells it from its scenario's other journeys: the device and the cell."""
        told = tuple(f"consent {name}" if kind == "consent" else name for kind, name in self.cell)
        return (self.device, *told) if self.device else told

    @property
    def id(self) -> str:
        """Stable over runs: `scenarios/buy.yaml::A shopper buys a mug[iPhone 15, consent denied]`."""
        return f"{self.location.file}::{self.name}" + (f"[{', '.join(self.marks)}]" if self.marks else "")

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.setup + self.journey + self.finally_
