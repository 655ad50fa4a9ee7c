"""Plants a fault: the shop's files with its changes made."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

from validator.demo.fault import ContainerChange, Fault, FileChange
from validator.model.location import InputError, Problem

_Step = str | int | tuple[str, str]
_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[([A-Za-z_]\w*)=([^\]]*)\]|\[(\d{1,6})\]")


def plant(fault: Fault, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shop's files by path with the fault in them; `container.json` is one of them.

    Raises InputError where a change does not fit: a fault that changes nothing would prove nothing.
    """
    faulty = dict(files)
    for change in fault.changes:
        if isinstance(change, FileChange):
            faulty[change.file] = _replaced(change, faulty)
        else:
            faulty["container.json"] = _container_changed(change, faulty["container.json"])
    return faulty


def _replaced(change: FileChange, files: Mapping[str, bytes]) -> bytes:
    if change.file not in files:
        raise _misfit(change, f"the shop has no file {change.file!r}")
    text = files[change.file].decode()
    found = text.count(change.find)
    if found != change.count:
        raise _misfit(
            change,
            f"{change.find!r} stands {_times(found)} in {change.file}, and should {_times(change.count)}",
            f"Adapt the text to be found{f', or write count: {found}' if found else ''}.",
        )
    return text.replace(change.find, change.replace).encode()


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once"}.get(count, f"{count} times")


def _container_changed(change: ContainerChange, text: bytes) -> bytes:
    export = json.loads(text)
    *way, last = _steps(change)
    place = export["containerVersion"]
    for step in way:
        place = place[_key(change, place, step)]
    if change.action == "set" and isinstance(last, str) and isinstance(place, dict):
        place[last] = copy.deepcopy(change.value)  # a key may be a new one, such as `paused`
    elif change.action == "remove":
        del place[_key(change, place, last)]
    elif change.action == "set":
        place[_key(change, place, last)] = copy.deepcopy(change.value)
    else:
        target = place[_key(change, place, last)]
        if not isinstance(target, list):
            raise _misfit(change, f"{change.selector!r} is no list, and only a list can be added to")
        target.append(copy.deepcopy(change.value))
    return json.dumps(export, ensure_ascii=False, indent=2).encode()


def _steps(change: ContainerChange) -> list[_Step]:
    """`tag[name=GA4].paused` → `"tag", ("name", "GA4"), "paused"`"""
    steps: list[_Step] = []
    at = 0
    while at < len(change.selector):
        step = _STEP.match(change.selector, at)
        if step is None:
            break
        key, name, value, index = step.groups()
        steps.append(key or ((name, value) if name else int(index)))
        at = step.end()
    if not steps or at < len(change.selector):
        raise _misfit(change, f"{change.selector!r} cannot be read", "Write it like tag[name=GA4 – purchase].paused.")
    return steps


def _key(change: ContainerChange, place: Any, step: _Step) -> Any:
    """The key or index under which the step's element lies in `place`."""
    if isinstance(step, tuple):
        name, value = step
        rows = place if isinstance(place, list) else []
        hits = [index for index, row in enumerate(rows) if isinstance(row, dict) and str(row.get(name)) == value]
        if len(hits) == 1:
            return hits[0]
        known = ", ".join(str(row[name]) for row in rows if isinstance(row, dict) and name in row)
        told = "no element has" if not hits else f"{len(hits)} elements have"
        raise _misfit(change, f"{told} {name}={value} in the container", f"There are: {known}." if known else "")
    if (isinstance(place, dict) and step in place) or (
        isinstance(place, list) and isinstance(step, int) and step < len(place)
    ):
        return step
    raise _misfit(change, f"the container has nothing at {step!r} of {change.selector!r}")


def _misfit(change: FileChange | ContainerChange, message: str, mend: str = "") -> InputError:
    return InputError([Problem(message, change.location, mend)])
