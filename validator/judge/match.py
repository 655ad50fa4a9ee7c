"""Which sighting meets which demand: an assignment that is complete whenever a complete one exists.

Demands stand on one side, each with how many it needs at least and takes at most; sightings on the other, each of
which serves one demand. Augmenting paths, shortest first: exact, without recursion, and the same for the same input.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


def assign(
    edges: Sequence[Sequence[int]], least: Sequence[int], most: Sequence[int | None], sightings: int
) -> tuple[tuple[int, ...], ...]:
    """For each demand the sightings that serve it, in ascending order.

    `edges[demand]` holds the sightings that may serve it, the preferred first; `least` and `most` say how many
    (None: without limit); `sightings` is their number. First as many needs as possible are filled, in the order of
    the demands, then what is left is given to demands that take more.
    """
    owner: list[int | None] = [None] * sightings
    taken = [0] * len(edges)
    for demand, wanted in enumerate(least):
        while taken[demand] < wanted:
            path = _path_from_demand(demand, edges, owner)
            if path is None:
                break
            for receiver, sighting in path:
                owner[sighting] = receiver
            taken[demand] += 1
    takers = _takers(edges, sightings)
    for sighting in range(sightings):
        if owner[sighting] is None and takers[sighting]:
            moves = _path_from_sighting(sighting, edges, takers, owner, taken, most)
            for moved, receiver in moves:
                owner[moved] = receiver
            if moves:
                taken[moves[-1][1]] += 1
    served: list[list[int]] = [[] for _ in edges]
    for sighting, demand in enumerate(owner):  # type: ignore[assignment]
        if demand is not None:
            served[demand].append(sighting)
    return tuple(tuple(found) for found in served)


def _path_from_demand(
    start: int, edges: Sequence[Sequence[int]], owner: Sequence[int | None]
) -> list[tuple[int, int]] | None:
    """The shortest chain of hand-overs that gives `start` one more sighting, as (receiver, sighting)."""
    came: dict[int, int] = {}  # sighting → the demand that reached it
    queue = deque([start])
    reached = {start}
    while queue:
        demand = queue.popleft()
        for sighting in edges[demand]:
            if sighting in came:
                continue
            came[sighting] = demand
            holder = owner[sighting]
            if holder is None:
                return _walk_back(sighting, start, came, owner)
            if holder not in reached:
                reached.add(holder)
                queue.append(holder)
    return None


def _walk_back(sighting: int, start: int, came: dict[int, int], owner: Sequence[int | None]) -> list[tuple[int, int]]:
    gave_up: dict[int, int] = {}  # demand → the sighting by which it was reached, which it hands over
    for reached in came:
        holder = owner[reached]
        if holder is not None:
            gave_up.setdefault(holder, reached)
    path = []
    while True:
        receiver = came[sighting]
        path.append((receiver, sighting))
        if receiver == start:
            return path
        sighting = gave_up[receiver]


def _takers(edges: Sequence[Sequence[int]], sightings: int) -> list[list[int]]:
    takers: list[list[int]] = [[] for _ in range(sightings)]
    for demand, possible in enumerate(edges):
        for sighting in possible:
            takers[sighting].append(demand)
    return takers


def _path_from_sighting(
    start: int,
    edges: Sequence[Sequence[int]],
    takers: Sequence[Sequence[int]],
    owner: Sequence[int | None],
    taken: Sequence[int],
    most: Sequence[int | None],
) -> list[tuple[int, int]]:
    """The shortest chain of moves that brings `start` to a demand with room, as (sighting, its new demand)."""
    held: dict[int, list[int]] = {}
    for sighting, demand in enumerate(owner):
        if demand is not None:
            held.setdefault(demand, []).append(sighting)
    came: dict[int, int] = {}  # demand → the sighting that comes to it
    queue = deque([start])
    while queue:
        sighting = queue.popleft()
        for demand in takers[sighting]:
            if demand in came:
                continue
            came[demand] = sighting
            limit = most[demand]
            if limit is None or taken[demand] < limit:
                return _moves(demand, start, came, owner)
            queue.extend(held.get(demand, ()))
    return []


def _moves(demand: int, start: int, came: dict[int, int], owner: Sequence[int | None]) -> list[tuple[int, int]]:
    moves = []
    while True:
        sighting = came[demand]
        moves.append((sighting, demand))
        if sighting == start:
            return moves[::-1]
        demand = owner[sighting]  # type: ignore[assignment]
