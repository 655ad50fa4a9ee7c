"""Adobe Audience Manager and the Experience Cloud ID service.

Claims `/event`, `/id`, `/ibs:…` and `/demoptions.jpg` at demdex.net, and `/id` at omtrdc.net.

Fills: name is event, id or ibs; id is the organisation or data source (`d_orgid`, `dpid`), else the partner's name in
the host; params hold the site's own signals (`c_…` without the prefix, and `p_…`, `h_…` under their names); user from
`d_mid`, `d_uuid`, `d_cid`. Ids and synchronisations are signals.
Source: Adobe Audience Manager documentation, “Data collection URLs”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim

NAME = "Adobe Audience Manager"
CLAIMS = (
    Claim(host="demdex.net", path=r"/(?:event|id|demoptions\.jpg|demconf\.jpg|ibs:.*)"),
    Claim(host="omtrdc.net", path=r"/id"),
    Claim(path=r"/id", query=(("d_orgid", ".+"), ("d_visid_ver", ".+"))),
)
HOLDS_BACK = False
VOLATILE = frozenset({"ts", "d_cts", "d_blob"})
ANSWER = Answer(
    body='{"d_mid":"00000000000000000000000000000000000000","id_sync_ttl":604800,"d_blob":"","dcs_region":6,"d_ottl":7200,"ibs":[]}'
)


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    host, path, query = payload.address(request.url)
    given: dict[str, Any] = payload.parameters(query)
    given |= payload.form(request)
    name = path[1:].partition(":")[0].partition(".")[0]
    if ":" in path:
        given |= payload.parameters(path.partition(":")[2])
    params: dict[str, Any] = fields.take_prefixed(given, "c_")
    params |= {key: given.pop(key) for key in list(given) if key.startswith(("p_", "h_"))}
    user = fields.take(given, {"d_mid": "client_id", "d_uuid": "uuid", "d_cid": "customer_id", "dpuuid": "partner_id"})
    partner = host.partition(".")[0]
    found = given.pop("d_orgid", "") or given.pop("dpid", "") or given.pop("d_dpid", "")
    if not found and name == "event" and partner != "dpm":
        found = partner
    kind = fields.kind(name != "event")
    yield Event("adobe_audience_manager", name, found, params=params, user=user, kind=kind, raw=given)
