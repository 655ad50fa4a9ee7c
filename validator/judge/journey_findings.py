"""Findings over a whole journey: the campaign lost on the way, a foreign referrer, page views told twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from urllib.parse import urldefrag

from validator import page_url
from validator.judge.attribution import is_page_view
from validator.model.event import Event, Finding
from validator.model.recording import Recording, Request
from validator.model.value import as_text

_CAMPAIGN = re.compile(r"[?&#](utm_(?:source|medium|campaign)|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|_gl)=")

_READ_ELSEWHERE = frozenset({"fbclid", "msclkid", "ttclid", "_gl"})


def campaign_lost(recording: Recording) -> list[tuple[int, str]]:
    """Redirects that dropped the campaign of an address: the step of each, and a sentence."""
    targets: dict[int, Request] = {
        request.redirected_from: request for request in recording.requests if request.redirected_from is not None
    }
    frames = {document.frame for document in recording.documents if not document.top and document.frame}
    own = _own(recording)
    found = []
    for request in recording.requests:
        marks = set(_CAMPAIGN.findall(request.url))
        if request.resource_type != "document" or not marks or request.id not in targets or request.frame in frames:
            continue
        target = targets[request.id]
        if own and not _related(page_url.host(target.url), own):
            continue  # where another site sends its own visitors
        lost = sorted(marks - set(_CAMPAIGN.findall(target.url)))
        if lost:
            origin = request.url.partition("?")[0]
            found.append((request.step, f"The redirect from {origin} to {target.url} drops {', '.join(lost)}."))
    return found


def campaign_wiped(events: Sequence[Event], recording: Recording) -> list[tuple[int, str]]:
    """Pages opened with a campaign that their page view does not tell: a script sent the visitor on, or wiped it.

    Only where the page view of that page was sent, by its own document or by the one that took its place. An address
    that is told may lack what is read elsewhere: other networks' click ids by their own tags, and `_gl` before.
    """
    found = []
    tops = [document for document in recording.documents if document.top]
    own = _own(recording)
    for place, document in enumerate(tops):
        marks = set(_CAMPAIGN.findall(document.url))
        if not marks or (own and not _related(page_url.host(document.url), own)):
            continue
        after = next((one for one in tops[place + 1 :] if one.page == document.page), None)
        told = _first_view(events, document.id)
        if told is None and after is not None and after.step == document.step:
            lost = sorted(marks - set(_CAMPAIGN.findall(after.url)))
            if lost and _first_view(events, after.id) is not None:
                origin = document.url.partition("?")[0]
                message = f"A script on {origin} sends the visitor on to {after.url} and drops {', '.join(lost)}."
                found.append((document.step, message))
        elif told is not None:
            address = as_text(told.params.get("page_location") or "")
            lost = sorted(marks - _READ_ELSEWHERE - set(_CAMPAIGN.findall(address)))
            if address and lost and not any(str(name).startswith("campaign") for name in told.params):
                message = f"The page was opened with {', '.join(lost)}, and its page view tells the address {address}."
                found.append((document.step, message))
    return found


def _first_view(events: Sequence[Event], document: str) -> Event | None:
    return next((one for one in events if one.document == document and is_page_view(one.name)), None)


_A_SESSION = 30 * 60  # seconds without an event after which Google Analytics begins a new one


def identities_changed(events: Sequence[Event], recording: Recording) -> list[tuple[Event, Finding]]:
    """A visitor who becomes another one, or begins a second session, within one vendor and destination.

    One who was made to by the scenario, which empties what the browser keeps, is not told.
    """
    emptied = [one.started for one in recording.steps if one.kind == "clear_storage" and one.status == "performed"]
    found = []
    last: dict[tuple[str, str], Event] = {}
    known: defaultdict[tuple[str, str], set[str]] = defaultdict(set)  # a frame's own id comes and goes: it is told once
    for event in events:
        client = event.user.get("client_id")
        if client in (None, "") or event.consent.get("analytics_storage") == "denied":
            continue  # a ping without storage has a new id each time, by design
        property_ = (event.vendor, event.id)
        before, is_new = last.get(property_), as_text(client) not in known[property_]
        last[property_] = event
        known[property_].add(as_text(client))
        if before is None or any(before.at <= at <= event.at for at in emptied):
            continue
        was, here = page_url.host(before.page_url), page_url.host(event.page_url)
        crossed = bool(was and here) and was != here
        between = f" between {was} and {here}, which the link did not carry (_gl)" if crossed else ""
        if is_new:
            ids = f"from {as_text(before.user['client_id'])} to {as_text(client)}"
            message = f"The visitor's id changed on the way{between}, {ids}: one visitor counts as two."
            found.append((event, Finding("client-changed", message, "user.client_id")))
        elif as_text(before.user["client_id"]) == as_text(client) and _other_session(before, event):
            message = "A second session began in the middle of the journey: what follows is credited to its own source."
            found.append((event, Finding("session-changed", message, "user.session_id")))
    return found


def _other_session(before: Event, event: Event) -> bool:
    """Whether Google Analytics was told another session, though no pause explains it."""
    was, here = before.user.get("session_id"), event.user.get("session_id")
    return (
        event.vendor == "ga4"
        and was not in (None, "")
        and here not in (None, "")
        and as_text(was) != as_text(here)
        and event.at - before.at < _A_SESSION
    )


def foreign_referrers(events: Sequence[Event], recording: Recording) -> list[tuple[Event, str]]:
    """Page views in the middle of a journey that name another site as where the visitor comes from.

    Analytics take it for the source of all that follows: orders are then credited to the payment provider. Hosts of
    one domain share the visitor's cookie, and a page that the scenario goes to from elsewhere is an entry of its own.
    """
    hosts = [page_url.host(document.url) for document in recording.documents if document.top]
    own = _own(recording)
    entered = _entries(recording)
    seen: set[tuple[str, str]] = set()
    found = []
    for event in events:
        if not is_page_view(event.name):
            continue
        first = (event.vendor, event.id) not in seen
        seen.add((event.vendor, event.id))
        host = page_url.host(as_text(event.params.get("page_referrer") or ""))
        ignored = as_text(event.params.get("ignore_referrer", "")) in ("1", "true")
        if first or ignored or not host or _related(host, own) or page_url.host(event.page_url) != own:
            continue
        if host not in hosts and (event.step, host) in entered:
            continue
        via = "which the journey went through" if host in hosts else "another site"
        found.append((event, f"The page view names {host} ({via}) as referrer: it becomes the source of what follows."))
    return found


def _entries(recording: Recording) -> set[tuple[int, str]]:
    """Where the scenario itself goes to a page from another site: the step, and the host of its `referrer`."""
    gone_to = {step.number for step in recording.steps if step.kind == "goto"}
    return {
        (request.step, page_url.host(value))
        for request in recording.requests
        if request.resource_type == "document" and request.step in gone_to and request.redirected_from is None
        for name, value in request.headers
        if name == "referer"
    }


def page_views_twice(events: Sequence[Event], recording: Recording) -> list[tuple[Event, str]]:
    """Page views that were told more often than the visitor saw the page, in whatever words."""
    views = Counter((view.document, urldefrag(view.url).url) for view in recording.views)
    told: Counter[tuple[str, ...]] = Counter()
    found = []
    for event in events:
        url = urldefrag(as_text(event.params.get("page_location") or event.page_url)).url
        times = views[(event.document, url)]
        if not is_page_view(event.name) or not event.document or not times:
            continue
        cookieless = "cookieless" if "denied" in event.consent.values() else ""  # told in full once consent came
        key = (event.vendor, event.id, event.name, event.document, url, cookieless)
        told[key] += 1
        if told[key] == times + 1:
            found.append((event, f"The page was seen {_times(times)}, and this is page view number {told[key]} of it."))
    return found


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _own(recording: Recording) -> str:
    """The host of the site: what the scenario names, or else that of the first page."""
    hosts = (page_url.host(document.url) for document in recording.documents if document.top)
    return page_url.host(recording.site) or next((host for host in hosts if host), "")


def _related(host: str, own: str) -> bool:
    """Whether two hosts are of one domain: one within the other, or both within one that somebody registered."""
    if host == own or host.endswith(f".{own}") or own.endswith(f".{host}"):
        return True
    return _domain(host) == _domain(own) != ""


def _domain(host: str) -> str:
    """`shop.example` of `blog.shop.example`, `shop.co.uk` of `blog.shop.co.uk`; empty for what is no domain's name."""
    parts = host.split(".")
    if len(parts) < 2 or parts[-1].isdecimal():
        return ""
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3  # co.uk, com.au
    return ".".join(parts[-3 if short else -2 :])
