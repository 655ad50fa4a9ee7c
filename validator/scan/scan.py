"""A scan while it goes on: pages are handed out, what was seen on them is kept, and what they link to is found."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.model.run import Result
from validator.model.suite import Entry
from validator.scan import looking
from validator.scan.fetching import Fetch, fetcher
from validator.scan.frontier import Frontier
from validator.scan.journeys import entry_of, weighed
from validator.scan.page import Fault, Page, Seen
from validator.scan.robots import Robots, read_robots
from validator.scan.settings import Settings
from validator.scan.sitemaps import addresses
from validator.scan.urls import cleaned, fits, is_file, is_trap, same_site

_TRIES = 2  # visits of a page that could not be made
_IN_A_ROW = 20  # visits that could not be made, after which the site is left alone
_AHEAD = 20  # addresses of sitemaps that are read beyond the pages that may be visited, for each of these


@dataclass(frozen=True, slots=True)
class State:
    """How far a scan is. `left`: seconds until its end as it looks now; None where nobody can say."""

    done: int
    known: int
    most: int
    faults: int
    failing: int
    rate: float  # pages a minute
    left: float | None


class Listener(Protocol):
    """Told of a scan as it goes on, in the engine's thread."""

    def page(self, page: Page, seen: Seen, fresh: tuple[Fault, ...]) -> None:
        """A page was visited. `fresh`: what is wrong on it that was not wrong on any page before."""
        ...

    def state(self, state: State) -> None: ...

    def say(self, text: str) -> None: ...


@dataclass
class Scan:
    """One scan: prepare it, then hand it to whoever visits pages (an engine here, or workers elsewhere)."""

    settings: Settings
    plan: Plan
    frontier: Frontier
    listener: Listener
    robots: Robots = field(default_factory=Robots)
    finished: str = ""  # why it ended: done, pages, minutes, unreachable, interrupted
    _began: float = field(default_factory=time.monotonic)
    _open: dict[int, Page] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _last: float = float("-inf")  # when a page was, or will be, asked for last
    _here: int = 0  # pages that were visited by this process
    _visited: int = 0
    _failing: int = 0
    _keys: int = 0
    _failed: int = 0  # visits in a row that could not be made

    def __post_init__(self) -> None:
        self.plan = weighed(self.plan)
        counts = self.frontier.counts()
        self._visited = counts.get("page", 0) + counts.get("error", 0) + counts.get("failed", 0)

    # Where pages come from

    def prepare(self, fetch: Fetch | None = None) -> None:
        """Reads robots.txt, the list and the sitemaps, as far as that was not done before. Raises UsageError."""
        settings = self.settings
        fetch = fetch or fetcher(settings.start, self.plan.browser, settings.agent)
        if settings.robots:
            self.robots = read_robots(settings.start, fetch)
            if self.robots.note:
                self._note(self.robots.note)
        if self.frontier.get("prepared"):
            return
        if settings.list_file:
            self._find(_listed(settings.list_file, settings.start), "list", 0, "", wanted=True)
            if not self.frontier.known:
                raise UsageError(f"{settings.list_file} names no page of {settings.start}.")
        else:
            self._find([settings.start], "start", 0, "", wanted=True)
            if settings.sitemaps:
                most = settings.pages * _AHEAD
                found = addresses(
                    settings.start, self.robots.sitemaps, fetch, self._note, lambda: self.frontier.known < most
                )
                self._find(found, "sitemap", 1, "")
        self.frontier.set("prepared", "yes")

    def _note(self, text: str) -> None:
        if self.frontier.note(text):
            self.listener.say(text)

    def _find(self, urls: Iterable[str], source: str, depth: int, parent: str, *, wanted: bool = False) -> None:
        """Puts addresses into the frontier; `wanted`: whatever the patterns say, since the user named them."""
        for told in urls:
            url = cleaned(told)
            if url and (wanted or self.belongs(url)) and not is_file(url):
                if self.settings.robots and not self.robots.allows(url):
                    self.frontier.add(url, source, depth, parent, state="barred")
                    if source in ("start", "list"):
                        self._note(f"robots.txt does not allow {url} (--ignore-robots for a site of your own).")
                    continue
                self.frontier.add(url, source, depth, parent, self.settings.alike)

    def belongs(self, url: str) -> bool:
        """Whether a page is one of this scan's."""
        settings = self.settings
        return (
            same_site(url, settings.start, settings.subdomains)
            and fits(url, settings.include, settings.exclude)
            and not is_trap(url)
        )

    # The feed of an engine

    async def take(self) -> Entry | None:
        while True:
            page = self.next()
            if page is not None:
                return entry_of(page, self.settings, self.plan)
            if not self._open or self.finished:
                self._news.set()  # whoever waits has nothing to wait for either
                return None
            self._news.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.5)

    def next(self) -> Page | None:
        """The next page that may be visited now; None: there is none, or there is enough."""
        self._check_budget()
        if self.finished or self._visited + len(self._open) >= self.settings.pages:
            return None
        page = self.frontier.take()
        if page is not None:
            self._open[page.number] = page
        return page

    def _check_budget(self) -> None:
        if self.finished:
            return
        if self._visited >= self.settings.pages:
            self.finished = "pages"
        elif self.settings.minutes and time.monotonic() - self._began > self.settings.minutes * 60:
            self.finished = "minutes"

    async def turn(self) -> None:
        """Keeps to the rate, and to the pause that robots.txt asks for."""
        await asyncio.sleep(self.pause())  # the wait is the purpose

    def pause(self) -> float:
        """Seconds until the next page may be asked for, which it will be then."""
        gap = max(1 / self.settings.rate if self.settings.rate else 0.0, self.robots.delay())
        now = time.monotonic()
        self._last = max(now, self._last + gap)
        return self._last - now

    def done(self, result: Result) -> None:
        seen = looking.seen_safely(result, self.settings)
        page = self.page_of(result.scenario.cell)
        fresh = self.keep(page, seen, result.file)
        if result.file and not fresh:
            _remove(result.file)

    def page_of(self, cell: tuple[tuple[str, str], ...]) -> Page:
        """The page that is under way of which a journey says the number."""
        return self._open[int(dict(cell)["page"])]

    def keep(self, page: Page, seen: Seen, file: Path | None) -> bool:
        """Keeps what was seen on a page; whether the recording in `file` is worth keeping too."""
        self._open.pop(page.number, None)
        if seen.outcome == "interrupted":
            self.frontier.wait_again(page, last=False)
            return False
        self._failed = self._failed + 1 if seen.outcome == "failed" else 0
        if self._failed >= _IN_A_ROW and not self.finished:
            self.finished = "unreachable"
        if seen.outcome == "failed" and self.frontier.tries(page) < _TRIES:
            self.frontier.wait_again(page, last=True)
            self._news.set()
            return False
        if seen.outcome == "error" and page.parent:
            told = f" {page.parent} links there."
            seen = replace(seen, faults=tuple(replace(one, message=one.message + told) for one in seen.faults))
        many = {fault.key: self.frontier.of_key(fault.key) for fault in seen.faults}
        fresh = tuple(fault for fault in seen.faults if not many[fault.key])
        telling = seen.outcome == "failed" or any(few < self.settings.evidence for few in many.values())
        learnt = self.frontier.done(page, seen, file.name if file and telling else "", self.belongs(seen.url))
        if seen.outcome == "page" and self.settings.links and not self.settings.list_file:
            self._find(seen.links, "link", page.depth + 1, seen.url)
        self._visited += seen.outcome in ("page", "error", "failed")
        self._here += 1
        if learnt:
            self._keys += len(fresh)
            self._failing += any(fault.level == "fail" for fault in seen.faults)
            self.listener.page(page, seen, fresh)
        self.listener.state(self.state())
        self._news.set()
        return telling and learnt

    def state(self) -> State:
        seconds = max(0.001, time.monotonic() - self._began)
        known = self.frontier.known
        most = min(self.settings.pages, known)
        rate = self._here / seconds
        left = (most - self._visited) / rate if self._here >= 5 else None
        if left is not None and self.settings.minutes:
            left = min(left, self.settings.minutes * 60 - seconds)
        return State(self._visited, known, most, self._keys, self._failing, rate * 60, left)

    def end(self, *, interrupted: bool = False) -> None:
        """Says why the scan ended, and leaves the frontier as it can go on."""
        self.frontier.give_back()
        if interrupted:
            self.finished = "interrupted"
        waiting = self.frontier.counts().get("waiting", 0)
        self.finished = self.finished if waiting or interrupted else "done"
        self.frontier.set("finished", self.finished or "done")
        before = float(self.frontier.get("seconds", "0"))
        self.frontier.set("seconds", f"{before + time.monotonic() - self._began:.1f}")


def _remove(file: Path) -> None:
    """A recording that says nothing that is not known already, and its pictures."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
        folder = file.with_suffix("")
        if folder.is_dir():
            for each in folder.iterdir():
                each.unlink()
            folder.rmdir()


def _listed(file: Path, site: str) -> list[str]:
    """The addresses of a list file: one a line, also as paths; what follows `#` and empty lines are passed over."""
    from urllib.parse import urljoin

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"The list {file} cannot be read: {why}.") from None
    told = [line.split(" #")[0].strip() for line in lines]
    found = [urljoin(site, one) for one in told if one and not one.startswith("#")]
    for url in found:
        if not same_site(url, site):
            raise UsageError(f"{file}: {url} is not of the site {site}.\n  → Scan it by a command of its own.")
    return found
