"""Lytics.

Claims `/c/ACCOUNT` at c.lytics.io and `/c/…` at lytics.io hosts.

Fills: name from `_e` (pv is page_view), `_event` or the stream; id is the account of the path; params are the site's
own, beside page_location (`url`), page_referrer; user from `_uid` and identities.
Source: Lytics developer documentation, “JavaScript tag”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Lytics"
CLAIMS = (Claim(host="lytics.io", path=r"/(?:c|collect/json)/[\w-]+(?:/\w+)?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"_ts", "_nmob", "_v", "_ca"})
_NAMES = {"pv": "page_view"}


def decode(request: Request) -> Iterator[Event]:
    """One call, or a list of them as JSON."""
    _, path, query = payload.address(request.url)
    shared: dict[str, Any] = payload.parameters(query)
    pieces = [piece for piece in path.split("/") if piece and piece not in ("c", "collect", "json")]
    if request.body.lstrip()[:1] in (b"{", b"["):
        rows = list(fields.rows(payload.json_body(request)))
    else:
        rows = [dict(payload.form(request))]
    for row in rows:
        given = {**shared, **row}
        code = fields.word(given.pop("_e", "") or given.pop("_event", "") or given.pop("event", ""))
        page = fields.take(given, {"url": "page_location", "_ref": "page_referrer", "title": "page_title"})
        user = fields.take(given, {"_uid": "client_id", "user_id": "user_id"})
        raw = {name: given.pop(name) for name in list(given) if name.startswith("_")}
        stream = pieces[1] if len(pieces) > 1 else "event"
        name = _NAMES.get(code, code) or stream
        params = fields.numbers({**page, **given}, ("value",))
        account = pieces[0] if pieces else ""
        yield Event("lytics", name, account, value=fields.worth(params.get("value")), params=params, user=user, raw=raw)
