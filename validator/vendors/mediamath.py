"""MediaMath.

Claims `/event/img` and `/event/js` at mathtag.com. Synchronisations are no hits.

Fills: name is event; id is the advertiser (`mt_adid`); params pixel (`mt_id`) and the variables `v1`…, `s1`…
under their names.
Source: MediaMath's pixel as sites were seen to send it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "MediaMath"
CLAIMS = (Claim(host="mathtag.com", path=r"/event/(?:img|js)/?"),)
HOLDS_BACK = False
VOLATILE = frozenset[str]()


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    given: dict[str, Any] = payload.fields(request)
    own = {key: key for key in given if key[:1] in ("v", "s") and key[1:].isdecimal()}
    account = fields.word(given.pop("mt_adid", ""))
    yield plain_hit("mediamath", "event", account, given, {"mt_id": "pixel", **own})
