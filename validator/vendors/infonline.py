"""INFOnline, IVW, agof (SZM, IOMb, IOMm).

Claims `/tx.io`, `/nx.io`, `/ax.io`, … at ioam.de and iocnt.net, and `tx.io` anywhere.

Fills: name is pageview or the event (`ev`, with `type`); id is the offer (`st`); params page code (`cp`), comment
(`co`), page_location, survey (`sv`).
Source: AMP's public configuration of INFOnline.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "INFOnline"
CLAIMS = (
    Claim(host="ioam.de", path=r"/(?!.*\.(?:js|html)$).*"),
    Claim(host="iocnt.net", path=r"/(?!.*\.(?:js|html)$).*"),
    Claim(path=r"/(?:.*/)?tx\.io", query=(("st", r"\w+"), ("cp", ".*"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"lt", "x2", "ev", "mo", "vr", "d", "i2"})
_PARAMS = {"cp": "code", "co": "comment", "sv": "survey", "xy": "screen", "rf": "page_referrer", "ap": "offer_type"}


def decode(request: Request) -> Iterator[Event]:
    """One count."""
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        document = fields.mapping(payload.json_body(request))
        site = fields.mapping(document.get("si"))
        given |= fields.present({"st": site.get("cn"), "cp": site.get("pc") or site.get("cc"), "co": site.get("co")})
        given["document"] = document
    event = given.pop("ev", "")
    kind = given.pop("type", "") or ("event" if event else "pageview")
    host, path = given.pop("host", ""), given.pop("path", "")
    params = fields.present(fields.take(given, _PARAMS))
    if host:
        params["page_location"] = f"https://{host}{path}"
    yield Event("infonline", event or kind, fields.word(given.pop("st", "")), params=params, raw=given)
