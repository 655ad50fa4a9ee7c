"""ZoomInfo WebSights.

Claims `/pixel/ID` and `/formcomplete-v2/…` at zoominfo.com's ws host.

Fills: name is visit or the call; id is the pixel of the path; params page_location (`url`). Form look-ups are signals.
Source: requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "ZoomInfo WebSights"
CLAIMS = (Claim(host="ws.zoominfo.com", path=r"/(?:pixel|formcomplete(?:-v\d)?)(?:/.*)?"),)
HOLDS_BACK = False


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    pixel = path.startswith("/pixel")
    params = fields.take(given, {"url": "page_location"})
    name, found = ("visit", fields.piece(path, 1)) if pixel else ("form_lookup", "")
    yield Event("zoominfo", name, found, params=params, kind=fields.kind(not pixel), raw=given)
