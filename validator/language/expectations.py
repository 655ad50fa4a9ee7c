"""Expectations: what must be seen, or must not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from validator.language.conditions import conditions, single_condition
from validator.language.expectation_form import ExpectationForm
from validator.language.frequency import known_fault, times
from validator.language.identity import default_vendor, event_label, planned_as, wanted
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import boolean, duration, fixed_text, form
from validator.language.shapes import Shape
from validator.language.tree import Told, Tree, Wrong
from validator.model.plan import Plan, PlannedEvent
from validator.model.scenario import Condition, Conversion, Expectation, ExpectationKind, Times
from validator.vendors import VENDORS

EVENT_KEYS = ("event", "category", "action", "label", "value", "id", "params", "items", "user", "consent")
SINGLE_KEYS = frozenset({"event", "category", "action", "label", "value", "id"})
IDENTITY = frozenset({"event", "category", "action", "id"})  # what an event is, as against what it carries
KINDS: tuple[ExpectationKind, ...] = ("push", "tag", "goal", "cookie", "storage", "finding", "error")
_PATHS = {"tag": "name", "goal": "name", "finding": "code", "error": "text", "cookie": "name", "storage": "name"}


_COMMON = ("times", "within", "after", "before", "anywhere", "wait", "known", "profile", "conversion", "owner")
_ALL = tuple(Shape.of(ExpectationForm).keys)


@form("expectations")
def expectations(tree: Tree, reading: Reading) -> tuple[Expectation, ...]:
    return _listed(tree, reading, never=False)


@form("never")
def never(tree: Tree, reading: Reading) -> tuple[Expectation, ...]:
    """What must not be seen: an event without a vendor is meant at any vendor."""
    return _listed(tree, reading, never=True)


def _listed(tree: Tree, reading: Reading, never: bool) -> tuple[Expectation, ...]:
    tree, reading = reading.settled(tree), reading.expecting()
    if tree.value is None:
        return ()
    if not tree.is_list:
        raise Wrong(f"a list of expectations is expected here, not {tree.kind}", tree, 'Begin each with "- ".')
    found: list[Expectation] = []
    for one in tree.value:
        found += reading.attempt(expectation, one, reading, never) or ()
    return tuple(found)


def expectation(tree: Tree, reading: Reading, never: bool = False) -> list[Expectation]:
    """One written expectation: a planned event gives one a vendor."""
    tree = reading.settled(tree)
    if not tree.is_mapping:
        return _planned(fixed_text(tree, reading), tree, tree, {}, reading, never)
    before = len(reading.problems)
    kind = _kind(tree, reading)
    allowed = {
        "planned": ("planned", "vendor", *EVENT_KEYS, *_COMMON),
        "event": ("vendor", *EVENT_KEYS, *_COMMON),
        "finding": ("finding", "vendor", *_COMMON),
    }.get(kind, (kind, *_COMMON))
    for name in tree.value:
        if name not in allowed:
            reading.problems.append(_misplaced(name, kind, allowed, tree).problem)
    common = _common(tree, reading, never)
    if kind == "planned":
        named = reading.attempt(fixed_text, tree.value["planned"], reading)
        if named is None or len(reading.problems) > before:
            raise Told
        return _planned(named, tree.value["planned"], tree, common, reading, never)
    found = _event(tree, common, reading, never) if kind == "event" else _other(kind, tree, common, reading)
    if len(reading.problems) > before or found is None:
        raise Told
    return [found]


def _kind(tree: Tree, reading: Reading) -> Any:
    kinds = [name for name in tree.value if name in KINDS or name == "planned"]
    if len(kinds) > 1:
        raise Wrong(
            f'"{kinds[0]}" and "{kinds[1]}" are two expectations',
            tree.key_place(kinds[1]),
            'Begin each with "- " of its own.',
        )
    if kinds:
        return kinds[0]
    if not any(name in tree.value for name in ("vendor", *EVENT_KEYS)):
        name = next(iter(tree.value), "")
        known = ("planned", *KINDS, "vendor", *EVENT_KEYS, *_COMMON)
        if name and name not in _COMMON:
            raise Wrong(f'"{name}" is not a key here', tree.key_place(name), did_you_mean(name, known, _OTHER_KEYS))
        raise Wrong("what is expected is missing here", tree, "Name an event, a push, a tag or a goal.")
    return "event"


_OTHER_KEYS = {
    "name": "event",
    "parameters": "params",
    "parameter": "params",
    "provider": "vendor",
    "datalayer": "push",
    "hit": "event",
    "count": "times",
    "property": "id",
    "measurement_id": "id",
    "pixel": "id",
    "conversion_goal": "goal",
}


def _misplaced(name: str, kind: str, allowed: tuple[str, ...], tree: Tree) -> Wrong:
    place = tree.key_place(name)
    if name in EVENT_KEYS and kind == "push":
        return Wrong(
            f'"{name}" demands something of a hit, and this is a push',
            place,
            f"Write it under push: push: {{event: …, {name}: …}}.",
        )
    if name in _ALL:
        return Wrong(f'"{name}" does not go with "{kind}"', place, f"Beside it may stand: {', '.join(allowed[1:])}.")
    return Wrong(f'"{name}" is not a key here', place, did_you_mean(name, allowed, _OTHER_KEYS))


def _common(tree: Tree, reading: Reading, never: bool) -> dict[str, Any]:
    readers: Mapping[str, Any] = {
        "times": times,
        "within": duration,
        "anywhere": boolean,
        "wait": boolean,
        "known": known_fault,
        "owner": fixed_text,
        "conversion": _conversion,
        "after": _step_name,
        "before": _step_name,
    }
    found = {
        name: reading.attempt(read, tree.value[name], reading) for name, read in readers.items() if name in tree.value
    }
    if "profile" in tree.value:
        found["profiles"] = reading.attempt(_profiles, tree.value["profile"], reading) or ()
    if never:
        if "times" in found:
            reading.tell(
                '"times" has no meaning under "never": nothing of it may be seen',
                tree.key_place("times"),
                'Write it under "expect" with times: {at_most: …} instead.',
            )
        found["times"] = Times(0, 0)
    return found


def _step_name(tree: Tree, reading: Reading) -> str:
    name = fixed_text(tree, reading)
    if name != "consent":
        reading.step_names.append((name, tree.place))
    return name


def _profiles(tree: Tree, reading: Reading) -> tuple[str, ...]:
    listed = reading.settled(tree)
    places = listed.value if listed.is_list else [listed]
    names = tuple(fixed_text(place, reading) for place in places)
    reading.profile_names += [(name, place.place) for name, place in zip(names, places, strict=True)]
    return names


def _conversion(tree: Tree, reading: Reading) -> str:
    found = fixed_text(tree, reading)
    if found not in ("micro", "macro"):
        raise Wrong(f'a conversion is "micro" or "macro", not {tree.kind}', tree)
    return found


def _planned(
    name: str, place: Tree, tree: Tree, common: dict[str, Any], reading: Reading, never: bool
) -> list[Expectation]:
    if reading.plan_broken:
        raise Told
    planned = _planned_event(name, place, reading)
    vendor = reading.attempt(_vendor, tree.value["vendor"], reading) if _has(tree, "vendor") else None
    chosen = [one for one in planned.expectations if vendor in (None, one.vendor)]
    if vendor is not None and not chosen:
        told = ", ".join(str(one.vendor) for one in planned.expectations)
        raise Wrong(f'the plan has "{name}" at {told}, not at {vendor}', tree.value["vendor"])
    extra = _event_conditions(tree, reading) if tree.is_mapping else []
    if never:
        common = {"times": Times(0, 0), **common}
        chosen = [_only_identity(one) for one in chosen]
    _agree(common.get("conversion"), planned.conversion, tree, f'"{name}"')
    for one in chosen:
        _refer(one.conditions, place, reading)
    return [
        replace(one, **common, conditions=(*one.conditions, *extra), location=tree.location)
        if extra
        else replace(one, **common, location=tree.location)
        for one in chosen
    ]


def _has(tree: Tree, name: str) -> bool:
    return tree.is_mapping and name in tree.value


def _only_identity(one: Expectation) -> Expectation:
    return replace(one, conditions=tuple(condition for condition in one.conditions if condition.path[0] in IDENTITY))


def _refer(found: tuple[Condition, ...], place: Tree, reading: Reading) -> None:
    """What the plan's demands refer to must be remembered by the scenario that uses them."""
    for name in names_in([condition.operand for condition in found]):
        reading.awaited.append((name, place.place))


def names_in(value: Any) -> set[str]:
    """The first names of all references within operands."""
    if hasattr(value, "names"):
        return {name.partition(".")[0] for name in value.names}
    if isinstance(value, Condition):
        return names_in(value.operand)
    if isinstance(value, dict):
        return names_in(list(value.values()))
    if isinstance(value, list | tuple):
        return {name for one in value for name in names_in(one)}
    return set()


def _planned_event(name: str, place: Tree, reading: Reading) -> PlannedEvent:
    plan = reading.plan or Plan()
    if name in plan.events:
        return plan.events[name]
    if not plan.events:
        raise Wrong(
            f'"{name}" would be an event of the tracking plan, and {_no_plan(plan)}',
            place,
            "Put a tracking-plan.yaml beside the scenario or above it, or expect the hit itself: event: …",
        )
    raise Wrong(f'the tracking plan has no event "{name}"', place, did_you_mean(name, plan.events))


def _no_plan(plan: Plan) -> str:
    return "that has none" if plan.name else "there is none"


def _vendor(tree: Tree, reading: Reading) -> str:
    name = fixed_text(tree, reading)
    known = {*VENDORS, *(reading.plan.vendors if reading.plan else ())}
    if name not in known:
        raise Wrong(f'"{name}" is not a vendor', tree, did_you_mean(name, known, OTHER_VENDORS))
    return name


OTHER_VENDORS = {
    "facebook": "meta",
    "fb": "meta",
    "google analytics": "ga4",
    "google-analytics": "ga4",
    "ga": "ga4",
    "google": "ga4",
    "gtag": "ga4",
    "universal analytics": "ua",
    "universal-analytics": "ua",
}


def _event_conditions(tree: Tree, reading: Reading) -> list[Condition]:
    found: list[Condition] = []
    for name in EVENT_KEYS:
        if name in tree.value:
            read = single_condition if name in SINGLE_KEYS else conditions
            found += reading.attempt(read, tree.value[name], reading, (name,)) or ()
    return found


def planned_expectation(vendor: str, tree: Tree, reading: Reading) -> Expectation:
    """What a plan demands of one vendor's event; a bare text is the event's name."""
    tree, reading = reading.settled(tree), reading.expecting()
    if not tree.is_mapping:
        found = single_condition(tree, reading, ("event",)) if tree.value is not None else []
        return Expectation("event", event_label(vendor, found), tuple(found), vendor, location=tree.location)
    before = len(reading.problems)
    allowed = (*EVENT_KEYS, "times", "within")
    for name in tree.value:
        if name not in allowed:
            mend = did_you_mean(name, allowed, _OTHER_KEYS)
            reading.tell(f'"{name}" is not a key here', tree.key_place(name), mend)
    common = _common(tree, reading, never=False)
    found = _event_conditions(tree, reading)
    if len(reading.problems) > before:
        raise Told
    label = event_label(vendor, found)
    return Expectation("event", label, tuple(found), vendor, location=tree.location, **common)


def _event(tree: Tree, common: dict[str, Any], reading: Reading, never: bool) -> Expectation | None:
    before = len(reading.problems)
    found = _event_conditions(tree, reading)
    vendor = reading.attempt(_vendor, tree.value["vendor"], reading) if "vendor" in tree.value else None
    if len(reading.problems) > before:
        return None
    if "vendor" not in tree.value and not never:
        vendor = default_vendor(found, reading.plan)
    planned = planned_as(vendor, found, reading.plan)
    if planned is not None:
        _agree(common.get("conversion"), planned.conversion, tree, f'the planned event "{planned.name}"')
        told = {"conversion": planned.conversion, "planned": planned.name, "owner": planned.owner}
        common = {**told, **common}
    return Expectation(
        kind="event",
        label=event_label(vendor, found),
        conditions=tuple(found),
        vendor=vendor,
        location=tree.location,
        **common,
    )


def _agree(told: Conversion | None, planned: Conversion | None, tree: Tree, name: str) -> None:
    if told is not None and told != planned:
        says = f"is a {planned} conversion" if planned else "is no conversion"
        raise Wrong(
            f"in the tracking plan {name} {says}, and here it is {told}",
            tree.value["conversion"],
            "Remove the key: conversions are told in the plan, once.",
        )


def _other(kind: Any, tree: Tree, common: dict[str, Any], reading: Reading) -> Expectation | None:
    value = reading.settled(tree.value[kind])
    found = reading.attempt(_conditions_of_kind, kind, value, reading)
    vendor = reading.attempt(_vendor, tree.value["vendor"], reading) if "vendor" in tree.value else None
    if found is None:
        return None
    if kind == "goal":
        _goal(value, found, common, tree, reading)
    name = wanted(found, "event" if kind == "push" else _PATHS[kind])
    told = name if name is not None else next((one.operand for one in found if isinstance(one.operand, str)), "")
    return Expectation(
        kind=kind,
        label=f"{kind} {told}".rstrip(),
        conditions=tuple(found),
        vendor=vendor,
        location=tree.location,
        **common,
    )


def _conditions_of_kind(kind: str, value: Tree, reading: Reading) -> list[Condition]:
    if value.value is None:
        raise Wrong(f"which {kind} is meant is missing here", value)
    if kind == "push":
        return conditions(value, reading, ()) if value.is_mapping else conditions(value, reading, ("event",))
    if kind == "error" and not value.is_mapping:
        return [Condition(("text",), "contains", fixed_text(value, reading), value.location)]
    if kind in ("cookie", "storage") and value.is_mapping and set(value.value) <= {"name", "value"}:
        return [one for name in value.value for one in single_condition(value.value[name], reading, (name,))]
    return single_condition(value, reading, (_PATHS[kind],))


def _goal(value: Tree, found: list[Condition], common: dict[str, Any], tree: Tree, reading: Reading) -> None:
    name = wanted(found, "name")
    goals = {goal.name: goal for goal in reading.plan.goals} if reading.plan else {}
    if not isinstance(name, str):
        return
    if name not in goals and reading.plan_broken:
        return
    if name not in goals:
        mend = did_you_mean(name, goals) if goals else "Goals stand in the tracking plan, under goals:."
        reading.tell(f'the tracking plan has no goal "{name}"', value, mend)
        return
    _agree(common.get("conversion"), goals[name].conversion, tree, f'the goal "{name}"')
    common.setdefault("conversion", goals[name].conversion)
    common.setdefault("owner", goals[name].owner)
