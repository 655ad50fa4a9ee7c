"""The manual's page on verdicts is made from the code, and names every status, link and finding."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from validator.decoding.finding_codes import FINDINGS
from validator.judge.findings import MENDS
from validator.judge.reference import STATUSES, markdown
from validator.judge.trail import NAMES
from validator.model.verdict import FAILING, Status
from validator.reporters._terminal_lines import MARKS

PAGE = Path(__file__).parents[2] / "docs" / "verdicts.md"


def test_it_is_fresh(renew: bool) -> None:
    if renew:
        PAGE.write_text(markdown(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == markdown()


def test_every_status_stands_there_with_its_mark_and_what_it_does() -> None:
    assert set(STATUSES) == set(get_args(Status))
    for name, (mark, run, _) in STATUSES.items():
        assert MARKS[name][0] == mark
        assert (run == "fails") is (name in FAILING)


def test_every_link_and_finding_stands_there() -> None:
    for name in (*NAMES, *FINDINGS, *MENDS):
        assert f"`{name}`" in markdown(), name
