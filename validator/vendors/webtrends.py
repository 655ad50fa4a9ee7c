"""Webtrends (now Oracle Infinity).

Claims `/DCSID/dcs.gif` and `/dcs.gif` at any host, and `/v3/ACCOUNT/…` at oracleinfinity.io.

Fills: name is the transaction or event (`WT.tx_e`, `WT.dl` codes: 0 page view, others events), else page_view; id is
the DCS id of the path; params page_location, page_title (`WT.ti`), page_referrer (`dcsref`), value (`WT.tx_s`),
transaction_id (`WT.tx_i`), and all WT.… parameters; user from `WT.vtid`, `WT.co_f`.
Source: Webtrends query parameter reference; AMP's public configuration of Oracle Infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Webtrends"
CLAIMS = (
    Claim(path=r"/(?:.*/)?dcs\.gif"),
    Claim(host="oracleinfinity.io", path=r"/v\d/.*"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"dcsdat", "WT.tz", "WT.bh", "WT.vtvs"})


def decode(request: Request) -> Iterator[Event]:
    """One hit."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = {_capital(name): value for name, value in payload.fields(request).items()}
    host, where = given.pop("dcssip", ""), given.pop("dcsuri", "")
    query = given.pop("dcsqry", "")
    code = given.get("WT.dl", "0")
    said = {
        "page_location": f"https://{host}{where}{query}" if host else "",
        "page_title": payload.unquote(given.pop("WT.ti", "")),
        "page_referrer": given.pop("dcsref", ""),
        "value": fields.number(given.pop("WT.tx_s", "")),
        "transaction_id": given.pop("WT.tx_i", ""),
    }
    name = given.pop("WT.tx_e", "") or ("page_view" if code in ("0", "24", "25") else f"event {code}")
    user = fields.take(given, {"WT.vtid": "client_id", "WT.dcsvid": "user_id"})
    pieces = [piece for piece in path.split("/") if piece and piece != "dcs.gif"]
    own = {key: given.pop(key) for key in list(given) if key.startswith(("WT.", "DCSext."))}
    yield Event(
        vendor="webtrends",
        name=name,
        id=pieces[1] if pieces[:1] == ["v3"] and len(pieces) > 1 else "".join(pieces[:1]),
        value=fields.worth(said["value"]),
        params={**fields.present(said), **own},
        user=user,
        raw=given,
    )


def _capital(name: str) -> str:
    """Oracle Infinity writes `wt.ti` for `WT.ti`."""
    return f"WT.{name[3:]}" if name.startswith("wt.") else name
