"""Findings over a whole journey: the campaign lost on the way, a foreign referrer, page views told twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urldefrag, urlsplit

from validator.judge.attribution import is_page_view
from validator.model.event import Event
from validator.model.recording import Recording, Request
from validator.model.value import as_text

_CAMPAIGN = re.compile(r"[?&#](utm_(?:source|medium|campaign)|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|_gl)=")


def campaign_lost(recording: Recording) -> list[tuple[int, str]]:
    """Redirects that dropped the campaign of an address: the step of each, and a sentence."""
    targets: dict[int, Request] = {
        request.redirected_from: request for request in recording.requests if request.redirected_from is not None
    }
    found = []
    for request in recording.requests:
        marks = set(_CAMPAIGN.findall(request.url))
        if request.resource_type != "document" or not marks or request.id not in targets:
            continue
        target = targets[request.id]
        lost = sorted(marks - set(_CAMPAIGN.findall(target.url)))
        if lost:
            origin = request.url.partition("?")[0]
            found.append((request.step, f"The redirect from {origin} to {target.url} drops {', '.join(lost)}."))
    return found


def foreign_referrers(events: Sequence[Event], recording: Recording) -> list[tuple[Event, str]]:
    """Page views in the middle of a journey that name another site as where the visitor comes from.

    Analytics take it for the source of all that follows: orders are then credited to the payment provider.
    """
    hosts = [_site(document.url) for document in recording.documents if document.top]
    own = _site(recording.site) or next((host for host in hosts if host), "")
    seen: set[tuple[str, str]] = set()
    found = []
    for event in events:
        if not is_page_view(event.name):
            continue
        first = (event.vendor, event.id) not in seen
        seen.add((event.vendor, event.id))
        host = _site(as_text(event.params.get("page_referrer") or ""))
        ignored = as_text(event.params.get("ignore_referrer", "")) in ("1", "true")
        if first or ignored or host in ("", own) or _site(event.page_url) != own:
            continue
        via = "which the journey went through" if host in hosts else "another site"
        found.append((event, f"The page view names {host} ({via}) as referrer: it becomes the source of what follows."))
    return found


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
        key = (event.vendor, event.id, event.name, event.document, url)
        told[key] += 1
        if told[key] == times + 1:
            found.append((event, f"The page was seen {_times(times)}, and this is page view number {told[key]} of it."))
    return found


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _site(url: str) -> str:
    """The host of a URL without `www.`; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
