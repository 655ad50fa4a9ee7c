"""Which tags and triggers of a container recorded journeys fired, did not fire, and never reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from validator.gtm.references import References
from validator.model.container import Container, Tag
from validator.model.recording import Recording, TagMessage, TagState, TriggerState
from validator.model.value import as_text as shown_value
from validator.model.value import unsaid

Status = Literal["fired", "not fired", "never reached", "not decided", "paused"]
ORDER: tuple[Status, ...] = ("not fired", "never reached", "not decided", "paused", "fired")
_SHOWN = 3  # scenarios named in a line
Seen = TypeVar("Seen", "_TagSeen", "_TriggerSeen")


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
    """What of `container` the journeys in `recordings` have fired, by the activity that was recorded with them.

    Each recording is looked at once and let go: a long run has more activity than memory should hold.
    """
    known = References.of(container)
    used = known.used_triggers() - known.group_members()
    tags = [_TagSeen(tag) for tag in container.tags]
    triggers = [_TriggerSeen(trigger.name) for trigger in container.triggers if trigger.id in used]
    tags_named, triggers_named = _by_name(tags), _by_name(triggers)
    messages = 0
    for recording in recordings:
        for message in _messages(container, recording):
            messages += 1
            for state in message.tags:
                for tag in tags_named.get(state.name, ()):
                    tag.add(recording.name, state)
                for told in state.triggers:
                    for trigger in triggers_named.get(told.name, ()):
                        trigger.add(recording.name, messages, told)
    return Coverage(tuple(tag.covered() for tag in tags), tuple(trigger.covered() for trigger in triggers), messages)


class _TagSeen:
    """What was said of one tag so far: no more of it than its line will tell."""

    def __init__(self, tag: Tag) -> None:
        self.name = tag.name
        self._tag = tag
        self._fired: Counter[str] = Counter()  # by scenario
        self._held: TagState | None = None
        self._unknown: TagState | None = None
        self._nearest = _Nearest()
        self._awaited: dict[str, None] = {}  # the events that its triggers wait for

    def add(self, scenario: str, state: TagState) -> None:
        if state.id and self._tag.id and state.id != self._tag.id:
            return
        if state.status == "fired":
            self._fired[scenario] += 1
        if self._fired:
            return  # why it did not at another time is not told
        if state.status == "unknown":
            self._unknown = self._unknown or state
        elif state.status not in ("not fired", "paused"):
            self._held = self._held or state
        for trigger in state.triggers:
            if not trigger.blocking:
                self._nearest.add(trigger)
                self._awaited.update((one.expected, None) for one in trigger.conditions if one.variable == "Event")

    def covered(self) -> Covered:
        if self._fired:
            return Covered("tag", self.name, "fired", self._fired.total(), tuple(self._fired))
        if self._tag.paused:
            return Covered("tag", self.name, "paused", reason="it is paused")
        if self._held is not None:
            reason = ": ".join(filter(None, [self._held.status, self._held.reason]))
            return Covered("tag", self.name, "not fired", reason=reason)
        if self._unknown is not None:
            return Covered("tag", self.name, "not decided", reason=self._unknown.reason)
        near = self._nearest.state
        if near is not None:
            return Covered("tag", self.name, "not fired", reason=f"trigger ‘{near.name}’: {_crossed(near)}")
        told = " or ".join(f"“{name}”" for name in self._awaited)
        return Covered("tag", self.name, "never reached", reason=f"no event {told} came" if told else "")


class _TriggerSeen:
    """What was said of one trigger so far, by the tags that it fires."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._matched: Counter[str] = Counter()  # messages by scenario
        self._last = 0  # the message in which it matched last: several tags tell of it
        self._nearest = _Nearest()

    def add(self, scenario: str, message: int, state: TriggerState) -> None:
        if not state.matched:
            self._nearest.add(state)
        elif message != self._last:
            self._last = message
            self._matched[scenario] += 1

    def covered(self) -> Covered:
        if self._matched:
            return Covered("trigger", self.name, "fired", self._matched.total(), tuple(self._matched))
        near = self._nearest.state
        if near is not None:
            return Covered("trigger", self.name, "not fired", reason=_crossed(near))
        return Covered("trigger", self.name, "never reached")


class _Nearest:
    """The trigger that came closest: its event came, and the fewest of its other conditions were crossed."""

    def __init__(self) -> None:
        self.state: TriggerState | None = None
        self._crossed = 0

    def add(self, state: TriggerState) -> None:
        crossed = sum(one.matched is not True for one in state.conditions)
        if (
            state.matched is not True
            and crossed
            and (self.state is None or crossed < self._crossed)
            and all(condition.matched for condition in state.conditions if condition.variable == "Event")
        ):
            self.state, self._crossed = state, crossed


def _by_name(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    named: dict[str, list[Seen]] = {}
    for one in seen:
        named.setdefault(one.name, []).append(one)
    return named


def _messages(container: Container, recording: Recording) -> list[TagMessage]:
    return [message for message in recording.tags if message.container == container.id or not container.id]


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
    text = " ".join(shown_value(unsaid(value)).split())
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


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
