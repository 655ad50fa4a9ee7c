"""Heap (Contentsquare).

Claims `/h`, `/api/track`, `/api/capture/…` at heapanalytics.com and heap-api.com.

Fills: name is the event (`k` or `event`), else pageview; id is the environment (`a`); params page_path (`h`),
page_title (`t`), page_host (`d`), page_referrer (`r`), and own properties; user from `u` and `s`. Newer libraries send
binary bodies whose form is not public: these are told as not decoded.
Source: Heap's HTTP API reference; requests of its library as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Heap"
CLAIMS = (
    Claim(
        host="heapanalytics.com",
        path=r"/(?:h|api/track|api/add_user_properties|api/identify|api/capture/.*|api/integrations/.*)/?",
    ),
    Claim(host="heap-api.com", path=r"/(?:api/capture/.*|h)"),
)
HOLDS_BACK = True
VOLATILE = frozenset({"v", "ts", "st", "z"})
_PARAMS = {"h": "page_path", "t": "page_title", "d": "page_host", "r": "page_referrer", "q": "page_query"}


def decode(request: Request) -> Iterator[Event]:
    """One event of the query, or those of a JSON body."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    environment = given.pop("a", "")
    user: dict[str, Any] = fields.take(given, {"u": "client_id", "s": "session_id", "i": "user_id"})
    if request.body and payload.text(request).lstrip()[:1] not in ("{", "["):
        raise payload.Unreadable("the body is in the binary form of Heap's newer libraries, which is not public")
    if request.body:
        document = payload.json_body(request)
        for row in fields.rows(fields.dig(document, "events") or document):
            own = fields.mapping(row.get("properties"))
            known = {"user_id": row.get("identity"), "client_id": row.get("user_id")}
            name = fields.word(row.get("event")) or path.rstrip("/").rpartition("/")[2]
            found = environment or fields.word(row.get("app_id"))
            yield Event("heap", name, found, params=own, user={**user, **fields.present(known)}, raw=given)
        return
    params = fields.take(given, _PARAMS)
    pairs = [(name, given.pop(name)) for name in list(given) if name == "k" or name.startswith("k#")]
    own_pairs = [value for _, value in pairs]
    params |= dict(zip(own_pairs[::2], own_pairs[1::2], strict=False)) if len(own_pairs) > 1 else {}
    fields.numbers(params, ("value", "revenue", "price"))
    name = given.pop("event", "") or (own_pairs[0] if len(own_pairs) == 1 else "")
    default = "pageview" if path == "/h" else path.rstrip("/").rpartition("/")[2]
    yield Event("heap", name or default, environment, params=params, user=user, raw=given)
