"""What changes for the visitor from one version of a container to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from validator.gtm.explain import condition_sentence, sendings, tag_sentence
from validator.gtm.references import References
from validator.gtm.sentences import rows_of, variable_sentence
from validator.gtm.words import trigger_words
from validator.model.container import Container, Tag, Trigger, Variable

_UNSEEN = ("uniqueTriggerId", "eventName")  # settings of triggers that follow from others
_ABSENT = "(nothing)"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that is not as it was: `parameter value: {{price}} → {{total}}`."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Change:
    """One tag that behaves differently. `was`: the name it had, where it has another now."""

    kind: Literal["added", "removed", "changed"]
    name: str
    sentence: str
    details: tuple[Detail, ...] = ()
    was: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`changes`: what visitors notice, tag by tag; `silent`: what differs and changes nothing for them."""

    before: Container
    after: Container
    changes: tuple[Change, ...]
    silent: tuple[str, ...]


def difference(before: Container, after: Container) -> Difference:
    """What changes for the visitor when `after` is published in place of `before`."""
    old, new = References.of(before), References.of(after)
    pairs, removed, added = paired(before, after)
    changes = [Change("removed", tag.name, tag_sentence(before, tag)) for tag in removed if not tag.paused]
    changes += [Change("added", tag.name, tag_sentence(after, tag)) for tag in added if not tag.paused]
    silent = [f"tag ‘{tag.name}’ is gone, which was paused" for tag in removed if tag.paused]
    silent += [f"tag ‘{tag.name}’ is new, and paused" for tag in added if tag.paused]
    named = before.source == after.source == "export"
    for one, other in pairs:
        details = tuple(_details(old, one, new, other))
        if named and one.name != other.name:
            silent.append(f"tag ‘{one.name}’ is called ‘{other.name}’ now")
        if details and one.paused and other.paused:
            silent.append(f"tag ‘{other.name}’ has changed, and is paused")
        elif details:
            renamed = one.name if named and one.name != other.name else ""
            changes.append(Change("changed", other.name, tag_sentence(after, other), details, renamed))
    if named:
        silent += _unused(old, new)
    return Difference(before, after, tuple(changes), tuple(silent))


def paired(before: Container, after: Container) -> tuple[list[tuple[Tag, Tag]], list[Tag], list[Tag]]:
    """The tags that are the same in both, and those that are in one only.

    By name, then by id within one container, then by what they send; each in the order of the newer container.
    """
    same_container = bool(before.id) and before.id == after.id and before.source == after.source
    left, right = list(before.tags), list(after.tags)
    found: dict[int, Tag] = {}
    for key in (_by_name, _by_id, _by_sending):
        if (key is _by_id and not same_container) or (key is _by_name and before.source != after.source):
            continue
        waiting: dict[Any, list[Tag]] = {}
        for tag in left:
            waiting.setdefault(key(before, tag), []).append(tag)
        for tag in right:
            told = key(after, tag)
            if id(tag) not in found and told and waiting.get(told):
                found[id(tag)] = waiting[told].pop(0)
        taken = {id(tag) for tag in found.values()}
        left = [tag for tag in left if id(tag) not in taken]
    pairs = [(found[id(tag)], tag) for tag in right if id(tag) in found]
    return pairs, left, [tag for tag in right if id(tag) not in found]


def _by_name(container: Container, tag: Tag) -> Any:
    return tag.name


def _by_id(container: Container, tag: Tag) -> Any:
    return tag.id and (tag.id, tag.type)


def _by_sending(container: Container, tag: Tag) -> Any:
    told = sendings(container, tag)
    return (tag.type, told) if told else None


def _details(old: References, one: Tag, new: References, other: Tag) -> Iterator[Detail]:
    yield from _between(_behaviour(one), _behaviour(other))
    if old.container.source == new.container.source:
        yield from _between(_settings(one), _settings(other))
    yield from _triggers("fires at", old.firing(one), new.firing(other))
    yield from _triggers("exception", old.blocking(one), new.blocking(other))
    if old.container.source == new.container.source:
        yield from _variables(old, one, new, other)


def _behaviour(tag: Tag) -> dict[str, Any]:
    return {
        "type": tag.type,
        "paused": tag.paused,
        "published container only": tag.live_only,
        "priority": tag.priority or "",
        "schedule begins": tag.starts or "",
        "schedule ends": tag.ends or "",
        "how often": tag.option.replace("_", " "),
        "consent": ", ".join(tag.consent_types) if tag.consent == "needed" else tag.consent.replace("_", " "),
        "before it": ", ".join(tag.setup),
        "after it": ", ".join(tag.teardown),
    }


def _settings(tag: Tag) -> dict[str, Any]:
    values = {key: value for key, value in tag.parameters.items() if key != "sequence"}
    return _flat(values)


def _flat(values: Mapping[str, Any], lead: str = "") -> dict[str, Any]:
    """Settings by path; the rows of two-column tables by the name in their first column."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        path = f"{lead}{key}"
        if isinstance(value, Mapping):
            found |= _flat(value, f"{path}.")
        elif isinstance(value, list):
            rows = dict(rows_of(value))
            table = len(rows) == len(value)
            found |= _flat(rows if table else {str(number): item for number, item in enumerate(value, 1)}, f"{path}.")
        else:
            found[path] = value
    return found


def _between(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Detail]:
    for what in dict.fromkeys((*was, *now)):
        if was.get(what) != now.get(what) and (was.get(what), now.get(what)) not in ((None, False), (False, None)):
            yield Detail(what, _told(was.get(what)), _told(now.get(what)))


def _told(value: Any) -> str:
    if value is None or value == "":
        return _ABSENT
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _triggers(what: str, was: Sequence[Trigger], now: Sequence[Trigger]) -> Iterator[Detail]:
    """Triggers that came, went, or ask for something else; those that only have another name are the same."""
    before = {_asks(trigger): trigger for trigger in was}
    after = {_asks(trigger): trigger for trigger in now}
    gone = [trigger for asks, trigger in before.items() if asks not in after]
    come = [trigger for asks, trigger in after.items() if asks not in before]
    for trigger in list(gone):
        same = next((one for one in come if one.name == trigger.name), None)
        if same is not None:
            gone.remove(trigger)
            come.remove(same)
            yield Detail(f"{what} ‘{same.name}’", _shown(trigger), _shown(same))
    yield from (Detail(what, f"‘{trigger.name}’: {_shown(trigger)}", _ABSENT) for trigger in gone)
    yield from (Detail(what, _ABSENT, f"‘{trigger.name}’: {_shown(trigger)}") for trigger in come)


def _asks(trigger: Trigger) -> tuple[Any, ...]:
    return trigger.type, frozenset(trigger.conditions), tuple(sorted(_trigger_settings(trigger).items()))


def _trigger_settings(trigger: Trigger) -> dict[str, str]:
    values = {key: value for key, value in trigger.parameters.items() if key not in (*_UNSEEN, "enabledWhen")}
    return {key: str(value) for key, value in _flat(values).items() if value not in ("", False)}


def _shown(trigger: Trigger) -> str:
    asked = " and ".join(condition_sentence(condition) for condition in trigger.conditions)
    settings = ", ".join(f"{key} {value}" for key, value in _trigger_settings(trigger).items() if "." not in key)
    told = f"{trigger_words(trigger.type)}{f' ({settings})' if settings else ''}"
    return f"{told}, when {asked}" if asked else told


def _variables(old: References, one: Tag, new: References, other: Tag) -> Iterator[Detail]:
    """Variables that the tag, or a trigger of it, reads in both versions, and that find their value in another way."""
    before, after = set(_read(old, one)), _read(new, other)
    for name in after:
        if name not in before:
            continue
        was, now = old.variables.get(name), new.variables.get(name)
        if was is None or now is None:
            if was is not now:
                yield Detail(f"variable {{{{{name}}}}}", _variable(old, was), _variable(new, now))
        elif (was.type, was.parameters) != (now.type, now.parameters):
            told = _variable(old, was), _variable(new, now)
            if told[0] != told[1]:
                yield Detail(f"variable {{{{{name}}}}}", *told)
            for detail in _between(_flat(was.parameters), _flat(now.parameters)):
                if detail.was not in told[0] or detail.now not in told[1]:
                    yield Detail(f"variable {{{{{name}}}}} · {detail.what}", detail.was, detail.now)


def _variable(known: References, variable: Variable | None) -> str:
    return _ABSENT if variable is None else variable_sentence(known.container, variable)


def _read(known: References, tag: Tag) -> tuple[str, ...]:
    names = list(known.of_tag(tag))
    names += [name for trigger in (*known.firing(tag), *known.blocking(tag)) for name in known.of_trigger(trigger)]
    return known.all_of(names)


def _unused(old: References, new: References) -> Iterator[str]:
    """Triggers and variables that came, went or changed while no tag uses them."""
    yield from _quiet("trigger", _lone_triggers(old), _lone_triggers(new))
    yield from _quiet("variable", _lone_variables(old), _lone_variables(new))


def _quiet(noun: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*was, *now)):
        if name not in now:
            yield f"{noun} ‘{name}’, which no tag used, is gone or in use now"
        elif name not in was:
            yield f"{noun} ‘{name}’ is there, and no tag uses it"
        elif was[name] != now[name]:
            yield f"{noun} ‘{name}’ has changed, and no tag uses it"


def _lone_triggers(known: References) -> dict[str, Any]:
    used = known.used_triggers()
    return {trigger.name: _asks(trigger) for trigger in known.container.triggers if trigger.id not in used}


def _lone_variables(known: References) -> dict[str, Any]:
    used = set(_all_read(known, known.container.tags))
    return {
        variable.name: (variable.type, dict(variable.parameters))
        for variable in known.container.variables
        if not variable.built_in and variable.name not in used
    }


def _all_read(known: References, tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        yield from _read(known, tag)
