"""Matomo (formerly Piwik), on premises and in its cloud.

Claims `matomo.php` and `piwik.php` anywhere, and any path with `rec=1` and a numeric `idsite`.

Fills: name is pageview, event, goal, ecommerce_order, cart_update, search, download, outlink, content_…, by what is
sent; category, action, label, value from `e_c e_a e_n e_v` (value also from `revenue`); id from `idsite`; params
page_location, page_title (`action_name`), page_referrer, goal, transaction_id, dimension1…, custom variables by
name; items from `ec_items`; user from `_id`, `uid`. Pings and recordings are signals. A bulk body holds several hits.
Source: Matomo tracking HTTP API reference.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim
from validator.protocols import matomo as protocol

NAME = "Matomo"
CLAIMS = (
    Claim(path=r"/(?:.*/)?(?:matomo|piwik)\.php"),
    Claim(path=r"(?!.*/ppms\.php).*", query=(("idsite", r"\d+"), ("rec", "1"))),
)
HOLDS_BACK = True
VOLATILE = frozenset(
    {"r", "h", "m", "s", "gt_ms", "pf_net", "pf_srv", "pf_tfr", "pf_dm1", "pf_dm2", "pf_onl", "_refts"}
)


def decode(request: Request) -> Iterator[Event]:
    """One event a hit."""
    for given in protocol.requests(request):
        yield protocol.event(given, "matomo")
