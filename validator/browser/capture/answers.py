"""What a request is answered with when it does not leave the machine, so that the page goes on as with the real one."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from validator.model.vendor import Answer


@dataclass(frozen=True, slots=True)
class Content:
    """An answer as bytes."""

    status: int = 204
    content_type: str = ""
    body: bytes = b""


_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_BY_TYPE = {
    "image": Content(200, "image/gif", _GIF),
    "script": Content(200, "application/javascript"),
    "stylesheet": Content(200, "text/css"),
    "document": Content(200, "text/html", b"<!doctype html><title></title>"),
    "eventsource": Content(200, "text/event-stream", b"\n"),
}


def held(resource_type: str, vendors: Answer | None) -> Content:
    """The answer to a held request: the vendor's own where its library needs one."""
    if vendors is not None:
        return Content(vendors.status, vendors.content_type, vendors.body.encode())
    return _BY_TYPE.get(resource_type, Content())


def fulfilment(request_id: str, content: Content, headers: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of Fetch.fulfillRequest; `headers` are the request's, by lower-case name."""
    told = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": headers.get("origin", "*")}
    if content.content_type:
        told["Content-Type"] = content.content_type
    if "origin" in headers:
        told |= {
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
            "Access-Control-Allow-Headers": headers.get("access-control-request-headers", "content-type"),
        }
    fulfilled: dict[str, Any] = {
        "requestId": request_id,
        "responseCode": content.status,
        "responseHeaders": [{"name": name, "value": value} for name, value in told.items()],
    }
    if content.body:
        fulfilled["body"] = base64.b64encode(content.body).decode()
    return fulfilled
