"""Signed-in states of the tracking plan: made once by their steps, then reused, in this run and for a while after."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from validator.browser.capture import Tap, Watch
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.policy import delivery_of
from validator.browser.context import context_options
from validator.browser.failure import first_line
from validator.browser.options import RunOptions
from validator.browser.stage import PageStage
from validator.model.location import UsageError
from validator.model.plan import Session
from validator.model.stage import StepFailed
from validator.model.suite import Entry
from validator.steps import STEPS


class SessionFailed(UsageError):
    """A session of the plan could not be made."""


class Sessions:
    """Storage states by session and site; each is made once, however many journeys ask for it at the same time."""

    def __init__(self, playwright: Playwright, browser: Browser, options: RunOptions, tap: Tap) -> None:
        self._playwright = playwright
        self._browser = browser
        self._options = options
        self._tap = tap
        self._making: dict[str, asyncio.Future[Any]] = {}

    async def storage(self, entry: Entry) -> Any:
        """The storage state for the entry's session. Raises SessionFailed."""
        session = entry.plan.sessions[entry.scenario.session or ""]
        key = _key(session, entry.scenario.site)
        if key not in self._making:
            self._making[key] = asyncio.ensure_future(self._state(session, entry, key))
        return await asyncio.shield(self._making[key])

    async def _state(self, session: Session, entry: Entry, key: str) -> Any:
        file = self._options.output / "sessions" / f"{key}.json"
        kept = _kept(file, session.reuse)
        if kept is not None:
            return kept
        state = await self._made(session, entry)
        if session.reuse:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(json.dumps(state), encoding="utf-8")
        return state

    async def _made(self, session: Session, entry: Entry) -> Any:
        """Signing in is tracked by the site as well: what it sends is held back as in a journey, and not recorded."""
        context = await self._browser.new_context(**context_options(self._playwright, entry.scenario, entry.plan))
        delivery = delivery_of(entry.plan, entry.scenario.site, self._options.deliver)
        watch = Watch(self._tap, Evidence(Mask({})), JourneyClock(), delivery)
        try:
            page = await watch.attach(context, entry.plan.browser.webview)
            stage = PageStage(
                context,
                page,
                site=entry.scenario.site,
                folder=Path(session.location.file).parent,
                symbol=self._tap.names.symbol,
                visitor=False,
                remembered=lambda name, value: None,
                pictures=_no_picture,
                answer_consent=_no_answer,
            )
            for step in session.steps:
                stage.begin(step.timeout or self._options.timeout, step.frames)
                await STEPS[step.kind].perform(step.fields, stage)
            await page.wait_for_load_state("load", timeout=self._options.timeout * 1000)
            return await context.storage_state()
        except (StepFailed, PlaywrightError) as error:
            raise SessionFailed(f"The session “{session.name}” could not be made: {first_line(str(error))}") from None
        finally:
            with suppress(PlaywrightError):  # the browser may be gone
                await watch.leave()
                await context.close()
            watch.conclude()


def _kept(file: Path, reuse: float) -> Any:
    try:
        if reuse and time.time() - file.stat().st_mtime < reuse:
            return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pass  # it is made anew
    return None


def _key(session: Session, site: str) -> str:
    told = repr([site, session.name, [(step.kind, step.fields) for step in session.steps]])
    return f"{session.name}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


async def _no_picture(name: str) -> None:
    """A session keeps no screenshots: they would show what a signed-in person sees."""


async def _no_answer(answer: str | dict[str, bool]) -> None:
    """A session does not answer the banner: that is the journey's part."""
