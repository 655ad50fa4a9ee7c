"""Reads HAR files, of any browser, Charles, Fiddler or Playwright: as requests, and as a recording to be judged.

Source: the HAR 1.2 specification, and what the programs write beyond it (`_resourceType`, `_initiator`, `_error`).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from validator.decoding import fields
from validator.decoding.compression import Unreadable, unpack
from validator.model.location import UsageError
from validator.model.recording import Document, Headers, PageView, Recording, Request, StepRecord
from validator.model.scenario import Scenario
from validator.vendors import claim


def read_har(path: str | Path) -> list[Request]:
    """The requests of a HAR file, in the order of their starts; `at` is seconds since the first.

    Raises UsageError: no such file, not JSON, or no HAR. A broken entry is left out.
    """
    return list(_requests(_entries(_log(Path(path)))))


def har_recording(path: str | Path, scenario: Scenario | None = None) -> Recording:
    """A HAR file as a recording, to be judged against a scenario.

    A HAR does not say which step sent what, and holds no data layer: all steps of the scenario count as performed,
    each page as having lived through all of them, and each request as sent at the last. So an event of a vendor whose
    library holds events back may meet an expectation of any step.
    """
    log = _log(Path(path))
    entries = _entries(log)
    requests = tuple(replace(request, vendor=claim(request) or "") for request in _requests(entries))
    steps = scenario.steps if scenario else ()
    requests = tuple(
        replace(item, step=len(steps), handling="delivered" if item.vendor else "passed") for item in requests
    )
    seconds = max((request.answered or request.at for request in requests), default=0.0)
    documents = tuple(_documents(log, requests, len(steps), seconds))
    creator = fields.mapping(log.get("browser")) or fields.mapping(log.get("creator"))
    return Recording(
        scenario=scenario.id if scenario else str(path),
        name=scenario.name if scenario else Path(path).name,
        site=scenario.site if scenario else "",
        device=scenario.device if scenario else None,
        browser=" ".join(filter(None, (fields.word(creator.get("name")), fields.word(creator.get("version"))))),
        began=fields.word(entries[0].get("startedDateTime")) if entries else "",
        seconds=seconds,
        finished=True,
        steps=tuple(
            StepRecord(
                number=step.number,
                kind=step.kind,
                title=step.title,
                status="performed",
                phase=step.phase,
                name=step.name,
                stage=step.stage,
                ended=seconds,
                location=step.location,
            )
            for step in steps
        ),
        documents=documents,
        requests=requests,
        views=tuple(
            PageView(document.url, "load", at=document.at, step=document.step, document=document.id)
            for document in documents
        ),
    )


def _log(path: Path) -> dict[str, Any]:
    try:
        content = unpack(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
    except Unreadable as error:
        raise UsageError(f"{path} cannot be unpacked: {error}") from None
    try:
        found = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not a HAR file: it is not JSON ({error}).") from None
    log = found.get("log") if isinstance(found, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise UsageError(f"{path} is not a HAR file: it has no log with entries.")
    return log


def _entries(log: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [entry for entry in log["entries"] if isinstance(entry, dict) and isinstance(entry.get("request"), dict)]
    return sorted(found, key=lambda entry: _moment(entry.get("startedDateTime")))


def _requests(entries: list[dict[str, Any]]) -> Iterator[Request]:
    start = _moment(entries[0].get("startedDateTime")) if entries else 0.0
    for number, entry in enumerate(entries, start=1):
        told = entry["request"]
        url = told.get("url")
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            continue
        response = fields.mapping(entry.get("response"))
        at = _moment(entry.get("startedDateTime")) - start
        lasted = entry.get("time")
        status = response.get("status")
        failure = fields.word(response.get("_error") or entry.get("_error"))
        headers = _headers(told.get("headers"))
        body, headers = _body(told.get("postData"), headers)
        yield Request(
            id=number,
            url=url,
            method=(fields.word(told.get("method")) or "GET").upper(),
            headers=headers,
            body=body,
            at=round(at, 6),
            step=0,
            page_url=next((value for name, value in headers if name == "referer"), ""),
            document=fields.word(entry.get("pageref")),
            resource_type=_kind(entry, headers),
            initiator=fields.word(fields.dig(entry, "_initiator", "type")),
            status=status if isinstance(status, int) and status > 0 else None,
            failure=failure,
            answered=round(at + max(lasted, 0) / 1000, 6) if isinstance(lasted, int | float) else None,
        )


def _moment(text: Any) -> float:
    """ISO 8601 as Unix seconds; 0 where it cannot be read."""
    if not isinstance(text, str):
        return 0.0
    whole, mark, rest = text.partition(".")
    if mark:  # older Pythons read at most six digits of a second
        digits = len(rest) - len(rest.lstrip("0123456789"))
        text = f"{whole}.{rest[:digits][:6].ljust(6, '0')}{rest[digits:]}"
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _headers(given: Any) -> Headers:
    rows = fields.rows(given)
    named = ((fields.word(row.get("name")).lower(), fields.word(row.get("value"))) for row in rows)
    return tuple((name, value) for name, value in named if name and not name.startswith(":"))


def _body(given: Any, headers: Headers) -> tuple[bytes, Headers]:
    """The body's bytes, and the headers: a form that is only told by its parameters becomes a plain form."""
    told = fields.mapping(given)
    text = told.get("text")
    if isinstance(text, str) and text:
        if "base64" in (told.get("encoding"), told.get("_encoding")):
            try:
                return base64.b64decode(text), headers
            except (binascii.Error, ValueError):
                return text.encode("utf-8", "replace"), headers
        if text.startswith("\x1f\x8b") and all(ord(letter) < 256 for letter in text):
            return text.encode("latin-1"), headers
        return text.encode("utf-8", "replace"), headers
    pairs = [
        (fields.word(row.get("name")), fields.word(row.get("value")))
        for row in fields.rows(told.get("params"))
        if row.get("name")
    ]
    if not pairs:
        return b"", headers
    plain = tuple((name, value) for name, value in headers if name != "content-type")
    form = ("content-type", "application/x-www-form-urlencoded")
    escaped = "%" in "".join(value for _, value in pairs)  # some programs write the parameters as they were sent
    body = "&".join(f"{name}={value}" for name, value in pairs) if escaped else urlencode(pairs, errors="replace")
    return body.encode("utf-8", "replace"), (*plain, form)


_DESTINATIONS = {"empty": "fetch", "image": "image", "script": "script", "document": "document", "iframe": "document"}


def _kind(entry: Mapping[str, Any], headers: Headers) -> str:
    """What the browser calls the kind of resource, else what the request's own headers say."""
    told = fields.word(entry.get("_resourceType"))
    if told:
        return told.lower()
    destination = next((value for name, value in headers if name == "sec-fetch-dest"), "")
    if destination:
        return _DESTINATIONS.get(destination, destination)
    accept = next((value for name, value in headers if name == "accept"), "")
    return "document" if accept.startswith("text/html") else ""


def _documents(log: Mapping[str, Any], requests: tuple[Request, ...], steps: int, end: float) -> Iterator[Document]:
    """The pages that requests belong to; a page's URL is that of its first document."""
    pages = {fields.word(page.get("id")): page for page in fields.rows(log.get("pages"))}
    firsts: dict[str, Request] = {}
    for request in requests:
        first = firsts.get(request.document)
        if first is None or (first.resource_type != "document" and request.resource_type == "document"):
            firsts[request.document] = request
    for name, first in firsts.items():
        title = fields.word(pages.get(name, {}).get("title"))
        url = first.url if first.resource_type == "document" else title if "://" in title else first.page_url
        yield Document(name, url, step=min(1, steps), at=first.at, ended=end, last_step=steps)
