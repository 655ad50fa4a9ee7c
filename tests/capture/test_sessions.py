"""Signing in for a session leaks no hit either."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.capture.kinds import SITE, Kind
from tests.capture.laboratory import Laboratory
from validator.browser.options import RunOptions
from validator.browser.sessions import Sessions
from validator.language import read_suite

pytestmark = pytest.mark.browser


def test_nothing_leaves_while_a_session_is_made(laboratory: Laboratory, tmp_path: Path) -> None:
    number = laboratory.number(Kind("document.cookie = 'signed=in; path=/'; fetch(hit('a'))"))
    files = {
        "tracking-plan.yaml": "plan: P\nsessions:\n  customer: {use: login.yaml}\n",
        "login.yaml": "fragment: Login\nsteps:\n  - goto: /page\n",
        "scenario.yaml": f"scenario: S\nsite: {SITE}/{number}\nsession: customer\njourney:\n  - goto: /page\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (entry,) = read_suite([tmp_path / "scenario.yaml"], environment={}).entries
    sessions = Sessions(laboratory.playwright, laboratory.browser, RunOptions(output=tmp_path), laboratory.tap)
    state = laboratory.call(sessions.storage(entry))
    assert [cookie["name"] for cookie in state["cookies"]] == ["signed"]
    assert laboratory.arrived(number) == []
