"""Plays a video or a sound of the page, and waits until it has got so far.

Without an element the first video is meant. `rate` makes it run faster; the milestones are still passed one by one.

Example:

    - play
    - play: {css: "#tour", until: 50%}
    - play: {until: end, rate: 4}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage, StepFailed

_UNTIL = re.compile(r"end|(\d+(?:\.\d+)?)\s*(%|s)")
_PLAY = """async (media, rate) => {
  if (typeof media.play !== 'function') return 'none';
  media.playbackRate = rate;
  if (media.ended) media.currentTime = 0;
  try { await media.play(); return ''; } catch (error) { return error.name + ': ' + error.message; }
}"""
_REACHED = """([media, until]) => {
  if (media.error) return 'failed';
  if (until === 'end') return media.ended;
  if (media.ended) return true;
  const wanted = until.endsWith('%') ? media.duration * parseFloat(until) / 100 : parseFloat(until);
  return media.currentTime >= wanted;
}"""
_SOUND_NEEDS_A_CLICK = "NotAllowedError"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator | None, Key("The video; without it the first of the page.", inline=True)] = None
    until: Annotated[str, Key("How far it is waited for: end, 50%, 5s. Without it only until it plays.")] = ""
    rate: Annotated[float, Key("How fast it plays: 2 is twice as fast.")] = 1

    def __post_init__(self) -> None:
        if self.until and not _UNTIL.fullmatch(self.until):
            raise ValueError(f'"{self.until}" is no place in a video', "Write until: end, 50% or 5s.")
        if not 0.1 <= self.rate <= 16:
            raise ValueError(f"a browser plays 0.1 to 16 times as fast, not {self.rate}")


def title(fields: Fields) -> str:
    return f"play {fields.target or 'video'}" + (f" until {fields.until}" if fields.until else "")


async def perform(fields: Fields, stage: Stage) -> None:
    target = fields.target or Locator("css", "video", nth=0)
    element = await stage.find(target)
    handle = await element.element_handle(timeout=stage.timeout)
    said = await handle.evaluate(_PLAY, fields.rate)
    if said.startswith(_SOUND_NEEDS_A_CLICK):
        await element.click(timeout=stage.timeout)
        said = await handle.evaluate(_PLAY, fields.rate)
    if said == "none":
        raise StepFailed(f"{target} is neither a video nor a sound", "Players in an iframe need a frame step around.")
    if said:
        raise StepFailed(f"{target} does not play: {said}")
    if fields.until:
        frame = await handle.owner_frame() or stage.page.main_frame
        reached = await frame.wait_for_function(_REACHED, arg=[handle, fields.until], timeout=stage.timeout)
        if await reached.json_value() == "failed":
            raise StepFailed(f"{target} stopped with an error: its file cannot be played")
