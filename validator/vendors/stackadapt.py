"""StackAdapt.

Claims `/saq_pxl`, `/conv` and `/js_tracking` at srv.stackadapt.com.

Fills: name is page_view or conversion, or the event's own; id from `uid` or `cid`; params page_location (`url`),
page_title (`t`), value (`sa_conv_data`'s revenue), transaction_id and what the site sent with it.
Source: StackAdapt help, “Pixel”; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "StackAdapt"
CLAIMS = (Claim(host="srv.stackadapt.com", path=r"/(?:saq_pxl|conv|js_tracking|rt)"),)
HOLDS_BACK = False
VOLATILE = frozenset({"tip", "host", "cb"})
_NAMES = {"saq_pxl": "page_view", "conv": "conversion", "rt": "retargeting", "js_tracking": "page_view"}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    told = dict(fields.mapping(payload.inner(given.pop("sa_conv_data", "") or given.pop("args", ""))))
    said = fields.take(told, {"order_id": "transaction_id", "revenue": "value", "action": "action"})
    page = fields.take(given, {"url": "page_location", "t": "page_title"})
    name = fields.word(said.pop("action", "")) or _NAMES.get(fields.piece(path, 0), "hit")
    pixel = given.pop("uid", "") or given.pop("cid", "")
    params = fields.numbers({**page, **said, **told}, ("value",))
    yield Event("stackadapt", name, pixel, value=fields.worth(params.get("value")), params=params, raw=given)
