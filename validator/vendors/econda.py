"""econda Analytics.

Claims `/l/CLIENT/…` at econda-monitor.de, and at any host with `emrid` and `emvid`.

Fills: one event for each basket event, order or target in `d` (base64: JSON, or of the older emos2 library its own
packing), else pageview; names view, c_add, c_rmv, buy, order, target; id is the client; params pageId as page_title,
content, site; items from `ec_Event`; transaction_id and value from `billing`; category and action from a target; user
from `emvid`, `emsid`.
Source: econda implementation guide; source of its emos2 library; requests of emos3 as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "econda"
CLAIMS = (
    Claim(host="econda-monitor.de", path=r"/(?:l/\w+(?:/.*)?|els/logging)"),
    Claim(query=(("emrid", ".+"), ("emvid", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"emrid", "emtn", "emnc", "v"})
_FIELDS = ("event", "id", "name", "price", "group", "quantity", "var1", "var2", "var3")


def decode(request: Request) -> Iterator[Event]:
    """The events of one hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    packed = given.pop("d", "")
    data = _unpacked(packed) if packed else {}
    pieces = path.split("/")
    client = pieces[2] if len(pieces) > 2 and pieces[1] == "l" else fields.word(given.get("emcid"))
    user = fields.take(given, {"emvid": "client_id", "emsid": "session_id"})
    page = fields.present(
        {"page_title": data.get("pageId"), "content": data.get("content"), "site": data.get("siteid")}
    )
    page |= fields.take(given, {"emhost": "page_host"})
    baskets = data.get("ec_Event")
    billing = data.get("billing")
    target = data.get("Target")
    found = [event for event in baskets if isinstance(event, list)] if isinstance(baskets, list) else []
    for row in found:
        item = {
            name: fields.number(value)
            for name, value in zip(_FIELDS, row, strict=False)
            if value not in (None, "", "NULL")
        }
        name = fields.word(item.pop("event", ""))
        yield Event("econda", name, client, params=page, items=(item,), user=user, raw=given)
    if isinstance(billing, list):
        order = billing[0] if billing and isinstance(billing[0], list) else billing
        amount = fields.number(fields.dig(order, 3))
        said = {**page, **fields.present({"transaction_id": fields.dig(order, 0), "value": amount})}
        yield Event("econda", "order", client, value=fields.worth(amount), params=said, user=user, raw=given)
    if isinstance(target, list):
        goal = target[0] if target and isinstance(target[0], list) else target
        told = [fields.word(fields.dig(goal, place)) or None for place in (0, 1)]
        amount = fields.number(fields.dig(goal, 2))
        yield Event(
            "econda", "target", client, told[0], told[1], value=fields.worth(amount), params=page, user=user, raw=given
        )
    if not found and not isinstance(billing, list) and not isinstance(target, list):
        raw = {**given, **{name: value for name, value in data.items() if name not in ("pageId", "content", "siteid")}}
        yield Event("econda", "pageview", client, params=page, user=user, raw=raw)


def _unpacked(content: str) -> dict[str, Any]:
    """JSON in base64; of emos2 fields in base64 of its own letters: a byte 28 between them, 31 before the value.

    Rows of a list are split by a byte 29, what a row holds by 30.
    """
    letters = payload.unquote(content).replace("*", "+").replace("_", "/")
    text = payload.unbase64(letters).decode("utf-8", "replace").rstrip("\0")
    if "\x1f" not in text:
        return dict(fields.mapping(payload.packed(content)))
    pairs = (part.partition("\x1f") for part in text.split("\x1c", 500))
    return {name: _rows(value) for name, mark, value in pairs if mark}


def _rows(value: str) -> Any:
    if "\x1d" not in value and "\x1e" not in value:
        return value
    return [row.split("\x1e", 100) for row in value.split("\x1d", 500)]
