"""Planted faults: small files that change the shop or its container, and name what a right answer names.

    fault: Thank-you tag paused
    describe: The GA4 tag of the thank-you page was paused and never woken up again.
    look_for: The push is there, its trigger matched, and the tag says that it is paused.
    scenario: buy_a_mug.yaml            # in scenarios/: the one that catches it
    expectation: ga4 purchase           # as reports say it
    status: missing                     # missing, wrong, repeated or forbidden
    link: tag                           # step, push, container, trigger, tag, consent, request or field
    changes:
      - file: static/tracking.js        # a file of the folder shop, or container.json
        find: 'currency: "EUR"'         # must be there as often as `count` says, once by default
        replace: 'currency: "USD"'
      - container: tag[name=GA4 – purchase].paused
        set: true                       # or `add:` an element to a list, or `remove: true`

A selector walks the container's version by keys; `[name=…]` takes the one element of a list whose key is so,
`[0]` the one at that place. Any folder may hold such files: read_faults reads them all.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

STATUSES = ("missing", "wrong", "repeated", "forbidden")
LINKS = ("step", "push", "container", "trigger", "tag", "consent", "request", "vendor", "field")

_TEXTS = ("fault", "describe", "look_for", "scenario", "expectation", "status", "link")
_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[([A-Za-z_]\w*)=([^\]]*)\]|\[(\d{1,6})\]")


class FaultError(Exception):
    """A fault's file cannot be read, or does not fit the shop; the text says what to change."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """Text of one file, found `count` times and replaced."""

    file: str
    find: str
    replace: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class ContainerChange:
    """One place of the container. `action` is set, add or remove."""

    selector: str
    action: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault. `scenario` catches it: its `expectation` gets `status`, and the chain breaks at `link`."""

    name: str
    title: str
    description: str
    look_for: str
    scenario: str
    expectation: str
    status: str
    link: str
    changes: tuple[FileChange | ContainerChange, ...]


def read_faults(folder: Path) -> dict[str, Fault]:
    """Every fault of a folder by its name, the file's. Raises FaultError."""
    return {path.stem: read_fault(path) for path in sorted(folder.glob("*.yaml"))}


def read_fault(path: Path) -> Fault:
    """Raises FaultError."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FaultError(f"{path}: this is not YAML: {error}") from error
    if not isinstance(told, dict):
        raise FaultError(f"{path}: a fault is a mapping that begins with `fault:`.")
    texts = {key: told.get(key) for key in _TEXTS}
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise FaultError(f"{path}: `{key}` is needed, as text.")
    unknown = sorted(set(told) - {*_TEXTS, "changes"}, key=str)
    if unknown:
        raise FaultError(f"{path}: `{unknown[0]}` is not known here. Known: {', '.join((*_TEXTS, 'changes'))}.")
    for key, allowed in (("status", STATUSES), ("link", LINKS)):
        if texts[key] not in allowed:
            raise FaultError(f"{path}: `{key}` is one of {', '.join(allowed)}, not {texts[key]!r}.")
    changes = told.get("changes")
    if not isinstance(changes, list) or not changes:
        raise FaultError(f"{path}: `changes` is needed: a list of what is different in the faulty shop.")
    return Fault(
        name=path.stem,
        title=str(texts["fault"]),
        description=" ".join(str(texts["describe"]).split()),
        look_for=" ".join(str(texts["look_for"]).split()),
        scenario=str(texts["scenario"]),
        expectation=str(texts["expectation"]),
        status=str(texts["status"]),
        link=str(texts["link"]),
        changes=tuple(_change(row, path) for row in changes),
    )


def _change(row: Any, path: Path) -> FileChange | ContainerChange:
    keys = set(row) if isinstance(row, dict) else set()
    if {"file", "find", "replace"} <= keys <= {"file", "find", "replace", "count"}:
        texts = [row["file"], row["find"], row["replace"]]
        count = row.get("count", 1)
        if not all(isinstance(text, str) for text in texts) or not row["find"]:
            raise FaultError(f"{path}: `file`, `find` and `replace` are texts; put quotes around {texts}.")
        if not isinstance(count, int) or count < 1:
            raise FaultError(f"{path}: `count` is a whole number from 1, not {count!r}.")
        return FileChange(*texts, count)
    action = next(iter(keys - {"container"}), "")
    if "container" in keys and len(keys) == 2 and action in {"set", "add", "remove"}:
        return ContainerChange(str(row["container"]), action, row[action])
    raise FaultError(
        f"{path}: a change is `file`, `find`, `replace` (and `count`), or `container` with one of `set`, `add`, "
        f"`remove`; here stands {row!r}."
    )


def apply(fault: Fault, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shop's files with the fault in them; `container.json` is one of them. Raises FaultError."""
    faulty = dict(files)
    for change in fault.changes:
        if isinstance(change, FileChange):
            faulty[change.file] = _replaced(fault, change, faulty)
        else:
            faulty["container.json"] = _container_changed(fault, change, faulty["container.json"])
    return faulty


def _replaced(fault: Fault, change: FileChange, files: Mapping[str, bytes]) -> bytes:
    if change.file not in files:
        raise FaultError(f"Fault {fault.name}: the shop has no file {change.file!r}.")
    text = files[change.file].decode()
    found = text.count(change.find)
    if found != change.count:
        raise FaultError(
            f"Fault {fault.name}: {change.find!r} is {_times(found)} in {change.file}, it should be "
            f"{_times(change.count)}. Adapt `find` to the file, or say `count: {found}`."
        )
    return text.replace(change.find, change.replace).encode()


def _times(count: int) -> str:
    return {0: "not", 1: "once"}.get(count, f"{count} times")


def _container_changed(fault: Fault, change: ContainerChange, text: bytes) -> bytes:
    export = json.loads(text)
    steps = _steps(change.selector)
    if not steps:
        raise FaultError(f"Fault {fault.name}: {change.selector!r} is no selector, such as `tag[name=GA4].paused`.")
    place = export["containerVersion"]
    for number, step in enumerate(steps[:-1]):
        place = _found(fault, change.selector, place, steps[: number + 1], step)
    last = steps[-1]
    if change.action == "set" and isinstance(last, str) and isinstance(place, dict):
        place[last] = copy.deepcopy(change.value)
    else:
        target = _found(fault, change.selector, place, steps, last)
        if change.action == "remove":
            del place[_key(place, target, last)]
        elif change.action == "set":
            place[_key(place, target, last)] = copy.deepcopy(change.value)
        elif isinstance(target, list):
            target.append(copy.deepcopy(change.value))
        else:
            raise FaultError(f"Fault {fault.name}: {change.selector!r} is no list; `add` needs one.")
    return json.dumps(export, ensure_ascii=False, indent=2).encode()


_Step = str | int | tuple[str, str]


def _steps(selector: str) -> list[_Step]:
    """`tag[name=GA4].paused` → `"tag", ("name", "GA4"), "paused"`; empty where it cannot be read."""
    steps: list[_Step] = []
    at = 0
    while at < len(selector):
        step = _STEP.match(selector, at)
        if step is None:
            return []
        key, name, value, index = step.groups()
        steps.append(key or ((name, value) if name else int(index)))
        at = step.end()
    return steps


def _found(fault: Fault, selector: str, place: Any, path: list[_Step], step: _Step) -> Any:
    if isinstance(step, tuple):
        name, value = step
        hits = [row for row in place if isinstance(row, dict) and str(row.get(name)) == value]
        if isinstance(place, list) and len(hits) == 1:
            return hits[0]
        known = ", ".join(str(row.get(name)) for row in place if isinstance(row, dict)) if len(place) < 80 else ""
        raise FaultError(
            f"Fault {fault.name}: {len(hits)} elements have {name}={value} in the container, where one should "
            f"({selector}).{f' There are: {known}.' if known else ''}"
        )
    try:
        return place[step]
    except (KeyError, IndexError, TypeError):
        raise FaultError(f"Fault {fault.name}: the container has nothing at {path[-1]!r} of {selector}.") from None


def _key(place: Any, target: Any, step: _Step) -> Any:
    return next(number for number, row in enumerate(place) if row is target) if isinstance(step, tuple) else step
