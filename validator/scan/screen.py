"""What is told while a scan goes on: each new finding as it comes, and how far it is."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from validator.scan.page import Fault, Page, Seen
from validator.scan.scan import State
from validator.telling import prose

_EVERY = 30.0  # seconds after which a line is told where there is no terminal
_SIGNS = {"fail": ("✗", "red"), "warn": ("!", "yellow")}


class Screen:
    """A line that is renewed on a terminal; a line now and then elsewhere. A closed pipe ends the telling, no more."""

    def __init__(self) -> None:
        self._live: Any = None
        self._shown = 0.0
        self._quiet = False

    def start(self) -> None:
        if sys.stdout.isatty():
            from rich.console import Console

            self._live = Console().status("Reading robots.txt and sitemaps …")
            self._live.start()

    def stop(self) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def say(self, text: str) -> None:
        if self._live:
            self._live.console.print(text, markup=False, highlight=False)
        else:
            self._echo(text, err=True)

    def page(self, page: Page, seen: Seen, fresh: tuple[Fault, ...]) -> None:
        for fault in fresh:
            sign, colour = _SIGNS[fault.level]
            told = prose.visible(f"{fault.message} ({seen.url})")
            if self._live:
                from rich.text import Text

                self._live.console.print(Text.assemble((f"{sign} ", colour), told))
            else:
                self._echo(f"{sign} {told}")
        if seen.outcome == "failed":
            told = prose.visible(f"⊘ {page.url} could not be visited: {seen.why}")
            if self._live:
                self._live.console.print(told, markup=False, highlight=False)
            else:
                self._echo(told)

    def state(self, state: State) -> None:
        if self._live:
            self._live.update(line(state))
        elif time.monotonic() - self._shown > _EVERY:
            if self._shown:
                self._echo(line(state), err=True)
            self._shown = time.monotonic()

    def _echo(self, text: str, err: bool = False) -> None:
        if self._quiet:
            return
        try:
            click.echo(text, err=err)
        except OSError:  # nobody reads any more; the scan and its files go on
            self._quiet = True


def line(state: State) -> str:
    """`412 of 2,000 pages · 3 findings · 310 pages a minute · 5 min left`."""
    most = min(state.known, state.most) if state.most else state.known
    told = [f"{state.done:,} of {most:,} pages", prose.count(state.faults, "new finding")]
    told += [f"{state.rate:.0f} pages a minute"] if state.rate >= 1 else []
    told += [f"about {_span(state.left)} left"] if state.left is not None else []
    return " · ".join(told)


def _span(seconds: float) -> str:
    seconds = max(0.0, seconds)
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
