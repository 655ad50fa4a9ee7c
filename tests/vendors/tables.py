"""Reads the tables: each case is a request, and the events that must come out of it."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from validator.model.recording import Request

FOLDER = Path(__file__).parent
PACKINGS = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "zlib": zlib.compress,
    "base64": base64.b64encode,
}


@dataclass(frozen=True)
class Case:
    """`events` as written: what is not mentioned is not compared, except findings, which are none then."""

    vendor: str
    name: str
    request: Request
    events: list[dict[str, Any]]


def cases(vendor: str) -> list[Case]:
    """The table of one vendor."""
    rows = yaml.safe_load((FOLDER / f"{vendor}.yaml").read_text(encoding="utf-8"))
    return [Case(vendor, row["case"], request(row), row["events"]) for row in rows]


def all_cases() -> list[Case]:
    return [case for file in sorted(FOLDER.glob("*.yaml")) for case in cases(file.stem)]


def request(row: dict[str, Any]) -> Request:
    """`body` text, `lines`, `json`, `form` or `base64`; `pack` compresses; `query` is added to the URL."""
    url = row["url"]
    if "query" in row:
        url += ("&" if "?" in url else "?") + urlencode(row["query"])
    if "json" in row:
        body = json.dumps(row["json"]).encode()
    elif "form" in row:
        body = urlencode({key: _text(value) for key, value in row["form"].items()}).encode()
    elif "lines" in row:
        body = "\n".join(_text(line) for line in row["lines"]).encode()
    elif "base64" in row:
        body = base64.b64decode(row["base64"])
    else:
        body = row.get("body", "").encode()
    if "pack" in row:
        body = PACKINGS[row["pack"]](body)
    headers = tuple(row.get("headers", {}).items())
    method = row.get("method", "POST" if body else "GET")
    return Request(1, url, method=method, headers=headers, body=body, resource_type=row.get("type", "fetch"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
