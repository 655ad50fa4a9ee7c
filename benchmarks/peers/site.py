"""A generated site with a container, for benchmarks/scan.py: `python site.py PAGES` serves it, and says where."""

from __future__ import annotations

import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTAINER = (
    "/* "
    + "what a container of a middling shop weighs " * 1_500
    + """ */
(() => {
  const send = (name) => navigator.sendBeacon('/g/collect?v=2&tid=G-BENCH00001&cid=1.1&sid=1&_p=' + Math.random()
    + '&en=' + name + '&dl=' + encodeURIComponent(location.href) + '&dt=' + encodeURIComponent(document.title));
  const layer = window.dataLayer = window.dataLayer || [];
  const names = { 'gtm.js': 'page_view', view_item: 'view_item' };
  const heed = (one) => { if (one && names[one.event]) send(names[one.event]); };
  layer.forEach(heed);
  const push = layer.push;
  layer.push = (...all) => { all.forEach(heed); return push.apply(layer, all); };
})();
"""
).encode()
HEAD = """<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}
gtag('consent','default',{ad_storage:'denied',analytics_storage:'granted'});</script>
<script>(function(){dataLayer.push({'gtm.start':Date.now(),event:'gtm.js'});var j=document.createElement('script');
j.async=true;j.src='/gtm.js?id=GTM-BENCH01';document.head.append(j)})();</script>"""


def page(number: int, pages: int) -> bytes:
    links = "".join(
        f'<p>A product that goes well with it: <a href="/product/{(number * 7 + other) % pages}">look</a></p>'
        for other in range(40)
    )
    item = f"<script>dataLayer.push({{event:'view_item',ecommerce:{{items:[{{item_id:'{number}'}}]}}}})</script>"
    return f"<!doctype html><html lang=en><title>{number}</title>{HEAD}<h1>{number}</h1>{links}{item}</html>".encode()


def handler(pages: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            kind, content, status = "text/html; charset=utf-8", b"", 404
            if path == "/gtm.js":
                kind, content, status = "text/javascript", CONTAINER, 200
            elif path == "/" or path.startswith("/product/"):
                content, status = page(int(path.rpartition("/")[2] or 0), pages), 200
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(204)
            self.end_headers()

        def handle(self) -> None:
            with suppress(OSError):  # the browser left
                super().handle()

        def log_message(self, *told: object) -> None: ...

    return Handler


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(int(sys.argv[1])))
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
