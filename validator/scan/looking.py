"""From a visit to what is known of the page: the judge's verdict in the words of a scan, and what only a scan asks."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from validator.decoding.unknown import signs
from validator.judge import judge
from validator.judge.decode import sent
from validator.model.event import Event
from validator.model.recording import Recording
from validator.model.run import Result
from validator.scan.checks import Scripts, consent_default, faults, loaded
from validator.scan.journeys import LOOKED, demands
from validator.scan.page import Facts, Fault, Seen, Sent
from validator.scan.settings import Settings
from validator.scan.urls import cleaned, same_site
from validator.telling import prose

_PAGES = ("text/html", "application/xhtml+xml", "")
_NO_PAGE = "this is not a page but a download"
_MOST = 300  # events, cookies and hosts of a page that are told


def seen_safely(result: Result, settings: Settings) -> Seen:
    """The same as `seen`; a mistake of this program costs no other page."""
    try:
        return seen(result, settings)
    except Exception as error:
        place = traceback.format_exception(type(error), error, error.__traceback__)
        why = f"The validator itself made a mistake: {type(error).__name__}: {error}"
        return Seen("failed", result.scenario.name, why=why, mend="".join(place[-1:]).strip())


def seen(result: Result, settings: Settings) -> Seen:
    """What came of the visit of one page."""
    recording, verdict = result.recording, result.verdict
    asked = result.scenario.name
    look = _look(recording)
    url = cleaned(str(look.get("url") or "")) or _ended(recording) or asked
    broken = verdict.broken
    status = _status(result, look)
    if broken and broken.kind == "interrupted":
        return Seen("interrupted", asked, why=broken.reason)
    if not same_site(url, result.scenario.site, settings.subdomains):
        return Seen("elsewhere", url, why=f"It leads to {url}, off the site.")
    if status >= 400:
        return _error(url, status)
    if broken and (_NO_PAGE in broken.reason or status in (204, 205)):
        return Seen("not a page", url, why="a download")
    if broken and broken.kind == "site" and "redirects in a circle" in broken.reason:
        fault = Fault("redirect-loop", "warn", "redirect-loop", "The address redirects in a circle.", mend=broken.mend)
        return Seen("error", asked, faults=(fault,), why=broken.reason)
    if broken and broken.kind != "nothing":
        return Seen("failed", asked, why=prose.visible(broken.reason), mend=broken.mend)
    if str(look.get("type") or "") not in _PAGES:
        return Seen("not a page", url, why=str(look["type"]))
    result = _judged(result, url, settings)
    return Seen(
        "page",
        url,
        facts_of(result, url, look, status),
        tuple(_once(faults(result, Scripts(_texts(look, "containers"), _texts(look, "twice"))))),
        tuple(_links(look, follow_all=not settings.robots)),
    )


def _judged(result: Result, url: str, settings: Settings) -> Result:
    """The visit with all that the plan demands of the page that it ended on."""
    verdicts = [result.verdict]
    for expect, never in demands(url, settings, result.plan):
        if expect or never:
            scenario = replace(result.scenario, expect=expect, never=never)
            verdicts.append(judge(result.recording, scenario, result.plan))
    outcomes = tuple(one for verdict in verdicts for one in verdict.outcomes)
    known = [{event.number for event in verdict.unexpected} for verdict in verdicts]
    outside = tuple(one for one in result.verdict.unexpected if all(one.number in numbers for numbers in known))
    return replace(result, verdict=replace(result.verdict, outcomes=outcomes, unexpected=outside))


def facts_of(result: Result, url: str, look: Mapping[str, Any], status: int) -> Facts:
    recording = result.recording
    hosts = {
        urlsplit(request.url).hostname or ""
        for request in recording.requests
        if not request.vendor and len(signs(request, result.scenario.site)) >= 2
    }
    cookies = {f"{one.name} {one.domain}".strip() for one in recording.stored if one.kind == "cookie"}
    return Facts(
        url,
        str(look.get("title") or ""),
        status,
        round(recording.seconds, 2),
        tuple(sorted(loaded(recording))[:_MOST]),
        consent_default(recording),
        tuple(_sent(counted(result)))[:_MOST],
        tuple(sorted(cookies)[:_MOST]),
        tuple(sorted(hosts - {""})[:_MOST]),
    )


def counted(result: Result) -> list[Event]:
    """The events that the page sent, without side pings and what the browser stopped."""
    requests = {request.id: request for request in result.recording.requests}
    return [event for event in result.verdict.events if sent(event, requests)]


def _sent(events: list[Event]) -> Iterator[Sent]:
    many = Counter((event.vendor, event.id, _name(event)) for event in events)
    for (vendor, id_, name), times in sorted(many.items()):
        yield Sent(vendor, id_, name, times)


def _name(event: Event) -> str:
    return event.title.removeprefix(f"{event.vendor} ")


def _look(recording: Recording) -> Mapping[str, Any]:
    told = next((one.value for one in recording.readings if one.name == LOOKED), None)
    return told if isinstance(told, dict) else {}


def _texts(look: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(one) for one in look.get(name) or ())


def _ended(recording: Recording) -> str | None:
    """Where the visit ended, as the page itself could not say it."""
    tops = [one.url for one in recording.documents if one.top and one.url.startswith("http")]
    return cleaned(tops[-1]) if tops else None


def _status(result: Result, look: Mapping[str, Any]) -> int:
    """The status of the page's answer, as the page knows it, or the step that failed of it. 0: nobody does."""
    told = result.verdict.broken.reason if result.verdict.broken else ""
    found = re.search(r"answered with status (\d{3})", told)
    return int(found.group(1)) if found else int(look.get("status") or 0)


def _error(url: str, status: int) -> Seen:
    words = {
        401: "wants a password",
        403: "refuses the visit",
        404: "is not there",
        410: "is gone",
        429: "is asked for too often",
    }
    why = f"The page answers {status}" + (f": it {words[status]}." if status in words else ".")
    mend = {
        401: "Give http_credentials under browser in the plan.",
        404: "Mend the links and sitemaps that lead there.",
        410: "Mend the links and sitemaps that lead there.",
        429: "Scan more slowly: --rate 0.5.",
    }.get(status, "")
    fault = Fault(f"page-answers-{status}", "warn", f"page-answers-{status}", why, mend=mend)
    return Seen("error", url, Facts(url, status=status), (fault,), why=why, mend=mend)


def _links(look: Mapping[str, Any], *, follow_all: bool) -> Iterator[str]:
    for told in look.get("links") or ():
        follow, link = str(told)[:1], str(told)[1:]
        if follow_all or (follow == "+" and not look.get("nofollow")):
            yield link


def _once(found: Iterator[Fault]) -> Iterator[Fault]:
    keys = set()
    for fault in found:
        if fault.key not in keys:
            keys.add(fault.key)
            yield fault
