"""Yahoo! JAPAN Ads (LY Corporation).

Claims `/pagead/conversion/ID/` at yahoo.co.jp (search ads; the path is Google's, the hit is not), `/rt/` at
apm.yahoo.co.jp and `/search/` at b92.yahoo.co.jp (display ads).

Fills: name is conversion where a label or value is sent, else remarketing; id is the account of the path, else `p`;
params value, label, page_location (`ref` or `url`), page_referrer (`rref`), page_type (`pt`), transaction_id.
Source: Yahoo! JAPAN Ads' public site tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Yahoo! JAPAN Ads"
CLAIMS = (
    Claim(host="yahoo.co.jp", path=r"/pagead/conversion/\d+/?"),
    Claim(host="apm.yahoo.co.jp", path=r"/rt/?"),
    Claim(host="b92.yahoo.co.jp", path=r"/search/?"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"random", "r"})
_PARAMS = {
    "value": "value",
    "label": "label",
    "url": "page_location",
    "ref": "page_location",
    "rref": "page_referrer",
    "pt": "page_type",
    "transaction_id": "transaction_id",
}


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    searched = path.startswith("/pagead/")
    account = fields.piece(path, 2) if searched else fields.word(given.pop("p", ""))
    name = "conversion" if searched and (given.get("label") or given.get("value")) else "remarketing"
    yield plain_hit("yahoo_japan", name, account, given, _PARAMS)
