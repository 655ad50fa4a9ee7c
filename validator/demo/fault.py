"""Planted faults: small files that change the shop or its container, and name what a right answer names.

    fault: Thank-you tag paused
    describe: The GA4 tag of the thank-you page was paused and never woken up again.
    look_for: The push is there, its trigger matched, and the tag says that it is paused.
    scenario: buy_a_mug.yaml            # in scenarios/: the one that catches it
    expectation: ga4 purchase           # as reports say it
    status: missing                     # missing, wrong, repeated, forbidden; or broken (see below)
    link: tag                           # step, push, container, trigger, tag, consent, request, vendor or field
    field: params.currency              # where a value is at fault: its path, as reports say it
    changes:
      - file: static/tracking.js        # a file of the shop, or container.json
        find: 'CURRENCY = "EUR"'        # must be there as often as `count` says, once by default
        replace: 'CURRENCY = "USD"'
      - container: tag[name=GA4 – purchase].paused
        set: true                       # or `add:` an element to a list, or `remove: true`

A selector walks the container's version by keys; `[name=…]` takes the one element of a list whose key is so,
`[0]` the one at that place. Where the journey itself cannot be performed, the status is `broken`, the expectation the
kind of breaking (nothing, bot protection, step, …) and the link step. Any folder may hold such files: read_faults
reads them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.language.tree import Tree, Wrong
from validator.language.yaml_tree import read_file
from validator.model.location import InputError, Location, Problem

STATUSES = ("missing", "wrong", "repeated", "forbidden", "broken")
LINKS = ("step", "push", "container", "trigger", "tag", "consent", "request", "vendor", "field")
_KEYS = ("fault", "describe", "look_for", "scenario", "expectation", "status", "link", "changes")
_OPTIONAL = ("field",)
_FILE_KEYS = ("file", "find", "replace", "count")
_ACTIONS = ("set", "add", "remove")


@dataclass(frozen=True, slots=True)
class FileChange:
    """Text of one file, found `count` times and replaced."""

    file: str
    find: str
    replace: str
    count: int
    location: Location


@dataclass(frozen=True, slots=True)
class ContainerChange:
    """One place of the container. `action` is set, add or remove."""

    selector: str
    action: str
    value: Any
    location: Location


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault. `scenario` catches it: its `expectation` gets `status`, and the chain breaks at `link`.

    `field`: the path of the value at fault, as reports say it; empty where none is.
    """

    name: str
    title: str
    description: str
    look_for: str
    scenario: str
    expectation: str
    status: str
    link: str
    changes: tuple[FileChange | ContainerChange, ...]
    field: str = ""


def read_faults(folder: Path) -> dict[str, Fault]:
    """Every fault of a folder by its name, the file's. Raises InputError with what is wrong in any of them."""
    faults: dict[str, Fault] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            faults[path.stem] = read_fault(path)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return faults


def read_fault(path: Path) -> Fault:
    """The fault of one file. Raises InputError."""
    try:
        return _fault(read_file(path, path.as_posix()), path.stem)
    except Wrong as wrong:
        raise InputError([wrong.problem]) from None


def _fault(tree: Tree, name: str) -> Fault:
    rows = _mapping(tree, _KEYS + _OPTIONAL, needed=_KEYS)
    return Fault(
        name=name,
        title=_text(rows["fault"]),
        description=" ".join(_text(rows["describe"]).split()),
        look_for=" ".join(_text(rows["look_for"]).split()),
        scenario=_text(rows["scenario"]),
        expectation=_text(rows["expectation"]),
        status=_one_of(rows["status"], STATUSES),
        link=_one_of(rows["link"], LINKS),
        changes=tuple(_change(row) for row in _list(rows["changes"])),
        field=_text(rows["field"]) if "field" in rows else "",
    )


def _change(tree: Tree) -> FileChange | ContainerChange:
    if tree.is_mapping and "container" in tree.value:
        rows = _mapping(tree, ("container", *_ACTIONS), needed=("container",))
        actions = [key for key in rows if key != "container"]
        if len(actions) != 1:
            raise Wrong("a change of the container has one of set, add and remove", tree)
        return ContainerChange(_text(rows["container"]), actions[0], _plain(rows[actions[0]]), tree.location)
    rows = _mapping(tree, _FILE_KEYS, needed=_FILE_KEYS[:3])
    count = rows["count"].value if "count" in rows else 1
    if type(count) is not int or count < 1:
        raise Wrong(f"a whole number from 1 is expected here, not {rows['count'].kind}", rows["count"])
    find = _text(rows["find"])
    return FileChange(_text(rows["file"]), find, _text(rows["replace"], empty=True), count, tree.location)


def _mapping(tree: Tree, known: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, Tree]:
    if not tree.is_mapping:
        raise Wrong(f"keys and their values are expected here, not {tree.kind}", tree, f"Keys: {', '.join(known)}.")
    rows: dict[str, Tree] = tree.value
    for key in rows:
        if key not in known:
            raise Wrong(f'"{key}" is not a key here', tree.key_place(key), f"Keys: {', '.join(known)}.")
    for key in needed:
        if key not in rows:
            raise Wrong(f'the key "{key}" is missing here', tree)
    return rows


def _list(tree: Tree) -> list[Tree]:
    if not tree.is_list or not tree.value:
        raise Wrong(f"a list of changes is expected here, not {tree.kind}", tree, 'Begin each one with "- ".')
    rows: list[Tree] = tree.value
    return rows


def _text(tree: Tree, empty: bool = False) -> str:
    if not isinstance(tree.value, str) or not (tree.value.strip() or empty):
        raise Wrong(f"a text is expected here, not {tree.kind}", tree, "Put it in quotes, if it is one.")
    return tree.value


def _one_of(tree: Tree, known: tuple[str, ...]) -> str:
    if tree.value not in known:
        raise Wrong(f"{tree.kind} is not possible here", tree, f"Write one of: {', '.join(known)}.")
    return str(tree.value)


def _plain(tree: Tree) -> Any:
    value = tree.value
    if isinstance(value, dict):
        return {key: _plain(row) for key, row in value.items()}
    return [_plain(row) for row in value] if isinstance(value, list) else value
