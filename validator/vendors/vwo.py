"""VWO (Visual Website Optimizer).

Claims `/v.gif`, `/l.gif`, `/c.gif`, `/s.gif`, `/h.gif`, `/events/t`, `/ee.gif` and `/analyse` at
visualwebsiteoptimizer.com.

Fills: name is variation_shown, visit or conversion by the image, of `/events/t` the event's name (`en`); id is the
account; params experiment_id, combination, goal_id, page_location, value (`r`), own properties; user from `u` or
`uuid`. Heat maps, sessions, errors of the script (`ee.gif`) and `analyse` are signals.
Source: VWO developer documentation; requests of its script as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "VWO"
CLAIMS = (
    Claim(
        host="visualwebsiteoptimizer.com",
        path=r"/(?:[\w-]+/)?(?:[vlcsht]|ee|se|gv)\.gif|/(?:[\w-]+/)?(?:events/t|analyse|server-side/track-\w+)",
    ),
)
HOLDS_BACK = False
VOLATILE = frozenset({"random", "eTime", "sId", "cu", "ed"})
_NAMES = {"v": "visit", "l": "variation_shown", "c": "conversion", "h": "heatmap", "s": "session", "ee": "error"}
_PARAMS = {
    "experiment_id": "experiment_id",
    "combination": "combination",
    "goal_id": "goal_id",
    "GOAL_ID": "goal_id",
    "COMBINATION": "combination",
    "r": "value",
    "url": "page_location",
    "p": "page_location",
}


def decode(request: Request) -> Iterator[Event]:
    """One call."""
    _, path, _ = payload.address(request.url)
    given: dict[str, Any] = payload.query(request.url)
    told: dict[str, Any] = {}
    if request.body.lstrip()[:1] == b"{":
        document = payload.json_body(request)
        told = fields.mapping(fields.dig(document, "d", "event", "props"))
        given.setdefault("en", fields.word(fields.dig(document, "d", "event", "name")))
        given.setdefault("visitor", fields.dig(document, "d", "visId"))
    last = path.rpartition("/")[2].removesuffix(".gif")
    account = fields.word(given.pop("account_id", "") or given.pop("ACCOUNT_ID", "") or given.pop("a", ""))
    name = fields.word(given.pop("en", "")) or _NAMES.get(last, last)
    params = fields.numbers(fields.take(given, _PARAMS), ("value",))
    own = {key: value for key, value in told.items() if key not in ("vwoMeta", "page", "sdkName", "sdkVersion")}
    page = fields.dig(told, "page", "url")
    yield Event(
        vendor="vwo",
        name=name,
        id=account,
        value=fields.worth(params.get("value", own.get("revenue"))),
        params={**params, **fields.present({"page_location": page}), **own},
        user=fields.present(fields.take(given, {"u": "client_id", "uuid": "client_id", "visitor": "client_id"})),
        kind=fields.kind(last in ("h", "s", "analyse", "se", "ee")),
        raw=given,
    )
