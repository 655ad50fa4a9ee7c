"""What came of each expectation: met, missing, wrong, repeated, forbidden, undecidable, not run, or known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from validator.judge import wording
from validator.judge.demands import Demand, Journey, at_its_step, certainly_placed, differences, misplaced
from validator.judge.match import assign
from validator.judge.near_miss import Near, near_misses
from validator.judge.redone import redone
from validator.judge.sightings import Seen, Sighting
from validator.model.event import Event
from validator.model.scenario import Times
from validator.model.verdict import FAILING, Outcome, Status

STATES = frozenset({"cookie", "storage"})  # there or not there: never repeated, and any number may ask for one


@dataclass(frozen=True, slots=True)
class Judged:
    """One expectation, and all that its explanation needs."""

    demand: Demand
    status: Status
    claimed: tuple[Sighting, ...] = ()
    extra: tuple[Sighting, ...] = ()  # for repeated, forbidden and undecidable: what came besides
    near: tuple[Near, ...] = ()
    why: str = ""  # where neither a link nor a value is at fault, the reason in a sentence
    taken: tuple[Demand, ...] = ()  # for missing: demands of the same place that have what would have met this one

    def outcome(self) -> Outcome:
        """Without its chain."""
        shown = sorted(self.claimed + self.extra, key=lambda one: one.at)
        return Outcome(
            expectation=self.demand.expectation,
            status=self.status,
            step=self.demand.step,
            events=tuple(one.what for one in shown if isinstance(one.what, Event)),
            near=tuple(near.miss for near in self.near),
        )


def judge_all(demands: Sequence[Demand], seen: Seen, journey: Journey) -> list[Judged]:
    """The demands of one group, which exclude one another: one sighting meets one demand. In their order."""
    judged: dict[int, Judged] = {}
    open_: dict[tuple[str, int | None], list[int]] = {}
    for index, demand in enumerate(demands):
        early = _before_looking(demand, seen, journey)
        if early is not None:
            judged[index] = early
        else:
            alone = index if demand.kind in STATES else None
            open_.setdefault((demand.kind, alone), []).append(index)
    for (kind, _), indexes in open_.items():
        found = _matched([demands[index] for index in indexes], seen.of(kind), journey)
        judged.update(zip(indexes, found, strict=True))
    return [judged[index] for index in range(len(demands))]


def _before_looking(demand: Demand, seen: Seen, journey: Journey) -> Judged | None:
    """What needs no assignment: operands that nobody knows, steps that were not performed, things forbidden."""
    reached = demand.step is None or journey.performed(demand.step)
    if demand.undecided:
        return Judged(demand, "undecidable" if reached else "not run", why=demand.undecided)
    if demand.expectation.times.most == 0:
        return forbidden(demand, seen.of(demand.kind), journey)
    if demand.kind == "tag" and not seen.of("tag") and not journey.recording.tags and _tags_unknown(journey):
        return Judged(demand, "undecidable" if reached else "not run", why=_NO_TAGS)
    return None


_NO_TAGS = "Nothing was recorded of what the tags did: Google's own container does not tell."


def _tags_unknown(journey: Journey) -> bool:
    return any(container.status == "loaded" for container in journey.recording.containers)


def forbidden(demand: Demand, sightings: Sequence[Sighting], journey: Journey) -> Judged:
    """A demand that nothing may meet."""
    found = [
        one for one in sightings if one.counts and not misplaced(demand, one, journey) and not differences(demand, one)
    ]
    certain = tuple(one for one in found if certainly_placed(demand, one, journey))
    if certain:
        return Judged(demand, "forbidden", extra=certain)
    if found:
        return Judged(
            demand,
            "undecidable",
            extra=tuple(found),
            why=f"{wording.begun(wording.seen(found[0]))} was sent, but the evidence cannot tell at which step.",
        )
    reached = journey.recording.broken is None if demand.step is None else journey.performed(demand.step)
    return Judged(demand, "met" if reached else "not run")


def meets(demand: Demand, one: Sighting, journey: Journey) -> bool:
    """Whether a sighting may meet a demand: it counts, at this place, and nothing differs."""
    return (
        one.counts
        and at_its_step(demand, one)
        and demand.expectation.vendor in (None, one.vendor)
        and not misplaced(demand, one, journey)
        and not differences(demand, one)
    )


def _matched(demands: Sequence[Demand], seen: Sequence[Sighting], journey: Journey) -> list[Judged]:
    sightings = sorted(seen, key=_moment)
    fits = [_fits(demand, sightings, journey) for demand in demands]
    times = [_times(demand) for demand in demands]
    served = assign(
        [_edges(demand, possible, sightings) for demand, possible in zip(demands, fits, strict=True)],
        [one.least for one in times],
        [one.most for one in times],
        len(sightings),
    )
    spent = {index for claimed in served for index in claimed}
    free = [one for index, one in enumerate(sightings) if index not in spent]
    judged = []
    for demand, possible, claimed in zip(demands, fits, served, strict=True):
        mine = tuple(sightings[index] for index in claimed)
        if len(mine) < _times(demand).least:
            unmet = _unmet(demand, mine, free, journey)
            others = [other for other, theirs in zip(demands, served, strict=True) if set(theirs) & set(possible)]
            taken = tuple(other for other in others if other is not demand and other.step == demand.step)
            judged.append(replace(unmet, taken=taken) if unmet.status == "missing" else unmet)
            continue
        extra = _extra(demand, mine, [index for index in possible if index not in spent], sightings, journey)
        spent |= extra
        repeated = tuple(sightings[index] for index in sorted(extra))
        judged.append(Judged(demand, "repeated" if repeated else "met", mine, repeated))
    return judged


def _moment(one: Sighting) -> tuple[float, str]:
    """Which of a batch's events meets a demand must not hang on the order in which the batch holds them."""
    return one.at, one.same if one.kind == "event" else ""


def _times(demand: Demand) -> Times:
    """A state, and a finding or an error that nobody counted, is there when it was seen once."""
    times = demand.expectation.times
    uncounted = demand.kind in STATES or (demand.kind in ("finding", "error") and times == Times())
    return Times(times.least, None) if uncounted else times


def _fits(demand: Demand, sightings: Sequence[Sighting], journey: Journey) -> list[int]:
    """What may meet the demand: sure places first, pushes before gtag commands, then the earlier."""
    found = [index for index, one in enumerate(sightings) if meets(demand, one, journey)]
    return sorted(
        found,
        key=lambda index: (
            sightings[index].sort == "gtag",
            not certainly_placed(demand, sightings[index], journey),
            index,
        ),
    )


def _edges(demand: Demand, possible: list[int], sightings: Sequence[Sighting]) -> list[int]:
    """Where several are wanted they must have gone to one destination: the one that most went to."""
    if demand.kind != "event" or demand.expectation.times.least < 2:
        return possible
    counts = Counter(_destination(sightings[index]) for index in possible)
    if len(counts) < 2:
        return possible
    most = max(counts.values())
    chosen = next(place for index in possible if counts[place := _destination(sightings[index])] == most)
    return [index for index in possible if _destination(sightings[index]) == chosen]


def _destination(sighting: Sighting) -> tuple[str, str, str]:
    return (sighting.vendor, sighting.destination, sighting.sort)


def _extra(
    demand: Demand, mine: Sequence[Sighting], left: Sequence[int], sightings: Sequence[Sighting], journey: Journey
) -> set[int]:
    """What came besides and makes it too many: counted for each vendor and destination."""
    most = _times(demand).most
    if most is None:
        return set()
    belonging = [
        index
        for index in left
        if certainly_placed(demand, sightings[index], journey)
        or any(again(sightings[index], claimed) for claimed in mine)
    ]
    if mine and mine[0].sort == "push":  # a gtag command beside a push of the same name is another road, not a repeat
        belonging = [index for index in belonging if sightings[index].sort == "push"]
    counts, single = _single([*mine, *(sightings[index] for index in belonging)])
    counted = [index for place, index in enumerate(belonging, len(mine)) if place in single]
    return {index for index in counted if counts[_destination(sightings[index])] > most}


def _single(found: Sequence[Sighting]) -> tuple[Counter[tuple[str, str, str]], set[int]]:
    """How many went to each destination, and the places of those: a hit that is rightly sent again counts once."""
    alone: list[Sighting] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    places = set()
    for place, one in enumerate(found):
        twin = next((other for other in alone if _rightly_again(one, other)), None)
        if twin is not None:
            alone.remove(twin)
            continue
        alone.append(one)
        counts[_destination(one)] += 1
        places.add(place)
    return counts, places


def _rightly_again(one: Sighting, other: Sighting) -> bool:
    if not isinstance(one.what, Event) or not isinstance(other.what, Event):
        return False
    if one.unheard != other.unheard:
        return one.same == other.same and one.document == other.document
    return redone(one.what, other.what)


def again(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings are one thing seen twice: they say the same, and nothing tells them apart."""
    if one.same != other.same or one.document != other.document:
        return False
    if one.origin and other.origin:
        return one.origin == other.origin or (one.certain and other.certain and one.earliest == other.earliest)
    return max(one.earliest, other.earliest) <= min(one.latest, other.latest)


def _unmet(demand: Demand, mine: tuple[Sighting, ...], free: Sequence[Sighting], journey: Journey) -> Judged:
    broken = journey.recording.broken is not None
    if not (journey.performed(demand.step) if demand.step is not None else not broken):
        return Judged(demand, "not run", mine)
    near = near_misses(demand, free, journey)
    wrong = not mine and bool(near) and near[0].meant
    cut = None if wrong else _cut_off(demand, free, journey)
    if cut:
        return Judged(demand, "undecidable", mine, near=near, why=cut)
    if not wrong and not journey.recording.finished and demand.kind == "event":
        why = "The run was cut short: what the page still held back was never sent."
        return Judged(demand, "undecidable", mine, near=near, why=why)
    return Judged(demand, "wrong" if wrong else "missing", mine, near=near)


def _cut_off(demand: Demand, sightings: Sequence[Sighting], journey: Journey) -> str:
    """Why what is missing may have been in a body that was too large to keep; empty where none was."""
    if demand.kind != "event":
        return ""
    cut = {request.id for request in journey.recording.requests if request.body_cut}
    for one in sightings if cut else ():
        event = one.what
        mine = at_its_step(demand, one) and demand.expectation.vendor in (None, one.vendor)
        if mine and isinstance(event, Event) and event.undecoded and event.request in cut:
            return f"A hit of {one.vendor} was too large to be kept whole: what is missing may have stood in it."
    return ""


def with_known(outcome: Outcome, day: str) -> Outcome:
    """A fault that is being worked on is `known` until its day, and says so when it passes again."""
    known = outcome.expectation.known
    if known is None or not (outcome.status in FAILING or outcome.status == "met"):
        return outcome
    if day and known.until and day > known.until:
        if outcome.status == "met":
            return outcome
        message = f"{outcome.chain.message} It was known as {known.ticket}, until {known.until}.".strip()
        return replace(outcome, chain=replace(outcome.chain, message=message))
    return replace(outcome, status="known", underlying=outcome.status)
