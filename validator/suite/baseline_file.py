"""The file of a baseline: YAML beside the scenario, written to be read in reviews, and read back with its places."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Any

from validator.language.tree import Tree, Wrong
from validator.language.yaml_tree import read_file
from validator.model.event import Event
from validator.model.location import InputError
from validator.model.scenario import Scenario
from validator.suite.told import ENDLESS, Sent, Told
from validator.whole_file import whole
from validator.yaml_text import yaml_text

_HEAD = """\
# What this journey sends, as it was approved. `validator run --baseline` fails where it sends something else;
# `validator approve` writes this file anew. Under `varies` stand values that differ from visit to visit.
"""
_KEYS = ("id", "category", "action", "label", "value", "params", "items", "user", "consent")
_EVENT_KEYS = ("vendor", "event", *_KEYS, "anywhere", "sometimes", "varies")


def file_of(scenario: Scenario) -> Path:
    """Where the baseline of a journey lies: `buy.baseline.yaml`, and `buy.baseline/iphone-15.yaml` for one of many."""
    source = Path(scenario.location.file)
    cell = ", ".join(scenario.marks)
    if not cell:
        return source.with_name(f"{source.stem}.baseline.yaml")
    name = re.sub(r"[^\w]+", "-", cell).strip("-").lower()
    if len(name) > 80 or not name:
        name = f"{name[:70]}-{zlib.crc32(cell.encode()):08x}".strip("-")
    return source.with_name(f"{source.stem}.baseline") / f"{name}.yaml"


def write_baseline(baseline: Told, scenario: Scenario, file: Path) -> None:
    """Writes it at once or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole(file) as unfinished:
        unfinished.write_text(_HEAD + yaml_text(document_of(baseline, scenario)), encoding="utf-8", newline="\n")


def document_of(baseline: Told, scenario: Scenario) -> dict[str, Any]:
    """The baseline as plain values, in the order in which people read it."""
    cell = ", ".join(scenario.marks)
    steps = [
        {"step": title, **_under([each for each in baseline.sent if each.first == number and each.last < ENDLESS])}
        for number, title in enumerate(baseline.steps, start=1)
    ]
    loose = [each for each in baseline.sent if each.last >= ENDLESS or not 0 < each.first <= len(steps)]
    head = {"baseline": scenario.name, **({"of": cell} if cell else {})}
    return {**head, "steps": steps, **_under(loose)}


def _under(sent: list[Sent]) -> dict[str, Any]:
    return {"events": [_written(each) for each in sent]} if sent else {}


def _written(sent: Sent) -> dict[str, Any]:
    event = sent.event
    told: dict[str, Any] = {"vendor": event.vendor}
    if event.name and event.category is None and event.action is None:
        told["event"] = event.name
    values = {**sent.fields, "category": event.category, "action": event.action}
    told |= {key: values[key] for key in _KEYS if values.get(key) not in (None, [], {})}
    told |= {"sometimes": True} if sent.sometimes else {}
    return told | ({"varies": sorted(sent.varies)} if sent.varies else {})


def read_baseline(file: Path) -> Told:
    """Raises InputError."""
    try:
        return _read(read_file(file, file.as_posix()))
    except Wrong as wrong:
        raise InputError([wrong.problem]) from None


def _read(tree: Tree) -> Told:
    _mapping(tree, "a baseline", ("baseline", "of", "steps", "events"))
    if "baseline" not in tree.value:
        raise Wrong("this is no baseline: it has no key `baseline`", tree, "Let `validator approve` write it anew.")
    steps, sent = [], []
    for number, step in enumerate(_list(tree.value.get("steps")), start=1):
        _mapping(step, "a step of a baseline", ("step", "events"))
        steps.append(str(plain(step.value["step"])) if "step" in step.value else "")
        sent += [_event(each, number, number) for each in _list(step.value.get("events"))]
    sent += [_event(each, 0, ENDLESS) for each in _list(tree.value.get("events"))]
    return Told(tuple(steps), tuple(sent))


def _event(tree: Tree, first: int, last: int) -> Sent:
    _mapping(tree, "an event of a baseline", _EVENT_KEYS)
    told = {key: plain(value) for key, value in tree.value.items()}
    if not isinstance(told.get("vendor"), str):
        raise Wrong("this event has no vendor", tree, "Write vendor: ga4, or as the case may be.")
    for key, kind in (("params", dict), ("user", dict), ("consent", dict), ("items", list), ("varies", list)):
        if not isinstance(told.setdefault(key, kind()), kind):
            noun = "a mapping" if kind is dict else "a list"
            raise Wrong(f"`{key}` is {noun}, and here stands {tree.value[key].kind}", tree.value[key])
    action = told.get("category") is not None or told.get("action") is not None
    event = Event(
        told["vendor"],
        _text(told.get("event")) or ("event" if action else ""),
        _text(told.get("id")) or "",
        _text(told.get("category")),
        _text(told.get("action")),
        told.get("label"),
        told.get("value"),
        told["params"],
        tuple(told["items"]),
        told["user"],
        told["consent"],
        step=first,
    )
    varies = frozenset(str(path) for path in told["varies"])
    return Sent(event, first, last, varies, told.get("sometimes") is True, tree.location)


def plain(tree: Tree) -> Any:
    """The values of a tree, without their places."""
    if tree.is_mapping:
        return {key: plain(value) for key, value in tree.value.items()}
    return [plain(each) for each in tree.value] if tree.is_list else tree.value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _mapping(tree: Tree, noun: str, keys: tuple[str, ...]) -> None:
    if not tree.is_mapping:
        raise Wrong(f"{noun} is a mapping, and here stands {tree.kind}", tree)
    for key in tree.value:
        if key not in keys:
            raise Wrong(f'"{key}" is not a key of {noun}', tree.key_place(key), f"It has: {', '.join(keys)}.")


def _list(tree: Tree | None) -> list[Tree]:
    if tree is None or tree.value is None:
        return []
    if not tree.is_list:
        raise Wrong(f"a list is expected here, not {tree.kind}", tree)
    found: list[Tree] = tree.value
    return found
