"""What a long run keeps on disk is read again as it was, in the order of its scenarios."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from tests.reporters import runs
from validator.browser.kept_results import KeptResults
from validator.model.recording import Recording
from validator.reporters import reporters

RUN = runs.failing()


@pytest.mark.parametrize("most", [0, 1, 2, 100])
def test_results_are_read_as_they_were_put(most: int) -> None:
    kept = KeptResults(most)
    assert list(kept) == []
    for index in reversed(range(len(RUN.results))):  # journeys end in any order
        kept.put(index, RUN.results[index])
    assert len(kept) == len(RUN.results)
    assert tuple(kept) == tuple(RUN.results)
    assert kept[-1] == RUN.results[-1]
    assert kept[1:] == tuple(RUN.results[1:])
    assert all(one.plan is other.plan for one, other in zip(kept, RUN.results, strict=True))
    with pytest.raises(IndexError):
        kept[len(RUN.results)]


@pytest.mark.parametrize("name", reporters())
def test_reports_are_the_same_whether_results_were_on_disk(name: str) -> None:
    kept = KeptResults(1)
    for index, result in enumerate(RUN.results):
        kept.put(index, result)
    assert reporters()[name].render(replace(RUN, results=kept)) == reporters()[name].render(RUN)


def test_what_is_on_disk_is_not_in_memory() -> None:
    def alive() -> int:
        gc.collect()
        return sum(type(one) is Recording and one.name == "of this test" for one in gc.get_objects())

    here, there = KeptResults(1), KeptResults(0)
    for kept in (here, there):
        kept.put(0, replace(RUN.results[0], recording=replace(RUN.results[0].recording, name="of this test")))
    assert alive() == 1
    assert there[0].recording.name == "of this test"
