"""Scenarios as tests: performed, judged, and failed with the text that the command line shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.faulty_site import FaultySite

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.browser

PASSING = """\
scenario: Passing
devices: [Desktop Chrome, iPhone 15]
journey:
  - goto: /
    expect: [{vendor: ga4, event: page_view}]
"""
FAILING = """\
scenario: Failing
journey:
  - goto: /
  - click: Press
    expect: [{push: {event: presssed}}]
"""
BROKEN = "scenario: Broken\njourney: [{goto: /nowhere}]\n"


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_each_scenario_and_device_is_a_test(
    pytester: pytest.Pytester, site: FaultySite, workers: tuple[str, ...]
) -> None:
    folder = pytester.path / "scenarios"
    folder.mkdir()
    for name, text in {"passing": PASSING, "failing": FAILING, "broken": BROKEN}.items():
        (folder / f"{name}.yaml").write_text(text)
    told = pytester.runpytest_subprocess("scenarios", f"--tracking-base-url={site.url}", "-rA", *workers)
    assert told.ret == pytest.ExitCode.TESTS_FAILED
    told.assert_outcomes(passed=2, failed=2)
    shown = " ".join(told.stdout.str().split())
    for line in (
        "PASSED scenarios/passing.yaml::Passing[Desktop Chrome]",
        "PASSED scenarios/passing.yaml::Passing[iPhone 15]",
        "✗ push presssed · wrong: event",
        "scenarios/failing.yaml:5:14",
        "could not be performed",
        "answered with status 404 Not Found",
    ):
        assert line in shown
    assert "Traceback" not in shown
    assert "items.py" not in shown, "no stack of ours"
    recordings = sorted(file.name for file in (pytester.path / "out/recordings").glob("*.json"))
    assert recordings == ["broken.json", "failing.json", "passing-desktop-chrome.json", "passing-iphone-15.json"]
    assert sorted(file.parent.name for file in Path(pytester.path).rglob("trace.zip")) == ["broken", "failing"]
