"""Snap Pixel (Snapchat).

Claims `/p` at tr.snapchat.com and tr6.snapchat.com.

Fills: name from `ev`; id from `pid`; params under the names of snaptr (price, currency, number_items, item_ids,
item_category, transaction_id, search_string, …) beside page_location (`pl`) and page_referrer (`rf`); value is the
price; user from `u_hem`, `u_hpn`, `u_fn`, `u_ln`, `u_age`, `l_…` (hashed by the pixel), `u_c1` and `u_scsid`.
Source: Snap Pixel reference; requests of the pixel as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Snap Pixel"
CLAIMS = (Claim(host="snapchat.com", path=r"/p/?"),)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "m_sl", "m_rd", "m_pi", "m_pl", "m_ic", "d_ot"})
_PARAMS = {
    "pl": "page_location",
    "rf": "page_referrer",
    "e_pr": "price",
    "e_cur": "currency",
    "e_ni": "number_items",
    "e_iids": "item_ids",
    "e_ic": "item_category",
    "e_tid": "transaction_id",
    "e_desc": "description",
    "e_sm": "sign_up_method",
    "e_su": "success",
    "e_ss": "search_string",
    "e_pia": "payment_info_available",
    "e_bds": "brands",
    "e_dm": "delivery_method",
    "e_cs": "customer_status",
    "e_lv": "level",
    "et": "event_tag",
    "du": "data_use",
    "cdid": "client_dedup_id",
}
_USER = {
    "u_hem": "hashed_email",
    "u_hpn": "hashed_phone_number",
    "u_fn": "first_name",
    "u_ln": "last_name",
    "u_age": "age",
    "l_city": "city",
    "l_gr": "region",
    "l_gpc": "postal_code",
    "l_gc": "country",
    "u_c1": "client_id",
    "u_sclid": "click_id",
    "u_scsid": "session_id",
}


def decode(request: Request) -> Iterator[Event]:
    """One event of query or form; newer versions post a list of tracks, and other messages (signals)."""
    given: dict[str, Any] = payload.fields(request)
    if request.body.lstrip()[:1] != b"{":
        yield _event(given)
        return
    document = fields.mapping(payload.json_body(request))
    asked = document.get("req")
    page = fields.present({"pl": fields.dig(document, "ctx", "url")})
    rows = [fields.mapping(row.get("t")) for row in fields.rows(asked)] if asked is not None else [document]
    for row in filter(None, rows):
        yield _event({**given, **page, **row})
    if not any(rows):
        yield Event("snapchat", "request", kind="signal", raw=document)


def _event(given: dict[str, Any]) -> Event:
    params = fields.numbers(fields.take(given, _PARAMS), ("price", "number_items"))
    if "price" in params:
        params["value"] = params["price"]
    return Event(
        vendor="snapchat",
        name=fields.word(given.pop("ev", "")),
        id=fields.word(given.pop("pid", "")),
        value=fields.worth(params.get("price")),
        params=params,
        user=fields.take(given, _USER),
        raw=given,
    )
