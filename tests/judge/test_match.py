"""The assignment: exact against brute force, complete whenever it can be, and always the same."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from validator.judge.match import assign


@st.composite
def cases(draw):
    sightings = draw(st.integers(0, 5))
    demands = draw(st.integers(0, 4))
    edges = [draw(st.lists(st.integers(0, sightings - 1), unique=True)) if sightings else [] for _ in range(demands)]
    least = [draw(st.integers(0, 3)) for _ in range(demands)]
    most = [draw(st.one_of(st.none(), st.integers(low, low + 2))) for low in least]
    return edges, least, most, sightings


def brute_force(edges, least, most, sightings):
    """The most needs that can be filled, and the most sightings that can be placed beside that."""
    best = (0, 0)
    for owners in product(range(-1, len(edges)), repeat=sightings):
        if any(owner >= 0 and sighting not in edges[owner] for sighting, owner in enumerate(owners)):
            continue
        taken = [owners.count(demand) for demand in range(len(edges))]
        if any(limit is not None and count > limit for count, limit in zip(taken, most, strict=True)):
            continue
        filled = sum(min(count, low) for count, low in zip(taken, least, strict=True))
        best = max(best, (filled, sum(taken)))
    return best


@settings(max_examples=300, deadline=None)
@given(cases())
def test_fills_as_many_needs_as_brute_force_and_places_as_many_sightings(case):
    edges, least, most, sightings = case
    served = assign(edges, least, most, sightings)
    placed = [sighting for one in served for sighting in one]
    assert len(placed) == len(set(placed)), "a sighting served two demands"
    for demand, found in enumerate(served):
        assert set(found) <= set(edges[demand])
        assert most[demand] is None or len(found) <= most[demand]
    filled = sum(min(len(found), low) for found, low in zip(served, least, strict=True))
    assert (filled, len(placed)) == brute_force(*case)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_is_the_same_each_time(case):
    assert assign(*case) == assign(*case)


def test_prefers_what_stands_first_among_the_edges():
    assert assign([[1, 0]], [1], [1], 2) == ((1,),)


def test_gives_way_so_that_all_are_served():
    # the first demand could take either, the second only the first sighting
    assert assign([[0, 1], [0]], [1, 1], [1, 1], 2) == ((1,), (0,))


def test_hands_what_is_left_to_demands_that_take_more():
    assert assign([[0, 1, 2]], [1], [None], 3) == ((0, 1, 2),)
    assert assign([[0, 1, 2], [2]], [1, 0], [2, 1], 3) == ((0, 1), (2,))


def test_a_thousand_demands_need_no_recursion():
    count = 1500  # each wants its own sighting, and the one before it first
    edges = [[max(0, number - 1), number] for number in range(count)]
    served = assign(edges, [1] * count, [1] * count, count)
    assert all(len(one) == 1 for one in served)
