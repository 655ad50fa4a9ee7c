"""A baseline: what a journey sent when somebody approved it. Made of recordings, accepted in parts, held against a run.

All of it is pure; `baseline_file` reads and writes it.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from validator.model.event import Event, Finding
from validator.model.location import Location
from validator.model.run import Result
from validator.model.scenario import Expectation, Times
from validator.model.verdict import Chain, NearMiss, Noticed, Outcome, Status, Verdict
from validator.suite.changes import Pair, aligned, pairs, sentence
from validator.suite.told import ENDLESS, Sent, Told
from validator.telling import prose

_STATUS: dict[str, Status] = {
    "gone": "missing",
    "new": "forbidden",
    "changed": "wrong",
    "repeated": "repeated",
    "moved": "wrong",
}
_MOMENT = re.compile(r"\b1[5-9]\d{8}(?:\d{3})?\b")  # seconds or milliseconds since 1970, from 2017 on
_DAY = 86_400


def approved(recordings: Sequence[Told], began: str = "") -> Told:
    """The baseline of one journey, from two or more recordings of it: what differs between them varies.

    `began` (ISO 8601): the day of the recordings, so that dates and times in values are known to vary too.
    """
    first, *others = recordings
    for other in others:
        first = _merged(first, other)
    today = _moments(began)
    sent = tuple(_settled(each, today) for each in first.sent)
    return Told(first.steps, sent)


def accepted(before: Told | None, now: Told, picked: Callable[[Pair], bool] = lambda pair: True) -> Told:
    """The baseline after some of the changes were accepted; the others stay as they were approved before."""
    if before is None:
        return now
    kept: list[Sent] = []
    places = aligned(before.steps, now.steps)
    for pair in pairs(before, now):
        old = pair.before and replace(
            pair.before,
            first=places.get(pair.before.first, (0, 0))[0],
            last=places.get(pair.before.last, (0, ENDLESS))[0 if pair.before.last in places else 1],
        )
        if pair.kind is None:  # paths that somebody has written under `varies` by hand, and rare events, stay
            kept += [replace(pair.now, varies=pair.now.varies | old.varies) if pair.now and old else pair.now or old]  # type: ignore[list-item]
        elif chosen := (pair.now if picked(pair) else old):
            kept.append(chosen)
    return Told(now.steps, tuple(sorted(kept, key=lambda each: min(each.first, len(now.steps) + 1))))


def reviewed(result: Result, baseline: Told, now: Told, file: str) -> Verdict:
    """The verdict with an outcome for every event of the baseline, and for every event that is new."""
    verdict = result.verdict
    found = pairs(baseline, now)
    outcomes = [_outcome(pair, result, file) for pair in found if _worth_telling(pair)]
    failed = any(each.failed for each in outcomes)
    status = "failed" if failed and verdict.status == "passed" else verdict.status
    return replace(verdict, outcomes=(*verdict.outcomes, *outcomes), status=status)


def without(result: Result, file: str) -> Verdict:
    """The verdict of a journey that nobody has approved yet: a warning says so."""
    told = "Nobody has approved what this journey sends, so that nothing can be held against it."
    finding = Finding("baseline-missing", f"{told} To approve it, type `validator approve {file}`.")
    return replace(result.verdict, noticed=(*result.verdict.noticed, Noticed(finding, "warn")))


def _worth_telling(pair: Pair) -> bool:
    return pair.kind is not None or (pair.before is not None and pair.now is not None)


def _outcome(pair: Pair, result: Result, file: str) -> Outcome:
    verdict, shown = result.verdict, pair.now or pair.before
    assert shown is not None  # a pair has at least one side
    events = {event.number: event for event in verdict.events}
    now = events.get(pair.now.event.number, pair.now.event) if pair.now else None
    status: Status = _STATUS[pair.kind] if pair.kind else "met"
    step = _step(shown, result)
    if status == "missing" and not _reached(result, step):
        status = "not run"
    location = pair.before.location if pair.before else Location(file, 1, 1)
    wanted = Expectation("event", f"baseline {shown.title}", (), vendor=shown.event.vendor, location=location)
    if status in ("met", "not run"):
        return Outcome(wanted, status, step, (now,) if now else ())
    near: tuple[NearMiss, ...] = ()
    mine: tuple[Event, ...] = (now,) if now else ()
    if pair.kind == "repeated" and pair.repeats and now:
        first = events.get(pair.repeats.event.number, pair.repeats.event)
        wanted, mine = replace(wanted, times=Times(1, 1)), (first, now)
    if status == "wrong" and now:
        near = (NearMiss(now, pair.differences, _place(pair, result) if pair.moved else ""),)
    mend = f"If this is meant, accept it: validator approve {verdict.location.file} --only '{shown.title}'"
    chain = Chain((), pair.kind or "", sentence(pair, "when this was approved", "now"), mend)
    return Outcome(wanted, status, step, mine, near, chain)


def _place(pair: Pair, result: Result) -> str:
    assert pair.before is not None
    assert pair.now is not None
    here = _step(pair.now, result)
    title = prose.step_title(result, here)
    was = f"approved at step {pair.before.first}" if pair.before.last < ENDLESS else "approved elsewhere"
    return f"came at step {here}{f' “{title}”' if title else ''}, {was}"


def _step(sent: Sent, result: Result) -> int | None:
    event = sent.event
    number = event.cause.step if event.cause else sent.first if sent.first == sent.last else event.step
    return number if 0 < number <= len(result.recording.steps) else None


def _reached(result: Result, step: int | None) -> bool:
    recording = result.recording
    if recording.broken is None:
        return True
    performed = {record.number for record in recording.steps if record.status == "performed"}
    return step is not None and step in performed and step != recording.broken.step


def _merged(one: Told, other: Told) -> Told:
    sent: list[Sent] = []
    for pair in pairs(one, other):
        if pair.before and pair.now:
            first, last = (0, ENDLESS) if pair.moved else (pair.before.first, pair.before.last)
            varies = pair.before.varies | {prose.path_text(each.path) for each in pair.differences}
            sent.append(replace(pair.before, first=first, last=last, varies=varies))
        else:
            alone = pair.before or pair.now
            assert alone is not None
            sent.append(replace(alone, sometimes=True))
    return Told(one.steps, tuple(sorted(sent, key=lambda each: each.event.number)))


def _settled(sent: Sent, today: Callable[[str], bool]) -> Sent:
    """With the step of its cause alone where that is known, and with dates and times of today as varying."""
    first, last = (sent.first, sent.last) if sent.first == sent.last else (0, ENDLESS)
    if last == ENDLESS and sent.event.cause and sent.last < ENDLESS:
        first = last = sent.event.cause.step
    passing = {path for path, value in _leaves(sent.fields, ()) if today(str(value))}
    return replace(sent, first=first, last=last, varies=sent.varies | passing)


def _leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for name, each in value.items() for leaf in _leaves(each, (*path, name))]
    if isinstance(value, list):
        return [leaf for index, each in enumerate(value) for leaf in _leaves(each, (*path, index))]
    return [(prose.path_text(path), value)] if isinstance(value, str | int | float) and value else []


def _moments(began: str) -> Callable[[str], bool]:
    """Whether a text holds the day of the recordings, or a moment of it."""
    try:
        moment = datetime.datetime.fromisoformat(began.replace("Z", "+00:00"))
    except ValueError:
        return lambda text: False
    seconds = moment.timestamp()
    days = {
        (moment + datetime.timedelta(days=off)).strftime(form) for off in (-1, 0, 1) for form in ("%Y-%m-%d", "%Y%m%d")
    }

    def holds(text: str) -> bool:
        near = any(abs(float(found[:10]) - seconds) < _DAY for found in _MOMENT.findall(text))
        return near or any(day in text for day in days)

    return holds


def summary(baseline: Told) -> str:
    """`14 events at 9 steps, 3 values vary`."""
    steps = len({each.first for each in baseline.sent if each.last < ENDLESS})
    varying = sum(len(each.varies) for each in baseline.sent)
    rare = sum(each.sometimes for each in baseline.sent)
    parts = [f"{prose.count(len(baseline.sent), 'event')} at {prose.count(steps, 'step')}"]
    parts += [f"{prose.count(varying, 'value')} {'varies' if varying == 1 else 'vary'}"] if varying else []
    parts += [f"{rare} not in every visit"] if rare else []
    return ", ".join(parts)


def tally(found: Sequence[Pair]) -> str:
    """`1 gone, 2 changed`; empty where nothing differs."""
    kinds = Counter(pair.kind for pair in found if pair.kind)
    order = ("gone", "new", "changed", "repeated", "moved")
    return ", ".join(f"{kinds[kind]} {kind}" for kind in order if kinds[kind])  # type: ignore[index]
