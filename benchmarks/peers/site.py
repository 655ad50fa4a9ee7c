"""A generated site with a container, for benchmarks/scan.py: `python site.py PAGES` serves it, and says where."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.scan.site import Site, served

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


class Products(Site):
    """Only product pages, as many as are asked for."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.many = pages

    def answer(self, path: str) -> tuple[int, str, bytes]:
        bare = path.partition("?")[0]
        if bare == "/gtm.js":
            return 200, "text/javascript", CONTAINER
        if bare == "/" or bare.startswith("/product/"):
            return 200, "text/html; charset=utf-8", page(int(bare.rpartition("/")[2] or 0), self.many)
        return 404, "text/plain", b""


if __name__ == "__main__":
    with served(Products(int(sys.argv[1]))) as running:
        print(running.url, flush=True)
        threading.Event().wait()
