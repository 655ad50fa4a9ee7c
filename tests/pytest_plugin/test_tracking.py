"""The `tracking` fixture beside pytest-playwright's page: one inner session with a test for each promise."""

from __future__ import annotations

import pytest

from tests.browser.faulty_site import FaultySite

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.browser

CONFTEST = """
import pytest

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "args": ["--force-dark-mode"]}  # a user's own, which drops everybody else's
"""
TESTS = """
import pytest

HIT = "**/g/collect*"

def test_expect(page, tracking):
    page.goto("/")
    (event,) = tracking.expect(vendor="ga4", event="page_view")
    assert event.id == "G-FAULTY1"
    page.get_by_role("button", name="Press").click()
    tracking.expect(push={"event": "pressed"})
    assert [push.event for push in tracking.pushes] == ["pressed"]
    assert [event.name for event in tracking.events] == ["page_view"]
    tracking.never(vendor="ga4", event="purchase")

def test_tests_do_not_mix(page, tracking):
    assert not tracking.events
    page.goto("/popups")
    page.get_by_role("button", name="Open").click()
    tracking.expect(vendor="ga4", event="opened")
    assert not tracking.pushes

def test_planned_event(page, tracking):
    page.goto("/")
    tracking.expect("Look at a page")

def test_missing(page, tracking):
    page.goto("/")
    tracking.expect(vendor="ga4", event="page_seen", within="300ms")

def test_forbidden_at_the_end(page, tracking):
    page.goto("/leaving")
    tracking.never(vendor="ga4", event="left")

def test_wrong_key(page, tracking):
    tracking.expect(evnt="page_view")

def test_sent_while_leaving(page, tracking):
    page.goto("/leaving")
    page.goto("/second")
    tracking.expect(vendor="ga4", event="left")

def test_sent_after_the_page_was_closed(page, context, tracking):
    page.goto("/leaving")
    page.close()
    tracking.expect(vendor="ga4", event="left")

@pytest.mark.parametrize("answer", [lambda route: route.fulfill(status=204), lambda route: route.abort()])
def test_own_route(page, tracking, answer):
    page.route(HIT, answer)
    page.goto("/")
    (event,) = tracking.expect(vendor="ga4", event="page_view")
    assert len(tracking.events) == 1

def test_own_route_of_markup(page, context, tracking):
    context.route(HIT, lambda route: route.fulfill(status=204))
    page.goto("/pixel")
    tracking.expect(vendor="ga4", event="pixel")
    assert len(tracking.events) == 1

def test_route_that_lets_pass_is_no_second_hit(page, tracking):
    page.route(HIT, lambda route: route.continue_())
    page.goto("/pixel")
    tracking.expect(vendor="ga4", event="pixel", times=1)
    page.reload()
    tracking.expect(vendor="ga4", event="pixel", times=2)

def test_without_tracking(page):
    page.goto("/second")
    assert page.title() == "page"
"""


def test_promises_of_the_fixture(pytester: pytest.Pytester, site: FaultySite) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_shop=TESTS)
    (pytester.path / "tracking-plan.yaml").write_text("plan: P\nevents: {Look at a page: {ga4: {event: page_view}}}\n")
    told = pytester.runpytest_subprocess(f"--base-url={site.url}", "-rA")
    shown = told.stdout.str()
    failed = sorted(
        line.split("::")[1].partition("[")[0] for line in told.outlines if line.startswith(("FAILED", "ERROR"))
    )
    assert failed == ["test_forbidden_at_the_end", "test_missing", "test_wrong_key"], shown
    told.assert_outcomes(passed=11, failed=2, errors=1)
    assert "ga4 page_seen · missing" in shown
    assert "test_shop.py:" in shown, "the place of the expectation is told"
    assert "ga4 left · must not happen, came once" in shown
    assert "did you mean" in shown.lower()
    assert "validator/" not in shown.partition("= ERRORS =")[2], "no stack of ours"


OWN_BROWSER = """
import pytest

@pytest.fixture(scope="session")
def browser(playwright):
    from validator.browser.find import find_browser

    launched = playwright.chromium.launch(executable_path=find_browser(None, playwright.chromium.executable_path).path)
    yield launched
    launched.close()
"""


def test_browser_that_cannot_be_reached(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(OWN_BROWSER)
    pytester.makepyfile("def test_one(page, tracking): pass")
    told = pytester.runpytest_subprocess()
    told.assert_outcomes(errors=1)
    told.stdout.fnmatch_lines(["*cannot reach this browser: it was not launched by pytest-playwright's*"])
