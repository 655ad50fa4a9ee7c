"""Pardot (Salesforce Account Engagement).

Claims `/analytics` at pardot.com, and at any host with `account_id` and `visitor_id`.

Fills: name is page_view; id is the account; params page_location, page_title, page_referrer, campaign_id; user from the
visitor's id.
Source: Salesforce Account Engagement help, tracking code; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Pardot"
CLAIMS = (
    Claim(host="pardot.com", path=r"/analytics"),
    Claim(path=r"/(?:.*/)?analytics", query=(("account_id", r"\d+"), ("visitor_id", r"\d*"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"cb"})
_PARAMS = {"url": "page_location", "title": "page_title", "referrer": "page_referrer", "campaign_id": "campaign_id"}


def decode(request: Request) -> Iterator[Event]:
    """One view."""
    given: dict[str, Any] = payload.fields(request)
    params = fields.take(given, _PARAMS)
    account = given.pop("account_id", "")
    user = fields.present(fields.take(given, {"visitor_id": "client_id"}))
    yield Event("pardot", "page_view", account, params=fields.present(params), user=user, raw=given)
