"""What a site allows: its robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from validator.scan.fetching import Fetch
from validator.scan.settings import TOKEN

_SLOWEST = 10.0  # seconds between two pages that are asked for at the most


@dataclass(frozen=True, slots=True)
class Robots:
    """`sitemaps`: those that it names; `note`: what the user should know."""

    rules: Any = None  # of protego; None: everything is allowed
    sitemaps: tuple[str, ...] = ()
    note: str = ""
    closed: bool = False  # the server does not say what it allows

    def allows(self, url: str) -> bool:
        return not self.closed and (self.rules is None or bool(self.rules.can_fetch(url, TOKEN)))

    def delay(self) -> float:
        """Seconds between two pages that the site asks for."""
        told = self.rules.crawl_delay(TOKEN) if self.rules is not None else None
        return min(float(told or 0.0), _SLOWEST)


def read_robots(site: str, fetch: Fetch) -> Robots:
    """The site's rules. As the standard (RFC 9309) has it, none are rules that allow all, and an error of the server
    allows nothing."""
    from protego import Protego

    answer = fetch(urljoin(site, "/robots.txt"))
    if answer.status >= 500:
        note = f"robots.txt answers {answer.status}: until it can be read, nothing of the site may be visited."
        return Robots(note=note, closed=True)
    if answer.status != 200:
        return Robots(note=f"robots.txt could not be read: {answer.why}." if not answer.status else "")
    rules = Protego.parse(answer.content[:512_000].decode("utf-8", "replace"))
    delay = float(rules.crawl_delay(TOKEN) or 0)
    note = f"robots.txt asks for {delay:g} s between two pages." if delay else ""
    return Robots(rules, tuple(urljoin(site, one) for one in rules.sitemaps), note)
