"""Marketo Munchkin (Adobe Marketo Engage).

Claims `/webevents/…` at mktoresp.com.

Fills: name is the call (visitWebPage, clickLink, associateLead, …); id is the Munchkin id; params page_location, put
together from its parts, link (`_mchHr`), own parameters; user from the cookie token.
Source: Marketo developer documentation, “Munchkin behaviour”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Marketo Munchkin"
CLAIMS = (
    Claim(host="mktoresp.com", path=r"/webevents/\w+"),
    Claim(path=r"/webevents/\w+", query=(("_mchId", ".+"),)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"_mchNc"})


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    host, where = given.pop("_mchHo", ""), given.pop("_mchRu", "")
    scheme = given.pop("_mchPc", "https:")
    arguments = given.pop("_mchQp", "")
    page = f"{scheme}//{host}{where}" + (f"?{arguments.replace('__-__', '&')}" if arguments else "") if host else ""
    said = {"page_location": page, "page_referrer": given.pop("_mchRe", ""), "link": given.pop("_mchHr", "")}
    user = fields.take(given, {"_mchTk": "client_id"})
    munchkin = given.pop("_mchId", "") or given.pop("_mchWs", "")
    raw = {name: given.pop(name) for name in list(given) if name.startswith("_mch")}
    name = path.rpartition("/")[2]
    yield Event("marketo", name, munchkin, params={**fields.present(said), **given}, user=user, raw=raw)
