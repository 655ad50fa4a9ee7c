"""Floodlight: the activities of Google's Campaign Manager 360 and Search Ads 360.

Claims `/activity;…`, `/activityi;…`, `/ddm/activity/…` and `/ddm/fls/…` at doubleclick.net and googlesyndication.com,
and `/gmp/conversion/…` at google.com. The parameters stand in the path, split by `;`.

Fills: id is the advertiser (`src`); name is the activity tag (`cat`); params type (the group), cat, value (`cost`),
quantity (`qty`), transaction_id (`ord`, where the activity counts sales), num, u1…u100, page_location (`~oref`);
consent from `gcs` and `gcd`. `/ddm/fls/` and `/gmp/conversion/` only repeat an activity: signals.
Source: Campaign Manager 360 help, “Floodlight tag format”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.consent_mode import consent
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim
from validator.protocols import google

NAME = "Floodlight"
_PATH = r"/(?:ddm/)?(?:activityi?|fls(?:/[a-z]{1,2})?)(?:[/;].*)?"
CLAIMS = (
    Claim(host="fls.doubleclick.net", path=_PATH),
    Claim(host="ad.doubleclick.net", path=_PATH),
    Claim(host="googlesyndication.com", path=r"/ddm/(?:activityi?|fls)(?:/[a-z])?[/;].*"),
    Claim(host="google.com", path=r"/gmp/conversion[/;].*"),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ord", "num", "gtm", "auiddc", "tag_exp"})
_PARAMS = {"cost": "value", "qty": "quantity", "~oref": "page_location", "num": "num"}


def as_sent(told: str) -> str:
    """An id as events have it: gtag names the advertiser 1234567 as `DC-1234567`."""
    return told.removeprefix("DC-")


def decode(request: Request) -> Iterator[Event]:
    """One activity."""
    rest = request.url.partition("://")[2].partition("/")[2]
    path, _, content = rest.partition(";")
    head, mark, first = path.rpartition("/")
    if mark and "=" in first:  # `/ddm/activity/src=…;type=…`
        path, content = head, f"{first};{content}"
    if not content:
        path, _, content = rest.partition("?")
    separator = ";" if ";" in content else "&"
    given: dict[str, Any] = payload.parameters(content.rstrip("?"), separator)
    kind = given.pop("type", "")
    activity = given.pop("cat", "")
    sale = "qty" in given or "cost" in given
    params = fields.numbers(fields.take(given, _PARAMS), ("value", "quantity"))
    params |= {"type": kind, "cat": activity}
    params |= {name: given.pop(name) for name in list(given) if name[:1] == "u" and name[1:].isdecimal()}
    if sale and "ord" in given:
        params["transaction_id"] = given.pop("ord")
    yield Event(
        vendor="floodlight",
        name=activity,
        id=given.pop("src", ""),
        value=fields.worth(params.get("value")),
        params=params,
        user={**fields.take(given, {"auiddc": "client_id"}), **google.user_data(given.pop("em", ""))},
        consent=consent(given.get("gcs", ""), given.get("gcd", "")),
        kind=fields.kind("fls/" in path or path.startswith("gmp/")),
        raw=given,
    )
