"""What is known of one page: what was seen on it, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Level = Literal["warn", "fail"]
# How a visit went: a page that was judged; one that answers with an error; what is no page; an address that leads to
# another page of the site, or off the site; one that could not be visited; a visit that was cut short.
Outcome = Literal["page", "error", "not a page", "redirect", "elsewhere", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Page:
    """An address that is to be visited. `source`: start, sitemap, list or link; `parent`: the page that links to it."""

    number: int
    url: str
    source: str = "start"
    depth: int = 0
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong on a page. Faults of one `key` are one finding, on whatever page they are."""

    code: str
    level: Level
    key: str
    message: str
    subject: str = ""  # `ga4 page_view`
    mend: str = ""
    rule: str = ""  # the name of the plan's rule that demands it


@dataclass(frozen=True, slots=True)
class Sent:
    """An event that the page sent, so many times."""

    vendor: str
    id: str
    event: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What was seen on a page."""

    url: str
    title: str = ""
    status: int = 0
    seconds: float = 0.0
    containers: tuple[str, ...] = ()  # the ids of those that were loaded
    consent: str = ""  # Consent Mode: default (told in time), late, missing, or nothing where it is not used
    sent: tuple[Sent, ...] = ()
    cookies: tuple[str, ...] = ()  # name and domain: `_ga .shop.example`
    hosts: tuple[str, ...] = ()  # that were sent what looks like tracking, and that no vendor claims

    def views(self) -> set[tuple[str, str]]:
        """The vendors and ids that were told that the page was seen."""
        from validator.judge.attribution import is_page_view

        return {(one.vendor, one.id) for one in self.sent if is_page_view(one.event)}


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one visit."""

    outcome: Outcome
    url: str  # where it ended
    facts: Facts | None = None
    faults: tuple[Fault, ...] = ()
    links: tuple[str, ...] = ()
    why: str = ""
    mend: str = ""
    evidence: Mapping[str, bytes] = field(default_factory=dict)  # of a worker elsewhere: its recording, by file name


def facts_to(facts: Facts) -> dict[str, Any]:
    return asdict(facts)


def facts_of(told: Mapping[str, Any]) -> Facts:
    lists = {name: tuple(told[name]) for name in ("containers", "cookies", "hosts")}
    return Facts(**{**told, **lists, "sent": tuple(Sent(**one) for one in told["sent"])})
