"""Red expectations of scenarios, from their first failure until they were met again, followed from the history."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.history.reading import Change

_TABLETS = ("ipad", "galaxy tab", "nexus 7", "nexus 10", "kindle", "playbook", "tablet")
_PHONES = (
    "iphone",
    "pixel",
    "galaxy",
    "nexus",
    "moto",
    "lumia",
    "blackberry",
    "nokia",
    "lg optimus",
    "mobile",
    "phone",
)


def category(device: str) -> str:
    """What Google Analytics calls a device of a scenario: desktop, mobile, tablet. None is named: desktop."""
    name = device.lower()
    if any(mark in name for mark in _TABLETS):
        return "tablet"
    return "mobile" if any(mark in name for mark in _PHONES) else "desktop"


@dataclass(frozen=True, slots=True)
class Red:
    """One expectation of a scenario that was red, from its first failure until it was met again; None: still red."""

    name: str  # the team's name of the event, or the label
    scenario: str
    since: datetime.datetime
    until: datetime.datetime | None = None
    device: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    conversion: str = ""
    owner: str = ""
    headline: str = ""
    message: str = ""
    mend: str = ""
    link: str = ""
    between: str = ""  # versions of the container
    label: str = ""
    site: str = ""
    consent: str = ""
    vendor: str = ""
    step: str = ""
    before: datetime.datetime | None = None  # when it was last seen whole


def moment_of(seconds: float) -> datetime.datetime:
    """Seconds since 1970 as a moment in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def reds_of(changes: Iterable[Change]) -> tuple[Red, ...]:
    """What was red, in the order in which it began. `changes`: from the beginning, in the order of time."""
    found: list[Red] = []
    opened: dict[tuple[str, ...], int] = {}
    for one in changes:
        key = (one.scenario, one.step, one.label, one.site)
        if one.state == "met":
            if key in opened:
                place = opened.pop(key)
                found[place] = replace(found[place], until=moment_of(one.at))
            continue
        if key not in opened:
            opened[key] = len(found)
            found.append(_red(one))
    return tuple(found)


def _red(one: Change) -> Red:
    return Red(
        name=one.name,
        scenario=one.scenario_name,
        since=moment_of(one.at),
        before=moment_of(one.before_at) if one.before_at is not None else None,
        device=one.device,
        source=one.source,
        medium=one.medium,
        campaign=one.campaign,
        conversion=one.conversion,
        owner=one.owner,
        headline=one.headline,
        message=one.message,
        mend=one.mend,
        link=one.link,
        between=one.between,
        label=one.label,
        site=one.site,
        consent=one.consent,
        vendor=one.vendor,
        step=one.step,
    )
