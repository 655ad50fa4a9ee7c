"""`validator decode`: what hits say, from pasted URLs, a HAR file, or JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from validator.decode import decode_lines, decode_request
from validator.model.location import UsageError
from validator.model.recording import Request

_LISTED = ("category", "action", "label", "value")
_GROUPS = ("params", "user", "consent")


@click.command("decode")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--body", metavar="TEXT", help="The body that was posted to the URL.")
@click.option("--har", type=click.Path(path_type=Path), help="Every hit of a HAR file, as browsers save it.")
@click.option("--jsonl", is_flag=True, help="Requests from standard input, one JSON object a line.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object an event.")
def command(urls: tuple[str, ...], body: str | None, har: Path | None, jsonl: bool, as_json: bool) -> None:
    """Tell what hits say: vendor, event, category, action, parameters, items, and what is wrong with them.

    \b
    validator decode "https://…/g/collect?v=2&tid=G-…&en=purchase"
    validator decode --har visit.har
    validator decode --jsonl < requests.jsonl

    A line of --jsonl has url, and optionally method, headers, and body or body_base64; the answer has the number of
    its line.
    """
    if sum((bool(urls), har is not None, jsonl)) != 1:
        raise UsageError(
            "Give URLs, or --har FILE, or --jsonl.\n  → `validator decode --help` shows an example of each."
        )
    if jsonl:
        found: Iterable[dict[str, Any]] = decode_lines(sys.stdin.buffer)
    elif har is not None:
        found = _of_har(har)
    else:
        found = _of_urls(urls, body)
    for number, event in enumerate(found):
        if as_json or jsonl:
            click.echo(json.dumps(event, ensure_ascii=False))
        else:
            click.echo("\n".join([*([""] if number else []), *_lines(event)]))


def _of_urls(urls: Iterable[str], body: str | None) -> Iterator[dict[str, Any]]:
    for url in urls:
        if "//" not in url:
            raise UsageError(f"{url!r} is not a URL.\n  → Paste it with https://, between quotation marks.")
        content = (body or "").encode()
        yield from decode_request(Request(0, url, "POST" if content else "GET", body=content))


def _of_har(path: Path) -> Iterator[dict[str, Any]]:
    """Only what vendors claim: a HAR holds every picture of a page."""
    from validator.har import read_har
    from validator.vendors import claim

    seen = 0
    for request in read_har(path):
        if claim(request):
            seen += 1
            for found in decode_request(request):
                yield {"request": request.id, **found}
    if not seen:
        raise UsageError(f"No request in {path} is a hit of a vendor that is known here.")


def _lines(event: Mapping[str, Any]) -> Iterator[str]:
    """An event for people."""
    if "undecoded" in event:
        yield f"{event['vendor'] or 'unknown'}: {event['undecoded']}"
        return
    kind = " (a signal, which is not counted)" if event["kind"] == "signal" else ""
    yield f"{event['vendor']} {event['name'] or '(no name)'}{kind}" + (
        f"  → {event['destination']}" if event["destination"] else ""
    )
    for name in _LISTED:
        if event[name] is not None:
            yield f"  {name:<10} {_told(event[name])}"
    for name in _GROUPS:
        if event[name]:
            yield f"  {name}"
            width = min(max(map(len, event[name])), 30)
            yield from (f"    {key:<{width}}  {_told(value)}" for key, value in event[name].items())
    for number, item in enumerate(event["items"], start=1):
        yield f"  item {number}  " + ", ".join(f"{key}={_told(value)}" for key, value in item.items())
    for warning in event["warnings"]:
        yield f"  ! {warning['message']} [{warning['code']}]"


def _told(value: Any) -> str:
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in told)[:300]
