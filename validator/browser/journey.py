"""Performs one scenario in a context of its own, and returns everything that was seen."""

from __future__ import annotations

import asyncio
import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from validator import page_url
from validator.browser.banner import BannerFailed
from validator.browser.cache import NoCache
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.policy import delivery_of
from validator.browser.capture.watch import Watch
from validator.browser.consent import Answers
from validator.browser.context import context_options
from validator.browser.failure import PageState, broken_by, page_state, step_broken
from validator.browser.loader import ContainerLoader
from validator.browser.pictures import Pictures
from validator.browser.setting import Setting
from validator.browser.settle import END, HIDE, MOST_AT_END, Settled, run_clock, settle
from validator.browser.stage import READY, PageStage
from validator.judge import judge
from validator.judge.seen import seen, silent
from validator.model.recording import Broken, ConsentAnswer, Reading, Recording, StepRecord
from validator.model.scenario import Expectation, Step, When
from validator.model.stage import StepFailed
from validator.model.suite import Entry
from validator.steps import STEPS

_GRACE = 2.0  # seconds beyond a step's own timeout, after which it is given up from outside


class Journey:
    """One scenario being performed. Make it, then `perform` it once."""

    def __init__(
        self, entry: Entry, setting: Setting, evidence: Evidence, loader: ContainerLoader | None, folder: Path
    ) -> None:
        """`folder`: of its pictures, which the recording names relative to the folder's parent."""
        self._entry = entry
        self._scenario, self._plan = entry.scenario, entry.plan
        self._setting = setting
        self._evidence = evidence
        self._loader = loader
        self._pictures = Pictures(folder, evidence, secret=bool(entry.scenario.secrets))
        self._clock = JourneyClock()
        self._watch: Watch | None = None
        self._context: BrowserContext | None = None
        self._stage: PageStage | None = None
        self._answers: Answers | None = None
        self._ready_at = 0  # page views when the page was last ready for a visitor
        self._blocks: dict[int, bool] = {}  # number of a block of steps → whether it is performed
        self._picture = ""
        self._page_state: PageState = "answers"
        self._step = 0

    async def perform(self) -> Recording:
        """Performs all steps. Never raises for what a site or a browser does: that becomes `Recording.broken`."""
        scenario = self._scenario
        self._evidence.describe(
            scenario=scenario.id,
            name=scenario.name,
            site=scenario.site,
            device=scenario.device,
            consent=scenario.consent,
            browser=self._setting.launched.name,
            began=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
        )
        try:
            page = await self._open()
            self._stage = self._make_stage(page)
            profile = self._plan.consent.profiles.get(scenario.consent or "")
            self._answers = Answers(self._stage, self._plan.consent, profile, keep=self._answered, look=self._look)
            await self._all_steps()
        except asyncio.CancelledError:
            self._break(Broken("The run was interrupted.", self._step, "interrupted"))
        except PlaywrightError as error:
            self._break(broken_by(error, self._step, self._scenario.site, self._setting.launched.browser))
        try:
            await self._end()
        except asyncio.CancelledError:
            self._evidence.note("The run was interrupted once more: what was sent at the very end may be missing.")
        return self._evidence.recording(seconds=self._clock.now(), finished=True)

    async def _open(self) -> Page:
        setting, scenario, plan = self._setting, self._scenario, self._plan
        options = context_options(setting.playwright, scenario, plan)
        if setting.options.signature:
            agent = options.get("user_agent") or setting.launched.agent
            options["user_agent"] = f"{agent} {setting.options.signature}".lstrip()
        if scenario.session:
            options["storage_state"] = await setting.storage(self._entry)
        self._context = await setting.launched.browser.new_context(**options)
        if scenario.cookies and scenario.site:
            given = [{"name": name, "value": value, "url": scenario.site} for name, value in scenario.cookies.items()]
            await self._context.add_cookies(given)  # type: ignore[arg-type]
        delivery = delivery_of(plan, scenario.site, setting.options.deliver)
        learned = self._loader.endpoints if self._loader else {}
        delivery = replace(
            delivery,
            headers=(*delivery.headers, *scenario.headers.items()),
            endpoints={**learned, **delivery.endpoints},  # what the plan says goes before what its container does
        )
        self._watch = Watch(
            setting.tap, self._evidence, self._clock, delivery, self._loader.answer if self._loader else None
        )
        if self._loader:
            self._loader.begin(self._evidence, self._clock)
        if setting.options.trace != "off":
            await self._pictures.begin_trace(self._context, film=setting.options.trace == "on")
        if scenario.settle == "clock":
            await self._context.clock.install()
        page = await self._watch.attach(self._context, plan.browser.webview, agrees=scenario.dialogs == "ok")
        if not setting.options.cache:
            await NoCache(self._context).of(page)
        if self._loader and self._loader.snippet:
            await self._context.add_init_script(self._loader.snippet)
        return page

    def _make_stage(self, page: Page) -> PageStage:
        return PageStage(
            page.context,
            page,
            site=self._scenario.site,
            folder=Path(self._scenario.location.file).parent,
            symbol=self._setting.tap.names.symbol,
            visitor=self._scenario.pace == "visitor",
            remembered=self._remembered,
            pictures=self._screenshot,
            answer_consent=lambda answer: self._the_answers.give(answer),
            ask=self._the_watch.ask,
        )

    async def _all_steps(self) -> None:
        stage = self._the_stage
        for overlay in self._plan.overlays:
            clicked = stage.locate(overlay.click)
            await stage.page.add_locator_handler(stage.locate(overlay.when), lambda _, found=clicked: found.click())
        for step in self._scenario.setup + self._scenario.journey:
            if self._evidence.broken:
                self._not_run(step)
            else:
                await self._one_step(step)
        if self._page_state in ("busy", "crashed") and self._scenario.finally_:
            self._page_state = "answers"
            await stage.switch(await stage.context.new_page())
        for step in self._scenario.finally_:
            await self._one_step(step)

    async def _one_step(self, step: Step) -> None:
        stage, clock = self._the_stage, self._clock
        timeout = step.timeout or self._setting.options.timeout
        self._setting.progress.step_started(self._scenario, step)
        if self._scenario.pace == "visitor" and self._watch and self._watch.views != self._ready_at:
            self._ready_at = self._watch.views
            await stage.ready(min(READY, timeout))
        started = clock.begin_step(step.number)
        self._step, self._picture = step.number, ""
        stage.begin(timeout, step.frames)
        settled: Settled = ""
        error, waited, looked = "", 0.0, False
        status = "performed"
        try:
            await self._consent_at(step)
            if step.when is not None and not await asyncio.wait_for(self._holds(step.when), timeout + _GRACE):
                status = "skipped"
            else:
                tabs = stage.context.pages
                await asyncio.wait_for(STEPS[step.kind].perform(step.fields, stage), timeout + _GRACE)
                before = clock.now()
                settled = await self._settle(step, tabs)
                waited = clock.now() - before
                answered = await self._consent_after(step)
                looked = settled == "quiet" and not answered and not any(each.wait for each in step.expect)
        except (StepFailed, PlaywrightError, asyncio.TimeoutError) as failure:
            status, error = await self._failed(step, failure, timeout)
        if self._page_state == "answers" and self._watch and (step.expect or self._watch.stirred):
            await self._look(page=not looked)
        shown = self._setting.options.screenshots
        if shown == "on" or (shown == "on-failure" and (status == "failed" or self._mute(step, status))):
            await self._screenshot("")
        record = StepRecord(
            step.number,
            step.kind,
            step.title,
            status,  # type: ignore[arg-type]
            step.phase,
            step.name,
            step.stage,
            started,
            clock.now(),
            stage.page.url,
            stage.element,
            error,
            stage.candidates,
            settled,
            round(waited, 4),
            self._picture,
            step.location,
        )
        self._evidence.add(record)
        self._setting.progress.step_ended(self._scenario, self._evidence.mask.item(record))
        if self._watch and self._watch.full:
            self._break(Broken("The journey sent more than 50,000 requests.", step.number, "site"))

    async def _holds(self, when: When) -> bool:
        """Whether a step is performed now. The steps of a block share the answer that the first of them found."""
        if when.block and when.block in self._blocks:
            return self._blocks[when.block]
        stage = self._the_stage
        holds = when.outer is None or await self._holds(when.outer)
        if holds and when.visible is not None:
            holds = await stage.locate(when.visible).first.is_visible()
        if holds:
            holds = page_url.fits(page_url.filled(when.url, stage.value), stage.page.url)
        if when.block:
            self._blocks[when.block] = holds
        return holds

    async def _failed(self, step: Step, failure: BaseException, timeout: float) -> tuple[str, str]:
        """What a failed step is recorded as; unless it is optional, the journey is broken by it."""
        browser = self._setting.launched.browser
        if browser.is_connected():
            self._page_state = await page_state(self._the_stage.page)
        if isinstance(failure, BannerFailed):
            broken = failure.broken(step.number)
        else:
            broken = step_broken(step, failure, timeout, self._page_state, self._scenario.site, browser)
        told = str(failure) if isinstance(failure, StepFailed) else broken.reason
        if step.optional and self._page_state == "answers" and browser.is_connected():
            return "skipped", told
        self._break(broken)
        return "failed", told

    async def _settle(self, step: Step, tabs: Sequence[Page]) -> Settled:
        """A step that carries expectations ends when its pushes have come, or the page is quiet.

        So is what opened beside it: all but the `tabs` that were there before.
        """
        stage = self._the_stage
        if isinstance(self._scenario.settle, float | int):
            await asyncio.sleep(self._scenario.settle)  # the user asked for this wait
            return "fixed"
        if not step.expect:
            return ""
        pages = [stage.page, *await self._the_watch.opened({*tabs, stage.page})]
        if self._scenario.settle == "clock":
            settled = await run_clock(pages, self._handle)
        else:
            only_pushes = all(expectation.kind == "push" for expectation in step.expect)
            enough = (lambda: all(self._seen(each, step) for each in step.expect)) if only_pushes else None
            settled = await settle(
                pages, self._handle, enough=enough, then=self._setting.tap.names.look, ask=self._the_watch.ask
            )
            if settled == "quiet" and self._watch:
                self._ready_at = self._watch.views
        for expectation in step.expect:
            if expectation.wait:
                await self._wait(expectation, step)
        return settled

    async def _wait(self, expectation: Expectation, step: Step) -> None:
        """Waits for a hit, as the user asked: what a tag manager holds back is brought out by hiding the page."""
        deadline = time.monotonic() + (expectation.within or self._setting.options.timeout)
        hidden = False
        while not self._seen(expectation, step) and time.monotonic() < deadline:
            if not hidden:
                hidden = True
                await asyncio.wait_for(self._the_stage.page.evaluate(HIDE), _GRACE)
            await asyncio.sleep(0.02)  # evidence comes in many ways; it is judged again soon

    def _seen(self, expectation: Expectation, step: Step) -> bool:
        return seen(expectation, step.number, self._evidence.recording(), self._scenario, self._plan)

    def _mute(self, step: Step, status: str) -> bool:
        wanted = status == "performed" and bool(step.expect)
        return wanted and silent(step, self._evidence.recording(), self._scenario, self._plan)

    async def _consent_at(self, step: Step) -> None:
        with self._banner():
            await self._the_answers.before(step)

    async def _consent_after(self, step: Step) -> bool:
        """Whether the profile was answered now."""
        with self._banner():
            answered = await self._the_answers.after(step)
            if answered and step.expect:
                await settle([self._the_stage.page], self._handle)
        return answered

    @contextmanager
    def _banner(self) -> Iterator[None]:
        """A profile that cannot be answered breaks the journey, also where its step is optional."""
        try:
            yield
        except BannerFailed as failure:
            self._break(failure.broken(self._step))
            raise

    def _answered(
        self, answer: str, platform: str, ago: float, clicked: tuple[str, ...], says: Mapping[str, Any]
    ) -> None:
        at = max(0.0, self._clock.now() - ago)
        self._evidence.add(ConsentAnswer(answer, platform, at, self._step, clicked, says))

    def _remembered(self, name: str, value: Any) -> None:
        now = self._clock.now()
        self._evidence.add(Reading(name, value, now, self._step))

    async def _look(self, *, page: bool = True) -> None:
        """Looks at what no message tells. `page` False: it was looked at when it was quiet."""
        if self._watch and self._setting.launched.browser.is_connected():
            await self._watch.look(self._the_stage.page if page else None)

    async def _screenshot(self, name: str) -> None:
        if self._page_state == "answers":
            self._picture = await self._pictures.take(self._the_stage.page, self._step, name)
        else:
            self._evidence.note(f"No screenshot of step {self._step}: the page does not answer.")

    def _break(self, broken: Broken) -> None:
        if not self._evidence.broken:
            self._evidence.add(broken)

    def _not_run(self, step: Step) -> None:
        record = StepRecord(
            step.number, step.kind, step.title, "not run", step.phase, step.name, step.stage, location=step.location
        )
        self._evidence.add(record)
        self._setting.progress.step_ended(self._scenario, record)

    async def _end(self) -> None:
        """Leaves as a visitor does; whatever goes wrong here, what was seen until then stays."""
        for step in self._scenario.steps:
            if step.number > len(self._evidence.steps):
                self._not_run(step)
        try:
            if self._context and self._watch and not self._evidence.broken:
                await self._watch.opened()
                settled: Settled = ""
                if self._scenario.settle == "clock":
                    await run_clock(self._context.pages, self._handle)
                else:
                    look, pages = self._setting.tap.names.look, self._context.pages
                    settled = await settle(
                        pages, self._handle, due=END, most=MOST_AT_END, then=look, ask=self._watch.ask
                    )
                if settled != "quiet":
                    await self._look()
            if self._watch:
                await self._watch.leave()
                await self._watch.look()
            if self._context:
                await self._end_trace(self._context)
                await asyncio.wait_for(self._context.close(), 10)
        except PlaywrightError as error:
            self._break(broken_by(error, self._step, self._scenario.site, self._setting.launched.browser))
        except asyncio.TimeoutError:
            self._evidence.note("The browser context could not be closed in time.")
        finally:
            if self._watch:
                self._watch.conclude()

    async def _end_trace(self, context: BrowserContext) -> None:
        """A trace that is wanted of failures only is thrown away unless something speaks for one."""
        keep = self._setting.options.trace == "on" or self._evidence.broken is not None
        if not keep and self._setting.options.trace == "on-failure":
            keep = not judge(self._evidence.recording(finished=True), self._scenario, self._plan).passed
        await asyncio.wait_for(self._pictures.end_trace(context, keep=keep), 30)

    @property
    def _the_stage(self) -> PageStage:
        assert self._stage is not None  # set before the first step
        return self._stage

    @property
    def _the_watch(self) -> Watch:
        assert self._watch is not None  # set when the context was opened
        return self._watch

    @property
    def _the_answers(self) -> Answers:
        assert self._answers is not None  # set before the first step
        return self._answers

    @property
    def _handle(self) -> str:
        return self._setting.tap.names.handle
