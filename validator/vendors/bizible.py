"""Marketo Measure (formerly Bizible).

Claims `/ipv`, `/u`, `/ev` and the same under `/m/` at bizible.com and bizibly.com.

Fills: name is page_view (`ipv`), else the call; params page_location (`_biz_l`), page_title (`_biz_t`), page_referrer
(`_biz_r`); user from `_biz_u` and `_biz_s`.
Source: Adobe's documentation of Marketo Measure; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Marketo Measure"
CLAIMS = (
    Claim(host="bizible.com", path=r"/(?:m/)?(?:ipv|u|ev)"),
    Claim(host="bizibly.com", path=r"/(?:m/)?(?:ipv|u|ev)"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"_biz_n", "_biz_i", "cdn_o", "a", "rnd"})
_PARAMS = {"_biz_l": "page_location", "_biz_t": "page_title", "_biz_r": "page_referrer"}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    last = fields.piece(path, -1)
    params = fields.present(fields.take(given, _PARAMS))
    user = fields.take(given, {"_biz_u": "client_id", "_biz_s": "session_id"})
    name = {"ipv": "page_view", "u": "user"}.get(last, last)
    yield Event("bizible", name, params=params, user=user, kind=fields.kind(last == "u"), raw=given)
