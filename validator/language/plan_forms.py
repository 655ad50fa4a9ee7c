"""The keys of a tracking plan, with what each means: they are read, described and completed from here."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, ClassVar, Literal

from validator.language.reading import Reading
from validator.language.shapes import Shape
from validator.language.tree import Tree, Wrong
from validator.model.fields import Demands, DemandsOfOne, Form, Key, Seconds, Values
from validator.model.plan import ENHANCED, BrowserOptions
from validator.model.scenario import Conversion, Expectation, Locator

DemandsOfSeconds = Annotated[Any, Form("demands of seconds")]
EventsMeant = Annotated[Any, Form("events meant")]
Steps = Annotated[Any, Form("unread steps")]
Level = Literal["ignore", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The tracking plan: what a team agrees on once. It is found upward from a scenario, as tracking-plan.yaml."""

    plan: Annotated[str, Key("Its name.")]
    description: Annotated[str, Key("More about it, for readers.")] = ""
    vendors: Annotated[Annotated[Any, Form("vendors")], Key("Who is sent hits, and where to.")] = None
    events: Annotated[Annotated[Any, Form("events")], Key("The events, by the team's names.")] = None
    goals: Annotated[tuple[GoalForm, ...], Key("Conversion goals: 20 slots, in 4 sets of 5.")] = ()
    consent: Annotated[ConsentForm | None, Key("The banner, and how visitors answer it.")] = None
    sessions: Annotated[Mapping[str, SessionForm] | None, Key("Signed-in states, by name.")] = None
    overlays: Annotated[tuple[OverlayForm, ...], Key("What may lie over the page at any time, and how it goes.")] = ()
    segments: Annotated[
        Annotated[Any, Form("segments")], Key("Journeys told apart by what they sent, by name, for the history.")
    ] = None
    browser: Annotated[BrowserForm | None, Key("Options of the browser.")] = None
    container: Annotated[ContainerForm | None, Key("The tag manager's container, and its version.")] = None
    hold: Annotated[
        Literal["vendors", "third-party"], Key("What does not leave the machine: hits of vendors, or all beacons.")
    ] = "vendors"
    deliver: Annotated[tuple[str, ...], Key("Vendors whose hits are sent all the same; * for all.")] = ()
    ignore: Annotated[tuple[str, ...], Key("Event names that are never unexpected.")] = ()
    unexpected: Annotated[Level, Key("What an event outside the plan does.")] = "warn"
    findings: Annotated[Mapping[str, Level] | None, Key("What a warning of the decoders does, by its code.")] = None
    rules: Annotated[tuple[RuleForm, ...], Key("What the pages of `validator scan` must send, by their URLs.")] = ()
    secret: Annotated[tuple[str, ...], Key("Environment variables whose values are never shown or stored.")] = ()
    owners: Annotated[
        Mapping[str, Annotated[Any, Form("addresses")]] | None,
        Key("Whom reports and alarms are sent to, by the owners' names: addresses as apprise knows them."),
    ] = None
    milestones: Annotated[tuple[MilestoneForm, ...], Key("What is to be tracked by which day.")] = ()


@dataclass(frozen=True, slots=True)
class MilestoneForm:
    """A milestone. Reports say whether it is done, by what runs have seen."""

    name: Annotated[str, Key("Its name: Checkout steps tracked.")]
    by: Annotated[datetime.date, Form("day"), Key("The day: 2027-03-01.")]
    events: Annotated[tuple[str, ...], Key("The events, or goals, that must be tracked by then.")]
    owner: Annotated[str | None, Key("Who answers for it.")] = None


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What pages must send, or must not, wherever a scan comes upon them."""

    name: Annotated[str | None, Key("A name, for reports.")] = None
    when: Annotated[PagesForm | None, Key("The pages that are meant; without it every page.")] = None
    expect: Annotated[Annotated[tuple[Expectation, ...], Form("expectations")], Key("What each must send.")] = ()
    never: Annotated[Annotated[tuple[Expectation, ...], Form("never")], Key("What none may send.")] = ()


@dataclass(frozen=True, slots=True)
class PagesForm:
    """Pages by their URLs."""

    url: Annotated[DemandsOfOne, Key("What the page's URL must be: a path, the whole URL, or operators.")]


@dataclass(frozen=True, slots=True)
class VendorForm:
    """One vendor. A bare text is its id."""

    id: Annotated[tuple[str, ...], Key("Measurement, property or pixel id, or a list of them.", short=True)] = ()
    endpoint: Annotated[tuple[str, ...], Key("URLs of its own, as server-side tagging has them.")] = ()
    off: Annotated[tuple[Literal["warnings"], ...], Key("warnings: its decoder's warnings are not wanted.")] = ()
    match: Annotated[
        tuple[str, ...],
        Key("Of a vendor that is not known here: the URLs of its hits, such as t.shop.example/hit*."),
    ] = ()
    read: Annotated[
        Mapping[str, str] | None,
        Key("Where the parts of its events stand: {name: ev, category: cat, value: data.total}."),
    ] = None


@dataclass(frozen=True, slots=True)
class EventForm:
    """One planned event; beside these keys stands what each vendor is sent."""

    conversion: Annotated[Conversion | None, Key("macro: what the business lives by; micro: a step towards it.")] = None
    owner: Annotated[str | None, Key("Who answers for it.")] = None
    description: Annotated[str, Key("What it means.")] = ""
    extra: Annotated[Level, Key("What a parameter does that is not named here: ignore, warn or fail.")] = "ignore"


@dataclass(frozen=True, slots=True)
class GoalForm:
    """One conversion goal; it counts once a session."""

    EVENT: ClassVar[tuple[str, ...]] = ("event", "category", "action", "label", "value", "params")

    name: Annotated[str, Key("Its name.")]
    conversion: Annotated[Conversion, Key("macro: what the business lives by; micro: a step towards it.")]
    slot: Annotated[int | None, Key("1 to 20.")] = None
    vendor: Annotated[str | None, Key("Only events of this vendor count.")] = None
    event: Annotated[Demands | None, Key("The event's name.")] = None
    category: Annotated[Demands | None, Key("The event's category.")] = None
    action: Annotated[Demands | None, Key("The event's action.")] = None
    label: Annotated[Demands | None, Key("The event's label.")] = None
    value: Annotated[Demands | None, Key("The event's value.")] = None
    params: Annotated[Demands | None, Key("The event's parameters.")] = None
    destination: Annotated[Demands | None, Key("The path of a page: /thank-you, or operators.")] = None
    duration: Annotated[DemandsOfSeconds, Key("How long the visit lasts: {more_than: 60s}.")] = None
    pages: Annotated[Demands | None, Key("How many pages are seen: {more_than: 3}.")] = None
    funnel: Annotated[tuple[str, ...], Key("Paths that lead to the destination.")] = ()
    owner: Annotated[str | None, Key("Who answers for it.")] = None


@dataclass(frozen=True, slots=True)
class SegmentForm:
    """Journeys in which given events were sent, or were not; all of it must hold.

    An event is a text: the team's name of a planned one, `add_to_cart`, `ga4 purchase`, `ua Ecommerce › Buy`. Or a
    mapping with vendor, event, category and action.
    """

    sent: Annotated[EventsMeant, Key("The events that were sent, each of them.")] = None
    not_sent: Annotated[EventsMeant, Key("The events of which none was sent.")] = None


@dataclass(frozen=True, slots=True)
class EventMeantForm:
    """One kind of event; * and ? stand for any letters."""

    vendor: Annotated[str | None, Key("Its vendor; without it, any.")] = None
    event: Annotated[str | None, Key("Its name.")] = None
    category: Annotated[str | None, Key("Its category.")] = None
    action: Annotated[str | None, Key("Its action.")] = None


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """Consent: the site's mode, its banner, and the visitors that scenarios choose from."""

    mode: Annotated[
        Literal["basic", "advanced"], Key("basic: denied means no hit; advanced: cookieless pings are right.")
    ] = "advanced"
    banner: Annotated[BannerForm | None, Key("Which banner it is.")] = None
    profiles: Annotated[
        Annotated[Any, Form("profiles")], Key("By name; none, denied and granted are always there.")
    ] = None


@dataclass(frozen=True, slots=True)
class BannerForm:
    """A known consent platform, or the site's own banner with the steps that answer it.

    Without any of it a profile's answer is given to whichever platform's banner is shown.
    """

    cmp: Annotated[
        Annotated[str | None, Form("consent platform")],
        Key("The platform, such as onetrust; auto: whichever shows its banner. Steps below go before what it does."),
    ] = None
    accept: Annotated[Steps | None, Key("Steps that accept all.")] = None
    deny: Annotated[Steps | None, Key("Steps that deny all.")] = None
    choose: Annotated[Annotated[Any, Form("choices")] | None, Key("Purposes, each with the steps that toggle it.")] = (
        None
    )
    save: Annotated[Steps | None, Key("Steps that confirm a choice.")] = None


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """One kind of visitor."""

    answer: Annotated[
        Literal["accept", "deny"] | Mapping[str, bool] | None,
        Key("accept, deny, or purposes with true or false; without it the banner is left alone."),
    ] = None
    state: Annotated[
        Mapping[str, Literal["granted", "denied"]] | None, Key("What Consent Mode must say afterwards.")
    ] = None
    at: Annotated[str | None, Key("The name of the step before which it is answered; without it at once.")] = None


@dataclass(frozen=True, slots=True)
class SessionForm:
    """A signed-in state, made once and reused."""

    use: Annotated[str | None, Key("The fragment that signs in.")] = None
    with_: Annotated[Values | None, Key("Its parameters.")] = None
    steps: Annotated[Steps | None, Key("The steps that sign in, instead of a fragment.")] = None
    reuse: Annotated[Seconds, Key("How long it may be used again: 8h.")] = 0.0


@dataclass(frozen=True, slots=True)
class OverlayForm:
    """Something that may lie over the page at any time."""

    when: Annotated[Locator, Key("The element that tells that it is there.")]
    click: Annotated[Locator, Key("What is clicked then.")]


@dataclass(frozen=True, slots=True)
class CredentialsForm:
    """Of HTTP authentication."""

    username: Annotated[str, Key("The name.")]
    password: Annotated[str, Key("The password.")]


@dataclass(frozen=True, slots=True)
class PointForm:
    """A place on earth."""

    latitude: Annotated[float, Key("Degrees.")]
    longitude: Annotated[float, Key("Degrees.")]
    accuracy: Annotated[float | None, Key("Metres.")] = None


@dataclass(frozen=True, slots=True)
class ProxyForm:
    """A proxy server."""

    server: Annotated[str, Key("Its URL: http://proxy.example:3128.", short=True)]
    bypass: Annotated[str | None, Key("Hosts that are reached without it, with commas between.")] = None
    username: Annotated[str | None, Key("The name.")] = None
    password: Annotated[str | None, Key("The password.")] = None


@dataclass(frozen=True, slots=True)
class CertificateForm:
    """A client certificate; paths are relative to the plan."""

    cert: Annotated[str | None, Key("The certificate, PEM.")] = None
    key: Annotated[str | None, Key("Its key, PEM.")] = None
    pfx: Annotated[str | None, Key("Both in one file, PFX.")] = None
    passphrase: Annotated[str | None, Key("Of the key.")] = None


@dataclass(frozen=True, slots=True)
class BrowserForm:
    """Options of the browser. Headers and credentials go to the site's own hosts only."""

    http_credentials: Annotated[CredentialsForm | None, Key("Of HTTP authentication.")] = None
    headers: Annotated[Mapping[str, str] | None, Key("Headers of every request to the site.")] = None
    locale: Annotated[str | None, Key("de-DE, en-GB, …")] = None
    timezone: Annotated[str | None, Key("Europe/Berlin, …")] = None
    geolocation: Annotated[PointForm | None, Key("Where the visitor is.")] = None
    proxy: Annotated[ProxyForm | None, Key("A proxy server.")] = None
    client_certificate: Annotated[CertificateForm | None, Key("A client certificate.")] = None
    user_agent: Annotated[str | None, Key("What the browser calls itself.")] = None
    viewport: Annotated[tuple[int, ...], Key("Width and height in CSS pixels: [1280, 800].")] = ()
    ignore_https_errors: Annotated[bool, Key("Certificates are not checked.")] = False

    def __post_init__(self) -> None:
        if self.viewport and (len(self.viewport) != 2 or min(self.viewport) < 1):
            raise ValueError("a viewport is its width and its height", "Write viewport: [1280, 800].")


@dataclass(frozen=True, slots=True)
class EnvironmentForm:
    """An unpublished version of a container."""

    auth: Annotated[str, Key("gtm_auth of the environment.")]
    preview: Annotated[str, Key("gtm_preview of the environment: env-7.")]


@dataclass(frozen=True, slots=True)
class ContainerForm:
    """The tag manager's container. A bare text is its id: the published version."""

    id: Annotated[str, Key("GTM-ABC123.", short=True)]
    environment: Annotated[EnvironmentForm | None, Key("An unpublished version of it.")] = None
    file: Annotated[str | None, Key("An export, which is run locally, or a saved gtm.js; relative to the plan.")] = None
    url: Annotated[str | None, Key("The same, to be downloaded: a path of the site, or a complete URL.")] = None
    replaces: Annotated[
        str | None, Key("The container that the pages ask for, where it is another; * for any that they ask for.")
    ] = None
    snippet: Annotated[bool, Key("Whether pages get the snippet, which have none.")] = False
    names: Annotated[
        str | None, Key("An export that tells the tags' names where Google's own gtm.js runs; relative to the plan.")
    ] = None
    enhanced: Annotated[tuple[str, ...], Key(f"GA4's enhanced measurement, for an export: {', '.join(ENHANCED)}.")] = ()
    region: Annotated[str | None, Key("Where the visitor is, for an export's consent defaults: DE, US-CA.")] = None

    def __post_init__(self) -> None:
        if wrong := [name for name in self.enhanced if name not in ENHANCED]:
            raise ValueError(f'"{wrong[0]}" is no part of enhanced measurement', f"There are {', '.join(ENHANCED)}.")
        if self.replaces and self.replaces != "*" and not self.replaces.startswith("GTM-"):
            raise ValueError(f'"{self.replaces}" is not the id of a container', "It looks like GTM-ABC123; or write *.")
        if sum(one is not None for one in (self.environment, self.file, self.url)) > 1:
            raise ValueError("a container comes from one place", "Keep one of environment, file and url.")


def browser_options(tree: Tree, reading: Reading) -> BrowserOptions:
    """The options with paths made absolute."""
    told: BrowserForm = Shape.of(BrowserForm).read(tree, reading)
    folder = tree.source.path.parent
    certificate = _given(told.client_certificate)
    for name in ("cert", "key", "pfx"):
        if name in certificate:
            path = folder / certificate[name]
            if not path.is_file():
                raise Wrong(f"there is no file {certificate[name]}", tree.value["client_certificate"])
            certificate[name] = str(path)
    return BrowserOptions(
        http_credentials=_given(told.http_credentials),
        headers=dict(told.headers or {}),
        locale=told.locale,
        timezone=told.timezone,
        geolocation=_given(told.geolocation),
        proxy=_given(told.proxy),
        client_certificate=certificate,
        user_agent=told.user_agent,
        viewport=(told.viewport[0], told.viewport[1]) if told.viewport else None,
        ignore_https_errors=told.ignore_https_errors,
        location=tree.location,
    )


def _given(told: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(told).items() if value is not None} if told is not None else {}
