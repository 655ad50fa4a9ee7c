"""What differs between two journeys: events gone, new, changed, repeated, and come at another step. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from validator.json_text import json_text
from validator.model.location import Location
from validator.model.value import as_text
from validator.model.verdict import Difference
from validator.suite.told import ENDLESS, Sent, Told
from validator.telling import prose

Kind = Literal["gone", "new", "changed", "repeated", "moved"]
_MISSING = object()
_MOST_PAIRS = 40_000  # of events of one name that are weighed against each other


@dataclass(frozen=True, slots=True)
class Pair:
    """An event of the one journey and its like in the other; one of the two is None where there is none.

    `differences`: expected is what came `before`. `moved`: they came at different steps. `repeats`: `now` says the
    same as another one that has its like.
    """

    before: Sent | None
    now: Sent | None
    differences: tuple[Difference, ...] = ()
    moved: bool = False
    repeats: Sent | None = None

    @property
    def kind(self) -> Kind | None:
        """What is told of it; None: nothing differs."""
        if self.now is None:
            return None if self.before is None or self.before.sometimes else "gone"
        if self.before is None:
            return "repeated" if self.repeats else None if self.now.sometimes else "new"
        return "moved" if self.moved else "changed" if self.differences else None

    @property
    def title(self) -> str:
        shown = self.now or self.before
        return shown.title if shown else ""


def pairs(before: Told, now: Told) -> list[Pair]:
    """Every event of both journeys, each once: those of `now` in their order, then those that are gone."""
    places = aligned(before.steps, now.steps)
    groups: dict[str, tuple[list[int], list[int]]] = {}
    for side, journey in enumerate((before, now)):
        for index, sent in enumerate(journey.sent):
            groups.setdefault(sent.title, ([], []))[side].append(index)
    partner: dict[int, int] = {}
    for olds, news in groups.values():
        partner |= _matched(before, now, olds, news, places)
    found: list[Pair] = []
    for index, sent in enumerate(now.sent):
        if index in partner:
            old = before.sent[partner[index]]
            found.append(Pair(old, sent, differences(old, sent), not _together(old, sent, places)))
        else:
            matched = [now.sent[other] for other in groups[sent.title][1] if other in partner]
            found.append(Pair(None, sent, repeats=next((each for each in matched if _same(each, sent)), None)))
    left = set(range(len(before.sent))) - set(partner.values())
    return found + [Pair(before.sent[index], None) for index in sorted(left)]


def aligned(before: Sequence[str], now: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Number of a step before → the first and last step that it may be now, by their titles.

    A step that was renamed keeps its place; where several were replaced by more or fewer, each may be any of them.
    """
    found: dict[int, tuple[int, int]] = {0: (0, 0)}
    for kind, start, end, other, other_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        for offset in range(end - start):
            if kind == "equal" or (kind == "replace" and end - start == other_end - other):
                found[start + offset + 1] = (other + offset + 1, other + offset + 1)
            elif kind == "replace":
                found[start + offset + 1] = (other + 1, other_end)
    return found


def differences(before: Sent, now: Sent) -> tuple[Difference, ...]:
    """The fields that differ, each with its path: `("params", "value")`."""
    varies = before.varies | now.varies
    return tuple(_walk(before.fields, now.fields, (), varies, before.location))


def listed(found: Iterable[Pair]) -> list[Pair]:
    """Only those that there is something to tell of."""
    return [pair for pair in found if pair.kind]


def sentence(pair: Pair, before: str, now: str) -> str:
    """The change in one sentence. `before` and `now` name the two sides: `when this was approved`, `at staging`."""
    title = pair.title
    if pair.kind == "gone":
        return f"{title} came {before}, and does not come {now}."
    if pair.kind == "new":
        return f"{title} is new {now}: it did not come {before}."
    if pair.kind == "repeated":
        return f"{title} comes once more {now} than {before}, with the same values."
    fields = list(dict.fromkeys(prose.path_text(each.path) for each in pair.differences))
    shown = ", ".join(fields[:4]) + (f" and {len(fields) - 4} more" if len(fields) > 4 else "")
    if pair.kind == "moved":
        also = f", and differs in {shown}" if shown else ""
        return f"{title} comes at another step {now} than {before}{also}."
    return f"{title} differs {now} from what came {before}: {shown}."


def _matched(
    before: Told, now: Told, olds: list[int], news: list[int], places: Mapping[int, tuple[int, int]]
) -> dict[int, int]:
    """Index of a new event → index of its like before: equal ones first, then those that differ least."""
    found: dict[int, int] = {}
    free_old, free_new = list(olds), list(news)
    for new in news:
        old = next((each for each in free_old if _same_here(before.sent[each], now.sent[new], places)), None)
        if old is not None:
            found[new] = old
            free_old.remove(old)
            free_new.remove(new)
    if len(free_old) * len(free_new) > _MOST_PAIRS:
        return found | dict(zip(free_new, free_old, strict=False))
    weighed = sorted(
        (
            not _together(before.sent[old], now.sent[new], places),
            len(differences(before.sent[old], now.sent[new])),
            abs(free_old.index(old) - free_new.index(new)),
            old,
            new,
        )
        for old in free_old
        for new in free_new
    )
    for *_, old, new in weighed:
        if new not in found and old not in found.values():
            found[new] = old
    return found


def _same_here(before: Sent, now: Sent, places: Mapping[int, tuple[int, int]]) -> bool:
    return _together(before, now, places) and not differences(before, now)


def _same(one: Sent, other: Sent) -> bool:
    return json_text(one.fields) == json_text(other.fields)


def _together(before: Sent, now: Sent, places: Mapping[int, tuple[int, int]]) -> bool:
    """Whether the steps that both can belong to meet."""
    first, last = before.first, before.last
    if last < ENDLESS:
        known = [place for number in range(first, last + 1) if number in places for place in places[number]]
        first, last = (min(known), max(known)) if known else (ENDLESS, -1)
    return first <= now.last and now.first <= last


def _walk(
    before: Any, now: Any, path: tuple[str | int, ...], varies: frozenset[str], location: Location
) -> Iterable[Difference]:
    if path and _varying(path, varies) and now is not _MISSING and before is not _MISSING:
        return
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys((*before, *now)):
            yield from _walk(before.get(name, _MISSING), now.get(name, _MISSING), (*path, name), varies, location)
    elif isinstance(before, list) and isinstance(now, list):
        for index in range(max(len(before), len(now))):
            old = before[index] if index < len(before) else _MISSING
            new = now[index] if index < len(now) else _MISSING
            yield from _walk(old, new, (*path, index), varies, location)
    elif now is _MISSING or (now is None and before is not None):
        yield Difference(path, f"equals {prose.shown(before)}", before, None, present=False, location=location)
    elif before is _MISSING or (before is None and now is not None):
        yield Difference(path, "is absent", None, now, location=location)
    elif before != now or isinstance(before, bool) != isinstance(now, bool):
        kinds = (isinstance(before, str), isinstance(now, str))
        note = "text instead of a number" if kinds == (False, True) else "a number instead of text"
        same = kinds[0] != kinds[1] and as_text(before) == as_text(now)
        yield Difference(
            path, f"equals {prose.shown(before)}", before, now, note=note if same else "", location=location
        )


def _varying(path: tuple[str | int, ...], varies: frozenset[str]) -> bool:
    if not varies:
        return False
    told = prose.path_text(path)
    return told in varies or prose.path_text(tuple("*" if isinstance(part, int) else part for part in path)) in varies
