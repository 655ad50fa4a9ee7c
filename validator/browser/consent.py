"""The journey's answer to the consent banner: when it is given, by what clicks, and what is kept as evidence of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from validator.browser.banner import Answer, BannerFailed, find
from validator.browser.failure import first_line
from validator.browser.stage import READY, PageStage
from validator.cmps import AUTO, platforms
from validator.model.plan import Consent, ConsentProfile
from validator.model.scenario import Locator, Step
from validator.model.stage import StepFailed
from validator.steps import STEPS

_ASKED = 1.5  # seconds in which a platform says what it has kept


class Answers:
    """The answers of one journey to its banner: the profile's, and those of `consent` steps."""

    def __init__(
        self,
        stage: PageStage,
        consent: Consent,
        profile: ConsentProfile | None,
        *,
        keep: Callable[[str, str, float, tuple[str, ...], Mapping[str, Any]], None],
        look: Callable[[], Awaitable[None]],
    ) -> None:
        """`keep` takes answer, platform, how long ago, what was clicked, what the platform says.

        `look` is done right before.
        """
        self._stage = stage
        self._consent = consent
        self._profile = profile
        self._keep = keep
        self._look = look
        self._given = False

    async def before(self, step: Step) -> None:
        """The profile's answer, where it is given before this step. Raises BannerFailed."""
        profile = self._profile
        if profile and profile.answer is not None and step.name and profile.at == step.name:
            await self._stage.ready()
            await self.give(profile.answer)

    async def after(self, step: Step) -> bool:
        """Whether the profile was answered now: on the first page, once it is ready. Raises BannerFailed."""
        profile = self._profile
        if self._given or not profile or profile.answer is None or profile.at or step.kind != "goto":
            return False
        await self._stage.ready()
        await self.give(profile.answer)
        return True

    async def give(self, answer: Answer) -> None:
        """Answers the banner that is shown. Raises BannerFailed."""
        await self._look()  # what stands there now came before consent
        stage = self._stage
        element, frames = stage.element, stage.frames
        steps = _steps(self._consent, answer)
        if steps:
            (clicked, answered), platform = await self._own(steps), self._consent.cmp or ""
        elif self._consent.cmp is None and _own_banner(self._consent):
            raise BannerFailed(
                f"The plan does not say how the consent banner is answered with “{_told(answer)}”.",
                "Write the steps under `consent: banner:` in the tracking plan.",
            )
        else:
            banner = await find(stage.page, self._consent.cmp or AUTO, min(READY, stage.timeout / 1000))
            platform = banner.platform.__name__.rpartition(".")[2]
            await banner.answer(answer)
            clicked, answered = tuple(banner.clicked), banner.answered
        stage.element, stage.frames = element, frames
        self._given = True
        says = await self._says(platform)
        told = answer if isinstance(answer, str) else "choose"
        self._keep(told, platform, time.monotonic() - answered, clicked, says)

    async def _own(self, steps: tuple[Step, ...]) -> tuple[tuple[str, ...], float]:
        """What was done, and when the last of it began: from then on the answer may be heard."""
        answered = time.monotonic()
        for step in steps:
            self._stage.frames = step.frames
            try:
                if await self._wanted(step, first=step is steps[0]):
                    await self._appeared(step)
                    answered = time.monotonic()
                    await STEPS[step.kind].perform(step.fields, self._stage)
            except (StepFailed, PlaywrightError) as failure:
                raise BannerFailed(
                    "The consent banner could not be answered: " + first_line(str(failure)),
                    "Check the banner's steps in the tracking plan, or whether the banner appears at all.",
                ) from None
        return tuple(step.title for step in steps), answered

    async def _appeared(self, step: Step) -> None:
        """What is clicked may come late; that it does not come at all is told by the step itself."""
        target = getattr(step.fields, "target", None)
        if isinstance(target, Locator):
            with suppress(PlaywrightError, StepFailed):
                await self._stage.locate(target).first.wait_for(timeout=self._stage.timeout)

    async def _wanted(self, step: Step, first: bool) -> bool:
        """Whether the step's `when` holds; the banner itself may come late, and is waited for."""
        if step.when is None or step.when.visible is None:
            return True
        element = self._stage.locate(step.when.visible).first
        if first:
            with suppress(PlaywrightTimeout):
                await element.wait_for(timeout=min(READY * 1000, self._stage.timeout))
        return await element.is_visible()

    async def _says(self, platform: str) -> Mapping[str, Any]:
        """What the platform says that it has kept, and what it tells vendors by the TCF."""
        member = platforms().get(platform)
        own = getattr(member, "SAYS", "") or "null"
        try:
            told = await asyncio.wait_for(self._stage.page.evaluate(_SAYS.replace("OWN", own)), _ASKED)
        except (PlaywrightError, asyncio.TimeoutError):
            return {}  # the answer leads to another page, or nobody answers
        return {name: value for name, value in told.items() if value is not None}


def _steps(consent: Consent, answer: Answer) -> tuple[Step, ...]:
    """The plan's own steps for an answer; none where a platform's banner is meant."""
    if isinstance(answer, str):
        return consent.accept if answer == "accept" else consent.deny
    chosen: tuple[Step, ...] = ()
    for purpose, wanted in answer.items():
        chosen += consent.choose.get(purpose, ()) if wanted else ()
    return chosen + consent.save if chosen or consent.save else ()


def _own_banner(consent: Consent) -> bool:
    return bool(consent.accept or consent.deny or consent.choose or consent.save)


def _told(answer: Answer) -> str:
    if isinstance(answer, str):
        return answer
    return ", ".join(f"{name} {'yes' if given else 'no'}" for name, given in answer.items())


_SAYS = """async () => {
  const tcf = () => new Promise((done) => {
    if (typeof __tcfapi !== 'function') return done(null);
    setTimeout(() => done(null), 1000);
    __tcfapi('addEventListener', 2, (data, right) => {
      if (!right || !data || !data.tcString) return;
      try { __tcfapi('removeEventListener', 2, () => {}, data.listenerId); } catch { /* it may not know it */ }
      const granted = (told) => Object.keys(told ?? {}).filter((name) => told[name]).map(Number);
      done({ string: data.tcString, applies: data.gdprApplies ?? null, status: data.eventStatus ?? '',
        purposes: granted(data.purpose?.consents), legitimate: granted(data.purpose?.legitimateInterests),
        vendors: granted(data.vendor?.consents).length });
    });
  });
  const own = async () => { try { return JSON.parse(JSON.stringify((await (OWN)) ?? null)); } catch { return null; } };
  const found = await Promise.all([tcf(), own()]);
  return { tcf: found[0], own: found[1] };
}"""
