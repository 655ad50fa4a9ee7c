"""Hits that are rightly sent again: in full once consent came, and anew after one that was lost on the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from validator.judge.decode import volatile
from validator.model.event import Event
from validator.model.recording import Request

_LOST = (
    "address_unreachable",
    "cert_",
    "connection_",
    "empty_response",
    "internet_disconnected",
    "name_not_resolved",
    "network_",
    "ssl_",
    "timed_out",
    "timeout",
)
_TRY_AGAIN = frozenset({408, 425, 429})  # answers, with those from 500 on, after which libraries try again
_MOMENTARY = frozenset({"page_title", "page_location", "page_referrer"})


def unheard(request: Request | None) -> bool:
    """Whether nobody took a hit that was sent on: the network lost it, or the vendor asked to try again later."""
    if request is None or request.handling not in ("delivered", "passed", "leaked"):
        return False
    if request.status is None:
        return any(word in request.failure.lower() for word in _LOST)
    return request.status in _TRY_AGAIN or request.status >= 500


def redone(one: Event, other: Event) -> bool:
    """Whether the later of two hits is the earlier one in full: consent came between them.

    Consent Mode tells of an event without storing anything, and again when the visitor has consented.
    """
    first, then = (one, other) if one.at <= other.at else (other, one)
    naming = ("vendor", "id", "document", "name", "category", "action", "label", "items")
    return (
        first.consent != then.consent
        and all(getattr(first, name) == getattr(then, name) for name in naming)
        and any(said == "denied" and then.consent.get(kind) == "granted" for kind, said in first.consent.items())
        and not any(said == "granted" and then.consent.get(kind) == "denied" for kind, said in first.consent.items())
        and _page(first) == _page(then)
        and _alike(first.params, then.params, volatile(first.vendor) | _MOMENTARY)
    )


def _page(event: Event) -> str:
    address = str(event.params.get("page_location") or event.page_url)
    try:
        return urlsplit(address)._replace(query="").geturl()
    except ValueError:
        return address


def _alike(one: Mapping[str, object], other: Mapping[str, object], passing: Iterable[str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys() - set(passing))
