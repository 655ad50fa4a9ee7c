"""Everything that was seen while one journey was performed: the evidence that the judge works on.

Times (`at`, `started`, `ended`) are seconds since the journey began. `step` is the number of the step that was being
performed at that moment (0 before the first). `document` is the id of a document: one page view of one frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from validator.model.location import NOWHERE, Location

Headers = tuple[tuple[str, str], ...]  # names in lower case
Handling = Literal[
    "held",  # answered by us: it did not leave the machine
    "delivered",  # a vendor's, sent on the user's request
    "passed",  # not a vendor's: went its way
    "routed",  # answered by a route of the user's own
    "stopped",  # the page tried to send it, the browser did not (see `failure`)
    "leaked",  # should have been held, but a remote address answered it
]


@dataclass(frozen=True, slots=True)
class Element:
    """An element that a step acted on, as it was at that moment."""

    tag: str
    text: str  # what GTM's Click Text gives: the trimmed text content
    id: str = ""
    classes: str = ""
    role: str = ""
    name: str = ""
    url: str = ""  # href, src or form action
    box: tuple[float, float, float, float] | None = None  # x, y, width, height in CSS pixels of the viewport
    html: str = ""  # the opening tag, shortened


@dataclass(frozen=True, slots=True)
class StepRecord:
    """How one step went."""

    number: int
    kind: str
    title: str
    status: Literal["performed", "skipped", "failed", "not run"]
    phase: str = "journey"
    name: str | None = None
    stage: str | None = None
    started: float = 0.0
    ended: float = 0.0
    url: str = ""  # of the page when the step ended
    element: Element | None = None
    error: str = ""  # what the browser said, first line first
    candidates: tuple[str, ...] = ()  # elements that the locator may have meant
    settled: Literal["", "pushes", "quiet", "clock", "fixed", "bound"] = ""  # why the wait after it ended
    waited: float = 0.0  # seconds of that wait
    screenshot: str = ""  # file, relative to the recording
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Document:
    """One page view of one frame: from its creation to its last unload event."""

    id: str
    url: str
    step: int
    at: float
    page: int = 0  # which tab or popup, in the order of opening
    top: bool = True  # False: within an iframe
    frame: str = ""  # the browser's id of the frame
    ended: float | None = None
    last_step: int | None = None  # the step that was being performed when it ended


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request that left the page, or that the page tried to send (`handling` "stopped")."""

    id: int
    url: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""
    body_cut: int = 0  # the full length, where the body was too large to keep
    at: float = 0.0
    step: int = 0
    page_url: str = ""
    document: str = ""
    frame: str = ""
    worker: str = ""  # the script of the worker that sent it
    resource_type: str = ""  # as the browser names it, in lower case: xhr, fetch, ping, image, script, document, …
    initiator: str = ""  # how the page sent it: beacon, fetch, xhr, img, script, form, …; empty where not known
    redirected_from: int | None = None  # the id of the request that led here
    vendor: str = ""  # who claimed it while it was captured
    handling: Handling = "passed"
    status: int | None = None  # of the answer
    failure: str = ""  # why there was none: net::ERR_…, csp, mixed content, quota, …
    answered: float | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """One message of a data layer: an object pushed, or a gtag command.

    `payload` and `state` are JSON values; what JSON cannot say stands as `{"$type": "node", "value": "A#buy"}`.
    `state` is the layer's merged state after it, by Google's rules.
    """

    number: int  # from 1, over all layers of the journey in the order they were seen
    layer: str
    payload: Any
    state: Any = None
    kind: Literal["push", "gtag"] = "push"
    how: str = "push"  # push, initial (before it was watched), sweep (found later), or the method called
    at: float = 0.0
    step: int = 0
    page_url: str = ""
    document: str = ""

    @property
    def event(self) -> str | None:
        """The event's name: `event` of an object, or the name of a gtag event command."""
        if self.kind == "gtag":
            told = self.payload if isinstance(self.payload, list) else []
            return str(told[1]) if len(told) > 1 and told[0] == "event" else None
        name = self.payload.get("event") if isinstance(self.payload, dict) else None
        return name if isinstance(name, str) else None


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """A consent command of the page, and the state that it led to (`ad_storage` → granted or denied)."""

    command: str  # default, update
    given: Mapping[str, Any]
    state: Mapping[str, str]
    at: float = 0.0
    step: int = 0
    document: str = ""


@dataclass(frozen=True, slots=True)
class ConditionState:
    """One condition of a trigger, as it was evaluated. `matched` None: could not be evaluated."""

    variable: str  # `Click Text`
    operator: str  # as preview mode words it: `equals`, `contains`, `does not match RegEx`, …
    expected: str
    actual: Any = None
    matched: bool | None = None


@dataclass(frozen=True, slots=True)
class TriggerState:
    """One trigger of a tag at one message. `blocking`: an exception, which stops the tag when it matches."""

    name: str
    type: str
    matched: bool | None
    conditions: tuple[ConditionState, ...] = ()
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class TagState:
    """One tag at one message.

    status: fired, not fired (no trigger matched), blocked (an exception), paused, waiting (for consent), denied
    (consent never came), limited (already fired once), scheduled (outside its schedule), live only, failed (it
    raised), unknown (this kind of tag cannot be run or evaluated).
    `sent`: what it sent, as `{"vendor": "ga4", "event": "add_to_cart", "id": "G-1"}`; further keys are allowed.
    """

    name: str
    type: str
    status: str
    id: str = ""
    reason: str = ""
    triggers: tuple[TriggerState, ...] = ()
    consent: tuple[str, ...] = ()  # the consent types that it needs
    sent: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class TagMessage:
    """What one message of the data layer did in one container: preview mode's view of it."""

    container: str  # GTM-…
    version: str
    message: int  # as preview mode numbers them, from 1 in each document
    event: str
    tags: tuple[TagState, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    push: int | None = None  # Push.number of the message, where it is known
    simulated: bool = True  # by the local runtime, not by Google's
    at: float = 0.0
    step: int = 0
    page_url: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class ContainerSeen:
    """A tag manager container that a page loaded, or tried to load."""

    id: str
    url: str
    status: Literal["loaded", "simulated", "missing", "blocked"]
    version: str = ""
    layer: str = "dataLayer"
    detail: str = ""
    source: Any = None  # its export, or the resource of the published script, so that judging needs no network
    at: float = 0.0
    step: int = 0
    document: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a step remembered."""

    name: str
    value: Any
    at: float = 0.0
    step: int = 0


@dataclass(frozen=True, slots=True)
class PageError:
    """Something that went wrong in the page: an exception, a console error, a failed request, a crash, a dialog."""

    kind: Literal["exception", "console", "request", "crash", "dialog", "tag"]
    text: str
    source: str = ""  # URL:line:column
    at: float = 0.0
    step: int = 0
    page_url: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """The visitor came to see another page: a document loaded, or a single-page app changed the URL."""

    url: str
    how: Literal["load", "pushState", "replaceState", "popstate", "hashchange"]
    title: str = ""
    at: float = 0.0
    step: int = 0
    document: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A cookie or storage entry, when it was first seen."""

    kind: Literal["cookie", "local", "session"]
    name: str
    value: str
    domain: str = ""
    at: float = 0.0
    step: int = 0


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """The moment at which the journey answered the consent banner.

    `says` is what was kept of the answer: `own`, in the platform's own words, and `tcf`, what it tells vendors by
    `__tcfapi` (`string`, `applies`, `purposes` that were consented to by their numbers, `legitimate`, `vendors` as a
    count).
    """

    answer: str  # accept, deny, choose
    platform: str = ""
    at: float = 0.0
    step: int = 0
    clicked: tuple[str, ...] = ()  # the buttons, as the visitor reads them
    says: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a journey could not be performed to its end. The tracking is not at fault."""

    reason: str  # one plain sentence
    step: int = 0
    kind: Literal["step", "site", "network", "browser", "bot protection", "banner", "interrupted", "nothing"] = "step"
    detail: str = ""  # what Playwright or the browser said
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """One journey, performed."""

    scenario: str  # Scenario.id
    name: str
    site: str = ""
    device: str | None = None
    consent: str | None = None
    browser: str = ""  # `chromium-headless-shell 156.0.8078.79`
    began: str = ""  # ISO 8601 with zone
    seconds: float = 0.0
    finished: bool = False  # False: the run was killed; what is here was seen until then
    steps: tuple[StepRecord, ...] = ()
    documents: tuple[Document, ...] = ()
    requests: Sequence[Request] = ()  # this and the next are read from disk in a long run
    pushes: Sequence[Push] = ()
    consents: tuple[ConsentChange, ...] = ()
    answers: tuple[ConsentAnswer, ...] = ()
    tags: Sequence[TagMessage] = ()
    containers: tuple[ContainerSeen, ...] = ()
    readings: tuple[Reading, ...] = ()
    views: tuple[PageView, ...] = ()
    stored: tuple[Stored, ...] = ()
    errors: tuple[PageError, ...] = ()
    broken: Broken | None = None
    notes: tuple[str, ...] = ()  # what a reader of the evidence should know: a body was cut, a document never said bye
