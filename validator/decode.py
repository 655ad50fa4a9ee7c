"""Decodes requests outside a journey: pasted URLs, JSON lines, HAR files. Pure: reads no file, opens no connection."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from validator.model.event import Event
from validator.model.recording import Headers, Request
from validator.vendors import claim, decode

_BASE64_LETTERS = str.maketrans("-_", "+/")
_SHOWN = 4096  # letters of a line that cannot be read
UNCLAIMED = "no vendor claims this request"


def decode_request(request: Request, endpoints: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, Any]]:
    """One object for each event of a request, ready for JSON.

    Keys: vendor, destination, name, kind (event or signal), category, action, label, value, params, items, user,
    consent, warnings (code, message, path) and raw. What could not be read has vendor, `undecoded` (the reason) and
    raw; a request that nobody claims has the vendor null. `endpoints`: a vendor's own URLs, as the plan has them.
    """
    vendor = claim(request, endpoints)
    if vendor is None:
        return [
            _object({"vendor": None, "undecoded": UNCLAIMED, "raw": {"url": request.url, "method": request.method}})
        ]
    return [event_object(event) for event in decode(request, vendor)]


def event_object(event: Event) -> dict[str, Any]:
    """An event as values that JSON has."""
    if event.undecoded:
        return _object({"vendor": event.vendor, "undecoded": event.undecoded, "raw": event.raw})
    return _object(
        {
            "vendor": event.vendor,
            "destination": event.id,
            "name": event.name,
            "kind": event.kind,
            "category": event.category,
            "action": event.action,
            "label": event.label,
            "value": event.value,
            "params": event.params,
            "items": event.items,
            "user": event.user,
            "consent": event.consent,
            "warnings": [
                {"code": finding.code, "message": finding.message, "path": finding.path} for finding in event.findings
            ],
            "raw": event.raw,
        }
    )


def decode_lines(
    lines: Iterable[str | bytes], endpoints: Mapping[str, Sequence[str]] | None = None
) -> Iterator[dict[str, Any]]:
    """JSON lines in, objects out: those of `decode_request` with the number of their `line`, from 1.

    A line is an object with `url`, and optionally `method`, `headers` (object, or list of pairs), and `body` as text
    or `body_base64`. A line that cannot be read gives an object with `undecoded`; empty lines give nothing.
    """
    for number, line in enumerate(lines, start=1):
        content = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        if not content.strip("\ufeff \t\r\n"):
            continue
        try:
            request = read_line(content.lstrip("\ufeff"))
        except ValueError as error:
            yield _object({"line": number, "vendor": None, "undecoded": str(error), "raw": {"line": content[:_SHOWN]}})
            continue
        for found in decode_request(request, endpoints):
            yield {"line": number, **found}


def read_line(content: str) -> Request:
    """The request of one JSON line. Raises ValueError with a sentence that says what is wrong."""
    try:
        found = json.loads(content)
    except RecursionError:
        raise ValueError("the line is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"the line is not JSON: {error}") from None
    if isinstance(found, str):
        found = {"url": found}
    if not isinstance(found, dict):
        raise ValueError('the line is not an object such as {"url": "https://…"}')
    url = found.get("url")
    if not isinstance(url, str) or not url:
        raise ValueError("the line has no url")
    body = _body(found)
    method = found.get("method")
    default = "POST" if body else "GET"
    return Request(
        id=0,
        url=url,
        method=method.upper() if isinstance(method, str) and method else default,
        headers=_headers(found.get("headers")),
        body=body,
    )


def _body(found: Mapping[str, Any]) -> bytes:
    packed = found.get("body_base64")
    if packed is not None:
        if not isinstance(packed, str):
            raise ValueError("body_base64 is not a text")
        letters = "".join(packed.split()).rstrip("=").translate(_BASE64_LETTERS)
        try:
            return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError(f"body_base64 is not base64: {error}") from None
    body = found.get("body")
    if body is None:
        return b""
    if isinstance(body, dict | list):
        return json.dumps(body).encode()
    if not isinstance(body, str):
        raise ValueError("body is neither a text nor a JSON object")
    return body.encode("utf-8", "replace")


def _headers(given: Any) -> Headers:
    pairs = given.items() if isinstance(given, dict) else given if isinstance(given, list) else ()
    found = []
    for pair in pairs:
        if isinstance(pair, dict):
            pair = (pair.get("name"), pair.get("value"))
        if isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
            found.append((pair[0].lower(), pair[1]))
    return tuple(found)


def _object(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    """The value with nothing in it that JSON cannot hold."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_plain(str(name)): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
