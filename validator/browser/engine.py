"""The engine: one asyncio loop in one background thread owns the browser and performs journeys, several at a time."""

from __future__ import annotations

import asyncio
import datetime
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimeoutOfFuture
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright
from playwright.sync_api import BrowserContext as SyncContext
from playwright.sync_api import Page as SyncPage

from validator import __version__
from validator.browser.attached import Attached, listen
from validator.browser.attempts import made
from validator.browser.capture import Tap
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.policy import delivery_of
from validator.browser.capture.script import Names, script
from validator.browser.escorted import Escort, EscortedJourney, ToldJournal
from validator.browser.evidence_on_disk import EvidenceOnDisk
from validator.browser.failure import unheard
from validator.browser.feed import OPEN, FedJourney, Feed, Turns
from validator.browser.journey import Journey
from validator.browser.loader import ContainerLoader, ContainerUnavailable, LoadedContainer, load_container
from validator.browser.options import RunOptions
from validator.browser.pictures import drop_trace
from validator.browser.pool import Pool, outlived
from validator.browser.progress import Silence, Told
from validator.browser.recordings_folder import RecordingsFolder
from validator.browser.sessions import SessionFailed
from validator.browser.setting import Setting
from validator.browser.sharing import Shared
from validator.judge import judge
from validator.model.container import Container
from validator.model.location import UsageError
from validator.model.plan import ContainerChoice, Plan
from validator.model.recording import Broken, Recording
from validator.model.run import Progress, Result, Run
from validator.model.suite import Entry
from validator.model.verdict import Verdict
from validator.recordings.recording_file import Journal

Answer = TypeVar("Answer")
_HEARING = 0.5 if sys.platform == "win32" else None  # seconds after which Ctrl-C is looked for
_PATIENCE = 5.0  # seconds that a part of the browser has for its end


class Engine:
    """Start it (as a context manager), run suites on it. `run` may be called from any thread but the engine's own."""

    def __init__(self, options: RunOptions, tell: Callable[[str], None] = lambda text: None) -> None:
        """`tell` gets what the user should know once, such as why the sandbox is off."""
        self.options = options
        self._tell = tell
        self._told: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(unheard)
        self._thread = threading.Thread(target=self._live, name="validator-engine", daemon=True)
        self._playwright: Playwright | None = None
        self._pool: Pool | None = None
        self._containers: dict[tuple[str, str], LoadedContainer] = {}
        self._journeys: set[asyncio.Task[Recording]] = set()
        self._waiting: set[asyncio.Task[Entry | None]] = set()  # for the next journey of a feed
        self._stopping = False
        self._folder = RecordingsFolder(options.output, options.session)
        self._shared = Shared()
        self._taps: dict[str, Tap] = {}
        self._escort: Escort | None = None
        self._turns: Turns | None = None
        self._review: Callable[[Result], Result] = lambda result: result

    def __enter__(self) -> Engine:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        ending = asyncio.run_coroutine_threadsafe(self._shut(), self._loop)
        while not ending.done():
            with suppress(KeyboardInterrupt, Exception):  # it is ending already, and takes a bounded time
                _result(ending)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(
        self,
        entries: Sequence[Entry],
        progress: Progress,
        escort: Escort | None = None,
        review: Callable[[Result], Result] = lambda result: result,
    ) -> Run:
        """Performs and judges all entries. Ctrl-C ends the journeys that are under way, and keeps what was seen.

        `escort` goes along with each journey, and decides when it goes on. `review` may add to a result, such as what
        a baseline says of it, before anybody is told.
        Raises UsageError (no browser, no such container) and InputError (a container that cannot be read).
        """
        began = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        clock = time.monotonic()
        self._escort, self._review, self._stopping = escort, review, False
        future = asyncio.run_coroutine_threadsafe(self._run(entries, Told(progress)), self._loop)
        interrupted = False
        while True:
            try:
                results = _result(future)
                break
            except KeyboardInterrupt:
                interrupted = True
                self._once("Interrupted: ending what is under way; what was seen until now is kept.")
                self.interrupt()
        name = self._pool.name if self._pool else ""
        return Run(tuple(results), began, time.monotonic() - clock, name, __version__, interrupted)

    def feed(self, feed: Feed) -> None:
        """Performs and judges the journeys of a feed until there is none any more, and keeps none of them.

        `interrupt` ends it. Raises UsageError and InputError, as `run` does.
        """
        self._stopping = False
        _result(asyncio.run_coroutine_threadsafe(self._fed(feed), self._loop))

    def interrupt(self) -> None:
        """Ends the journeys that are under way, as Ctrl-C does. May be called from any thread."""
        self._loop.call_soon_threadsafe(self._interrupt)

    def attach(self, endpoint: str, context: SyncContext, page: SyncPage, plan: Plan, site: str) -> Attached:
        """Watches a context of a browser that somebody else launched with a debugging port at `endpoint`.

        To be called from the thread that drives `context`, before its page goes anywhere. Raises UsageError and
        InputError for a container of the plan that cannot be had.
        """
        tap = self._call(self._tap_at(endpoint))
        context.add_init_script(script(tap.names, bound=False))
        told = context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]
        loaded = self._call(self._loaded(plan.container, site))
        delivery = delivery_of(plan, site, self.options.deliver)
        attached = Attached(tap, delivery, self._call, _loader(loaded, tap))
        self._loop.call_soon_threadsafe(attached.begin, told["browserContextId"], told["targetId"])
        listen(context, tap.names.mark, lambda *told: self._loop.call_soon_threadsafe(attached.answered, *told))
        return attached

    async def _tap_at(self, endpoint: str) -> Tap:
        """The tap of a browser of somebody else's; one for all its contexts."""
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        if endpoint not in self._taps:
            browser = await self._playwright.chromium.connect_over_cdp(endpoint)
            tap = self._taps[endpoint] = Tap(browser, Names())
            await tap.start()
        return self._taps[endpoint]

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _interrupt(self) -> None:
        self._stopping = True
        for task in [*self._journeys, *self._waiting]:
            task.cancel()

    async def _run(self, entries: Sequence[Entry], progress: Progress) -> list[Result]:
        progress.run_started(tuple(entry.scenario for entry in entries))
        self._folder.open()
        await (await self._browsers()).ready()
        for entry in entries:
            with suppress(ContainerUnavailable):  # it breaks the journeys that need it
                await self._container(entry)
        queue = list(enumerate(entries))[::-1]
        results: dict[int, Result] = {}
        disk = EvidenceOnDisk()

        async def work() -> None:
            while queue:
                index, entry = queue.pop()
                result = await self._one(entry, progress)
                results[index] = replace(result, recording=disk.keep(result.recording))

        await asyncio.gather(*(work() for _ in range(max(1, min(self.options.workers, len(entries))))))
        return [results[index] for index in sorted(results)]

    async def _fed(self, feed: Feed) -> None:
        self._folder.open()
        await (await self._browsers()).ready()
        turns = self._turns = Turns(self.options.workers, feed.turn)
        silent = Silence()

        async def work() -> None:
            while not self._stopping:
                await turns.free()
                entry = None if self._stopping else await self._next(feed)
                if entry is None:
                    turns.give_up()
                    return
                turns.opens(entry.scenario.id)
                result = await self._one(entry, silent)
                turns.goes_on(entry.scenario.id)
                feed.done(result)

        try:
            await asyncio.gather(*(work() for _ in range(self.options.workers * OPEN)))
        finally:
            self._turns = None

    async def _next(self, feed: Feed) -> Entry | None:
        task = asyncio.ensure_future(feed.take())
        self._waiting.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            return None
        finally:
            self._waiting.discard(task)

    async def _one(self, entry: Entry, progress: Progress) -> Result:
        progress.scenario_started(entry.scenario)
        options = self.options
        result = await made(
            lambda attempt: self._visit(entry, progress, attempt), retries=options.retries, repeat=options.repeat
        )
        progress.scenario_ended(result)
        return result

    async def _visit(self, entry: Entry, progress: Progress, attempt: int) -> Result:
        scenario, folder = entry.scenario, self._folder.path
        name = self._folder.name(scenario, attempt)
        file = folder / f"{name}.json"
        journal = ToldJournal(file, self._escort.heard) if self._escort else Journal(file)
        evidence = Evidence(Mask(scenario.secrets), journal)
        try:
            recording = await self._performed(entry, evidence, folder / name, progress)
            recording = self._shared.of(_kept(recording, evidence, journal))
        finally:
            evidence.close()
        verdict = _judged(recording, entry, self._container_of(entry))
        if verdict.passed and self.options.trace == "on-failure":
            drop_trace(folder / name)
        return self._review(Result(scenario, entry.plan, recording, verdict, folder, file))

    async def _performed(self, entry: Entry, evidence: Evidence, pictures: Path, progress: Progress) -> Recording:
        if self._stopping:
            return _never_began(entry, evidence, Broken("The run was interrupted before this began.", 0, "interrupted"))
        give_back: Callable[[], None] = lambda: None  # noqa: E731
        try:
            browser, give_back = await (await self._browsers()).borrow()
            loaded = await self._container(entry)
            if self._stopping:
                raise asyncio.CancelledError
            loader = _loader(loaded, browser.tap)
            assert self._playwright is not None  # _ready started it
            setting = Setting(
                self._playwright, browser.launched, browser.tap, self.options, progress, browser.sessions.storage
            )
            task = asyncio.ensure_future(self._journey(entry, setting, evidence, loader, pictures).perform())
            self._journeys.add(task)
            task.add_done_callback(self._journeys.discard)
            return await outlived(await task, browser.launched.browser)
        except asyncio.CancelledError:
            return _never_began(entry, evidence, Broken("The run was interrupted.", 0, "interrupted"))
        except SessionFailed as error:
            mend = "Check the session's steps in the tracking plan."
            return _never_began(entry, evidence, Broken(str(error), 0, "step", mend=mend))
        except ContainerUnavailable as error:
            reason, _, mend = str(error).partition("\n  → ")
            return _never_began(entry, evidence, Broken(reason, 0, "site", mend=mend))
        except UsageError as error:  # the browser ended, and could not be started again
            reason, _, mend = str(error).partition("\n  → ")
            return _never_began(entry, evidence, Broken(reason, 0, "browser", mend=mend))
        except Exception as error:
            return _never_began(entry, evidence, _own_fault(error))
        finally:
            give_back()

    def _journey(
        self, entry: Entry, setting: Setting, evidence: Evidence, loader: ContainerLoader | None, pictures: Path
    ) -> Journey:
        if self._turns is not None:
            return FedJourney(entry, setting, evidence, loader, pictures, self._turns)
        if self._escort is None:
            return Journey(entry, setting, evidence, loader, pictures)
        return EscortedJourney(entry, setting, evidence, loader, pictures, self._escort)

    async def _browsers(self) -> Pool:
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        if self._pool is None:
            self._pool = Pool(self._playwright, self.options, self._once)
        return self._pool

    async def _container(self, entry: Entry) -> LoadedContainer | None:
        return await self._loaded(entry.plan.container, entry.scenario.site)

    def _container_of(self, entry: Entry) -> Container | None:
        """The container that was loaded for the entry's journey, if it could be."""
        loaded = self._containers.get((repr(entry.plan.container), entry.scenario.site))
        if loaded is None or (loaded.container and loaded.container.source == "published"):
            return None  # the recording holds it, with the names that its export told
        return loaded.container

    async def _loaded(self, choice: ContainerChoice | None, site: str) -> LoadedContainer | None:
        """The container that a plan names; each is read once."""
        if choice is None:
            return None
        key = (repr(choice), site)
        if key not in self._containers:
            self._containers[key] = await asyncio.to_thread(load_container, choice, site)
        return self._containers[key]

    async def _shut(self) -> None:
        with suppress(PlaywrightError, asyncio.TimeoutError):  # a browser that does not end by itself is ended with us
            for tap in self._taps.values():
                await asyncio.wait_for(tap.stop(), _PATIENCE)
        if self._pool:
            await self._pool.stop()
        with suppress(OSError):  # what cannot be removed stays; the run itself is done
            self._folder.prune(self.options.keep)
        with suppress(OSError):
            self._folder.close()
        if self._playwright:
            with suppress(PlaywrightError, asyncio.TimeoutError):
                await asyncio.wait_for(self._playwright.stop(), _PATIENCE)

    def _once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._tell(text)


def _result(future: Future[Answer]) -> Answer:
    """Waits for work of the engine's thread. Ctrl-C is heard meanwhile, also where a lock's wait would not be."""
    while True:
        try:
            return future.result(_HEARING)
        except TimeoutOfFuture:
            if future.done():
                raise


def _loader(loaded: LoadedContainer | None, tap: Tap) -> ContainerLoader:
    return ContainerLoader(loaded or LoadedContainer(None), f"({tap.names.handle} || {{}}).report")


def _never_began(entry: Entry, evidence: Evidence, broken: Broken) -> Recording:
    scenario = entry.scenario
    evidence.add(broken)
    return evidence.recording(
        scenario=scenario.id, name=scenario.name, site=scenario.site, device=scenario.device, finished=True
    )


def _kept(recording: Recording, evidence: Evidence, journal: Journal) -> Recording:
    """The recording in its file; with a note where the disk would not take it."""
    try:
        evidence.finish(recording)
    except OSError as error:
        return replace(recording, notes=(*recording.notes, f"The recording was not kept: {error.strerror or error}."))
    if journal.failure:
        told = f"What was seen could not be written down while it happened: {journal.failure}."
        return replace(recording, notes=(*recording.notes, told))
    return recording


def _judged(recording: Recording, entry: Entry, container: Container | None) -> Verdict:
    try:
        return judge(recording, entry.scenario, entry.plan, container)
    except Exception as error:
        scenario = entry.scenario
        broken = Mask(scenario.secrets).item(_own_fault(error))
        return Verdict(scenario.id, scenario.name, "broken", broken=broken, location=scenario.location)


def _own_fault(error: Exception) -> Broken:
    """A mistake of this program must not take the other scenarios with it, and must not be hidden either."""
    place = traceback.format_exception(type(error), error, error.__traceback__)
    return Broken(
        f"The validator itself made a mistake: {type(error).__name__}: {error}",
        0,
        "browser",
        "".join(place[-2:]).strip(),
        "Please report it, with the recording; the other scenarios are not touched by it.",
    )
