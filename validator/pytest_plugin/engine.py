"""The engine of a pytest process, by the options that the user gave."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from validator.browser.engine import Engine

_ENGINE = pytest.StashKey["Engine"]()


def engine(config: pytest.Config) -> Engine:
    """The engine of this process, started when the first test wants it."""
    if _ENGINE not in config.stash:
        from validator.browser.engine import Engine
        from validator.browser.launch import LaunchOptions
        from validator.browser.options import RunOptions

        option = config.getoption
        deliver = tuple(name.strip() for name in option("--tracking-deliver").split(",") if name.strip())
        options = RunOptions(
            LaunchOptions(
                option("--tracking-browser") or os.environ.get("VALIDATOR_BROWSER"),
                option("--tracking-headed"),
                tuple(option("--tracking-browser-arg")),
            ),
            workers=1,
            timeout=option("--tracking-timeout"),
            output=Path(option("--tracking-output")),
            deliver=deliver,
            screenshots=option("--tracking-screenshots"),
            trace=option("--tracking-trace"),
            session=getattr(config, "workerinput", {}).get("testrunuid", ""),
        )
        started = Engine(options)
        config.stash[_ENGINE] = started.__enter__()
    return config.stash[_ENGINE]


def close_engine(config: pytest.Config) -> None:
    """Ends the engine, if one was started."""
    if _ENGINE in config.stash:
        config.stash[_ENGINE].__exit__(None, None, None)
        del config.stash[_ENGINE]


def base_url(config: pytest.Config) -> str | None:
    """The site that the user named, by our option or by pytest-base-url's."""
    told = config.getoption("--tracking-base-url") or config.getoption("base_url", None)
    return str(told) if told else None
