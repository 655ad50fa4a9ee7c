"""The vendors: a file here is a vendor. It says which requests are its own, and reads events out of them.

A member has NAME (its title), CLAIMS (which requests are its hits), HOLDS_BACK (True: its library may send an event
later than it was made), `decode(request)` (the events; what it cannot read it raises), and where needed VOLATILE
(parameters that differ between two sends of one event), ONCE (fields that are the same in all ways in which one event
is told, each at its own address: it counts once), MESSAGE_ID (where in `raw` an event has a number by which its vendor
counts once what a library sends again), `as_sent(id)` (an id as events have it, where people write it in
other ways too), ANSWER (what a held request is answered with, or a function of the request) and CONFIGURATION (answers
to requests for settings). Its docstring is its manual.

A new member needs its file, its table in tests/vendors, and `python -m validator.vendors`, which gathers the claims.

The same things have the same names at every vendor: page_location, page_title, page_referrer, currency, value,
transaction_id in `params`; client_id (the browser), user_id (the person), session_id, properties in `user`.
Everything else keeps the name that the page's author gave it. What only the protocol needs stands in `raw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, cast

from validator.decoding import hygiene
from validator.decoding.claims import Index, at_endpoint
from validator.decoding.payload import Unreadable, unquote
from validator.family import foreign, own_names
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim
from validator.vendors._claims import CLAIMS

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

EVENTS = 2_000  # of one request that are read
_URLS = ("page_location", "page_referrer")
_ESCAPED = ("http%3A", "https%3A", "http%3a", "https%3a")


class _Vendors(Mapping[str, ModuleType]):
    """The members by name, each imported when it is first asked for."""

    @cached_property
    def _places(self) -> dict[str, str | EntryPoint]:
        """Where each member is: a module of ours, or another package's entry point; ours go first."""
        found: dict[str, str | EntryPoint] = {entry.name: entry for entry in foreign(__name__)}
        found |= {name.rstrip("_"): f"{__name__}.{name}" for name in own_names(__path__)}
        return dict(sorted(found.items()))

    @cached_property
    def _loaded(self) -> dict[str, ModuleType]:
        return {}

    @cached_property
    def claims(self) -> dict[str, tuple[Claim, ...]]:
        """The claims by vendor, without importing those whose claims were gathered beforehand."""
        return {
            name: CLAIMS[name] if name in CLAIMS and isinstance(place, str) else self[name].CLAIMS
            for name, place in self._places.items()
        }

    @cached_property
    def index(self) -> Index:
        return Index((name, claim) for name, owned in self.claims.items() for claim in owned)

    def __getitem__(self, name: str) -> ModuleType:
        found = self._loaded.get(name)
        if found is None:
            place = self._places[name]
            loaded = import_module(place) if isinstance(place, str) else place.load()
            found = self._loaded[name] = cast(ModuleType, loaded)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


VENDORS = _Vendors()


def claim(request: Request, endpoints: Mapping[str, Sequence[str]] | None = None) -> str | None:
    """The vendor that a request is a hit of, or None. `endpoints`: a vendor's own URLs, which go before all else."""
    if endpoints:
        owner = at_endpoint(request, endpoints, VENDORS.claims)
        if owner:
            return owner
    found = VENDORS.index.claimants(request)
    return found[0] if found else None


def decode(request: Request, vendor: str) -> list[Event]:
    """The events of a request, in their order, with their findings. Never raises.

    What cannot be read becomes one event whose `undecoded` says why, with the parts of the request in `raw`.
    """
    try:
        found = islice(VENDORS[vendor].decode(request), EVENTS + 1)
        events = [_checked(event, index) for index, event in enumerate(found)]
    except Unreadable as error:
        return [_undecoded(request, vendor, str(error))]
    except KeyError as error:
        known = vendor in VENDORS
        reason = f"{error} is missing" if known else f"there is no vendor named {vendor!r}"
        return [_undecoded(request, vendor, reason)]
    except Exception as error:  # a broken decoder must not hide the hit
        return [_undecoded(request, vendor, f"the decoder failed: {type(error).__name__}: {error}")]
    if not events:
        return [_undecoded(request, vendor, "no event was found in it")]
    if len(events) > EVENTS:
        more = f"the request holds more than {EVENTS} events; the others were not read"
        events[EVENTS:] = [replace(_undecoded(request, vendor, more), index=EVENTS)]
    if request.body_cut:
        cut = f"the body has {request.body_cut} bytes, of which only {len(request.body)} were kept"
        events.append(replace(_undecoded(request, vendor, cut), index=len(events)))
    return events


def configuration(request: Request) -> Answer | None:
    """The answer to a request for settings, where a vendor's library would not start without one; else None.

    Such a request is no hit, and goes its way where there is a network: this is for pages without one. Members offer
    it as CONFIGURATION: pairs of a claim and an answer.
    """
    for module in VENDORS.values():
        for claimed, given in getattr(module, "CONFIGURATION", ()):
            if Index([("", claimed)]).claimants(request):
                return cast(Answer, given)
    return None


def answer(request: Request, vendor: str) -> Answer | None:
    """What a held request is answered with; None: empty, or a pixel where an image is wanted."""
    module = VENDORS.get(vendor)
    found = getattr(module, "ANSWER", None)
    if callable(found):
        found = found(request)
    return found if isinstance(found, Answer) else None


def _checked(event: Event, index: int) -> Event:
    """The event with its place and its findings. It was made a moment ago and nobody else has it yet: a batch of
    thousands is not copied for its numbers."""
    params = event.params
    for name in _URLS if params else ():
        address = params.get(name)
        if address and isinstance(address, str) and address.startswith(_ESCAPED):  # encoded twice
            event = replace(event, params={**event.params, name: unquote(address)})
    found = hygiene.findings(event)
    if index:
        object.__setattr__(event, "index", index)
    return replace(event, findings=event.findings + found) if found else event


def _undecoded(request: Request, vendor: str, reason: str) -> Event:
    raw = {"url": request.url, "body": request.body[:4096].decode("utf-8", "replace")}
    return Event(vendor, undecoded=reason, raw=raw)
