"""Reads what requests carry: addresses, query strings, forms, JSON, lines, multipart, base64, compressed bodies.

Everything here takes time in proportion to the input, is bounded in memory, and raises nothing but Unreadable.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import unquote_to_bytes

from validator.decoding.compression import Unreadable, unpack
from validator.model.recording import Request

__all__ = ["Unreadable"]

FIELDS = 5_000  # parameters of one query or form; what comes after them is kept in one piece under `REST`
REST = "(rest)"
NOT_JSON = "(not JSON)"
LINES = 5_000
DEPTH = 32  # levels of `a[b][c]`

_JSON = json.JSONDecoder(parse_constant=str)  # made once: making it costs more than most documents
_DIGITS = "0123456789abcdefABCDEF"
_ASCII = {high + low: chr(int(high + low, 16)) for high in "01234567" for low in _DIGITS}
_LEGACY = re.compile(r"%u([0-9a-fA-F]{4})")
_FORM = re.compile(r"[\w.\[\]$~:%-]{1,200}=")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_BASE64_LETTERS = str.maketrans("-_", "+/")
_HIDDEN = re.compile(r"[\w.-]{1,40}=(L[yz0-3][A-Za-z0-9+/%_-]{14,}={0,2})")  # base64 of a text that begins with "/"
_PATH = re.compile(r"/[\w./-]{0,200}")


@lru_cache(maxsize=8)  # a request is claimed and decoded one after the other
def address(url: str) -> tuple[str, str, str]:
    """Host (lower case, without port), path and query of a URL; whatever is written there, without judging it.

    Loaders of server-side containers hide path and query in base64, as the one parameter of a meaningless path
    (`/a1b2?c3d4=L2cvY29s…`): such an address is read as what it holds.
    """
    host, path, query = written(url)
    hidden = _HIDDEN.fullmatch(query) if "=L" in query[:42] else None
    if hidden:
        with suppress(Unreadable):
            inner_path, mark, inner_query = _decoded(unbase64(hidden[1])).partition("?")
            if mark and _PATH.fullmatch(inner_path):
                return host, inner_path, inner_query
    return host, path, query


def written(url: str) -> tuple[str, str, str]:
    """The same as it is written, hidden or not."""
    rest = url.partition("#")[0]
    _, mark, after = rest.partition("://")
    if mark:
        rest = after
    head, _, query = rest.partition("?")
    host, slash, path = head.partition("/")
    if "@" in host:
        host = host.rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    return host.lower().rstrip("."), slash + path or "/", query


def unquote(text: str) -> str:
    """Percent-encoded text as plain text. Bytes that are not UTF-8 are read as Windows-1252, as browsers do."""
    if "%" not in text:
        return text
    pieces = text.split("%")
    found = [pieces[0]]
    for piece in pieces[1:]:  # nearly always all of it is ASCII
        letter = _ASCII.get(piece[:2])
        if letter is None:
            break
        found.append(letter)
        found.append(piece[2:])
    else:
        return "".join(found)
    if "%u" in text:
        text = _LEGACY.sub(lambda found: _letter(found[1]), text)
    return _decoded(unquote_to_bytes(text.encode("utf-8", "replace")))


def _letter(code: str) -> str:
    number = int(code, 16)
    return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def pairs(text: str, separator: str = "&") -> list[tuple[str, str]]:
    """The parameters of a query string or form, in their order, decoded."""
    parts = text.split(separator, FIELDS)
    rest = parts.pop() if len(parts) > FIELDS else ""
    found = [
        (unquote(name), unquote(value)) for name, _, value in (_spaced(part).partition("=") for part in parts if part)
    ]
    return [*found, (REST, rest)] if rest else found


def _spaced(part: str) -> str:
    return part.replace("+", " ")


def parameters(text: str, separator: str = "&") -> dict[str, str]:
    """The same by name. Of a name given twice the first keeps it; the others stand as `name#2`, `name#3`."""
    parts = text.split(separator, FIELDS)
    rest = parts.pop() if len(parts) > FIELDS else ""
    plus = "+" in text
    named: dict[str, str] = {}
    counts: dict[str, int] = {}
    for part in parts:
        if part:
            if plus:
                part = part.replace("+", " ")
            name, _, value = part.partition("=")
            if "%" in value:
                value = unquote(value)
            if "%" in name:
                name = unquote(name)
            if name in named:
                count = counts[name] = counts.get(name, 1) + 1
                name = f"{name}#{count}"
            named[name] = value
    if rest:
        named[REST] = rest
    return named


def query(url: str) -> dict[str, str]:
    """The parameters of a URL's query, by name."""
    text = address(url)[2]
    return parameters(text) if text else {}


def header(request: Request, name: str) -> str:
    """The value of a header, by its name in lower case; empty where it is not there."""
    for key, value in request.headers:
        if key == name:
            return value
    return ""


def body(request: Request) -> bytes:
    """The body, unpacked."""
    if not request.body:
        return b""
    encoding = header(request, "content-encoding")
    if not encoding and request.body[0] not in b"\x1f\x28\x78":
        return request.body
    return unpack(request.body, encoding)


def text(request: Request) -> str:
    """The body as text."""
    return _decoded(body(request)).removeprefix("\ufeff")


def lines(request: Request) -> list[dict[str, str]]:
    """A body that holds a query string a line (GA4, `/batch` of Universal Analytics). An empty body has none.

    At most LINES of them; a decoder that gives as many events is told apart by its caller.
    """
    if not request.body:
        return []
    return [parameters(line) for line in islice(text(request).splitlines(), LINES) if line.strip()]


def form(request: Request) -> dict[str, str]:
    """The parameters of the body: a form, or multipart. A body of another kind has none."""
    content = body(request)
    if not content:
        return {}
    kind = header(request, "content-type")
    if "multipart/" in kind or content.startswith(b"--"):
        return multipart(content)
    found = _decoded(content).strip()
    if "form-urlencoded" in kind or _FORM.match(found):
        return parameters(found)
    return {}


def fields(request: Request) -> dict[str, str]:
    """Query and form together; what the body says wins."""
    found = query(request.url)
    if request.body:
        found |= form(request)
    return found


def multipart(content: bytes) -> dict[str, str]:
    """The parts of a multipart body by name, as text; the first line is the boundary."""
    boundary, _, _ = content.partition(b"\n")
    boundary = boundary.strip()
    if len(boundary) < 3:
        raise Unreadable("the multipart body has no boundary")
    found: dict[str, str] = {}
    for part in content.split(boundary, FIELDS)[1:]:
        head, gap, value = part.partition(b"\r\n\r\n")
        if not gap:
            head, gap, value = part.partition(b"\n\n")
        named = re.search(rb'name="([^"\r\n]{0,500})"', head)
        if gap and named:
            value = value.removesuffix(b"\r\n") if value.endswith(b"\r\n") else value.removesuffix(b"\n")
            found.setdefault(_decoded(named[1]), _decoded(value))
    return found


def document(content: str) -> Any:
    """JSON text as values. NaN and Infinity, which JSON does not have, stay text. Raises Unreadable."""
    try:
        found = _JSON.decode(content)
    except RecursionError:
        raise Unreadable("the JSON is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from None
    return _mended(found) if "\\ud" in content or "\\uD" in content else found


def _mended(value: Any) -> Any:
    """Half surrogate pairs, which no file can hold, are replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_mended(item) for item in value]
    return value


def documents(content: str) -> list[Any]:
    """JSON, or JSON a line (NDJSON). Raises Unreadable."""
    try:
        return [document(content)]
    except Unreadable:
        rows = [line for line in content.splitlines() if line.strip()]
        if len(rows) < 2:
            raise
        return [document(row) for row in rows]


def unbase64(content: str) -> bytes:
    """base64 or base64url, padded or not, percent-encoded or not. Raises Unreadable."""
    letters = unquote(content).strip().replace(" ", "+")
    if not _BASE64.fullmatch(letters):
        raise Unreadable("not base64")
    letters = letters.rstrip("=").translate(_BASE64_LETTERS)
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except binascii.Error as error:
        raise Unreadable(f"not base64: {error}") from None


def packed(content: str) -> Any:
    """A value that holds JSON: as it is, percent-encoded, base64, or compressed and base64. Raises Unreadable."""
    start = content.lstrip()[:1]
    if start in ("{", "["):
        return document(content)
    if start == "%":
        return document(unquote(content))
    if start == '"':
        inner = document(content)
        return packed(inner) if isinstance(inner, str) and inner[:1] != '"' else inner
    return document(_decoded(unpack(unbase64(content))))


def inner(value: Any) -> Any:
    """A parameter that holds JSON, as its value. Other text stands under `NOT_JSON`, so that nothing is lost.

    Empty text is an empty mapping; what is no text stays as it is.
    """
    if not isinstance(value, str):
        return value
    if not value.strip():
        return {}
    if value.lstrip()[:1] in ("{", "["):
        with suppress(Unreadable):
            return document(value)
    return {NOT_JSON: value}


def json_body(request: Request, *names: str) -> Any:
    """The JSON that a request carries, whatever it is called and however it is wrapped.

    Looked for in the body as such (also as text/plain, NDJSON, base64, compressed), then in the parameters `names`
    of body and query. NDJSON gives a list. Raises Unreadable with the reason.
    """
    content = text(request).strip()
    if content:
        if content[0] in "{[":
            found = documents(content)
            return found if len(found) > 1 else found[0]
        if content[0] == '"' or _BASE64.fullmatch(content):
            return packed(content)
    given = fields(request)
    for name in names:
        if given.get(name):
            return packed(given[name])
    if not content and not names:
        raise Unreadable("the request has no body")
    wanted = f" and no {' or '.join(names)} parameter with JSON" if names else ""
    raise Unreadable(f"the body is {'not JSON' if content else 'empty'}{wanted}")


def nested(given: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Names with brackets as a tree: `cd[contents][0][id]` with prefix `cd` gives `{contents: [{id: …}]}`.

    Names whose levels are all counting numbers become lists. Without prefix all names take part.
    """
    tree: dict[str, Any] = {}
    for name, value in given.items():
        if prefix:
            if not name.startswith(prefix + "["):
                continue
            name = name[len(prefix) + 1 :].replace("]", "", 1)
        levels = [level.removesuffix("]") for level in name.split("[", DEPTH)]
        place = tree
        for level in levels[:-1]:
            below = place.get(level)
            if not isinstance(below, dict):
                below = place[level] = {} if below is None else {"": below}
            place = below
        place[levels[-1] or str(len(place))] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(item) for name, item in value.items()}
    if inner and all(name.isdecimal() and len(name) < 6 for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
