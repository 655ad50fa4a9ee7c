"""Google Tag Manager's own diagnostics.

Claims the pings `/a` and `/td` at googletagmanager.com. The containers themselves (`/gtm.js`, `/gtag/js`)
are scripts, no hits.

Fills: name is diagnostics; id is the container; all of it is a signal.
Source: requests of Google's tag manager as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Google Tag Manager diagnostics"
CLAIMS = (Claim(host="googletagmanager.com", path=r"/(?:a|td|debug/badge)"),)
HOLDS_BACK = False


def decode(request: Request) -> Iterator[Event]:
    """One ping."""
    given: dict[str, Any] = payload.query(request.url)
    container = given.pop("id", "")
    yield Event("google_tag_manager", "diagnostics", container, kind="signal", raw=given)
