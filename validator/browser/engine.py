"""The engine: one asyncio loop in one background thread owns the browser and performs journeys, several at a time."""

from __future__ import annotations

import asyncio
import datetime
import re
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import Playwright, async_playwright
from playwright.sync_api import BrowserContext as SyncContext
from playwright.sync_api import Page as SyncPage

from validator import __version__
from validator.browser.attached import Attached
from validator.browser.capture import Tap
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.policy import delivery_of
from validator.browser.capture.script import Names, script
from validator.browser.journey import Journey, Setting
from validator.browser.launch import Launched, launch
from validator.browser.loader import ContainerLoader, LoadedContainer, load_container
from validator.browser.options import RunOptions
from validator.browser.sessions import SessionFailed, Sessions
from validator.judge import judge
from validator.model.plan import ContainerChoice, Plan
from validator.model.recording import Broken, Recording
from validator.model.run import Progress, Result, Run
from validator.model.suite import Entry
from validator.recording_file import Journal

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Browser:
    """A running browser with everything that its journeys share."""

    launched: Launched
    tap: Tap
    sessions: Sessions


class Engine:
    """Start it (as a context manager), run suites on it. `run` may be called from any thread but the engine's own."""

    def __init__(self, options: RunOptions, tell: Callable[[str], None] = lambda text: None) -> None:
        """`tell` gets what the user should know once, such as why the sandbox is off."""
        self.options = options
        self._tell = tell
        self._told: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name="validator-engine", daemon=True)
        self._playwright: Playwright | None = None
        self._browser: _Browser | None = None
        self._launching: asyncio.Lock | None = None
        self._containers: dict[tuple[str, str], LoadedContainer] = {}
        self._journeys: set[asyncio.Task[Recording]] = set()
        self._stopping = False
        self._taps: dict[str, Tap] = {}

    def __enter__(self) -> Engine:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._call(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, entries: Sequence[Entry], progress: Progress) -> Run:
        """Performs and judges all entries. Ctrl-C ends the journeys that are under way, and keeps what was seen.

        Raises UsageError (no browser, no such container) and InputError (a container that cannot be read).
        """
        began = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        clock = time.monotonic()
        future = asyncio.run_coroutine_threadsafe(self._run(entries, progress), self._loop)
        interrupted = False
        while True:
            try:
                results = future.result()
                break
            except KeyboardInterrupt:
                interrupted = True
                self._loop.call_soon_threadsafe(self._interrupt)
        name = self._browser.launched.name if self._browser else ""
        return Run(tuple(results), began, time.monotonic() - clock, name, __version__, interrupted)

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
        for task in list(self._journeys):
            task.cancel()

    async def _run(self, entries: Sequence[Entry], progress: Progress) -> list[Result]:
        self._stopping = False
        progress.run_started(tuple(entry.scenario for entry in entries))
        await self._ready()
        for entry in entries:
            await self._container(entry)
        queue = list(enumerate(entries))[::-1]
        results: dict[int, Result] = {}

        async def work() -> None:
            while queue:
                index, entry = queue.pop()
                results[index] = await self._one(entry, progress)

        await asyncio.gather(*(work() for _ in range(max(1, min(self.options.workers, len(entries))))))
        return [results[index] for index in sorted(results)]

    async def _one(self, entry: Entry, progress: Progress) -> Result:
        scenario, folder = entry.scenario, self.options.output / "recordings"
        name = self._name(entry)
        file = folder / f"{name}.json"
        evidence = Evidence(Mask(scenario.secrets), Journal(file))
        progress.scenario_started(scenario)
        try:
            recording = await self._performed(entry, evidence, folder / name, progress)
            evidence.finish(recording)
        finally:
            evidence.close()
        loaded = await self._container(entry)
        verdict = judge(recording, scenario, entry.plan, loaded.container if loaded else None)
        result = Result(scenario, entry.plan, recording, verdict, folder, file)
        progress.scenario_ended(result)
        return result

    async def _performed(self, entry: Entry, evidence: Evidence, pictures: Path, progress: Progress) -> Recording:
        if self._stopping:
            return _never_began(entry, evidence, Broken("The run was interrupted before this began.", 0, "interrupted"))
        browser = await self._ready()
        loaded = await self._container(entry)
        loader = _loader(loaded, browser.tap)
        assert self._playwright is not None  # _ready started it
        setting = Setting(
            self._playwright, browser.launched, browser.tap, self.options, progress, browser.sessions.storage
        )
        task = asyncio.ensure_future(Journey(entry, setting, evidence, loader, pictures).perform())
        self._journeys.add(task)
        task.add_done_callback(self._journeys.discard)
        try:
            return await task
        except SessionFailed as error:
            mend = "Check the session's steps in the tracking plan."
            return _never_began(entry, evidence, Broken(str(error), 0, "step", mend=mend))
        except asyncio.CancelledError:
            return _never_began(entry, evidence, Broken("The run was interrupted.", 0, "interrupted"))

    async def _ready(self) -> _Browser:
        """The running browser; one that ended is started again."""
        self._launching = self._launching or asyncio.Lock()
        async with self._launching:
            if self._browser and self._browser.launched.browser.is_connected():
                return self._browser
            if self._playwright is None:
                self._playwright = await async_playwright().start()
            launched = await launch(self._playwright, self.options.launch, self._once)
            tap = Tap(launched.browser, Names())
            await tap.start()
            sessions = Sessions(self._playwright, launched.browser, self.options, tap.names.symbol)
            self._browser = _Browser(launched, tap, sessions)
            return self._browser

    async def _container(self, entry: Entry) -> LoadedContainer | None:
        return await self._loaded(entry.plan.container, entry.scenario.site)

    async def _loaded(self, choice: ContainerChoice | None, site: str) -> LoadedContainer | None:
        """The container that a plan names; each is read once."""
        if choice is None:
            return None
        key = (repr(choice), site)
        if key not in self._containers:
            self._containers[key] = await asyncio.to_thread(load_container, choice, site)
        return self._containers[key]

    async def _shut(self) -> None:
        for tap in self._taps.values():
            await tap.stop()
        if self._browser:
            await self._browser.tap.stop()
            if self._browser.launched.browser.is_connected():
                await self._browser.launched.browser.close()
        if self._playwright:
            await self._playwright.stop()

    def _once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._tell(text)

    def _name(self, entry: Entry) -> str:
        """The file name of a recording: the scenario's file and device, so that it is the same in every run."""
        file = Path(entry.scenario.location.file)
        parts = file.with_suffix("").parts
        inner = parts[parts.index("scenarios") + 1 :] if "scenarios" in parts[:-1] else parts[-1:]
        told = "-".join([*inner, entry.scenario.device or ""])
        return re.sub(r"[^\w]+", "-", told).strip("-").lower()[-100:] or "scenario"


def _loader(loaded: LoadedContainer | None, tap: Tap) -> ContainerLoader | None:
    return ContainerLoader(loaded, f"({tap.names.handle} || {{}}).report") if loaded else None


def _never_began(entry: Entry, evidence: Evidence, broken: Broken) -> Recording:
    scenario = entry.scenario
    evidence.add(broken)
    return evidence.recording(
        scenario=scenario.id, name=scenario.name, site=scenario.site, device=scenario.device, finished=True
    )
