"""What a long run puts on disk reads as it was, and is not in memory meanwhile."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from tests.reporters import runs
from validator.browser.evidence_on_disk import EvidenceOnDisk
from validator.model.recording import Push
from validator.reporters import reporters

RUN = runs.failing()


def test_a_recording_reads_as_it_was() -> None:
    disk = EvidenceOnDisk(0)
    whole = [result.recording for result in RUN.results]
    kept = [disk.keep(recording) for recording in whole]
    for before, after in zip(whole, kept, strict=True):
        assert tuple(after.requests) == before.requests
        assert tuple(after.pushes) == before.pushes
        assert tuple(after.tags) == before.tags
        assert after == before
    pushes = kept[0].pushes
    assert (pushes[0], pushes[-1], pushes[1:3]) == (whole[0].pushes[0], whole[0].pushes[-1], whole[0].pushes[1:3])
    with pytest.raises(IndexError):
        pushes[len(pushes)]


def test_the_first_recordings_stay_whole() -> None:
    disk = EvidenceOnDisk(1)
    recording = RUN.results[0].recording
    assert disk.keep(recording) is recording
    assert disk.keep(recording) is not recording


@pytest.mark.parametrize("name", reporters())
def test_reports_are_the_same_whether_evidence_is_on_disk(name: str) -> None:
    disk = EvidenceOnDisk(0)
    kept = tuple(replace(result, recording=disk.keep(result.recording)) for result in RUN.results)
    assert reporters()[name].render(replace(RUN, results=kept)) == reporters()[name].render(RUN)


def test_what_is_on_disk_is_not_in_memory() -> None:
    def alive() -> int:
        gc.collect()
        return sum(type(one) is Push and one.layer == "of this test" for one in gc.get_objects())

    recording = RUN.results[0].recording
    mine = replace(recording, pushes=tuple(replace(push, layer="of this test") for push in recording.pushes))
    kept = EvidenceOnDisk(0).keep(mine)
    assert alive() == len(recording.pushes)
    del mine
    assert alive() == 0
    assert kept.pushes[0].layer == "of this test"
