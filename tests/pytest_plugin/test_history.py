"""What pytest ran is in the history: one run for the session, whichever of its workers made a journey."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.browser.faulty_site import FaultySite
from validator.history.reading import outcomes
from validator.history.store import open_history
from validator.history.tables import runs

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.browser

SCENARIO = """\
scenario: Home
devices: [Desktop Chrome, iPhone 15]
journey:
  - goto: /
    expect: [{vendor: ga4, event: page_view}]
"""


def test_a_session_is_one_run_of_the_history(pytester: pytest.Pytester, site: FaultySite) -> None:
    folder = pytester.path / "scenarios"
    folder.mkdir()
    (folder / "home.yaml").write_text(SCENARIO)
    history = str(pytester.path / "kept.db")
    options = ("scenarios", f"--tracking-base-url={site.url}", f"--tracking-history={history}")
    assert pytester.runpytest_subprocess(*options, "-n", "2").ret == pytest.ExitCode.OK
    assert pytester.runpytest_subprocess(*options, "--tracking-no-history").ret == pytest.ExitCode.OK
    with open_history(history) as opened:
        rows = list(outcomes(opened))
        with opened.reading() as connection:
            assert connection.execute(select(func.count()).select_from(runs)).scalar() == 1
    assert sorted(row.device for row in rows) == ["Desktop Chrome", "iPhone 15"]
    assert {(row.status, row.door, row.scenario_name) for row in rows} == {("met", "pytest", "Home")}


def test_a_history_that_cannot_be_kept_fails_no_test(pytester: pytest.Pytester, site: FaultySite) -> None:
    folder = pytester.path / "scenarios"
    folder.mkdir()
    (folder / "home.yaml").write_text("scenario: Home\njourney: [{goto: /}]\n")
    (pytester.path / "notes.db").write_text("These are notes, and no database. " * 100)
    told = pytester.runpytest_subprocess("scenarios", f"--tracking-base-url={site.url}", "--tracking-history=notes.db")
    assert told.ret == pytest.ExitCode.OK
    told.stdout.fnmatch_lines(["*This test is not in the history.*"])


TESTS = """
def test_met(page, tracking):
    page.goto("/")
    tracking.expect(vendor="ga4", event="page_view")
    tracking.never(vendor="ga4", event="purchase")

def test_missing(page, tracking):
    page.goto("/")
    tracking.expect(vendor="ga4", event="page_seen", within="300ms")

def test_seen_at_the_end(page, tracking):
    page.goto("/leaving")
    tracking.never(vendor="ga4", event="left")

def test_that_asks_nothing(page, tracking):
    page.goto("/")
"""


def test_what_the_fixture_was_asked_is_in_the_history(pytester: pytest.Pytester, site: FaultySite) -> None:
    pytester.makepyfile(test_shop=TESTS)
    history = str(pytester.path / "kept.db")
    told = pytester.runpytest_subprocess(f"--base-url={site.url}", f"--tracking-history={history}")
    told.assert_outcomes(passed=3, failed=1, errors=1)
    with open_history(history) as opened:
        rows = [(row.scenario_name, row.label, row.status) for row in outcomes(opened)]
    assert sorted(rows) == [
        ("test_met[chromium]", "ga4 page_view", "met"),
        ("test_met[chromium]", "ga4 purchase", "met"),
        ("test_missing[chromium]", "ga4 page_seen", "missing"),
        ("test_seen_at_the_end[chromium]", "ga4 left", "forbidden"),
    ]
