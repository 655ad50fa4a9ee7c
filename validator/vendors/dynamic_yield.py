"""Dynamic Yield.

Claims `/uia`, `/dpx`, `/batch`, `/var`, `/imp`, `/id`, `/clk` at px… and async-px… hosts of dynamicyield.com, and at
dynamicyield.com's regions; `/v2/collect/user/…` at dy-api.com and dy-api.eu.

Fills: name is the event's name (`name`), pageview for `/uia`, else variation, impression, click; id is the section
(`sec`, `se`); params from `props` beside page_location, value, currency; items from the cart; user from `uid` and
`ses`, of the API from `user` and `session`. The id call and variations are signals.
Source: Dynamic Yield developer documentation, “Events”; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Dynamic Yield"
CLAIMS = (
    Claim(host="dynamicyield.com", path=r"/(?:uia|dpx|batch|var|imp|id|clk|collect/.*)/?", methods=("GET", "POST")),
    Claim(host="dy-api.com", path=r"/v2/collect/user/(?:event|pageview|engagement)", methods=("POST",)),
    Claim(host="dy-api.eu", path=r"/v2/collect/user/(?:event|pageview|engagement)", methods=("POST",)),
)
HOLDS_BACK = True
VOLATILE = frozenset({"_", "cnst", "reqts", "rri"})
_NAMES = {
    "uia": "pageview",
    "dpx": "event",
    "var": "variation",
    "imp": "impression",
    "clk": "click",
    "id": "id",
    "engagement": "engagement",
}
_ASIDE = frozenset({"variation", "impression", "id", "batch", "engagement"})


def decode(request: Request) -> Iterator[Event]:
    """One call, or the events of a batch."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.query(request.url)
    last = path.strip("/").rpartition("/")[2]
    rows: list[dict[str, Any]] = [{}]
    if request.body.lstrip()[:1] in (b"{", b"["):
        document = payload.json_body(request)
        rows = list(fields.rows(fields.dig(document, "events") or document)) or rows
        shared = fields.mapping(document)
        given |= _people(fields.mapping(shared.get("user")), fields.mapping(shared.get("session")))
        place = fields.mapping(fields.dig(shared, "context", "page"))
        given |= fields.present({"url": place.get("location"), "ref": place.get("referrer")})
    for row in rows:
        yield _event({**given, **row}, last)


def _people(user: dict[str, Any], session: dict[str, Any]) -> dict[str, Any]:
    """Who it is, as the API tells it, under the names that the script has."""
    told = {"uid": user.get("dyid"), "userId": user.get("id"), "ses": session.get("dy") or session.get("custom")}
    return fields.present(told)


def _event(given: dict[str, Any], last: str) -> Event:
    own = given.pop("props", None) or given.pop("properties", None)
    own = dict(fields.mapping(payload.inner(own)))
    context = given.pop("ctx", None)
    place = fields.mapping(payload.inner(context))
    name = fields.word(given.pop("name", "")) or _NAMES.get(last, last)
    items = own.pop("cart", None)
    page = fields.take(given, {"url": "page_location", "ref": "page_referrer", "title": "page_title"})
    section = fields.word(given.pop("sec", "") or given.pop("se", "") or given.pop("sectionId", ""))
    user = fields.take(given, {"uid": "client_id", "ses": "session_id", "id": "client_id", "userId": "user_id"})
    return Event(
        vendor="dynamic_yield",
        name=name,
        id=section,
        value=fields.worth(own.get("value")),
        params={**page, **own, **({"context": place} if place else {})},
        items=tuple(fields.rows(items)),
        user=user,
        kind=fields.kind(name in _ASIDE),
        raw=given,
    )
