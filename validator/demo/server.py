"""The shop's HTTP server: routes, request and answer, in a background thread."""

from __future__ import annotations

import hashlib
import re
import sys
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from urllib.parse import quote, urlsplit

from validator.demo import account, browsing, ordering
from validator.demo.fault import Fault
from validator.demo.planting import plant
from validator.demo.store import Response, Store
from validator.demo.visitor import Request, read_cookies, read_form

SHOP = Path(__file__).parent / "shop"
CONTAINER = Path(__file__).parent / "container.json"
_MOST_BODY = 65536

_Page = Callable[..., "Response | None"]
_ROUTES: tuple[tuple[str, str, _Page], ...] = (
    ("GET", "/", browsing.home),
    ("GET", "/category/([a-z-]+)", browsing.category),
    ("GET", "/product/([a-z-]+)", browsing.product),
    ("GET", "/search", browsing.search),
    ("GET", "/journal", browsing.journal),
    ("GET", "/journal/([a-z-]+)", browsing.article),
    ("GET", "/guide/([a-z-]*)", browsing.guide),
    ("GET", "/wholesale", browsing.wholesale),
    ("POST", "/wholesale", browsing.send_wholesale),
    ("POST", "/newsletter", browsing.newsletter),
    ("GET", "/cart", ordering.cart),
    ("POST", "/cart/add", ordering.add),
    ("POST", "/cart/remove", ordering.remove),
    ("GET", "/checkout", ordering.checkout),
    ("POST", "/checkout", ordering.keep_address),
    ("GET", "/checkout/payment", ordering.payment),
    ("POST", "/checkout/place", ordering.place),
    ("GET", "/pay", ordering.pay),
    ("GET", "/thank-you", ordering.thank_you),
    ("GET", "/account", account.account),
    ("POST", "/account", account.sign_in),
    ("GET", "/account/create", account.create_form),
    ("POST", "/account/create", account.create),
    ("POST", "/account/sign-out", account.sign_out),
)


def answer(store: Store, request: Request) -> Response:
    """What the shop says to a request."""
    if request.path == "/container.json":
        return Response(200, store.files["container.json"], "application/json; charset=utf-8")
    if request.method == "GET" and (found := store.file(request.path.lstrip("/"))):
        return found
    for method, pattern, page in _ROUTES:
        fits = re.fullmatch(pattern, request.path)
        if fits and method == request.method:
            return page(store, request, *fits.groups()) or browsing.not_found(store, request)
    return browsing.not_found(store, request)


class Shop:
    """A running shop. `url` has no slash at its end; `close()` ends it, and so does leaving a `with` block."""

    def __init__(self, store: Store, port: int) -> None:
        self.store = store
        self._server = _Server(("127.0.0.1", port), _handler(store))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="shop", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Shop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_shop(port: int, fault: Fault | None) -> Shop:
    """Raises InputError where the fault does not fit the shop, OSError where the port is taken."""
    files = shop_files()
    return Shop(Store(plant(fault, files) if fault else files), port)


@lru_cache(maxsize=1)
def shop_files() -> Mapping[str, bytes]:
    """Every file of the shop by its path, and the container as `container.json`."""
    files = {path.relative_to(SHOP).as_posix(): path.read_bytes() for path in SHOP.rglob("*") if path.is_file()}
    return {**files, "container.json": CONTAINER.read_bytes()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser keeps its connections; closing does not wait for it
    request_queue_size = 128

    def server_bind(self) -> None:
        """Binds without HTTPServer's look-up of the host's full name, which takes seconds on some machines."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle of an answer is nothing to tell of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(store: Store) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        shop_store = store

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one piece
    shop_store: Store

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal belongs to whoever started the shop."""

    def _answer(self) -> None:
        told = answer(self.shop_store, self._request())
        self._send(told)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isascii() and length.isdigit() else 0
        body = self.rfile.read(min(size, _MOST_BODY)) if size else b""
        if size > _MOST_BODY:
            self.close_connection = True
        return Request(
            method="GET" if self.command == "HEAD" else self.command,
            path=parts.path,
            host=self.headers.get("Host", ""),
            query=read_form(parts.query),
            form=read_form(body.decode("utf-8", "replace")),
            cookies=read_cookies(self.headers.get("Cookie", "")),
        )

    def _send(self, told: Response) -> None:
        static = not told.type.startswith("text/html")
        tag = f'"{hashlib.sha256(told.body).hexdigest()[:16]}"'
        if static and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        body, status = told.body, told.status
        wanted = _range(self.headers.get("Range", ""), len(body)) if told.type.startswith("video/") else None
        if wanted:
            status = 206
            told_range = f"bytes {wanted.start}-{wanted.stop - 1}/{len(body)}"
            body = body[wanted.start : wanted.stop]
        self.send_response(status)
        self.send_header("Content-Type", told.type)
        self.send_header("Content-Length", str(len(body)))
        # A shop with another fault may stand at the same address tomorrow: ask each time.
        self.send_header("Cache-Control", "no-cache" if static else "no-store")
        if static:
            self.send_header("ETag", tag)
        if told.type.startswith("video/"):
            self.send_header("Accept-Ranges", "bytes")
        if wanted:
            self.send_header("Content-Range", told_range)
        for name, value in told.headers.items():
            self.send_header(name, value)
        for name, text in told.cookies.items():
            self.send_header("Set-Cookie", _cookie(name, text, name in told.secret))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _cookie(name: str, value: str | None, secret: bool) -> str:
    kept = "Max-Age=0" if value is None else "Max-Age=31536000"
    hidden = "; HttpOnly" if secret else ""
    return f"{name}={quote(value or '', safe=':|-_.=')}; Path=/; {kept}; SameSite=Lax{hidden}"


def _range(header: str, length: int) -> range | None:
    """The bytes that `Range: bytes=…` asks for; None: all, or it cannot be said."""
    asked = re.fullmatch(r"bytes=(\d{1,12})-(\d{0,12})", header)
    if not asked or int(asked[1]) >= length:
        return None
    last = min(int(asked[2]), length - 1) if asked[2] else length - 1
    return range(int(asked[1]), last + 1) if last >= int(asked[1]) else None
