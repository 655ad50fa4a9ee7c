"""Who uses what in a container: tags their triggers and variables, variables other variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.gtm.export import REFERENCE
from validator.gtm.names import BUILT_IN_TRIGGERS
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable

# Parts of an export that use variables or triggers besides tags, triggers and variables themselves.
_OTHER_USERS = ("zone", "gtagConfig", "transformation", "client")


@dataclass(frozen=True, slots=True)
class References:
    """`variables`, `triggers`: by name and by id. A name that is used but not there is in none of them."""

    container: Container
    variables: Mapping[str, Variable]
    triggers: Mapping[str, Trigger]
    direct: Mapping[str, tuple[str, ...]]  # variable → names of variables that it reads itself
    known: dict[int, tuple[str, ...]] = field(default_factory=dict)  # id of a tag or trigger → what it names
    elsewhere: tuple[str, ...] = ()  # names used outside of tags, triggers and variables
    trigger_ids_elsewhere: tuple[str, ...] = ()

    @staticmethod
    def of(container: Container) -> References:
        raw = container.raw if isinstance(container.raw, Mapping) and container.source == "export" else {}
        other = [raw[key] for key in _OTHER_USERS if key in raw]
        tags = raw.get("tag") if isinstance(raw.get("tag"), list) else []
        other += [tag.get("monitoringMetadata") for tag in tags or () if isinstance(tag, Mapping)]
        triggers = {id: Trigger(id, name, kind) for id, (name, kind) in BUILT_IN_TRIGGERS.items()}
        return References(
            container,
            {variable.name: variable for variable in container.variables},
            triggers | {trigger.id: trigger for trigger in container.triggers},
            {variable.name: named(variable.parameters) for variable in container.variables},
            {},
            named(other),
            tuple(text for text in _texts(other) if text.isdigit()),
        )

    def of_tag(self, tag: Tag) -> tuple[str, ...]:
        """The names of variables that a tag's own settings use."""
        found = self.known.get(id(tag))
        if found is None:
            found = self.known[id(tag)] = named((tag.parameters, tag.consent_types))
        return found

    def of_trigger(self, trigger: Trigger) -> tuple[str, ...]:
        """The names of variables that a trigger's conditions and settings use."""
        found = self.known.get(id(trigger))
        if found is None:
            found = self.known[id(trigger)] = named((trigger.conditions, trigger.parameters))
        return found

    def firing(self, tag: Tag) -> list[Trigger]:
        """The triggers that fire a tag; those that the container lacks are left out."""
        return [self.triggers[id] for id in tag.firing if id in self.triggers]

    def blocking(self, tag: Tag) -> list[Trigger]:
        return [self.triggers[id] for id in tag.blocking if id in self.triggers]

    def all_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names, and those of all variables that they read in turn."""
        found: dict[str, None] = {}
        pending = list(names)
        while pending:
            name = pending.pop(0)
            if name not in found:
                found[name] = None
                pending += self.direct.get(name, ())
        return tuple(found)

    def group_members(self) -> set[str]:
        """Ids of triggers that trigger groups wait for."""
        return {str(id) for trigger in self.container.triggers for id in _listed(trigger.parameters.get("triggerIds"))}

    def used_triggers(self) -> set[str]:
        """Ids of triggers that a tag, a trigger group or a zone uses."""
        used = {id for tag in self.container.tags for id in (*tag.firing, *tag.blocking)}
        return used | self.group_members() | set(self.trigger_ids_elsewhere)


def named(value: Any) -> tuple[str, ...]:
    """The variables named as `{{…}}` anywhere in a value, each once, in order."""
    return tuple(
        dict.fromkeys(name.strip() for text in _texts(value) if "{{" in text for name in REFERENCE.findall(text))
    )


def _texts(value: Any) -> list[str]:
    """Every text in a value, keys too, in order."""
    found: list[str] = []
    _gather(value, found)
    return found


def _gather(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            found.append(key)
            if item.__class__ is str:
                found.append(item)
            else:
                _gather(item, found)
    elif isinstance(value, list | tuple):
        for item in value:
            _gather(item, found)
    elif isinstance(value, ContainerCondition):
        found += (value.left, value.right)


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()
