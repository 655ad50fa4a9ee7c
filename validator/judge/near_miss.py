"""What came near an expectation: ranked so that the first is the one that a person would pick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from validator import operators
from validator.judge.attribution import is_page_view
from validator.judge.demands import Demand, Journey, at_its_step, differences, identity, misplaced
from validator.judge.notes import note, undigited
from validator.judge.sightings import Sighting
from validator.model.event import Event
from validator.model.recording import Recording
from validator.model.value import as_text
from validator.model.verdict import Difference, NearMiss

ALIKE = 0.72  # names at least so similar are one name, misspelt
MEANT = 0.84  # so similar that nothing else can have been meant
OTHER_NUMBER = 0.75  # `step_1` for `step_2`: near, and another thing
WRONG = 2.5  # the distance up to which it can have been meant
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A near miss with the sighting it is about, and how far off it is: 0 would meet the expectation."""

    sighting: Sighting
    miss: NearMiss
    distance: float
    meant: bool  # probably the very thing that was expected, gone wrong


def near_misses(demand: Demand, sightings: Iterable[Sighting], journey: Journey) -> tuple[Near, ...]:
    """The best few, nearest first."""
    found = [near for sighting in sightings if (near := _near(demand, sighting, journey)) is not None]
    found.sort(key=lambda near: (near.distance, abs(_steps_off(demand, near.sighting)), near.sighting.at))
    return tuple(found[:SHOWN])


def _near(demand: Demand, sighting: Sighting, journey: Journey) -> Near | None:
    expectation = demand.expectation
    if expectation.vendor and sighting.vendor != expectation.vendor:
        return None
    naming = identity(demand)
    alike = likeness(naming, sighting)
    if _label_for_action(demand, sighting.facts):
        alike = max(alike, 0.95)
    if alike < ALIKE:
        return None
    found = tuple(explained(one, demand, sighting) for one in differences(demand, sighting))
    place = misplaced(demand, sighting, journey)
    asked = [one for one in demand.conditions if one.path != ("id",)]
    if not naming and len([one for one in found if one.path != ("id",)]) > len(asked) / 2:
        return None
    named = {condition.path for condition in naming}
    distance = 4 * (1 - alike) + sum(_weight(one) for one in found if one.path not in named)
    distance += sum(0.5 for one in found if one.path in named)
    if place:
        distance += 0.9 + min(0.6, 0.05 * abs(_steps_off(demand, sighting)))
    if not sighting.counts:
        distance += 0.2
    ranked = tuple(sorted(found, key=lambda one: one.path not in named))
    elsewhere = bool(place) and not at_its_step(demand, sighting)
    exactly = bool(naming) and alike == 1.0 and not place  # whatever else differs, it is the one
    reworded = alike < MEANT and _reworded(demand, found, named) and not place
    meant = sighting.counts and (exactly or reworded or (alike >= MEANT and distance <= WRONG))
    at_home = elsewhere and _at_home(demand, sighting, journey)
    if elsewhere and (found or at_home):  # another one, with its own reason at its own step
        meant = False
        distance += 1.5 if at_home else 0.0
    return Near(sighting, NearMiss(sighting.what, ranked, place), distance, meant)


def _label_for_action(demand: Demand, facts: Any) -> bool:
    """Whether action and label stand in each other's place, under the right category."""
    category, action, label = (demand.wanted(name) for name in ("category", "action", "label"))
    return (
        None not in (category, action, label)
        and facts.get("category") == category
        and (facts.get("action"), facts.get("label")) == (label, action)
        and action != label
    )


def _reworded(demand: Demand, found: Sequence[Difference], named: set[Any]) -> bool:
    """Whether only the action has other words, where what else is asked for a category's event is all there."""
    other = [one for one in demand.conditions if one.path not in named and one.path != ("id",)]
    return ("category",) in named and bool(other) and {one.path for one in found} == {("action",)}


def _at_home(demand: Demand, sighting: Sighting, journey: Journey) -> bool:
    """Whether a sighting has its own place elsewhere, so that one is missing here.

    The scenario asks for it there, or what caused it there happened at the demand's step as well.
    """
    event, recording = sighting.what, journey.recording
    named = str(sighting.facts.get("action") or sighting.facts.get("event") or "")
    if sighting.certain and named and named in journey.asked.get(sighting.earliest, ()):
        return True
    if isinstance(event, Event) and is_page_view(event.name) and _began(event, demand, recording):
        return True
    cause = event.cause if isinstance(event, Event) else None
    if cause is None:
        return False
    if cause.kind == "tag" and any(
        message.step == demand.step and any(f"tag {tag.name}" == cause.text for tag in message.tags if tag.sent)
        for message in recording.tags
    ):
        return True
    name = next((push.event for push in recording.pushes if push.number == cause.push), None)
    if name is None or name.startswith("gtm."):
        return False
    return any(push.event == name and push.step == demand.step for push in recording.pushes)


def _began(event: Event, demand: Demand, recording: Recording) -> bool:
    """Whether a page view tells of a page that was opened at its own step, and another one was at the demand's."""
    own = next((one for one in recording.documents if one.id == event.document), None)
    opened = any(one.top and one.step == demand.step and one.id != event.document for one in recording.documents)
    return own is not None and own.step == event.latest and opened


def likeness(naming: Sequence[Any], sighting: Sighting) -> float:
    """How much a sighting is named as it should be: 1 the same, 0 something else."""
    if not naming:
        return 1.0
    facts = sighting.facts
    wanted = {condition.path[0]: condition for condition in naming}
    if {"category", "action"} <= wanted.keys() and _swapped(wanted["category"], wanted["action"], facts):
        return 0.95
    scores = {condition.path[0]: _name_likeness(condition, facts) for condition in naming}
    mean = sum(scores.values()) / len(scores)
    if len(scores) > 1 and scores.get("action") == 1.0:
        return max(MEANT, mean)  # the same action under another category
    if len(scores) > 1 and max(scores.values()) == 1.0:
        return max(ALIKE, min(mean, scores.get("action", 1.0)))  # another action of the same category
    return mean


def _swapped(category: Any, action: Any, facts: Any) -> bool:
    if category.operand == action.operand:
        return False
    swapped = {"category": facts.get("action"), "action": facts.get("category")}
    return operators.holds(category, swapped) and operators.holds(action, swapped)


def _name_likeness(condition: Any, facts: Any) -> float:
    values = operators.values_at(facts, condition.path)
    if operators.holds(condition, facts):
        return 1.0
    if not values or condition.operator != "equals":
        return 0.0
    return similarity(as_text(condition.operand), as_text(values[0]))


@lru_cache(maxsize=8192)
def similarity(expected: str, actual: str) -> float:
    """How alike two names are, from 0 to 1; case and the way of joining words count little."""
    one, other = simplified(expected), simplified(actual)
    if one == other:
        return 0.97
    if not one or not other or len(one) > 200 or len(other) > 200:
        return 0.0
    if undigited(one) == undigited(other):
        return OTHER_NUMBER
    return 0.96 * SequenceMatcher(None, one, other, autojunk=False).ratio()


def simplified(name: str) -> str:
    """A name without what people write differently: case, and what joins its words."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def explained(difference: Difference, demand: Demand, sighting: Sighting) -> Difference:
    """The difference with what it probably is."""
    facts = sighting.facts
    if difference.note:
        return difference
    if difference.path == ("id",):
        return replace(difference, note="another destination")
    if difference.path in (("category",), ("action",)):
        wanted = {condition.path[0]: condition for condition in identity(demand)}
        if {"category", "action"} <= wanted.keys() and _swapped(wanted["category"], wanted["action"], facts):
            return replace(difference, note="category and action are swapped")
    if difference.path in (("action",), ("label",)) and _label_for_action(demand, facts):
        return replace(difference, note="action and label are swapped")
    if not difference.present:
        return replace(difference, note=_elsewhere(difference, facts))
    return replace(difference, note=note(difference.expected, difference.actual, difference.demand))


STANDS_AT = "it stands at "
ANOTHER_NAME = "another name?"


def _elsewhere(difference: Difference, facts: Any) -> str:
    """Where a value that is absent at its place stands instead."""
    key = difference.path[-1] if difference.path else ""
    if not isinstance(key, str) or len(difference.path) < 1 or difference.path[0] not in facts:
        top = facts if isinstance(key, str) and key else {}
    else:
        top = {name: value for name, value in facts.items() if name in (difference.path[0], "params")}
    for path, _value in paths(top):
        if path and path != difference.path and path[-1] == key:
            return f"{STANDS_AT}{'.'.join(map(str, path))}"
    wanted = simplified(key) if isinstance(key, str) else ""
    for path, value in paths(top):
        named = simplified(path[-1]) if path and isinstance(path[-1], str) else ""
        if len(wanted) > 2 and wanted != named and wanted in named and value == difference.expected:
            return f"there is “{'.'.join(map(str, path))}”: {ANOTHER_NAME}"
    for path, _value in paths(top):
        if path and isinstance(path[-1], str) and path[-1] != key and _misspelt(wanted, simplified(path[-1])):
            return f"there is “{'.'.join(map(str, path))}”: another spelling?"
    return ""


def _misspelt(wanted: str, found: str) -> bool:
    if len(wanted) < 4 or not found:
        return bool(wanted) and wanted == found
    return SequenceMatcher(None, wanted, found, autojunk=False).ratio() >= 0.85


def paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterable[tuple[tuple[str | int, ...], Any]]:
    """Every value within a value, with its path."""
    if isinstance(value, dict) and "$type" not in value:  # which stands for a value that JSON cannot say
        inner: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list | tuple):
        inner = enumerate(value)
    else:
        return
    for key, one in inner:
        yield (*at, key), one
        yield from paths(one, (*at, key))


def _weight(difference: Difference) -> float:
    """How much one difference tells against a sighting."""
    if difference.path == ("id",):
        return 0.6
    if difference.note:
        return 0.3
    if not difference.present:
        return 0.7
    expected, actual = difference.expected, difference.actual
    if isinstance(expected, str) and isinstance(actual, str):
        return 1.0 - 0.6 * similarity(expected, actual)
    if isinstance(expected, int | float) and isinstance(actual, int | float) and expected != actual:
        return 0.7 + 0.3 * min(1.0, abs(expected - actual) / max(abs(expected), abs(actual)))
    return 1.0


def _steps_off(demand: Demand, sighting: Sighting) -> int:
    if demand.step is None or sighting.earliest <= demand.step <= sighting.latest:
        return 0
    return sighting.earliest - demand.step if sighting.earliest > demand.step else sighting.latest - demand.step
