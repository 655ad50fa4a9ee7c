"""How journeys are performed: what the command line and the pytest door can choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from validator.browser.launch import LaunchOptions
from validator.browser.recordings_folder import Keep

Moment = Literal["off", "on-failure", "on"]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`timeout`: seconds for one step; `output`: the folder of reports and recordings; `deliver`: see Delivery."""

    launch: LaunchOptions = LaunchOptions()
    workers: int = 2
    timeout: float = 15.0
    output: Path = Path("out")
    deliver: tuple[str, ...] = ()
    screenshots: Moment = "on-failure"
    trace: Moment = "off"
    secrets: Mapping[str, str] = field(default_factory=dict)
    pool: tuple[LaunchOptions, ...] = ()  # several browsers at once, in place of `launch`: remote ones
    cache: bool = True  # the browser's own, as a visitor has it
    keep: Keep = Keep()
    retries: int = 0  # times that a journey which did not pass is made again
    repeat: int = 1  # times that every journey is made, to find what is unstable
    signature: str = ""  # what the browser adds to its user agent, so that a site's owner knows who visits it
    session: str = ""  # of several processes that write into one output folder as one run
