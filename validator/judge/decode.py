"""Requests → events: who claims a request, what it says, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from validator import vendors
from validator.decoding import declared_vendor
from validator.decoding.declared_vendor import Declared, declared
from validator.model.event import Event
from validator.model.plan import Plan
from validator.model.recording import Recording, Request
from validator.model.value import as_text
from validator.model.verdict import Counts

# Parameters that two sends of the same event may differ in, whoever the vendor is.
# fmt: off
VOLATILE = frozenset(
    {
        "_", "_et", "_p", "_s", "_t", "_z", "cachebuster", "cache_buster", "cb", "correlator",
        "engagement_time_msec", "event_id", "eventid", "hit_id", "local_time", "message_id", "messageid",
        "nocache", "ord", "r", "rand", "random", "rnd", "seq", "sent_at", "sentat", "server_time", "tfd",
        "time", "timestamp", "ts", "uuid", "z", "$insert_id", "$time", "hitid", "gtm.uniqueeventid",
        "gtm_unique_event_id", "event_time", "client_timestamp",
    }
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Decoded:
    """All that the vendors said in one journey. `vendors`: who claims a request, by Request.id."""

    events: tuple[Event, ...]  # in the order of sending, numbered
    vendors: Mapping[int, str]
    counts: Counts


def decode(recording: Recording, plan: Plan) -> Decoded:
    """Every request that a vendor claims, as events in the order of sending.

    Requests that the browser stopped are decoded too: what would have been sent is evidence.
    """
    endpoints = {name: vendor.endpoints for name, vendor in plan.vendors.items() if vendor.endpoints}
    requests = {request.id: request for request in recording.requests}
    own = declared(plan)
    owners = _owners(recording.requests, endpoints, own)
    found: list[Event] = []
    for request in sorted(requests.values(), key=lambda request: (request.at, request.id)):
        if request.id in owners:
            said = _said(request, owners[request.id], plan, own)
            found.extend(_echo(said, request, requests, owners) if request.redirected_from is not None else said)
    events = tuple(
        replace(event, number=number)
        for number, event in enumerate(_once(_tried_once(found, requests), requests), start=1)
    )
    return Decoded(events, owners, _counts(requests[id] for id in owners))


def _owners(requests: Iterable[Request], endpoints: Mapping[str, tuple[str, ...]], own: Declared) -> dict[int, str]:
    owners = {}
    for request in requests:
        if request.method.upper() == "OPTIONS":
            continue  # the browser asks whether it may send: not a hit yet
        vendor = own.claimant(request) or request.vendor or vendors.claim(request, endpoints)
        if vendor:
            owners[request.id] = vendor
    return owners


def _said(request: Request, vendor: str, plan: Plan, own: Declared) -> list[Event]:
    planned = plan.vendors.get(vendor)
    if vendor in own:
        events = declared_vendor.decode(request, own[vendor])
    else:
        events = declared_vendor.reread(vendors.decode(request, vendor), planned.read if planned else {})
    return [
        replace(
            event,
            request=request.id,
            index=index,
            at=request.at,
            step=request.step,
            document=request.document,
            page_url=request.page_url,
            earliest=0,
            latest=request.step,
        )
        for index, event in enumerate(events)
    ]


def _echo(
    said: list[Event], request: Request, requests: Mapping[int, Request], owners: Mapping[int, str]
) -> list[Event]:
    """The events of a redirect's target: one that the same vendor was told before the redirect does not count twice."""
    before: set[str] = set()
    seen = {request.id}
    origin = requests.get(request.redirected_from or 0)
    while origin is not None and origin.id not in seen:
        seen.add(origin.id)
        if owners.get(origin.id) == owners[request.id]:
            before |= {event.name for event in vendors.decode(origin, owners[origin.id])}
        origin = requests.get(origin.redirected_from or 0)
    return [replace(event, kind="signal") if event.name in before else event for event in said]


def _tried_once(found: Iterable[Event], requests: Mapping[int, Request]) -> Iterator[Event]:
    """What a library tries again, since the page went away before the answer came, carries the number that it had.

    Its vendor knows it by that number, and counts it once.
    """
    heard: set[tuple[str, ...]] = set()
    for event in found:
        names = getattr(vendors.VENDORS.get(event.vendor), "MESSAGE_ID", ())
        number = next((as_text(event.raw[name]) for name in names if event.raw.get(name)), "")
        if event.kind != "event" or not number:
            yield event
            continue
        key = (event.vendor, event.id, event.name, number)
        yield replace(event, kind="signal") if key in heard else event
        if _heard(requests[event.request]):
            heard.add(key)


def _heard(request: Request) -> bool:
    """Whether a hit was taken, by the vendor or in its place."""
    if request.handling in ("held", "routed"):
        return True
    return request.handling != "stopped" and request.status is not None and request.status < 400


def _once(found: Iterable[Event], requests: Mapping[int, Request]) -> Iterator[Event]:
    """What a vendor is told in several ways, each at an address of its own, counts at the first of them only."""
    first: dict[tuple[str, ...], str] = {}
    for event in found:
        names = getattr(vendors.VENDORS.get(event.vendor), "ONCE", ())
        told = [as_text(event.params.get(name, event.raw.get(name, ""))) for name in names]
        request = requests[event.request]
        if event.kind != "event" or request.handling == "stopped" or not told or not told[0]:
            yield event
            continue
        address = request.url.partition("?")[0]
        counted = first.setdefault((event.vendor, event.id, event.name, *told), address)
        yield event if counted == address else replace(event, kind="signal")


def _counts(requests: Iterable[Request]) -> Counts:
    handled = [request.handling for request in requests]
    return Counts(
        held=handled.count("held") + handled.count("routed"),
        delivered=handled.count("delivered") + handled.count("passed"),
        stopped=handled.count("stopped"),
        leaked=handled.count("leaked"),
    )


def sent(event: Event, requests: Mapping[int, Request]) -> bool:
    """Whether an event counts: it left the page, could be read, and is no side ping."""
    request = requests.get(event.request)
    stopped = request is not None and request.handling == "stopped"
    return event.kind == "event" and not event.undecoded and not stopped


def holds_back(vendor: str) -> bool:
    """Whether the vendor's library may send an event later than it was made; yes where nobody knows."""
    return bool(getattr(vendors.VENDORS.get(vendor), "HOLDS_BACK", True))


def volatile(vendor: str) -> frozenset[str]:
    """Names of the parameters that do not tell two sends of one event apart."""
    return VOLATILE | frozenset(getattr(vendors.VENDORS.get(vendor), "VOLATILE", ()))


def fingerprint(event: Event) -> str:
    """The same text for two events that say the same, whatever the moment they were sent."""
    passing = volatile(event.vendor)
    told: list[Any] = [event.vendor, event.id, event.name, event.category, event.action, event.label, event.value]
    told.append({name: value for name, value in event.params.items() if not _passing(name, passing)})
    told.append([dict(item) for item in event.items])
    return json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)


def _passing(name: str, passing: frozenset[str]) -> bool:
    return name in passing or name.lower() in passing
