"""Serves the page on this machine only: to who knows the address, and to no other page of the same browser.

The address holds a random token, so that neither another user of the machine nor a web page can guess it. A request
must name this machine as its host (a foreign name that was made to point here is refused), and must come from the page
itself. Standard library only: a dozen routes for one person need no framework.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from validator.json_text import json_text
from validator.preview.changes import Changes
from validator.ui import page_data

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_UI = Path(page_data.__file__).parent
_KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_MOST_BODY = 1_000_000
_PATIENCE = 15.0  # seconds after which a waiting answer says that it is still there


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with."""

    body: bytes
    kind: str = "application/json; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class App(Protocol):
    """What is served beside the page's own files. Both methods are called in threads of the server."""

    changes: Changes

    def get(self, path: str, query: Mapping[str, str]) -> Answer | None:
        """The answer for a path such as `data/index.json`; None: there is no such thing."""
        ...

    def post(self, path: str, told: Any) -> Any:
        """Does what the page asks for, and returns what it is told. Raises KeyError: there is no such thing."""
        ...


def as_json(document: Any, status: int = 200) -> Answer:
    return Answer(json_text(document).encode(), status=status)


class Server:
    """A running server; `url` is the page's address."""

    def __init__(self, app: App, port: int = 0) -> None:
        """Raises OSError where the port is taken."""
        self._app = app
        token = secrets.token_urlsafe(18)
        self._server = _Listener(("127.0.0.1", port), _handler(app, token))
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/{token}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="preview")
        self._thread.start()

    def close(self) -> None:
        self._app.changes.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def server_bind(self) -> None:
        """Binds without HTTPServer's look-up of the host's full name, which takes seconds on some machines."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle of an answer is nothing to tell of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(app: App, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "validator"
        sys_version = ""

        def do_GET(self) -> None:
            path = self._path()
            if path is None:
                return
            query = dict(parse_qsl(urlsplit(self.path).query))
            if path == "data/changes":
                self._changes()
            else:
                self._send(_file(path or "index.html") or app.get(path, query) or _NOTHING)

        def do_POST(self) -> None:
            path = self._path(acting=True)
            if path is None:
                return
            try:
                length = int(self.headers.get("Content-Length", ""))
            except ValueError:
                length = -1
            if not 0 <= length <= _MOST_BODY:
                self.close_connection = True
                self._send(_refusal(413, "too much"))
                return
            try:
                told = json.loads(self.rfile.read(length) or b"null")
            except (ValueError, RecursionError):
                self._send(_refusal(400, "this is not JSON"))
                return
            try:
                self._send(as_json(app.post(path, told)))
            except (KeyError, TypeError, ValueError) as error:
                self._send(_refusal(400, str(error)))

        def _path(self, *, acting: bool = False) -> str | None:
            """The path behind the token; None where the request was refused already."""
            why = _unwelcome(self.headers, acting)
            given, _, path = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
            if not why and not hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
                why = "this address is not known here: use the one that the command printed"
            if not why:
                return path
            self.close_connection = True  # its body was not read
            self._send(_refusal(403, why))
            return None

        def _changes(self) -> None:
            """Tells for ever: a line for each change. The number is that of the change."""
            self.send_response(200)
            self._headers("text/event-stream; charset=utf-8", {})
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            known = -1
            while (number := app.changes.wait(known, _PATIENCE)) is not None:
                line = f"data: {number}\n\n" if number != known else ": still here\n\n"
                known = number
                self.wfile.write(line.encode())
                self.wfile.flush()

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self._headers(answer.kind, answer.headers)
            self.send_header("Content-Length", str(len(answer.body)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        def _headers(self, kind: str, more: Mapping[str, str]) -> None:
            for name, value in {
                "Content-Type": kind,
                "Cache-Control": "no-store",
                "Content-Security-Policy": POLICY,
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Cross-Origin-Opener-Policy": "same-origin",
                **more,
            }.items():
                self.send_header(name, value)

        def log_message(self, format: str, *args: object) -> None:
            """The terminal belongs to the command."""

    return Handler


def _unwelcome(headers: Message, acting: bool) -> str:
    """Why a request is refused, or "". `acting`: it asks for something to be done."""
    host = headers.get("Host", "")
    if (urlsplit(f"//{host}").hostname or "") not in HOSTS:
        return "this page is served to this machine only, under its own name"
    origin = headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return "another page asked"
    opened = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and (acting or not opened):
        return "another page asked"
    if acting and not headers.get("Content-Type", "").startswith("application/json"):
        return "only JSON is taken"  # no form of another page can send it
    return ""


def _file(name: str) -> Answer | None:
    """A file of the page itself."""
    path = _UI / name
    if "/" in name or "\\" in name or path.suffix not in _KINDS or not path.is_file():
        return None
    return Answer(path.read_bytes(), f"{_KINDS[path.suffix]}; charset=utf-8")


def _refusal(status: int, why: str) -> Answer:
    return as_json({"error": why}, status)


_NOTHING = _refusal(404, "there is no such thing here")
