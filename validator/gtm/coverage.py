"""Which tags and triggers of a container recorded journeys fired, did not fire, and never reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from validator.gtm.references import References
from validator.model.container import Container, Tag
from validator.model.recording import Recording, TagMessage, TagState, TriggerState
from validator.model.value import as_text as shown_value

Status = Literal["fired", "not fired", "never reached", "not decided", "paused"]
ORDER: tuple[Status, ...] = ("not fired", "never reached", "not decided", "paused", "fired")
_OfTag = tuple[str, TagState]
_OfTrigger = tuple[str, int, TriggerState]
_SHOWN = 3  # scenarios named in a line


@dataclass(frozen=True, slots=True)
class Covered:
    """A tag or a trigger. `times`: how often it fired or matched; `scenarios`: in which journeys; `reason`: why not."""

    kind: Literal["tag", "trigger"]
    name: str
    status: Status
    times: int = 0
    scenarios: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`messages`: how many messages of this container the recordings hold; without any, nothing is known."""

    tags: tuple[Covered, ...]
    triggers: tuple[Covered, ...]
    messages: int

    @property
    def percent(self) -> float:
        """How many of the tags that are not paused have fired, in percent; 100 where there are none."""
        return _percent(self.tags)

    @property
    def trigger_percent(self) -> float:
        return _percent(self.triggers)


def coverage(container: Container, recordings: Iterable[Recording]) -> Coverage:
    """What of `container` the journeys in `recordings` have fired, by the activity that was recorded with them."""
    seen = [(recording.name, message) for recording in recordings for message in _messages(container, recording)]
    known = References.of(container)
    used = known.used_triggers() - known.group_members()
    states, answers = _by_name(seen)
    tags = tuple(_tag(tag, states.get(tag.name, ())) for tag in container.tags)
    triggers = tuple(
        _trigger(trigger.name, answers.get(trigger.name, ())) for trigger in container.triggers if trigger.id in used
    )
    return Coverage(tags, triggers, len(seen))


def _by_name(seen: Iterable[tuple[str, TagMessage]]) -> tuple[dict[str, list[_OfTag]], dict[str, list[_OfTrigger]]]:
    """What was said of each tag, with its scenario, and of each trigger, with the number of the message besides."""
    tags: dict[str, list[_OfTag]] = {}
    triggers: dict[str, list[_OfTrigger]] = {}
    for number, (scenario, message) in enumerate(seen):
        for tag in message.tags:
            tags.setdefault(tag.name, []).append((scenario, tag))
            for trigger in tag.triggers:
                triggers.setdefault(trigger.name, []).append((scenario, number, trigger))
    return tags, triggers


def _messages(container: Container, recording: Recording) -> list[TagMessage]:
    return [message for message in recording.tags if message.container == container.id or not container.id]


def _tag(tag: Tag, said: Iterable[_OfTag]) -> Covered:
    name = tag.name
    own = [(scenario, state) for scenario, state in said if not state.id or not tag.id or state.id == tag.id]
    states = [state for _, state in own]
    fired = [scenario for scenario, state in own if state.status == "fired"]
    if fired:
        return Covered("tag", name, "fired", len(fired), tuple(dict.fromkeys(fired)))
    if tag.paused:
        return Covered("tag", name, "paused", reason="it is paused")
    held = next((state for state in states if state.status not in ("fired", "not fired", "paused", "unknown")), None)
    if held is not None:
        return Covered("tag", name, "not fired", reason=": ".join(filter(None, [held.status, held.reason])))
    unknown = next((state for state in states if state.status == "unknown"), None)
    if unknown is not None:
        return Covered("tag", name, "not decided", reason=unknown.reason)
    near = _nearest(trigger for state in states for trigger in state.triggers if not trigger.blocking)
    if near is not None:
        return Covered("tag", name, "not fired", reason=f"trigger ‘{near.name}’: {_crossed(near)}")
    return Covered("tag", name, "never reached", reason=_waiting(states))


def _trigger(name: str, said: Iterable[_OfTrigger]) -> Covered:
    told = list(said)
    states = [state for _, _, state in told]
    matched = {(scenario, number): scenario for scenario, number, state in told if state.matched}
    if matched:
        return Covered("trigger", name, "fired", len(matched), tuple(dict.fromkeys(matched.values())))
    near = _nearest(states)
    if near is not None:
        return Covered("trigger", name, "not fired", reason=_crossed(near))
    return Covered("trigger", name, "never reached")


def _nearest(states: Iterable[TriggerState]) -> TriggerState | None:
    """The trigger that came closest: its event came, and the fewest of its other conditions were crossed."""
    reached = [
        state
        for state in states
        if state.matched is not True
        and any(condition.matched is not True for condition in state.conditions)
        and all(condition.matched for condition in state.conditions if condition.variable == "Event")
    ]
    return min(reached, key=lambda state: sum(one.matched is not True for one in state.conditions), default=None)


def _crossed(state: TriggerState) -> str:
    crossed = [one for one in state.conditions if one.matched is False]
    open_ = [one for one in state.conditions if one.matched is None]  # not asked any more, or not to be decided
    told = [
        f"{one.variable} {one.operator} {_shown(one.expected)}, the page says {_shown(one.actual)}"
        for one in crossed or open_
    ]
    return "; ".join(told)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = " ".join(shown_value(value).split())
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


def _waiting(states: Iterable[TagState]) -> str:
    """The events that a tag waits for and that never came."""
    names = [
        one.expected
        for state in states
        for trigger in state.triggers
        if not trigger.blocking
        for one in trigger.conditions
        if one.variable == "Event"
    ]
    told = " or ".join(f"“{name}”" for name in dict.fromkeys(names))
    return f"no event {told} came" if told else ""


def _percent(covered: Sequence[Covered]) -> float:
    counted = [one for one in covered if one.status != "paused"]
    return 100 * sum(one.status == "fired" for one in counted) / len(counted) if counted else 100.0


def as_text(found: Coverage, title: str) -> str:
    """For the terminal: what is missing first, then what fired, and the numbers last."""
    return (
        "\n".join([title, *_lines("Tags", found.tags), *_lines("Triggers", found.triggers), "", totals(found)]) + "\n"
    )


def totals(found: Coverage) -> str:
    """`Tags fired: 12 of 15 (80 %) · triggers: 9 of 10 (90 %)`."""
    return f"Tags fired: {_of(found.tags)} · triggers matched: {_of(found.triggers)}"


def as_data(found: Coverage) -> dict[str, Any]:
    return {
        "percent": round(found.percent, 1),
        "trigger_percent": round(found.trigger_percent, 1),
        "messages": found.messages,
        "tags": [_data(one) for one in found.tags],
        "triggers": [_data(one) for one in found.triggers],
    }


def _data(one: Covered) -> dict[str, Any]:
    return {
        "name": one.name,
        "status": one.status,
        "times": one.times,
        "scenarios": list(one.scenarios),
        "reason": one.reason,
    }


def _of(covered: Sequence[Covered]) -> str:
    counted = [one for one in covered if one.status != "paused"]
    fired = sum(one.status == "fired" for one in counted)
    return f"{fired} of {len(counted)} ({_floor(_percent(covered))} %)"


def _floor(percent: float) -> int:
    """Never 100 before all have fired."""
    return int(percent)


def _lines(heading: str, covered: Sequence[Covered]) -> Iterator[str]:
    for status in ORDER:
        group = [one for one in covered if one.status == status]
        if group:
            yield f"\n{heading} · {status}"
        for one in group:
            if status == "fired":
                more = f" and {len(one.scenarios) - _SHOWN} more" if len(one.scenarios) > _SHOWN else ""
                names = ", ".join(f"‘{name}’" for name in one.scenarios[:_SHOWN])
                yield f"  ✓ {one.name} · {one.times} × · {names}{more}"
            else:
                yield f"  {'✗' if status == 'not fired' else '–'} {one.name}"
                if one.reason and status != "paused":
                    yield f"      {one.reason}"
