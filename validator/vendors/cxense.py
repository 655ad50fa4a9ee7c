"""Cxense, Piano DMP (content insight).

Claims `/Repo/rep.gif`, `/Repo/rep.html` and `/dmp/push…` at cxense.com.

Fills: name from `typ` (pgv is page_view; others as they are), of the push the event's type; id from `sid`; params
page_location (`loc`), page_referrer (`ref`), custom parameters (`cp_…`); user from `ckp`. Time on page (`hb`, `act`)
is a signal.
Source: AMP's public configuration of Cxense.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Cxense"
CLAIMS = (Claim(host="cxense.com", path=r"/(?:Repo/rep\.(?:gif|html)|dmp/push(?:/.*)?|p1\.gif)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd", "ltm", "tzo"})
_NAMES = {"pgv": "page_view"}
_PARAMS = {"loc": "page_location", "ref": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One hit, or the events of a push."""
    given: dict[str, Any] = payload.query(request.url)
    if request.body.lstrip()[:1] == b"{" or "json" in given:
        document = payload.json_body(request, "json")
        given.pop("json", None)
        for row in fields.rows(fields.dig(document, "events")):
            own = {
                fields.word(pair.get("group")): pair.get("item") for pair in fields.rows(row.get("customParameters"))
            }
            name, site = fields.word(row.get("type")), fields.word(row.get("siteId"))
            yield Event("cxense", name, site, params=own, raw=given)
        return
    code = given.pop("typ", "") or "pgv"
    own = fields.take_prefixed(given, "cp_")
    params = {**fields.present(fields.take(given, _PARAMS)), **own}
    user = fields.take(given, {"ckp": "client_id"})
    kind = fields.kind(code in ("hb", "act"))
    yield Event("cxense", _NAMES.get(code, code), given.pop("sid", ""), params=params, user=user, kind=kind, raw=given)
