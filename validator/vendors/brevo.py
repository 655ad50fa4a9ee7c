"""Brevo (formerly Sendinblue): automation tracker.

Claims `/p` and `/api/v2/…` at in-automate.brevo.com and in-automate.sendinblue.com.

Fills: name is the event (`event`, `sib_name`), else page_view, identify (a signal) or the kind (`sib_type`); id is the
client key (`key`); params page_location (`ma_url`), page_title (`ma_title`), page_referrer, own properties; user from
the address or the session.
Source: Brevo's tracker REST reference; its tracker as sites were seen to load it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.decoding.plain import plain_hit
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Brevo"
CLAIMS = (
    Claim(host="in-automate.brevo.com", path=r"/(?:p|api/v2/\w+)/?"),
    Claim(host="in-automate.sendinblue.com", path=r"/(?:p|api/v2/\w+)/?"),
)
HOLDS_BACK = False
VOLATILE = frozenset[str]()
_NAMES = {"page": "page_view", "trackPage": "page_view", "trackLink": "link", "p": "page_view"}
_PARAMS = {
    "ma_url": "page_location",
    "ma_title": "page_title",
    "ma_referrer": "page_referrer",
    "ma_path": "page_path",
    "page": "page",
    "link": "link",
    "revenue": "value",
    "currency": "currency",
}
_USER = {"email": "email", "email_id": "email", "session_id": "session_id", "cuid": "client_id"}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    own: dict[str, Any] = {}
    for name in ("properties", "eventdata"):
        own |= fields.mapping(payload.inner(given.pop(name, None)))
    code = fields.word(given.pop("sib_type", "")) or fields.piece(path, -1)
    told = next((fields.word(given.pop(name)) for name in ("event", "sib_name") if given.get(name)), "")
    account = fields.word(given.pop("key", ""))
    given |= {name: value for name, value in own.items() if name not in given}
    names = {**{name: name for name in own}, **_PARAMS}
    aside = not told and code == "identify"
    yield plain_hit("brevo", told or _NAMES.get(code, code), account, given, names, _USER, aside=aside)
