"""Nielsen (DCR, SiteCensus, DTVR).

Claims `/cgi-bin/…` and `/nmapi/…` at imrworldwide.com.

Fills: name is the product's event (session, static, view, playhead, …); id is the app (`apid`) or client (`ci`);
params page_location, section, and the metadata of `b`; user from the session and device id. Sessions and impressions
of measurement itself are signals.
Source: AMP's public configuration of Nielsen; Nielsen engineering portal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Nielsen"
CLAIMS = (Claim(host="imrworldwide.com", path=r"/(?:cgi-bin/\w+|nmapi/.*)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rnd", "c61", "rand"})


def decode(request: Request) -> Iterator[Event]:
    """One ping."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    packed = given.pop("b", "")
    if path.startswith("/nmapi"):
        found = fields.mapping(payload.packed(packed)) if packed else {}
        static = fields.mapping(fields.dig(found, "metadata", "static"))
        pieces = path.strip("/").split("/")
        application = fields.word(fields.dig(found, "devInfo", "apid")) or (pieces[2] if len(pieces) > 2 else "")
        said = {"page_location": found.get("pageURL"), "type": found.get("type")}
        user = {"client_id": fields.dig(found, "devInfo", "devId")}
        name = fields.word(found.get("event"))
        yield Event(
            "nielsen",
            name,
            application,
            params={**fields.present(said), **static},
            user=fields.present(user),
            raw=given,
        )
        return
    product = given.pop("prd", "")
    code = given.get("c13", "").partition(",P")[2]
    params = fields.take(given, {"si": "page_location", "rp": "page_referrer", "cg": "section"})
    client = given.pop("ci", "") or given.pop("apid", "") or code
    user = fields.take(given, {"sessionId": "session_id", "devid": "client_id"})
    last = path.rpartition("/")[2]
    if last == "cfg":  # the library asks for its settings
        product = product or last
    aside = product in ("session", "cfg")
    yield Event("nielsen", product or "page_view", client, params=params, user=user, kind=fields.kind(aside), raw=given)
