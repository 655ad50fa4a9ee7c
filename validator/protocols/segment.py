"""Segment's tracking specification, which Segment, RudderStack, Jitsu and others speak: JSON calls of six types.

A call is a mapping with `type` (track, page, screen, identify, group, alias), `event` or `name`, `properties` or
`traits`, `anonymousId`, `userId` and `context`; a batch holds several under `batch`. Source: Segment's public
specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request

TYPES = frozenset({"track", "page", "screen", "identify", "group", "alias"})
_SHORT = {"t": "track", "p": "page", "i": "identify", "g": "group", "a": "alias", "s": "screen"}
_PAGE = {"url": "page_location", "title": "page_title", "referrer": "page_referrer"}
_USED = frozenset({"type", "event", "name", "properties", "traits", "anonymousId", "userId", "context", "writeKey"})


def events(document: Any, vendor: str, key: str, path: str = "") -> Iterator[Event]:
    """The events of a call or a batch of calls.

    `key` is the destination where the body names none; the type of a call without `type` is the path's last piece.
    """
    shared = fields.mapping(document)
    calls = shared.get("batch")
    last = path.rstrip("/").rpartition("/")[2]
    default = last if last in TYPES else _SHORT.get(last, "")
    for call in fields.rows(document if calls is None else calls):
        yield _event(call, vendor, fields.word(call.get("writeKey") or shared.get("writeKey")) or key, default)


def basic_key(request: Request) -> str:
    """The write key where it stands in the Authorization header, as the user's name."""
    kind, _, letters = payload.header(request, "authorization").partition(" ")
    if kind.lower() != "basic" or len(letters) < 8:
        return ""
    with suppress(payload.Unreadable):
        return payload.unbase64(letters).decode("utf-8", "replace").partition(":")[0]
    return ""


def _event(call: dict[str, Any], vendor: str, key: str, default: str) -> Event:
    kind = fields.word(call.get("type")) or default
    context = fields.mapping(call.get("context"))
    page = fields.mapping(context.get("page"))
    own = dict(fields.mapping(call.get("properties")))
    items = own.pop("products", None)
    params = {new: page[old] for old, new in _PAGE.items() if page.get(old)}
    if kind == "page":
        params |= {new: own.pop(old) for old, new in _PAGE.items() if own.get(old)}
    if kind in ("page", "screen"):
        params |= fields.present({"name": call.get("name"), "category": call.get("category")})
    if kind == "group":
        params |= fields.present({"groupId": call.get("groupId")})
    if "order_id" in own and "transaction_id" not in own:
        params["transaction_id"] = own["order_id"]
    traits = fields.mapping(call.get("traits")) or fields.mapping(context.get("traits"))
    user = {
        "client_id": call.get("anonymousId"),
        "user_id": call.get("userId"),
        "session_id": fields.word(context.get("sessionId")),
        "properties": traits,
    }
    rest = {name: value for name, value in context.items() if name not in ("page", "traits", "sessionId")}
    amounts = (own[name] for name in ("value", "revenue", "total") if name in own)
    return Event(
        vendor=vendor,
        name=fields.word(call.get("event")) if kind == "track" else kind,
        id=key,
        value=fields.worth(next(amounts, None)),
        params={**params, **own},
        items=tuple(fields.rows(items)),
        user=fields.present(user),
        raw={
            **{name: value for name, value in call.items() if name not in _USED},
            **({"context": rest} if rest else {}),
        },
    )
