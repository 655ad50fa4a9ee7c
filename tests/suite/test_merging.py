"""Runs of several machines become one: every journey once, judged as it was there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from validator.model.location import UsageError
from validator.model.recording import Recording, Request, StepRecord
from validator.model.run import Result, Run
from validator.recordings.recording_file import Journal, write_recording
from validator.suite.merging import merged, part
from validator.telling.results import document_of

SCENARIO = """\
scenario: {name}
devices: [iPhone 15, Desktop Chrome]
journey:
  - goto: /
    expect: [{{vendor: ga4, event: page_view}}]
"""
HIT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1&en=page_view&dl=https%3A%2F%2Fx.example%2F"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    for name in ("a", "b"):
        Path(f"scenarios/{name}.yaml").write_text(SCENARIO.format(name=name.upper()))
    return tmp_path


def recording(name: str, *, hit: bool = True, began: str = "2026-03-04T10:00:00") -> Recording:
    device = name.partition("[")[2].strip("]")
    return Recording(
        name, name.partition("::")[2].partition("[")[0], "https://x.example", device, began=began, finished=True,
        steps=(StepRecord(1, "goto", "goto /", "performed", started=0.0, ended=1.0),),
        requests=(Request(1, HIT, at=0.5, step=1, handling="held", initiator="fetch"),) if hit else (),
    )  # fmt: skip


def ran(folder: str, *recordings: Recording) -> Path:
    """What a run leaves: recordings, and a results.json without anything in it that a merge does not need."""
    out = Path(folder)
    for one in recordings:
        write_recording(one, out / "recordings" / f"{one.name}-{one.device}.json")
    document = document_of(Run((), "2026-03-04T10:00:00", 3.0, "chromium 1", "1"))
    (out / "results.json").write_text(json.dumps(document))
    return out


def merge(*folders: Path) -> tuple[Run, list[str]]:
    told: list[str] = []
    parts = [part(folder, told.append) for folder in folders]
    return merged(parts, Path("out"), {}, None, lambda result: result, told.append), told


def statuses(results: tuple[Result, ...]) -> dict[str, str]:
    return {result.scenario.id.partition("::")[2]: result.verdict.status for result in results}


A, A2, B = (
    "scenarios/a.yaml::A[iPhone 15]",
    "scenarios/a.yaml::A[Desktop Chrome]",
    "scenarios/b.yaml::B[iPhone 15]",
)


def test_every_journey_of_every_part_is_judged_in_the_order_of_the_files(room: Path) -> None:
    run, told = merge(ran("one", recording(B), recording(A2, hit=False)), ran("two", recording(A)))
    assert statuses(run.results) == {"A[iPhone 15]": "passed", "A[Desktop Chrome]": "broken", "B[iPhone 15]": "passed"}
    assert (run.seconds, run.browser, run.interrupted, told) == (3.0, "chromium 1", False, [])
    assert all(result.file and result.file.is_file() for result in run.results)


def test_of_a_journey_in_two_parts_the_latest_counts(room: Path) -> None:
    older, newer = recording(A, hit=False), recording(A, began="2026-03-05T10:00:00")
    run, _ = merge(ran("one", newer), ran("two", older))
    assert statuses(run.results) == {"A[iPhone 15]": "passed"}


def test_what_a_killed_run_left_is_taken(room: Path) -> None:
    whole = ran("one", recording(A))
    out = Path("two")
    journal = Journal(out / "recordings" / "b.json")
    cut = recording(B)
    journal.describe(scenario=cut.scenario, name=cut.name, site=cut.site, device=cut.device, began=cut.began)
    journal.add(cut.steps[0])
    journal.close()
    run, _ = merge(whole, out)
    assert statuses(run.results) == {"A[iPhone 15]": "passed", "B[iPhone 15]": "broken"}
    assert run.interrupted


def test_a_recording_without_its_scenario_and_one_that_cannot_be_read_are_told(room: Path) -> None:
    one = ran("one", recording(A), recording("scenarios/gone.yaml::C"))
    (one / "recordings" / "cut.json").write_text("{")
    run, told = merge(one)
    assert statuses(run.results) == {"A[iPhone 15]": "passed"}
    assert len(told) == 2


def test_a_folder_without_recordings_is_told(room: Path) -> None:
    with pytest.raises(UsageError, match="holds no recordings"):
        part(room, print)


def test_what_only_the_run_could_notice_is_kept(room: Path) -> None:
    one = ran("one", recording(A))
    document = json.loads((one / "results.json").read_text())
    noticed = {"code": "unstable", "message": "It passed at the second try.", "level": "warn", "step": 0, "subject": ""}
    document["scenarios"] = [{"id": A, "findings": [noticed, {**noticed, "code": "value-as-text"}], "expectations": []}]
    (one / "results.json").write_text(json.dumps(document))
    run, _ = merge(one)
    assert [each.finding.code for each in run.results[0].verdict.noticed] == ["unstable"]
