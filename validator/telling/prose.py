"""Words and sums that every report shares: what came of an expectation, in plain words, and what came of a run."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from validator.model.event import Event
from validator.model.recording import Push
from validator.model.run import Result, Run
from validator.model.scenario import Conversion
from validator.model.value import unsaid
from validator.model.verdict import Chain, Counts, Difference, NearMiss, Outcome

UNSEEN = (
    "Hits that a server sends to a server can be neither seen nor held back by a browser: they are not in this report."
)

# Controls, half surrogate pairs, and the marks that turn text around or hide it
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}

_RANKS: dict[Conversion | None, int] = {"macro": 0, "micro": 1, None: 2}
_STATUS = {
    "met": "met",
    "missing": "missing",
    "wrong": "wrong",
    "undecidable": "cannot be decided",
    "not run": "not run",
}


def visible(text: object) -> str:
    """Text that came from a site, on one line, with everything in it that is no letter written out: `\\x1b`."""
    return _INVISIBLE.sub(_escape, str(text))


def shown(value: Any, limit: int = 200) -> str:
    """A value so that its type is seen: `"19,99"` is text, `19.99` a number. At most `limit` characters."""
    if (words := unsaid(value)) is not value:
        return visible(str(words)[:limit])
    try:
        told = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        told = str(value)
    return visible(told if len(told) <= limit else f"{told[: limit - 1]}…")


def path_text(path: Sequence[str | int]) -> str:
    """`params.value`, `items[0].item_id`."""
    told = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return visible(told.removeprefix("."))


def demanded(difference: Difference) -> str:
    """What was expected, as a noun: the value where it had to be equal, `a number`, `a value that contains "x"`."""
    demand = difference.demand
    if demand == "equals" or demand.startswith("equals "):
        return shown(difference.expected)
    if demand in {"is present", "is absent"}:
        return "any value" if demand == "is present" else "no value"
    if demand.startswith(("is ", "has ")) and not demand.startswith("has not "):
        return visible(demand.partition(" ")[2])
    return f"a value that {visible(demand)}"


def joined(differences: Iterable[Difference]) -> list[tuple[Difference, str]]:
    """Differences with what was expected; several demands on one value are one line."""
    found: list[tuple[Difference, str]] = []
    for each in differences:
        last = found[-1][0] if found else None
        if last and (last.path, last.present, last.actual) == (each.path, each.present, each.actual):
            found[-1] = (last if last.note or not each.note else each, f"{found[-1][1]} and {demanded(each)}")
        else:
            found.append((each, demanded(each)))
    return found


def differing(expected: object, actual: object) -> tuple[int, int] | None:
    """Where `actual` differs from `expected`, as start and end within `actual`; None where marking tells nothing."""
    if not (isinstance(expected, str) and isinstance(actual, str)) or expected == actual:
        return None
    start = _common(expected, actual)
    rest = min(len(expected), len(actual)) - start
    end = len(actual) - min(_common(expected[::-1], actual[::-1]), rest)
    return None if start == 0 and end == len(actual) else (start, end)


def times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def headline(outcome: Outcome) -> str:
    """What came of an expectation, in a few words."""
    expectation = outcome.expectation
    if outcome.status == "wrong":
        place = outcome.near[0].place if outcome.near else ""
        return f"wrong: {', '.join(_fields(outcome)) or place}" if _fields(outcome) or place else "wrong"
    if outcome.status == "repeated":
        seen = f"came {times(len(outcome.events))}" if outcome.events else "came too often"
        return f"{seen}, expected {expectation.times}"
    if outcome.status == "forbidden":
        return f"must not happen, came {times(len(outcome.events))}" if outcome.events else "must not happen, was seen"
    if outcome.status == "known":
        known = expectation.known
        ticket = f" {known.ticket}, until {known.until}" if known else ""
        return f"passes again: known fault{ticket}" if outcome.underlying == "met" else f"known fault{ticket}"
    return _STATUS[outcome.status]


def message(outcome: Outcome) -> str:
    """Why an expectation was not met, in one sentence; empty for one that was."""
    if outcome.chain.message or outcome.status == "met":
        return outcome.chain.message
    if outcome.status == "known" and outcome.underlying == "met":
        return "It is met again: take `known` out of the expectation."
    return {
        "missing": "Nothing of the kind was seen.",
        "wrong": "It came near, but differs.",
        "repeated": f"It {headline(outcome)}.",
        "forbidden": "It must not happen, and was seen.",
        "undecidable": "The evidence cannot tell.",
        "not run": "The journey did not get there.",
        "known": "It is being worked on.",
    }[outcome.status]


def title(near: Event | Push | str) -> str:
    """What came near, as reports say it."""
    if isinstance(near, str):
        return near
    if isinstance(near, Event):
        return near.title
    return f"push {near.event or f'number {near.number}'}"


def near_place(near: NearMiss) -> str:
    """Where what came near was seen."""
    what = near.what
    if near.place or isinstance(what, str):
        return near.place
    if isinstance(what, Event) and what.cause and what.cause.step != what.step:
        return f"caused at step {what.cause.step}, sent at step {what.step}"
    return f"at step {what.step}" if what.step else "before the first step"


def step_title(result: Result, number: int | None) -> str:
    """The title of a step, empty for the whole journey."""
    recorded = {step.number: step.title for step in result.recording.steps}
    written = {step.number: step.title for step in result.scenario.steps}
    return {**written, **recorded}.get(number or 0, "")


def outcome_ids(result: Result) -> list[str]:
    """An id for each outcome that stays the same from run to run: scenario, step and label; a repeat is counted."""
    seen: Counter[str] = Counter()
    never = result.scenario.never
    ids = []
    for outcome in result.verdict.outcomes:
        whole = "never" if outcome.expectation in never else "journey"
        place = step_title(result, outcome.step) or whole
        name = f"{result.verdict.scenario}::{place}::{outcome.expectation.label}"
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return ids


def scenario_title(result: Result) -> str:
    return " · ".join((result.verdict.name, *result.scenario.marks))


@dataclass(frozen=True, slots=True)
class Tracked:
    """Conversions, counted. Those that are neither tracked nor lost are not known: not reached, or undecidable."""

    tracked: int
    lost: int
    all: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What came of a run, counted."""

    scenarios: Counter[str]  # passed, failed, broken
    expectations: Counter[str]  # by status
    conversions: dict[str, Tracked]  # micro, macro
    counts: Counts
    events: int
    warnings: int


def totals(run: Run) -> Totals:
    verdicts = [result.verdict for result in run.results]
    stages = Counter((stage.conversion, stage.status) for verdict in verdicts for stage in verdict.funnel)
    conversions = {
        kind: Tracked(
            stages[kind, "tracked"],
            stages[kind, "not tracked"],
            sum(many for (conversion, _), many in stages.items() if conversion == kind),
        )
        for kind in get_args(Conversion)
    }
    counts = Counts(
        sum(verdict.counts.held for verdict in verdicts),
        sum(verdict.counts.delivered for verdict in verdicts),
        sum(verdict.counts.stopped for verdict in verdicts),
        sum(verdict.counts.leaked for verdict in verdicts),
    )
    return Totals(
        Counter(verdict.status for verdict in verdicts),
        Counter(outcome.status for verdict in verdicts for outcome in verdict.outcomes),
        conversions,
        counts,
        sum(len(verdict.events) for verdict in verdicts),
        sum(len(verdict.noticed) for verdict in verdicts),
    )


def hits_told(counts: Counts) -> str:
    """What became of the hits: whether any left this machine stands first."""
    left = counts.delivered + counts.leaked
    told = [f"{left} {'hit' if left == 1 else 'hits'} left this machine"]
    told += [f"{counts.leaked} of them leaked"] if counts.leaked else []
    told += [f"{counts.held} held back"]
    told += [f"{counts.stopped} stopped by the browser"] if counts.stopped else []
    return " · ".join(told)


def totals_line(run: Run) -> str:
    """`1 failed, 13 passed · 2 of 31 conversions not tracked · 0 hits left this machine`."""
    sums = totals(run)
    told = [f"{sums.scenarios[status]} {status}" for status in ("failed", "broken", "passed") if sums.scenarios[status]]
    parts = [", ".join(told) or "no scenario was run", *_conversions_told(sums), hits_told(sums.counts)]
    return " · ".join(parts)


def _conversions_told(sums: Totals) -> Iterator[str]:
    whole, lost, tracked = (
        sum(getattr(each, name) for each in sums.conversions.values()) for name in ("all", "lost", "tracked")
    )
    unknown = whole - lost - tracked
    rest = f", {unknown} not known" if unknown else ""
    if lost:
        yield f"{lost} of {whole} conversions not tracked{rest}"
    elif whole:
        yield f"{tracked} of {whole} conversions tracked{rest}" if unknown else f"all {whole} conversions tracked"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is wrong, and everywhere it shows: (index of the result, index of the outcome)."""

    label: str
    conversion: Conversion | None
    headline: str
    message: str
    mend: str
    chain: Chain
    where: tuple[tuple[int, int], ...]


def causes(run: Run) -> list[Cause]:
    """Every failure of a run, told once however many scenarios and expectations it shows in.

    Those that break a macro conversion come first, then those that show most often.
    """
    groups: dict[tuple[str, str], list[tuple[int, int, Outcome]]] = {}
    for index, result in enumerate(run.results):
        for place, outcome in enumerate(result.verdict.outcomes):
            if outcome.failed:
                groups.setdefault(why(outcome), []).append((index, place, outcome))
    return [_cause(group) for group in sorted(groups.values(), key=_weight)]


def why(outcome: Outcome) -> tuple[str, str]:
    """What is the same for failures of one cause: what stops one hit on its way stops the others of its host too."""
    chain = outcome.chain
    if not chain.message:
        return "", _own(outcome)
    label = outcome.expectation.label
    on_the_way = chain.broken in ("container", "consent", "request") and label.lower() in chain.message.lower()
    return chain.broken, re.sub(re.escape(label), "…", chain.message, flags=re.I) if on_the_way else chain.message


def _cause(group: list[tuple[int, int, Outcome]]) -> Cause:
    first = min((each for _, _, each in group), key=lambda each: _RANKS[each.expectation.conversion])
    others = list(dict.fromkeys(each.expectation.label for _, _, each in group))
    others.remove(first.expectation.label)
    label = first.expectation.label + (
        f" and {len(others)} more" if len(others) > 1 else f", {others[0]}" if others else ""
    )
    where = tuple((index, place) for index, place, _ in group)
    return Cause(
        label, first.expectation.conversion, headline(first), message(first), first.chain.mend, first.chain, where
    )


def _weight(group: list[tuple[int, int, Outcome]]) -> tuple[int, int, int]:
    return min(_RANKS[each.expectation.conversion] for _, _, each in group), -len(group), group[0][0]


def _own(outcome: Outcome) -> str:
    return f"{outcome.expectation.label} {headline(outcome)}"


def _fields(outcome: Outcome) -> list[str]:
    best = outcome.near[:1]
    paths = dict.fromkeys(path_text(each.path) for near in best for each in near.differences)
    return [*paths][:3]


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _escape(found: re.Match[str]) -> str:
    letter = found.group()
    return _ESCAPES.get(letter) or (f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\u{ord(letter):04x}")


def unmet(result: Result) -> Iterator[Outcome]:
    """The outcomes that a reader must see: failed, known, undecidable."""
    return (each for each in result.verdict.outcomes if each.status not in {"met", "not run"})
