"""A site on which everything can go wrong that goes wrong on sites, a page a fault."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import urlsplit

_HEAD = "<!doctype html><meta charset=utf-8><title>page</title><script>window.dataLayer = []</script>"
_HIT = "https://www.google-analytics.com/g/collect?v=2&tid=G-FAULTY1&cid=1&en="
_SENDING = f"const send = (name, more = '') => navigator.sendBeacon('{_HIT}' + name + more);"

PAGES: dict[str, str] = {
    "/": (
        "<a href=/second>Second page</a> <button onclick=\"dataLayer.push({event: 'pressed'})\">Press</button>"
        "<script>send('page_view')</script>"
    ),
    "/tagged": (
        "<button onclick=\"dataLayer.push({event: 'pressd'})\">Press</button>"
        "<script async src='/metrics/tags.js?id=GTM-OWN0001'></script>"
    ),
    "/second": "<h1>Second</h1><a href=/>Back</a>",
    "/leaving": "<h1>Here</h1><script>addEventListener('pagehide', () => send('left'))</script>",
    "/pixel": f"<h1>Pixel</h1><img src='{_HIT}pixel' alt=''>",
    "/busy": "<h1>Busy</h1><script>send('page_view'); setTimeout(() => { while (true) {} }, 50)</script>",
    "/busy-at-once": "<h1>Busy</h1><script>while (true) {}</script>",
    "/dialogs": (
        "<button onclick=\"alert('Read this'); send('alerted')\">Alert</button>"
        "<button onclick=\"send('confirmed', '&ep.answer=' + confirm('Sure?'))\">Confirm</button>"
        "<button onclick=\"send('prompted', '&ep.answer=' + prompt('Name?'))\">Prompt</button>"
        "<button onclick=\"addEventListener('beforeunload', (event) => event.preventDefault())\">Guard</button>"
        "<a href=/second>Leave</a>"
    ),
    "/downloads": "<a href=/file.zip onclick=\"send('file_download')\">Download</a>",
    "/popups": (
        "<button onclick=\"window.open('/second'); send('opened')\">Open</button>"
        "<script>setTimeout(() => { if (!window.open('/second')) send('popup_blocked'); }, 1)</script>"
    ),
    "/opens": "<button onclick=\"window.open('/window')\">Open</button><button>Stay</button>",
    "/window": "<h1>Window</h1><script>dataLayer.push({event: 'window'}); send('window')</script>",
    "/two": "<button id=first>Buy</button><button id=second>Buy</button><button>Add to basket</button>",
    "/obstacles": (
        "<button disabled>Disabled</button><button>Covered</button>"
        "<div id=over style='position: fixed; inset: 0'></div>"
    ),
    "/closes": "<button onclick=\"window.close(); location = 'about:blank'\">Close</button>",
    "/form": (
        "<form onsubmit=\"dataLayer.push({event: 'sign_in', password: word.value, mail: mail.value});"
        "send('login', '&ep.word=' + encodeURIComponent(word.value) + '&ep.mail=' + encodeURIComponent(mail.value));"
        "document.cookie = 'word=' + encodeURIComponent(word.value); localStorage.word = word.value;"
        "console.error('typed ' + word.value); said.textContent = word.value; event.preventDefault()\">"
        "<label>Mail <input id=mail name=mail></label><label>Password <input id=word name=word></label>"
        "<button>Sign in</button></form><p id=said></p>"
    ),
}


# A published container as a site serves it from an address of its own: a tag for the push `pressed`.
PUBLISHED = """
var data = {"resource": {"version": "3",
  "macros": [{"function": "__e"}],
  "tags": [{"function": "__gaawe", "vtp_eventName": "press", "vtp_measurementIdOverride": "G-FAULTY1", "tag_id": 1}],
  "predicates": [{"function": "_eq", "arg0": ["macro", 0], "arg1": "pressed"}],
  "rules": [[["if", 0], ["add", 0]]]}, "runtime": []};
navigator.sendBeacon('https://www.google-analytics.com/g/collect?v=2&tid=G-FAULTY1&cid=1&en=page_view');
"""


class FaultySite:
    """A running site; `url` has no slash at its end. `asked` holds the paths that were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._silent = threading.Event()
        self._heard = threading.Condition()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def do_POST(self) -> None:
                site._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: what is wrong here is meant."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def wait_for(self, path: str, alive: Callable[[], bool]) -> None:
        """Waits until this was asked for; fails when whoever should ask is not alive any more."""
        with self._heard:
            while not self._heard.wait_for(lambda: path in self.asked, 0.5):
                assert alive(), f"{path} was never asked for"

    def let_go(self) -> None:
        """Hangs up on whoever still waits for `/silent`, now and later."""
        self._silent.set()

    def close(self) -> None:
        self.let_go()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path).path
        with self._heard:
            self.asked.append(path)
            self._heard.notify_all()
        if path == "/silent":  # never answers, until the site is closed
            self._silent.wait()
            request.close_connection = True
            return
        if path == "/hangs-up":
            request.close_connection = True
            return
        status, headers, body = _response(path)
        request.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        with contextlib.suppress(ConnectionError):
            request.wfile.write(body)


def _response(path: str) -> tuple[int, dict[str, str], bytes]:
    if path in PAGES:
        text = f"{_HEAD}<script>{_SENDING}</script>{PAGES[path]}"
        return 200, {"Content-Type": "text/html; charset=utf-8"}, text.encode()
    if path == "/metrics/tags.js":
        return 200, {"Content-Type": "text/javascript"}, PUBLISHED.encode()
    if path == "/file.zip":
        return 200, {"Content-Disposition": "attachment; filename=file.zip", "Content-Type": "application/zip"}, b"PK"
    if path == "/circle":
        return 302, {"Location": "/circle"}, b""
    if path == "/error":
        return 500, {"Content-Type": "text/html"}, b"<h1>Down</h1>"
    return 404, {"Content-Type": "text/html"}, b"<h1>Not here</h1>"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """Binds without a look-up of the host's full name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that was killed hangs up in the middle: nothing to tell of."""


@contextlib.contextmanager
def faulty_site() -> Iterator[FaultySite]:
    site = FaultySite()
    try:
        yield site
    finally:
        site.close()
