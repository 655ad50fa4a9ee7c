"""The parts of a tracking plan that people are told by: milestones, and where their owners are reached."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from validator.language.plan_forms import MilestoneForm
from validator.language.reading import Reading, did_you_mean, plain_text
from validator.language.scalars import fixed, form
from validator.language.shapes import Shape
from validator.language.tree import Tree, Wrong
from validator.model.plan import Milestone

_REFERENCE = re.compile(r"\$\{(?P<name>[^}]*)\}")
_NAME = re.compile(r"[A-Z][A-Z0-9_]*(:-.*)?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.+|\$\{.+", re.DOTALL)


@form("day")
def day(tree: Tree, reading: Reading) -> datetime.date:
    """A day: 2027-03-01."""
    tree = fixed(tree, reading)
    try:
        return datetime.date.fromisoformat(plain_text(tree) if isinstance(tree.value, str | int) else "")
    except ValueError:
        raise Wrong(
            f"a day is expected here, not {tree.kind}", tree, "Write year, month and day: 2027-03-01."
        ) from None


@form("addresses")
def addresses(tree: Tree, reading: Reading) -> tuple[str, ...]:
    """One address or several, as they are written: what the environment says is put in only when something is sent."""
    listed = tree.value if tree.is_list else [tree]
    return tuple(_address(one) for one in listed)


def _address(tree: Tree) -> str:
    if not isinstance(tree.value, str):
        raise Wrong(f"an address is expected here, not {tree.kind}", tree, _EXAMPLE)
    for found in _REFERENCE.finditer(tree.value):
        if not _NAME.fullmatch(found["name"]):
            raise _unshown("this names no environment variable", tree, "A name is in capitals: ${SLACK_URL}.")
    if not _ADDRESS.fullmatch(tree.value.strip()):
        raise _unshown("this is not an address", tree, _EXAMPLE)
    return tree.value.strip()


def _unshown(message: str, tree: Tree, mend: str) -> Wrong:
    """A mistake whose line is not shown: what was meant for an address may hold a password."""
    wrong = Wrong(message, tree, mend)
    wrong.problem = replace(wrong.problem, line="")
    return wrong


_EXAMPLE = 'Write "mailto://…", "slack://…", or "${NAME}" for an address that the environment holds.'


def milestones(tree: Tree, reading: Reading, names: Sequence[str]) -> tuple[Milestone, ...]:
    """Every milestone; `names`: the events and goals that there are."""
    tree = reading.settled(tree)
    if not tree.is_list:
        raise Wrong(f"a list of milestones is expected here, not {tree.kind}", tree, 'Begin each with "- ".')
    found: list[Milestone] = []
    for one in tree.value:
        milestone = reading.attempt(_milestone, one, reading, names)
        if milestone is None:
            continue
        if any(milestone.name == other.name for other in found):
            reading.tell(f'two milestones have the name "{milestone.name}"', one.value["name"])
        found.append(milestone)
    return tuple(found)


def _milestone(tree: Tree, reading: Reading, names: Sequence[str]) -> Milestone:
    told: MilestoneForm = Shape.of(MilestoneForm).read(tree, reading)
    listed = tree.value["events"]
    places = listed.value if listed.is_list else [listed]
    if not told.events:
        raise Wrong(f'the milestone "{told.name}" names no event', listed, "Name what must be tracked by then.")
    for name, place in zip(told.events, places, strict=True):
        if name not in names:
            raise Wrong(f'"{name}" is neither an event nor a goal of this plan', place, did_you_mean(name, names))
    return Milestone(told.name, told.by, told.events, told.owner, tree.location)
