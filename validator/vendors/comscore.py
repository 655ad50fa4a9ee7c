"""Comscore (Unified Digital Measurement, streaming).

Claims `/b`, `/b2`, `/p`, `/p2` and `/cs/…` at scorecardresearch.com.

Fills: name is page_view, hidden for `ns_type=hidden` without a name, of streams the state (`ns_st_ev`: play, pause,
end); id from `c2`; params page_location (`c7`, `c4`), page_title (`c8`), page_referrer (`c9`) and labels under their
names. Heartbeats (`hb`) are signals.
Source: AMP's public configuration of Comscore; Comscore implementation guides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Comscore"
CLAIMS = (Claim(host="scorecardresearch.com", path=r"/(?:[bp]2?|internal-[bp]2?|cs/.*|e/.*)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"rn", "ns__t", "cs_ucfr", "ns_ts", "cs_it"})
_PARAMS = {"c7": "page_location", "c8": "page_title", "c9": "page_referrer", "c4": "page_group", "c6": "genre"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    given: dict[str, Any] = payload.fields(request)
    kind = given.get("ns_type", "")
    stream = given.pop("ns_st_ev", "")
    name = stream or given.pop("name", "") or ("hidden" if kind == "hidden" else "page_view")
    params = fields.present(fields.take(given, _PARAMS))
    params |= {key: given.pop(key) for key in list(given) if key.startswith("ns_st_")}
    state = {"1": "granted", "0": "denied"}.get(given.get("cs_ucfr", ""))
    yield Event(
        vendor="comscore",
        name=name,
        id=given.pop("c2", ""),
        params=params,
        user=fields.take(given, {"c12": "client_id"}),
        consent={"analytics_storage": state} if state else {},
        kind=fields.kind(stream in ("hb", "keep-alive")),
        raw=given,
    )
