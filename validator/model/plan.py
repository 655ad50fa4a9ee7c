"""What a team agrees on once: its vendors, events, goals, consent, sessions, browser and container."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from validator.model.location import NOWHERE, Location
from validator.model.scenario import Condition, Conversion, Expectation, Locator, Step
from validator.model.segment import Segment


@dataclass(frozen=True, slots=True)
class PlanVendor:
    """What the plan says of one vendor. Empty `ids`: any destination; `endpoints`: absolute URLs of its own hosts.

    `match`: URL patterns of a vendor that the plan declares, which has no decoder of ours. `read`: where the parts of
    an event stand (name, category, action, …): of a declared vendor in its requests, of any other in its parameters.
    """

    name: str
    ids: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    off: tuple[str, ...] = ()  # "warnings"
    match: tuple[str, ...] = ()
    read: Mapping[str, str] = field(default_factory=dict)
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event by the team's name; `expectations` holds one a vendor, in the order of the plan.

    `extra`: what a parameter does that the plan does not name for this event.
    """

    name: str
    expectations: tuple[Expectation, ...]
    conversion: Conversion | None = None
    owner: str | None = None
    description: str = ""
    location: Location = NOWHERE
    extra: Literal["ignore", "warn", "fail"] = "ignore"


@dataclass(frozen=True, slots=True)
class Goal:
    """A conversion goal as Google Analytics has them; it counts once a session.

    kind `event`: `conditions` on an Event (`vendor` where the plan names one); `destination`: on the path of a page
    view, with `funnel` the paths that lead to it; `duration`: on the seconds from the first to the last event;
    `pages`: on the number of page views.
    """

    name: str
    kind: Literal["event", "destination", "duration", "pages"]
    conditions: tuple[Condition, ...]
    conversion: Conversion
    slot: int | None = None  # 1 to 20: four sets of five
    vendor: str | None = None
    funnel: tuple[str, ...] = ()
    owner: str | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be tracked by a day: `events` by the team's names, or goals."""

    name: str
    by: datetime.date
    events: tuple[str, ...]
    owner: str | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class ConsentProfile:
    """How a visitor answers the banner.

    `answer`: accept, deny, a choice of purposes (name → granted), or None, which leaves the banner alone. `state`:
    what Consent Mode must say afterwards. `at`: the name of the step before which the answer is given.
    """

    name: str
    answer: Literal["accept", "deny"] | Mapping[str, bool] | None = None
    state: Mapping[str, str] = field(default_factory=dict)
    at: str | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Consent:
    """`mode` basic: denied means no hit; advanced: cookieless pings with gcs=G100 are right.

    The banner is a known platform's (`cmp`), or the site's own, answered by steps: `accept`, `deny`, `choose`.
    """

    mode: Literal["basic", "advanced"] = "advanced"
    cmp: str | None = None
    accept: tuple[Step, ...] = ()
    deny: tuple[Step, ...] = ()
    choose: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)  # purpose → steps that toggle it
    save: tuple[Step, ...] = ()  # steps that confirm a choice
    profiles: Mapping[str, ConsentProfile] = field(default_factory=dict)
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in state: made once by `steps`, kept for `reuse` seconds."""

    name: str
    steps: tuple[Step, ...]
    reuse: float = 0.0
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something that may lie over the page at any time: when `when` is visible, `click` is clicked."""

    when: Locator
    click: Locator
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """Options of the browser context. Headers and credentials go to the site's own hosts only."""

    http_credentials: Mapping[str, str] = field(default_factory=dict)  # username, password
    headers: Mapping[str, str] = field(default_factory=dict)
    locale: str | None = None
    timezone: str | None = None
    geolocation: Mapping[str, float] = field(default_factory=dict)  # latitude, longitude, accuracy
    proxy: Mapping[str, str] = field(default_factory=dict)  # server, bypass, username, password
    client_certificate: Mapping[str, str] = field(default_factory=dict)  # cert, key, or pfx, passphrase: paths
    user_agent: str | None = None
    viewport: tuple[int, int] | None = None
    ignore_https_errors: bool = False
    location: Location = NOWHERE
    webview: Literal["", "android", "ios"] = ""  # the interfaces for analytics that an app puts around the page


# The parts of GA4's enhanced measurement that the local runtime can make.
ENHANCED = ("download", "form", "history", "outbound", "scroll", "search", "video")


@dataclass(frozen=True, slots=True)
class ContainerChoice:
    """Which tag manager container is meant, and in which version.

    `file`: an export, run locally (simulated), or a saved gtm.js; `url`: the same, downloaded, absolute or relative
    to the site; `environment`: auth and preview of an unpublished version. `replaces`: the id of the container that
    pages ask for, where it is another; `*` for any. `snippet`: pages have no snippet, and get one. `names`: an export
    that gives a published container's tags their names.
    """

    id: str
    file: str | None = None
    url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    replaces: str = ""
    snippet: bool = False
    names: str | None = None
    enhanced: tuple[str, ...] = ()  # what of GA4's enhanced measurement the local runtime makes
    region: str = ""  # where the visitor is for the local runtime: DE, US-CA
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Rule:
    """What every page of a scan must send, or must not, where its URL fits `url`; without conditions: every page."""

    name: str  # as reports say it: its own, or its conditions in words
    url: tuple[Condition, ...] = ()
    expect: tuple[Expectation, ...] = ()
    never: tuple[Expectation, ...] = ()
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Plan:
    """The tracking plan. An empty one (`Plan()`) is what a scenario without a plan is judged by."""

    name: str = ""
    vendors: Mapping[str, PlanVendor] = field(default_factory=dict)  # in the order of the file
    events: Mapping[str, PlannedEvent] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    consent: Consent = Consent()
    sessions: Mapping[str, Session] = field(default_factory=dict)
    overlays: tuple[Overlay, ...] = ()
    segments: Mapping[str, Segment] = field(default_factory=dict)
    browser: BrowserOptions = BrowserOptions()
    container: ContainerChoice | None = None
    hold: Literal["vendors", "third-party"] = "vendors"
    deliver: tuple[str, ...] = ()  # vendors whose hits are sent; ("*",) for all
    ignore: tuple[str, ...] = ()  # event names that are never unexpected
    unexpected: Literal["ignore", "warn", "fail"] = "warn"
    findings: Mapping[str, str] = field(default_factory=dict)  # code → ignore | warn | fail
    rules: tuple[Rule, ...] = ()  # of the pages that `validator scan` visits
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # addresses as written, with `${NAME}` in them
    milestones: tuple[Milestone, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)  # keys of other tools, kept as they are (`x-…`)
    location: Location = NOWHERE
