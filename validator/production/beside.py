"""A fall in production and a red scenario side by side: whether both say the same, and what each knows of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from validator.production.falls import Fall
from validator.production.reds import Red, category

_SLACK = datetime.timedelta(days=2)  # a scenario may have run a day later, and counts belong to another time zone


@dataclass(frozen=True, slots=True)
class Pair:
    """One event in production and in the scenarios. `agree`: both saw it; None: only one of them did."""

    name: str
    fall: Fall | None
    reds: tuple[Red, ...]
    says: str

    @property
    def agree(self) -> bool:
        return self.fall is not None and bool(self.reds)


def beside(falls: Sequence[Fall], reds: Sequence[Red], names: dict[str, str]) -> tuple[Pair, ...]:
    """Falls with the red expectations of the same event at the same time, then red ones that no fall shows.

    `names`: event of production → the team's name of it.
    """
    left = list(reds)
    found: list[Pair] = []
    for fall in falls:
        name = names.get(fall.event, fall.event)
        if fall.kind == "visits":
            found.append(Pair(name, fall, (), _of_visits(fall)))
            continue
        meant = tuple(red for red in reds if name in (red.name, red.label) and _together(fall, red))
        left = [red for red in left if red not in meant]
        found.append(Pair(name, fall, meant, _says(fall, meant)))
    by_name: dict[str, list[Red]] = {}
    for red in left:
        by_name.setdefault(red.name, []).append(red)
    known = set(names.values())
    found += [Pair(name, None, tuple(told), _only_red(name in known)) for name, told in by_name.items()]
    return tuple(found)


def _together(fall: Fall, red: Red) -> bool:
    ended = red.until.date() if red.until else datetime.date.max - _SLACK
    return red.since.date() - _SLACK <= fall.until and fall.since <= ended + _SLACK


def devices(fall: Fall) -> set[str]:
    """The devices on which it is seen, where others were spared."""
    told = {part.value for part in fall.within if part.aspect == "device"}
    return told or ({fall.where[1]} if fall.where[0] == "device" else set())


def _says(fall: Fall, reds: Sequence[Red]) -> str:
    hit = devices(fall)
    if not reds:
        where = f" on {_listed(hit)}" if hit else ""
        return (
            f"No scenario was red: visitors do something{where} that no scenario does, or the shop changed and fewer "
            "people come so far. A scenario for it would say more."
        )
    seen = {category(red.device) for red in reds}
    if hit and not hit & seen:
        return (
            f"Visitors lost it on {_listed(hit)}, and a scenario was red on {_listed(seen)}: "
            "look whether it is the same fault."
        )
    return "Production and scenarios say the same: it is the tracking that broke, and not what visitors do."


def _of_visits(fall: Fall) -> str:
    return (
        "The visits themselves fell. Either fewer people came, or the tag that counts every page does not run for "
        "some of them (a banner, a blocked script): hold it against orders and server logs."
    )


def _only_red(counted: bool) -> str:
    if not counted:
        return "Production has no counts of it to hold against."
    return "Visitors' counts did not fall: the fault may be only where the scenario looks, or not yet live."


def _listed(words: Iterable[str]) -> str:
    return " and ".join(sorted(words))
