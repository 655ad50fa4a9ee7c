"""Quantum Metric (session replay and analytics).

Claims `/horizon/NAME`, `/capture/NAME` and `/hash-check/…` at quantummetric.com.

Fills: name is recording (a signal), or the event where the body names one; id is the name in the path; params
page_location (`u`); user from `S` and `U`.
Source: requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Quantum Metric"
CLAIMS = (Claim(host="quantummetric.com", path=r"/(?:horizon|capture|hash-check)/.*", methods=("POST", "GET")),)
HOLDS_BACK = True
VOLATILE = frozenset({"t", "v", "z", "Q", "N"})


def decode(request: Request) -> Iterator[Event]:
    """One part of a recording: its body is not public."""
    _, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    params = fields.take(given, {"u": "page_location"})
    user = fields.take(given, {"U": "client_id", "S": "session_id"})
    yield Event(
        "quantum_metric", "recording", fields.piece(path, 1), params=params, user=user, kind="signal", raw=given
    )
