"""What a Python test asks of the tracking: `tracking.expect(event="add_to_cart", within="5s")`."""

from __future__ import annotations

import datetime
import inspect
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

from validator.browser.settle import HIDE
from validator.judge import judge
from validator.language.spoken import spoken
from validator.model.event import Event
from validator.model.location import InputError
from validator.model.plan import Plan
from validator.model.recording import Push, Recording
from validator.model.run import Result
from validator.model.scenario import Expectation, Scenario
from validator.model.verdict import Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from validator.browser.attached import Attached

_PATIENCE = 5.0  # seconds for an expectation without `within`


class TrackingError(AssertionError):
    """An expectation that was not met; its text is what a scenario's report would say."""


class Tracking:
    """Beside a `page` that the test drives. All hits are held back, unless --tracking-deliver says otherwise."""

    def __init__(self, attached: Attached, page: Page, plan: Plan) -> None:
        self._attached = attached
        self._page = page
        self._plan = plan
        self._never: list[Expectation] = []
        self._outcomes_so_far: list[Outcome] = []
        self._began = datetime.datetime.now(datetime.timezone.utc)

    @property
    def events(self) -> Sequence[Event]:
        """Every event that was sent so far, decoded, in the order of sending."""
        return judge(self._attached.recording(), _asking(()), self._plan).events

    @property
    def pushes(self) -> Sequence[Push]:
        """Every dataLayer push so far."""
        return self._attached.recording().pushes

    def expect(self, planned: str | None = None, /, **expectation: Any) -> list[Event]:
        """Waits until this was seen, and seen as often as it should; the events that met it.

        `planned` is an event of the tracking plan by the team's name; the keywords are the keys of an expectation in
        a scenario: vendor, event, category, action, label, value, params, items, times, push, tag, … `within`: how
        long it is waited for, "5s" by default. Raises TrackingError with the chain of evidence.
        """
        __tracebackhide__ = True
        wanted, seconds = self._read(planned, expectation, never=False)
        deadline = time.monotonic() + seconds
        brought_out = False
        while True:
            outcomes = self._outcomes(wanted)
            if all(outcome.status == "met" for outcome in outcomes):
                self._outcomes_so_far += outcomes
                return [event for outcome in outcomes for event in outcome.events]
            left = deadline - time.monotonic()
            if left <= 0 or any(outcome.status == "repeated" for outcome in outcomes):
                self._outcomes_so_far += outcomes
                raise TrackingError(self._told(outcomes))
            if not brought_out:
                brought_out = True
                self._bring_out()
            self._wait(min(left, 0.1))

    def never(self, planned: str | None = None, /, **expectation: Any) -> None:
        """Fails now, or at the end of the test, if this was seen. Raises TrackingError."""
        __tracebackhide__ = True
        wanted, _ = self._read(planned, expectation, never=True)
        self._never += wanted
        seen = [one for one in self._seen_anyway(wanted, self._attached.recording()) if one.failed]
        if seen:
            raise TrackingError(self._told(seen))

    def close(self, scenario: Scenario) -> tuple[Result, TrackingError | None]:
        """Leaves every page as a visitor does, and ends the watch; what must never be seen is looked for once more.

        What came of everything that was asked, as of a scenario; and the error, where something was seen at the end.
        """
        if self._never:
            for page in self._open_pages():
                with suppress(PlaywrightError):  # a page that cannot be left sends nothing more
                    page.goto("about:blank", timeout=3000)
            self._wait(0.1)
        recording = self._attached.conclude()
        outcomes = self._seen_anyway(self._never, recording)
        failed = [one for one in outcomes if one.failed]
        return self._result(scenario, recording, outcomes), TrackingError(self._told(failed)) if failed else None

    def _result(self, scenario: Scenario, recording: Recording, never: Sequence[Outcome]) -> Result:
        now = datetime.datetime.now(datetime.timezone.utc)
        recording = replace(
            recording,
            scenario=scenario.id,
            name=scenario.name,
            site=scenario.site,
            began=self._began.isoformat(timespec="milliseconds"),
            seconds=round((now - self._began).total_seconds(), 3),
        )
        outcomes = (*self._outcomes_so_far, *never)
        verdict = replace(
            judge(recording, scenario, self._plan),
            outcomes=outcomes,
            status="failed" if any(one.failed for one in outcomes) else "passed",
            broken=None,
        )
        return Result(scenario, self._plan, recording, verdict)

    def _open_pages(self) -> list[Page]:
        return [page for page in self._page.context.pages if not page.is_closed()]

    def _bring_out(self) -> None:
        """A tag manager sends at once what it held back, when the page is hidden."""
        for page in self._open_pages():
            with suppress(PlaywrightError):  # it may be on its way to another page, where it sends by itself
                page.evaluate(HIDE)

    def _wait(self, seconds: float) -> None:
        """Playwright's own handlers, such as those of `page.route`, run only within its calls."""
        for page in self._open_pages()[:1]:
            with suppress(PlaywrightError):
                page.wait_for_timeout(1)  # a call that only lets them run
        self._attached.wait(seconds)

    def _read(self, planned: str | None, told: dict[str, Any], *, never: bool) -> tuple[tuple[Expectation, ...], float]:
        __tracebackhide__ = True
        frame = inspect.stack()[2]
        patience = told.pop("within", None)
        if planned is not None:
            told = {"planned": planned, **told}
        elif patience is not None:
            told = {**told, "within": patience}
        try:
            wanted = spoken(told, file=Path(frame.filename), line=frame.lineno, plan=self._plan, never=never)
        except InputError as error:
            raise TrackingError(str(error)) from None
        seconds = next((one.within for one in wanted if one.within is not None), _PATIENCE)
        return tuple(replace(one, within=None) for one in wanted), seconds

    def _outcomes(self, wanted: Sequence[Expectation]) -> tuple[Outcome, ...]:
        return judge(self._attached.recording(), _asking(wanted), self._plan).outcomes

    def _seen_anyway(self, wanted: Sequence[Expectation], recording: Recording) -> tuple[Outcome, ...]:
        asked = replace(_asking(()), never=tuple(wanted))
        return judge(recording, asked, self._plan).outcomes if wanted else ()

    @staticmethod
    def _told(outcomes: Sequence[Outcome]) -> str:
        from validator.reporters.terminal import render_outcomes

        return render_outcomes([outcome for outcome in outcomes if outcome.status != "met"])


def _asking(wanted: Sequence[Expectation]) -> Scenario:
    return Scenario("tracking", (), expect=tuple(wanted))
