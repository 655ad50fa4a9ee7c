"""Tracking plans: what a team agrees on once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from validator.decoding import finding_codes
from validator.decoding.declared_vendor import PLACES, REREAD, pattern_fits
from validator.language.expectations import OTHER_VENDORS, planned_expectation
from validator.language.fragment_file import Fragments
from validator.language.plan_consent import PROFILES, consent
from validator.language.plan_forms import (
    ContainerForm,
    EventForm,
    GoalForm,
    OverlayForm,
    PlanForm,
    SessionForm,
    VendorForm,
    browser_options,
)
from validator.language.plan_milestones import milestones
from validator.language.plan_parts import each, steps_of
from validator.language.plan_rules import rules
from validator.language.plan_segments import segments
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import FORMS, data
from validator.language.shapes import Shape, reader
from validator.language.tree import Place, Told, Tree, Wrong
from validator.model.plan import (
    Consent,
    ContainerChoice,
    Goal,
    Overlay,
    Plan,
    PlannedEvent,
    PlanVendor,
    Session,
)
from validator.model.scenario import Condition, Expectation
from validator.vendors import VENDORS

SLOTS = 20
_GOAL_KINDS = ("destination", "duration", "pages")
_OF_EVENT = ("conversion", "owner", "description", "extra")
_OTHER_KEYS = {
    "name": "plan",
    "vendor": "vendors",
    "event": "events",
    "goal": "goals",
    "conversions": "goals",
    "rule": "rules",
    "pages": "rules",
    "gtm": "container",
    "segment": "segments",
    "ignored": "ignore",
}


# The forms check the keys; what stands under these is read below, piece by piece, so that each mistake has its place.
for _name in ("vendors", "events", "profiles", "choices", "unread steps", "steps"):
    FORMS.setdefault(_name, lambda tree, reading: tree)


@dataclass(frozen=True)
class PlanFile:
    """A plan, and where its parts stand."""

    plan: Plan
    tree: Tree | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    secret_names: frozenset[str] = frozenset()

    def place(self, *keys: str | int) -> Place:
        """Where a key of the file stands, or as near as can be."""
        assert self.tree is not None
        tree, place = self.tree, self.tree.place
        for key in keys:
            if isinstance(key, str) and tree.is_mapping and key in tree.value:
                place, tree = tree.key_place(key), tree.value[key]
            elif isinstance(key, int) and tree.is_list and key < len(tree.value):
                tree = tree.value[key]
                place = tree.place
        return place


EMPTY = PlanFile(Plan(consent=Consent(profiles=dict(PROFILES))))


def read_plan(tree: Tree, reading: Reading, fragments: Fragments) -> PlanFile | None:
    """The plan of a file; None once its mistakes are told to `reading`."""
    if not tree.is_mapping or "plan" not in tree.value:
        reading.tell(
            'this is not a tracking plan: it has no key "plan"', tree, "A plan begins with plan: and its name."
        )
        return None
    reading.open_names = True
    _secrets(tree, reading)
    known = Shape.of(PlanForm).keys
    for name in tree.value:
        if name not in known and not name.startswith("x-"):
            reading.tell(
                f'"{name}" is not a key of a tracking plan',
                tree.key_place(name),
                did_you_mean(name, known, _OTHER_KEYS),
            )
    reading.declared = _declared(tree)
    found = {
        name: reading.attempt(read, tree.value[name], reading, fragments)
        for name, read in _READERS.items()
        if name in tree.value and tree.value[name].value is not None
    }
    if "segments" in tree.value and tree.value["segments"].value is not None:
        found["segments"] = reading.attempt(segments, tree.value["segments"], reading, found.get("events") or {})
    simple = {
        name: reading.attempt(known[name].read, tree.value[name], reading)
        for name in ("plan", "hold", "deliver", "ignore", "unexpected", "findings")
        if name in tree.value
    }
    for index, name in enumerate(simple.get("deliver") or ()):
        if name not in VENDORS and name not in reading.declared and name not in ("*", "all"):
            place = tree.value["deliver"]
            place = place.value[index] if place.is_list else place
            reading.tell(f'"{name}" is not a vendor', place, did_you_mean(name, VENDORS, OTHER_VENDORS))
    for code in simple.get("findings") or {}:
        if code not in finding_codes.ALL:
            mend = did_you_mean(code, finding_codes.ALL) or "docs/vendors.md lists them."
            reading.tell(f'"{code}" is not the code of a finding', tree.value["findings"].key_place(code), mend)
    if "milestones" in tree.value:
        names = [*(found.get("events") or ()), *(goal.name for goal in found.get("goals") or ())]
        found["milestones"] = reading.attempt(milestones, tree.value["milestones"], reading, names)
    if "owners" in tree.value:
        found["owners"] = reading.attempt(known["owners"].read, tree.value["owners"], reading)
    if reading.problems:
        if "rules" in tree.value:
            reading.attempt(rules, tree.value["rules"], replace(reading, plan_broken=True), Plan())
        return None
    plan = Plan(
        name=simple["plan"] or "tracking plan",
        vendors=found.get("vendors") or {},
        events=found.get("events") or {},
        goals=found.get("goals") or (),
        consent=found.get("consent") or Consent(profiles=dict(PROFILES)),
        sessions=found.get("sessions") or {},
        overlays=found.get("overlays") or (),
        segments=found.get("segments") or {},
        browser=found.get("browser") or Plan().browser,
        container=found.get("container"),
        hold=simple.get("hold") or "vendors",
        deliver=_delivered(simple.get("deliver") or ()),
        ignore=simple.get("ignore") or (),
        unexpected=simple.get("unexpected") or "warn",
        findings=simple.get("findings") or {},
        owners=found.get("owners") or {},
        milestones=found.get("milestones") or (),
        extra={name: data(value, reading) for name, value in tree.value.items() if name.startswith("x-")},
        location=tree.location,
    )
    if "rules" in tree.value:  # last, since they name events, goals and profiles of the plan
        plan = replace(plan, rules=reading.attempt(rules, tree.value["rules"], reading, plan) or ())
        if reading.problems:
            return None
    return PlanFile(plan, tree, dict(reading.secrets), reading.secret_names)


def _declared(tree: Tree) -> frozenset[str]:
    """The vendors that the plan declares itself: those that say which requests are their hits."""
    told = tree.value.get("vendors")
    if told is None or not told.is_mapping:
        return frozenset()
    return frozenset(
        name
        for name, value in told.value.items()
        if name not in VENDORS and value.is_mapping and "match" in value.value
    )


def _secrets(tree: Tree, reading: Reading) -> None:
    if "secret" in tree.value:
        names = reading.attempt(reader(tuple[str, ...]), tree.value["secret"], reading) or ()
        reading.secret_names = reading.secret_names | frozenset(names)
        known = {name: reading.environment.get(name, "") for name in names}
        reading.secrets.update({name: value for name, value in known.items() if value})


def _delivered(names: tuple[str, ...]) -> tuple[str, ...]:
    return ("*",) if "all" in names else names


def _vendors(tree: Tree, reading: Reading, _: Fragments) -> dict[str, PlanVendor]:
    def read(name: str, value: Tree, around: Tree) -> PlanVendor:
        own = name in reading.declared
        if name not in VENDORS and not own:
            mend = "One of your own needs match:, the URLs of its hits, and read:, where its events' parts stand."
            if not (value.is_mapping and "read" in value.value):
                mend = did_you_mean(name, VENDORS, OTHER_VENDORS) or mend
            raise Wrong(f'"{name}" is not a vendor', around.key_place(name), mend)
        told: VendorForm = Shape.of(VendorForm).read(value, reading)
        if name in VENDORS and told.match:
            raise Wrong(
                f"{name} is known, and needs no match", value.value["match"], "Its own URLs stand at endpoint:."
            )
        for pattern in told.match:
            if not pattern_fits(pattern):
                raise Wrong(f'"{pattern}" names no host', value.value["match"], "Write t.shop.example/hit*.")
        known = PLACES if own else REREAD
        for part in told.read or {}:
            if part not in known:
                mend = did_you_mean(part, known, {"event": "name"}) or f"One of: {', '.join(known)}."
                raise Wrong(f'"{part}" is no part of an event', value.value["read"].key_place(part), mend)
        for endpoint in told.endpoint:
            if not re.match(r"https?://[^/\s]+", endpoint):
                raise Wrong(f'"{endpoint}" is not a complete URL', value, f"Write https://{endpoint.lstrip('/')}.")
        ids = tuple(map(getattr(VENDORS.get(name), "as_sent", str), told.id))
        place = around.key_place(name).location
        return PlanVendor(name, ids, told.endpoint, told.off, told.match, told.read or {}, place)

    return each(tree, reading, "vendors", read)


def _events(tree: Tree, reading: Reading, _: Fragments) -> dict[str, PlannedEvent]:
    def read(name: str, value: Tree, around: Tree) -> PlannedEvent:
        place = around.key_place(name)
        value = reading.settled(value)
        if not value.is_mapping:
            raise Wrong(
                f"what the vendors are sent is expected here, not {value.kind}",
                value,
                "Write ga4: {event: …} below it.",
            )
        before = len(reading.problems)
        about = {
            key: reading.attempt(Shape.of(EventForm).keys[key].read, value.value[key], reading)
            for key in _OF_EVENT
            if key in value.value
        }
        expectations: list[Expectation] = []
        for key, told in value.value.items():
            if key in VENDORS or key in reading.declared:
                one = reading.attempt(planned_expectation, key, told, reading)
                expectations += [one] if one else []
            elif key not in _OF_EVENT:
                mend = did_you_mean(key, [*VENDORS, *_OF_EVENT], OTHER_VENDORS)
                reading.tell(f'"{key}" is neither a vendor nor a key of a planned event', value.key_place(key), mend)
        if len(reading.problems) > before:
            raise Told
        if not expectations:
            raise Wrong(f'"{name}" has no vendor', place, "Write what is sent to whom, such as ga4: {event: sign_up}.")
        conversion, owner = about.get("conversion"), about.get("owner")
        return PlannedEvent(
            name,
            tuple(_owned(one, name, conversion, owner) for one in expectations),
            conversion,
            owner,
            about.get("description") or "",
            place.location,
            about.get("extra") or "ignore",
        )

    return each(tree, reading, "events", read)


def _owned(one: Expectation, name: str, conversion: Any, owner: str | None) -> Expectation:
    return replace(one, planned=name, conversion=conversion, owner=owner)


def _goals(tree: Tree, reading: Reading, _: Fragments) -> tuple[Goal, ...]:
    tree = reading.settled(tree)
    if not tree.is_list:
        raise Wrong(f"a list of goals is expected here, not {tree.kind}", tree, 'Begin each with "- ".')
    found: list[Goal] = []
    for one in tree.value:
        goal = reading.attempt(_goal, one, reading)
        if goal is None:
            continue
        if any(goal.name == other.name for other in found):
            reading.tell(f'two goals have the name "{goal.name}"', one.value["name"])
        taken = next((other for other in found if goal.slot is not None and other.slot == goal.slot), None)
        if taken is not None:
            free = sorted(set(range(1, SLOTS + 1)) - {other.slot for other in found if other.slot})
            reading.tell(
                f'slot {goal.slot} is taken by the goal "{taken.name}" (line {taken.location.line})',
                one.value["slot"],
                f"The next free ones are {', '.join(map(str, free[:3]))}." if free else "All 20 slots are taken.",
            )
        found.append(goal)
    return tuple(found)


def _goal(tree: Tree, reading: Reading) -> Goal:
    told: GoalForm = Shape.of(GoalForm).read(tree, reading.expecting())
    if told.slot is not None and not 1 <= told.slot <= SLOTS:
        raise Wrong(
            f"there is no slot {told.slot}: a property has {SLOTS}, in 4 sets of 5",
            tree.value["slot"],
            "Write 1 to 20.",
        )
    if told.vendor is not None and told.vendor not in VENDORS:
        mend = did_you_mean(told.vendor, VENDORS, OTHER_VENDORS)
        raise Wrong(f'"{told.vendor}" is not a vendor', tree.value["vendor"], mend)
    kinds = [name for name in _GOAL_KINDS if name in tree.value]
    event = [name for name in GoalForm.EVENT if name in tree.value]
    if len(kinds) + bool(event) != 1:
        raise Wrong(
            f'the goal "{told.name}" has ' + ("no condition" if not kinds and not event else "conditions of two kinds"),
            tree,
            "A goal is an event (event, or category and action), a destination, a duration or pages.",
        )
    conditions: list[Condition] = []
    for name in event:
        conditions += [
            Condition((name, *one.path), one.operator, one.operand, one.location) for one in getattr(told, name)
        ]
    kind: Any = kinds[0] if kinds else "event"
    if kinds:
        conditions = list(getattr(told, kinds[0]))
    if told.funnel and kind != "destination":
        raise Wrong("a funnel leads to a destination, and this goal has none", tree.value["funnel"])
    return Goal(
        told.name,
        kind,
        tuple(conditions),
        told.conversion,
        told.slot,
        told.vendor,
        told.funnel,
        told.owner,
        tree.location,
    )


def _sessions(tree: Tree, reading: Reading, fragments: Fragments) -> dict[str, Session]:
    def read(name: str, value: Tree, around: Tree) -> Session:
        told: SessionForm = Shape.of(SessionForm).read(value, reading)
        place = around.key_place(name)
        if (told.use is None) == (told.steps is None):
            raise Wrong(
                f'how the session "{name}" is made is missing here', place, "Write use: with a fragment, or steps:."
            )
        if told.steps is not None:
            return Session(name, steps_of(told.steps, reading, fragments), told.reuse, place.location)
        step = Tree({key: one for key, one in value.value.items() if key in ("use", "with")}, value.source, 1, 1)
        step.line, step.column, step.keys = value.line, value.column, value.keys
        listed = Tree([step], value.source, value.line, value.column)
        return Session(name, steps_of(listed, reading, fragments), told.reuse, place.location)

    return each(tree, reading, "sessions", read)


def _overlays(tree: Tree, reading: Reading, _: Fragments) -> tuple[Overlay, ...]:
    told = reader(tuple[OverlayForm, ...])(tree, reading)
    places = tree.value if tree.is_list else [tree]
    return tuple(Overlay(one.when, one.click, place.location) for one, place in zip(told, places, strict=True))


def _container(tree: Tree, reading: Reading, _: Fragments) -> ContainerChoice:
    told: ContainerForm = Shape.of(ContainerForm).read(tree, reading)
    if not re.fullmatch(r"GTM-[A-Z0-9]+", told.id) and "«" not in told.id:
        place = tree.value["id"] if tree.is_mapping else tree
        raise Wrong(f'"{told.id}" is not the id of a container', place, "It looks like GTM-ABC123.")
    file = _beside_plan(told.file, tree, "file")
    environment = told.environment
    known = {"auth": environment.auth, "preview": environment.preview} if environment else {}
    return ContainerChoice(
        told.id,
        file,
        told.url,
        known,
        replaces=told.replaces or "",
        snippet=told.snippet,
        names=_beside_plan(told.names, tree, "names"),
        enhanced=told.enhanced,
        region=told.region or "",
        location=tree.location,
    )


def _beside_plan(told: str | None, tree: Tree, key: str) -> str | None:
    """A file that the plan names, relative to itself."""
    if told is None:
        return None
    path = tree.source.path.parent / told
    if not path.is_file():
        raise Wrong(f"there is no file {told}", tree.value[key], "Its path is relative to the tracking plan.")
    return str(path)


_READERS: Mapping[str, Callable[[Tree, Reading, Fragments], Any]] = {
    "vendors": _vendors,
    "events": _events,
    "goals": _goals,
    "consent": consent,
    "sessions": _sessions,
    "overlays": _overlays,
    "browser": lambda tree, reading, _: browser_options(tree, reading),
    "container": _container,
}
