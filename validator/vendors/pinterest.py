"""Pinterest tag.

Claims `/v3/` and `/user/` at ct.pinterest.com.

Fills: name from `event`; id from `tid`; params from `ed` (JSON, or `ed[…]`) beside page_location (`loc` of `ad`) and
page_referrer; items from `line_items`; user from `pd` (addresses are hashed by the tag). `/user/` and `init` (the tag
was loaded) are signals.
Source: Pinterest tag reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Pinterest Tag"
CLAIMS = (Claim(host="ct.pinterest.com", path=r"/(?:v3|user)/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"cb", "dep"})


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    said = _tree(given, "ed")
    device = _tree(given, "ad")
    items = said.pop("line_items", None)
    page = {"page_location": device.pop("loc", ""), "page_referrer": device.pop("ref", "")}
    name = fields.word(given.pop("event", ""))
    yield Event(
        vendor="pinterest",
        name=name,
        id=fields.word(given.pop("tid", "")),
        value=fields.worth(said.get("value")),
        params={**fields.present(page), **fields.numbers(said, ("value", "order_quantity"))},
        items=fields.items(items),
        user=_tree(given, "pd"),
        kind=fields.kind(name == "init" or "/user" in payload.address(request.url)[1]),
        raw={**given, **({"ad": device} if device else {})},
    )


def _tree(given: dict[str, Any], name: str) -> dict[str, Any]:
    """A parameter that is JSON, or several with brackets."""
    content = given.pop(name, "")
    found = dict(fields.mapping(payload.inner(content)))
    found |= payload.nested(given, name)
    for key in [key for key in given if key.startswith(f"{name}[")]:
        del given[key]
    return found
