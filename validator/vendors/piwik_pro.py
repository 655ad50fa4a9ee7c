"""Piwik PRO.

Claims `ppms.php` anywhere, and any path with `rec=1` and an `idsite` that is a UUID.

Fills: as Matomo does; the newer e-commerce events carry their own name (`e_t`: product-detail-view, add-to-cart,
remove-from-cart, cart-update, order) and items from `ec_products` with brand and variant.
Source: Piwik PRO tracking HTTP API reference.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim
from validator.protocols import matomo as protocol

NAME = "Piwik PRO"
CLAIMS = (
    Claim(path=r"/(?:.*/)?ppms\.php"),
    Claim(query=(("idsite", r"[0-9a-f]{8}-[0-9a-f-]{27}"), ("rec", "1"))),
)
HOLDS_BACK = True
VOLATILE = frozenset({"r", "h", "m", "s", "gt_ms", "_refts", "ts_n", "ts_v"})


def decode(request: Request) -> Iterator[Event]:
    """One event a hit."""
    for given in protocol.requests(request):
        yield protocol.event(given, "piwik_pro")
