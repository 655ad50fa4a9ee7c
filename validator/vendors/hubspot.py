"""HubSpot tracking.

Claims `/__ptq.gif`, `/__ptbe.gif` and `/__pto.gif` at hubspot.com, hubspotemail.net and hsforms.com hosts. Form
submissions are no hits.

Fills: name is pageview (`k=1`), form_view, custom behavioural events by their name or id (`n`), else the code; id is
the portal (`a`); params page_location (`pu`), page_title (`t`), page_referrer (`r`), value (`m`); user from `vi`,
`u`, `i` (identified properties).
Source: HubSpot tracking code API reference; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "HubSpot"
CLAIMS = (
    Claim(host="hubspot.com", path=r"/__pt(?:[qbco]|be)\.gif"),
    Claim(host="hsforms.com", path=r"/__pt[qbco]\.gif"),
    Claim(host="hubspot.com", path=r"/web-interactives/public/v\d/track/\w+"),
    Claim(host="hscollectedforms.net", path=r"/collected-forms/submit/\w+", methods=("POST",)),
)
HOLDS_BACK = False
VOLATILE = frozenset({"cts", "b", "cc"})
_CODES = {"1": "pageview", "7": "event", "14": "view", "15": "form_view", "17": "form_interaction", "18": "form_submit"}
_PARAMS = {
    "pu": "page_location",
    "t": "page_title",
    "r": "page_referrer",
    "m": "value",
    "ct": "content_type",
    "fi": "form_id",
}


def decode(request: Request) -> Iterator[Event]:
    """One event."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    if "_pt" not in path:
        if request.body.lstrip()[:1] == b"{":
            given |= fields.mapping(payload.json_body(request))
        name = "form_submit" if "collected-forms" in path else f"cta_{path.rpartition('/')[2]}"
        portal = fields.word(given.pop("portalId", ""))
        page = fields.take(given, {"pageUrl": "page_location", "pageTitle": "page_title"})
        yield Event("hubspot", name, portal, params=page, raw=given)
        return
    code = given.pop("k", "")
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    user = fields.take(given, {"vi": "client_id", "u": "cookie"})
    told = given.pop("i", "")
    if told:
        user["properties"] = payload.parameters(told)
    yield Event(
        vendor="hubspot",
        name=given.pop("n", "") or given.pop("e", "") or _CODES.get(code, code),
        id=given.pop("a", ""),
        value=fields.worth(params.get("value")),
        params=params,
        user=user,
        raw=given,
    )
