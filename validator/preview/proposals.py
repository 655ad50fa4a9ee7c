"""What a visit could be held to: each push and hit as an expectation of the step that caused it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from validator.judge import judge
from validator.judge.plan_check import AUTOMATIC, planned
from validator.model.event import Event
from validator.model.plan import Plan
from validator.model.recording import Push, Recording
from validator.model.scenario import Conversion, Scenario
from validator.preview.steady import LEFT_OUT, leaves, made, numbered, order_numbers, steady
from validator.preview.usual import usual_conversion

_ITEM_ID = ("item_id", "id", "product_id", "sku", "content_id", "item_name", "name")
_ITEM = ("item_variant", "variant", "price", "quantity")
_MOST_ITEMS = 3
_MOST_PARAMS = 12
_OWN = ("gtm.", "gtag.")
_SOON = 2.0  # seconds
WHOLE = 0  # in place of a step: over the whole journey


@dataclass(frozen=True, slots=True)
class Proposal:
    """One expectation: `value` as it would be written (a mapping, or a planned event's name).

    `event` and `push` are the numbers of what it came from. `ticked`: it will be written unless a person unticks it;
    `why` says why it is not ticked.
    """

    step: int
    kind: Literal["push", "hit"]
    value: Any
    title: str
    conversion: Conversion | None = None
    ticked: bool = True
    why: str = ""
    event: int | None = None
    push: int | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the whole visit tells of its values: numbers of orders, and what is read off the page.

    `names`: a value of a hit (see key_of) → the name that it is remembered under, and the step behind which it is.
    """

    site: str = ""
    numbers: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    step: int = 0  # the one whose events are looked at
    began: Mapping[int, tuple[float, ...]] = field(default_factory=dict)  # a step's moments: its own, its pages' ones


def proposals(recording: Recording, plan: Plan, known: Known = Known()) -> tuple[Proposal, ...]:
    """Everything that the steps of a recording caused, in the order of its steps and moments."""
    events = events_of(recording, plan)
    known = replace(known, numbers=known.numbers | numbers_of(events), began=_began(recording))
    pushes = {push.number: push for push in recording.pushes}
    caused = {event.cause.push for event in events if event.cause and event.cause.push}
    found = [_of_push(push, push.number in caused) for push in recording.pushes if _telling(push)]
    found += _of_events(events, pushes, plan, known)
    own = {number for number, push in pushes.items() if not (push.event or "").startswith(_OWN)}
    return tuple(sorted(_counted(found), key=lambda one: _place(one, own)))


def hits_as_written(recording: Recording, events: Sequence[Event], plan: Plan) -> dict[int, Proposal]:
    """The number of each event → the expectation that it would meet. `events` are attributed already."""
    known = Known(recording.site, numbers_of(events))
    pushes = {push.number: push for push in recording.pushes}
    decoded = [event for event in events if event.kind == "event" and not event.undecoded]
    return {one.event: one for one in _each_event(decoded, pushes, plan, known) if one.event is not None}


def _place(one: Proposal, own: Collection[int]) -> tuple[int, float, bool, str]:
    """By step and push, whatever the moments: two recordings of one journey read the same.

    What a tag manager pushes by itself, such as a change of history, has no fixed place among the pushes of the page.
    """
    place = float(one.push) if one.push is not None and one.push in own else float("inf")
    return one.step, place, one.kind == "hit", one.title


def events_of(recording: Recording, plan: Plan) -> tuple[Event, ...]:
    """The events of a recording that count, each with its cause."""
    scenario = Scenario("", ())
    verdict = judge(replace(recording, finished=True, broken=None), scenario, plan)
    stopped = {request.id for request in recording.requests if request.handling == "stopped"}
    return tuple(
        event
        for event in verdict.events
        if event.kind == "event" and not event.undecoded and event.request not in stopped
    )


def numbers_of(events: Iterable[Event]) -> frozenset[str]:
    return order_numbers(pair for event in events for pair in leaves(dict(event.params)))


def _telling(push: Push) -> bool:
    return bool(push.event) and push.kind == "push" and not str(push.event).startswith(_OWN)


def _of_push(push: Push, caused: bool) -> Proposal:
    name = str(push.event)
    return Proposal(
        push.step, "push", {"push": {"event": _escaped(name)}}, f"push {name}", push=push.number, at=push.at
    )


def _of_events(events: Sequence[Event], pushes: Mapping[int, Push], plan: Plan, known: Known) -> list[Proposal]:
    return _all_vendors(_each_event(events, pushes, plan, known), plan) + _of_journey(events, known)


def _each_event(events: Sequence[Event], pushes: Mapping[int, Push], plan: Plan, known: Known) -> list[Proposal]:
    found: list[Proposal] = []
    for event in events:
        named = [name for name, _ in planned(event, plan)]
        push = pushes.get(event.cause.push) if event.cause and event.cause.push else None
        why = _unwanted(event, plan, bool(named), known)
        known = replace(known, step=_step(event))
        if named:
            value: Any = _planned_value(named[0], event, known)
            conversion = plan.events[named[0]].conversion
        else:
            value = _whole_value(event, push, known)
            conversion = None if why else usual_conversion(event)
            if conversion:
                value["conversion"] = conversion
        at = event.cause.at if event.cause else event.at
        cause = event.cause.push if event.cause else None
        found.append(
            Proposal(_step(event), "hit", value, event.title, conversion, not why, why, event.number, cause, at)
        )
    return found


def _of_journey(events: Sequence[Event], known: Known) -> list[Proposal]:
    """The number of an order is seen when it is told already: over the whole journey it must be the one that was."""
    found: list[Proposal] = []
    for event in events:
        for name, value in event.params.items():
            called, step = known.names.get(key_of(value), ("", 0)) if isinstance(value, str | int) else ("", 0)
            if called and numbered(name) and step >= _step(event):
                value = {"vendor": event.vendor, **_identity(event), "params": {_escaped(name): f"${{{called}}}"}}
                found.append(Proposal(WHOLE, "hit", value, event.title, event=event.number, at=event.at))
    return found


def _identity(event: Event) -> dict[str, Any]:
    if event.category is not None or event.action is not None:
        told = {"category": event.category, "action": event.action}
        return {key: _escaped(value) for key, value in told.items() if value}
    return {"event": _escaped(event.name)}


def _step(event: Event) -> int:
    """The step that caused it; where that is not known, the one during which it was sent, if it can be that."""
    if event.cause:
        return event.cause.step
    return event.step if event.earliest <= event.step <= event.latest else event.earliest or event.step


def _began(recording: Recording) -> Mapping[int, tuple[float, ...]]:
    moments: dict[int, list[float]] = {step.number: [step.started] for step in recording.steps}
    for view in recording.views:
        moments.setdefault(view.step, []).append(view.at)
    return {number: tuple(sorted(found)) for number, found in moments.items()}


def _soon(event: Event, known: Known) -> bool:
    """Whether it was sent soon after its step began, or after a page was opened in it: no clock of the page sent it."""
    return any(0 <= event.at - moment <= _SOON for moment in known.began.get(_step(event), ()))


def _unwanted(event: Event, plan: Plan, is_planned: bool, known: Known) -> str:
    if event.name in plan.ignore or (event.action or "") in plan.ignore:
        return "the tracking plan ignores it"
    if is_planned:
        return ""
    if event.vendor == "ga4" and event.name in AUTOMATIC:
        return "the library sends it by itself"
    if event.cause is None and event.earliest != event.latest and not _soon(event, known):
        return "which step caused it is not certain"
    if not (event.name or event.category or event.action):
        return "it has no name"
    return ""


def _planned_value(name: str, event: Event, known: Known) -> Any:
    """The planned event's name alone, or with what this journey's own values are."""
    params = {key: reference for key, value in event.params.items() if (reference := _remembered(value, known))}
    items = _items(event, known)
    if not params and not items:
        return {"planned": _escaped(name), "vendor": event.vendor}
    told: dict[str, Any] = {"planned": _escaped(name), "vendor": event.vendor}
    if params:
        told["params"] = params
    if items:
        told["items"] = items
    return told


def _whole_value(event: Event, push: Push | None, known: Known) -> dict[str, Any]:
    told: dict[str, Any] = {"vendor": event.vendor}
    if event.category is not None or event.action is not None:
        for key in ("category", "action", "label"):
            value = getattr(event, key)
            if value not in (None, "") and (kept := _kept(key, value, known)) is not LEFT_OUT:
                told[key] = kept
        if event.name and event.vendor == "ga4":
            told["event"] = _escaped(event.name)
    else:
        told["event"] = _escaped(event.name)
    params = _params(event, push, known)
    if event.value is not None and "value" not in params and not _said(event):
        kept = _kept("value", event.value, known)
        if kept is not LEFT_OUT:
            told["value"] = kept
    if params:
        told["params"] = params
    if items := _items(event, known):
        told["items"] = items
    return told


def _said(event: Event) -> bool:
    """Whether the event's value is one of its parameters too."""
    return any(value == event.value for value in event.params.values())


def _params(event: Event, push: Push | None, known: Known) -> dict[str, Any]:
    """What the site itself said: what stands in the push that caused it; without one, all but the browser's part."""
    said = {str(value) for _, value in leaves(push.payload)} if push else None
    found: dict[str, Any] = {}
    for name, value in event.params.items():
        if len(found) >= _MOST_PARAMS or made(name, event.vendor) or isinstance(value, Mapping | list | tuple):
            continue
        if said is not None and str(value) not in said and not isinstance(value, int | float):
            continue
        kept = _kept(name, value, known)
        if kept is not LEFT_OUT:
            found[_escaped(name)] = kept
    return found


def _items(event: Event, known: Known) -> Any:
    if not event.items:
        return None
    if len(event.items) > _MOST_ITEMS:
        return {"length": {"at_least": 1}}
    found = []
    for item in event.items:
        name = next((key for key in _ITEM_ID if item.get(key) not in (None, "")), None)
        told = {key: _kept(key, item[key], known) for key in (name, *_ITEM) if key and item.get(key) not in (None, "")}
        found.append({key: value for key, value in told.items() if value is not LEFT_OUT})
    return found if all(found) else {"length": len(event.items)}


def _kept(name: str, value: Any, known: Known) -> Any:
    reference = _remembered(value, known)
    if reference:
        return reference
    kept = steady(name, value, site=known.site, numbers=known.numbers)
    return _escaped(kept) if isinstance(kept, str) else kept


def _remembered(value: Any, known: Known) -> str | None:
    """`${price}`, where a page before has shown the value that a hit carries."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    name, step = known.names.get(key_of(value), ("", 0))
    return f"${{{name}}}" if name and step < known.step else None


def key_of(value: Any) -> str:
    """Numbers by their value, texts by themselves: `19.9` and `19.90` are one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value):.6g}"
    return f"text {value}"


def _escaped(text: str) -> str:
    """`${` of a site is no reference of ours."""
    return text.replace("${", "$${")


def _all_vendors(found: list[Proposal], plan: Plan) -> list[Proposal]:
    """A planned event that came at all its vendors, with nothing more to say, is written by its name alone."""
    kept: list[Proposal] = []
    done: set[tuple[int, str]] = set()
    for one in found:
        name = one.value.get("planned") if isinstance(one.value, Mapping) else None
        if name is None:
            kept.append(one)
            continue
        group = [
            other
            for other in found
            if other.step == one.step and isinstance(other.value, Mapping) and other.value.get("planned") == name
        ]
        asked = [
            expectation.vendor for expectation in plan.events[one.value["planned"].replace("$${", "${")].expectations
        ]
        bare = all(set(other.value) == {"planned", "vendor"} for other in group)
        if bare and sorted(map(str, asked)) == sorted(str(other.value["vendor"]) for other in group):
            if (one.step, name) not in done:
                done.add((one.step, name))
                kept.append(replace(one, value=name, title=name))
        else:
            kept.append(one)
    return kept


def _counted(found: list[Proposal]) -> list[Proposal]:
    """Those that say the same at one step are one, with how often."""
    counts: dict[tuple[int, str], int] = {}
    for one in found:
        counts[one.step, repr(one.value)] = counts.get((one.step, repr(one.value)), 0) + 1
    kept: list[Proposal] = []
    for one in found:
        times = counts.pop((one.step, repr(one.value)), 0)
        if times > 1:
            value = (
                {**one.value, "times": times}
                if isinstance(one.value, Mapping)
                else {
                    "planned": one.value,
                    "times": times,
                }
            )
            kept.append(replace(one, value=value))
        elif times:
            kept.append(one)
    return kept
