"""A shop that is made up page by page, with planted faults and with everything that leads a scan astray."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

from tests.loopback import Quiet, on_loopback

CONTAINER = "GTM-SCAN001"
# A container's script: tells Google Analytics of the page, and of what is pushed.
GTM = """
(() => {
  const send = (name, more) => navigator.sendBeacon('/g/collect?v=2&tid=' + (window.property || 'G-SCAN0001')
    + '&cid=1.2&sid=1&_p=1&en=' + name + '&dl=' + encodeURIComponent(location.href)
    + '&dt=' + encodeURIComponent(document.title) + (more || ''));
  const layer = window.dataLayer = window.dataLayer || [];
  const heed = (one) => {
    if (!one || !one.event) return;
    if (one.event === 'gtm.js') { send('page_view'); if (window.again) send('page_view'); }
    if (['view_item', 'purchase'].includes(one.event)) send(one.event, one.more);
  };
  layer.forEach(heed);
  const push = layer.push;
  layer.push = (...all) => { all.forEach(heed); return push.apply(layer, all); };
})();
"""
CONSENT = (
    "function gtag(){dataLayer.push(arguments)}"
    "gtag('consent','default',{ad_storage:'denied',analytics_storage:'granted'});"
)
SNIPPET = f"""<script>(function(){{dataLayer.push({{'gtm.start':Date.now(),event:'gtm.js'}});
var j=document.createElement('script');j.async=true;j.src='/gtm.js?id={CONTAINER}';
document.head.append(j)}})();</script>"""


def page(body: str = "", *, head: str = "", consent: bool = True, snippet: str = SNIPPET, title: str = "Page") -> bytes:
    before = f"<script>window.dataLayer=window.dataLayer||[];{CONSENT if consent else ''}</script>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<link rel="icon" href="data:,">'
        f"{head}{before}{snippet}</head><body>{body}</body></html>"
    ).encode()


def links(*paths: str) -> str:
    return "".join(f'<a href="{path}">{path}</a> ' for path in paths)


def push(event: str, more: str = "") -> str:
    return f"<script>dataLayer.push({{event:'{event}',more:'{more}'}})</script>"


PRODUCTS = 6
HOME = links(
    *(f"/product/{number}" for number in range(1, PRODUCTS + 1)),
    "/about",
    "/about/",
    "/about#team",
    "/about?utm_source=mail&gclid=1",
    "/twice",
    "/without",
    "/no-consent",
    "/late-consent",
    "/mail?email=ada.lovelace@example.org",
    "/broken",
    "/account",
    "/private",
    "/gone",
    "/failing",
    "/circle",
    "/calendar/2026/1",
    "/price-list.pdf",
    "/export",
    "/data",
    "/dialog",
    "/huge",
    "/elsewhere",
    "/logout",
    "mailto:shop@example.org",
    "javascript:void(0)",
    "https://elsewhere.example/",
)
LANGUAGES = '<link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" hreflang="en" href="/">'
SCRIPTED = "<script>setTimeout(() => { undefinedThing() })</script>"
PAGES: dict[str, bytes] = {
    "/": page(HOME, head=LANGUAGES, title="Home"),
    "/de/": page(links("/"), head=LANGUAGES),
    "/about": page("<h1 id=team>About</h1>"),
    "/twice": page("", head="<script>window.again = true</script>"),
    "/without": page("<h1>No container</h1>", snippet=""),
    "/no-consent": page("", consent=False),
    "/late-consent": page(
        f"<script>{CONSENT}</script>",
        consent=False,
        head="<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}"
        "gtag('config','G-SCAN0001',{send_page_view:false})</script>",
    ),
    "/broken": page(SCRIPTED),
    "/login": page("<form><input name=user></form>"),
    "/private": page(),
    "/dialog": page("<script>setTimeout(() => alert('Subscribe!'))</script>"),
    "/huge": page("<p>a lot of text</p>" * 20_000 + "".join(f'<a href="/huge?part={n}">x</a>' for n in range(3))),
    "/logout": page(),
    "/unlinked": page(),
}
ROBOTS = "User-agent: *\nDisallow: /private\nDisallow: /*?part=\nSitemap: {site}/maps/index.xml\n"


class Site:
    """`asked` counts the requests for each path, without those for scripts and hits."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.pages = dict(PAGES)
        self.robots = ROBOTS
        self.url = ""
        self.gate: threading.Event | None = None  # pages wait for it, where there is one

    def answer(self, path: str) -> tuple[int, str, bytes]:
        parts = urlsplit(path)
        bare = parts.path
        if bare == "/robots.txt":
            return 200, "text/plain", self.robots.replace("{site}", self.url).encode()
        if bare == "/maps/index.xml":
            inner = "".join(f"<sitemap><loc>{self.url}/maps/{n}</loc></sitemap>" for n in ("1.xml.gz", "gone.xml"))
            return 200, "text/xml", f'<sitemapindex xmlns="x">{inner}</sitemapindex>'.encode()
        if bare == "/maps/1.xml.gz":
            told = f"<urlset><url><loc>{self.url}/unlinked</loc></url><url><loc>{self.url}/about/</loc></url></urlset>"
            return 200, "application/gzip", gzip.compress(told.encode())
        if bare == "/gtm.js":
            return 200, "text/javascript", GTM.encode()
        if bare.startswith("/product/"):
            number = bare.removeprefix("/product/")
            sold = push("purchase") if number == "3" else ""
            return 200, "text/html; charset=utf-8", page(push("view_item") + sold, title=f"Product {number}")
        if bare.startswith("/calendar/"):
            year, month = map(int, bare.split("/")[2:4])
            after = f"/calendar/{year + month // 12}/{month % 12 + 1}"
            return 200, "text/html", page(links(after, f"/calendar/{year}/{month}?view=week"))
        if bare == "/mail":
            told = parse_qs(parts.query).get("email", [""])[0]
            return 200, "text/html", page(push("view_item", f"&ep.note={told}"))
        known = {
            "/account": (302, f"{self.url}/login"),
            "/circle": (302, f"{self.url}/circle"),
            "/elsewhere": (302, "http://elsewhere.test/"),
            "/about/": (301, f"{self.url}/about"),
        }
        if bare in known:
            return known[bare][0], "location", known[bare][1].encode()
        if bare == "/failing":
            return 500, "text/html", b"<h1>Sorry</h1>"
        if bare == "/export":
            return 200, "application/octet-stream", b"\0\1\2"
        if bare == "/data":
            return 200, "application/json", b'{"a": 1}'
        found = self.pages.get(bare)
        return (200, "text/html; charset=utf-8", found) if found else (404, "text/html", b"<h1>Not there</h1>")


@contextmanager
def served(site: Site) -> Iterator[Site]:
    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.headers.get("Sec-Fetch-Dest") == "document":
                site.asked[self.path] += 1
                site.agents.add(self.headers.get("User-Agent", ""))
                if site.gate:
                    site.gate.wait(20)
            status, kind, content = site.answer(self.path)
            self.send_response(status)
            if kind == "location":
                self.send_header("Location", content.decode())
                content = b""
            else:
                self.send_header("Content-Type", kind)
            if kind == "application/octet-stream":
                self.send_header("Content-Disposition", "attachment")
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

    with on_loopback(Handler) as site.url:
        try:
            yield site
        finally:
            if site.gate:
                site.gate.set()
