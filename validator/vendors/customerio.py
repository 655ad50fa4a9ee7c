"""Customer.io (Data Pipelines and the older JavaScript snippet).

Claims `/v1/…` at cdp.customer.io and cdp-eu.customer.io, and `/events`, `/pages`, `/identify`, `/api/v1/customers/…` at
track.customer.io.

Fills: as Segment does; of the older calls name is the event, page or identify, id the site.
Source: Customer.io Data Pipelines API reference; requests of its snippet as browsers show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Answer, Claim
from validator.protocols import segment as protocol

NAME = "Customer.io"
CLAIMS = (
    Claim(host="cdp.customer.io", path=r"/v1/\w+"),
    Claim(host="cdp-eu.customer.io", path=r"/v1/\w+"),
    Claim(host="track.customer.io", path=r"/.*", methods=("GET", "POST", "PUT")),
    Claim(host="track-eu.customer.io", path=r"/.*", methods=("GET", "POST", "PUT")),
)
HOLDS_BACK = True
VOLATILE = frozenset({"messageId", "timestamp", "sentAt"})
MESSAGE_ID = ("messageId",)
ANSWER = Answer(body='{"success":true}')


def decode(request: Request) -> Iterator[Event]:
    """The call, or the calls of a batch."""
    host, path, query = payload.address(request.url)
    if host.startswith("cdp"):
        key = payload.parameters(query).get("writeKey", "") or protocol.basic_key(request)
        yield from protocol.events(payload.json_body(request), "customerio", key, path)
        return
    given: dict[str, Any] = payload.query(request.url)
    if request.body.lstrip()[:1] == b"{":
        given |= fields.mapping(payload.json_body(request))
    else:
        given |= payload.form(request)
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    told = fields.word(given.pop("name", ""))
    name = last if last in ("page", "identify") else told or last
    site = fields.word(given.pop("site_id", "") or given.pop("s", ""))
    data = given.pop("data", None)
    page = {"page_path": told} if last == "page" and told else {}
    own = fields.mapping(payload.packed(data) if isinstance(data, str) and data[:1] in "{e" else data)
    user = fields.take(given, {"customer_id": "user_id", "anonymous_id": "client_id", "id": "user_id"})
    if "/customers/" in path:
        user.setdefault("user_id", payload.unquote(path.partition("/customers/")[2].partition("/")[0]))
    yield Event("customerio", name, site, params={**page, **own}, user=user, raw=given)
