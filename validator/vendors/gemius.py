"""Gemius (gemiusPrism, gemiusAudience).

Claims `/_…/redot.gif`, `/_…/rexdot.js` at gemius.pl.

Fills: name from `et` (view, action, …; others are signals); id from `id`; params page_location (`href`),
page_referrer (`ref`), extra parameters.
Source: AMP's public configuration of Gemius.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Gemius"
CLAIMS = (
    Claim(host="gemius.pl", path=r"/_?\d*/?re(?:x?dot)(?:\.gif|\.js)"),
    Claim(path=r"/_\d+/redot\.gif", query=(("id", ".+"), ("href", ".*"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"vis", "fpdata", "lsdata"})
_PARAMS = {"href": "page_location", "ref": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One count."""
    given: dict[str, Any] = payload.fields(request)
    name = given.pop("et", "") or "view"
    extra = payload.parameters(given.pop("extra", ""), "|")
    params = {**fields.present(fields.take(given, _PARAMS)), **extra}
    kind = fields.kind(name not in ("view", "action", "click", "download"))
    yield Event("gemius", name, given.pop("id", ""), params=params, kind=kind, raw=given)
