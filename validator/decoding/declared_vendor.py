"""A vendor that a plan declares: which requests are its own, and where each thing of an event stands.

For house-made trackers and vendors that have no decoder yet. A place is written as analysts see it in a request: a
parameter's name (`ev`), or a path into a JSON body (`event.name`, `payload.items`). Of a vendor that has a decoder, a
plan can say which parameters stand for category, action and label (`segment: {read: {category: section}}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from validator.decoding import fields, hygiene, payload
from validator.decoding.claims import Index
from validator.model.event import Event
from validator.model.plan import Plan
from validator.model.recording import Request
from validator.model.vendor import Claim

FIELDS = ("name", "id", "category", "action", "label", "value")
PLACES = (*FIELDS, "params", "items", "user", "events")
REREAD = ("name", "category", "action", "label", "value")  # what may be read anew of a vendor that has a decoder
_PATTERN = re.compile(r"(?:(?:https?|\*)?://)?(?P<host>[^/?#\s]+)(?P<path>/[^?#\s]*)?(?:\?(?P<query>\S*))?")


@dataclass(frozen=True, slots=True)
class DeclaredVendor:
    """`places`: of name, id, category, action, label, value, and optionally `events`, `params`, `items`, `user`.

    `events` is the place of a list that holds several events; the other places are then looked for in each of its
    entries first. `params` is the place of a mapping, or a beginning such as `p_*`; without it everything that has no
    other place is a parameter. A name that does not vary is written with an equals sign: `=page_view`.
    """

    name: str
    claims: tuple[Claim, ...]
    places: Mapping[str, str]


class Declared(dict[str, DeclaredVendor]):
    """The vendors that a plan declares, by name."""

    @cached_property
    def index(self) -> Index:
        return Index((name, claim) for name, vendor in self.items() for claim in vendor.claims)

    def claimant(self, request: Request) -> str:
        """The declared vendor that a request is a hit of, or ""; the first one where several are."""
        found = self.index.claimants(request) if self else ()
        return found[0] if found else ""


def declared(plan: Plan) -> Declared:
    """Those of a plan's vendors that it declares itself."""
    return Declared(
        (vendor.name, DeclaredVendor(vendor.name, tuple(map(claim_of, vendor.match)), vendor.read))
        for vendor in plan.vendors.values()
        if vendor.match
    )


def pattern_fits(pattern: str) -> bool:
    """Whether a text can be read as the URLs of a vendor's hits."""
    return _PATTERN.fullmatch(pattern) is not None


def claim_of(pattern: str) -> Claim:
    """`t.shop.example/hit*`, `*/track.gif?site=*`: `*` stands for anything; parameters may come in any order."""
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        return Claim(host=pattern)
    host = "" if found["host"] == "*" else found["host"].removeprefix("*.").partition(":")[0].lower()
    query = tuple((name, _wild(value, ".+")) for name, value in payload.pairs(found["query"] or ""))
    path = _wild(found["path"] or "/*", ".*")
    return Claim(host=host, path=path if host else f".*{path}", query=query)


def _wild(text: str, anything: str) -> str:
    return anything.join(map(re.escape, text.split("*")))


def reread(events: Iterable[Event], places: Mapping[str, str]) -> list[Event]:
    """Events of a vendor that has a decoder, with what the plan says stands among their parameters."""
    return [_reread(event, places) for event in events]


def _reread(event: Event, places: Mapping[str, str]) -> Event:
    told = {part: place[1:] if place[:1] == "=" else _look(event.params, place) for part, place in places.items()}
    found: dict[str, Any] = {
        part: fields.worth(value) if part == "value" else fields.word(value)
        for part, value in told.items()
        if part in REREAD and value is not None
    }
    return replace(event, **found) if found and not event.undecoded else event


def decode(request: Request, vendor: DeclaredVendor) -> list[Event]:
    """The events of a request. Never raises: what cannot be read is one event whose `undecoded` says why."""
    try:
        return [replace(event, findings=hygiene.findings(event)) for event in _events(request, vendor)]
    except payload.Unreadable as error:
        raw = {"url": request.url, "body": request.body[:4096].decode("utf-8", "replace")}
        return [Event(vendor.name, undecoded=str(error), raw=raw)]


def _events(request: Request, vendor: DeclaredVendor) -> Iterator[Event]:
    given: dict[str, Any] = payload.query(request.url)
    content = payload.text(request).strip()
    if content[:1] in ("{", "["):
        document = payload.json_body(request)
        given |= document if isinstance(document, dict) else {"": document}
    elif content:
        given |= payload.form(request)
    place = vendor.places.get("events")
    rows = _look(given, place) if place else given.get("", given)
    listed = list(fields.rows(payload.inner(rows)))
    shared = {name: value for name, value in given.items() if name not in ("", place)}
    for index, row in enumerate(listed):
        yield _event(row, shared if row is not given else {}, vendor, index)
    if not listed:
        raise payload.Unreadable(f"{place} holds no list of events" if place else "no event was found in it")


def _event(row: dict[str, Any], shared: Mapping[str, Any], vendor: DeclaredVendor, index: int) -> Event:
    used: set[str] = set()
    told: dict[str, Any] = {}
    for name in (*FIELDS, "items", "user"):
        place = vendor.places.get(name)
        if place and place.startswith("="):
            told[name] = place[1:]
        elif place:
            used.add(place)
            found = _look(row, place)
            told[name] = _look(shared, place) if found is None else found
    params, raw = _params({**shared, **row}, vendor.places.get("params", ""), used)
    items = payload.inner(told.get("items"))
    user = told.get("user")
    return Event(
        vendor=vendor.name,
        name=fields.word(told.get("name")),
        id=fields.word(told.get("id")),
        category=fields.said(told.get("category")),
        action=fields.said(told.get("action")),
        label=fields.said(told.get("label")),
        value=fields.worth(told.get("value")),
        params=params,
        items=tuple(fields.rows(items)),
        user=user if isinstance(user, dict) else fields.present({"user_id": user}),
        raw=raw,
        index=index,
    )


def _params(given: dict[str, Any], place: str, used: set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters, and what is neither a parameter nor used elsewhere."""
    rest = {name: value for name, value in given.items() if name not in used}
    if not place:
        return rest, {}
    if place.endswith("*"):
        found = fields.take_prefixed(rest, place[:-1])
        return found, rest
    inner = _look(given, place)
    rest.pop(place, None)
    return dict(fields.mapping(payload.inner(inner))), rest


def _look(given: Mapping[str, Any], place: str) -> Any:
    """A parameter by its whole name, else a path of keys and numbers."""
    if place in given:
        return given[place]
    keys: list[str | int] = [int(key) if key.isdecimal() else key for key in place.split(".")]
    return fields.dig(dict(given), *keys)
