"""The kinds of hit: each a page and what a visitor does on it.

In a script, `hit(name)` gives the URL of a hit with that event name. `names` are the hits that a visitor's browser
sends, each once; `bodies` what they carry, where that matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SITE, OTHER, VENDOR = "https://shop.test", "https://other.test", "https://vendor.test"
PAGE = "/page"
NEXT = "/next"


@dataclass(frozen=True)
class Kind:
    """`act`: what happens after the page has loaded: stay, goto, click, cross, reload, close, now, isolated."""

    script: str = ""
    act: str = "stay"
    names: tuple[str, ...] = ("a",)
    bodies: tuple[bytes, ...] = ()
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)  # path → (content type, text)
    file_headers: dict[str, str] = field(default_factory=dict)
    late: bool = False  # it begins in another process, maybe only after the visitor went on
    of: str = PAGE  # the path of the page that sends it
    initiator: str | None = None
    worker: str = ""  # a part of the URL of the worker that sends it
    streamed: bool = False  # its body cannot be seen: the browser gives streams to nobody
    isolated: str = ""  # the script of an extension
    leads: str = NEXT  # where a click leads
    path: str = PAGE
    site: str = SITE

    @property
    def deliverable(self) -> bool:
        return bool(self.names)


def on(event: str, code: str, target: str = "window") -> str:
    return f"{target}.addEventListener('{event}', () => {{ {code} }});"


_H2 = "hit('a').replace('vendor.test', 'h2.test')"
_BIG = "'x'.repeat(100000)"
_BEACON = "navigator.sendBeacon(hit('a'), 'en=a');"
_STAY = "setTimeout(() => {}, 600); "  # a visitor who stays until a worker has begun
_WORKER = "self.onmessage = (m) => fetch(m.data, {method: 'POST', body: 'w', keepalive: true});"

KINDS: dict[str, Kind] = {
    "beacon text": Kind("navigator.sendBeacon(hit('a'), 'one')", bodies=(b"one",), initiator="beacon"),
    "beacon without body": Kind("navigator.sendBeacon(hit('a'))"),
    "beacon of parameters": Kind(
        "navigator.sendBeacon(hit('a'), new URLSearchParams({b: 'ü'}))", bodies=(b"b=%C3%BC",)
    ),
    "beacon of a form": Kind("const f = new FormData(); f.append('b', '1'); navigator.sendBeacon(hit('a'), f)"),
    "beacon of bytes": Kind("navigator.sendBeacon(hit('a'), new Uint8Array([0, 1, 255]))", bodies=(b"\x00\x01\xff",)),
    "beacon of a blob": Kind(
        "navigator.sendBeacon(hit('a'), new Blob(['bl', 'ob'], {type: 'text/plain'}))", bodies=(b"blob",)
    ),
    "fetch get": Kind("fetch(hit('a'))", initiator="fetch"),
    "fetch no-cors": Kind("fetch(hit('a'), {mode: 'no-cors', method: 'POST', body: 'x'})", bodies=(b"x",)),
    "fetch post": Kind("fetch(hit('a'), {method: 'POST', body: 'x=1'})", bodies=(b"x=1",)),
    "fetch json with preflight": Kind(
        "fetch(hit('a'), {method: 'POST', headers: {'content-type': 'application/json', 'x-own': '1'}, body: '{}'})",
        bodies=(b"{}",),
    ),
    "fetch keepalive": Kind("fetch(hit('a'), {method: 'POST', body: 'k', keepalive: true})", bodies=(b"k",)),
    "fetch of a request": Kind("fetch(new Request(hit('a'), {method: 'POST', body: 'r'}))", bodies=(b"r",)),
    "fetch of 100 KB": Kind(f"fetch(hit('a'), {{method: 'POST', body: {_BIG}}})", bodies=(b"x" * 100000,)),
    "fetch of 2 MB": Kind("fetch(hit('a'), {method: 'POST', body: 'y'.repeat(2000000)})", bodies=(b"y" * 2000000,)),
    "fetch of gzip": Kind(
        "new Response(new Blob(['zip']).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()"
        ".then((b) => fetch(hit('a'), {method: 'POST', body: b}))"
    ),
    "xhr get": Kind("const x = new XMLHttpRequest(); x.open('GET', hit('a')); x.send()"),
    "xhr post": Kind(
        "const x = new XMLHttpRequest(); x.open('POST', hit('a')); x.send('p')", bodies=(b"p",), initiator="xhr"
    ),
    "xhr synchronous": Kind(
        "const x = new XMLHttpRequest(); x.open('POST', hit('a'), false); x.send('s')", bodies=(b"s",)
    ),
    "image": Kind("new Image().src = hit('a')", initiator="img"),
    "image by attribute": Kind(
        "const i = document.createElement('img'); i.setAttribute('src', hit('a')); document.body.append(i)"
    ),
    "image in markup": Kind("", html="<img src='{hit_a}'>", initiator="markup"),
    "image by document.write": Kind("document.write('<img src=\"' + hit('a') + '\">')"),
    "css background": Kind("document.body.style.backgroundImage = `url(${hit('a')})`", initiator="markup"),
    "script": Kind(
        "const s = document.createElement('script'); s.src = hit('a'); document.head.append(s)", initiator="script"
    ),
    "link ping": Kind("", "click", html="<a id=go href='/next' ping='{hit_a}'>go</a>", initiator="ping"),
    "prefetch": Kind(
        "const l = document.createElement('link'); l.rel = 'prefetch'; l.href = hit('a'); document.head.append(l)"
    ),
    "event source": Kind("const e = new EventSource(hit('a')); e.onerror = () => e.close()", initiator="eventsource"),
    "form post into a frame": Kind(
        "document.forms[0].submit()",
        html="<iframe name=f></iframe><form method=post target=f action='{hit_google}'><input name=b value=1></form>",
        initiator="form",
    ),
    "fetch later": Kind("fetchLater(hit('a'), {method: 'POST', body: 'l'})", "goto", bodies=(b"l",)),
    "idle callback": Kind("requestIdleCallback(() => fetch(hit('a')))"),
    "after two seconds": Kind("setTimeout(() => fetch(hit('a')), 2000)"),
    "chained timers": Kind(
        "setTimeout(() => fetch('/data').then(() => setTimeout(() => new Image().src = hit('a'), 300)), 200)"
    ),
    "fetch with a streaming body": Kind(
        f"fetch({_H2}, {{method: 'POST', duplex: 'half', body: new Blob(['stream']).stream()}})",
        streamed=True,
    ),
    "xhr aborted after sending": Kind(
        "const x = new XMLHttpRequest(); x.open('POST', hit('a')); x.send('ab'); setTimeout(() => x.abort(), 200)",
        bodies=(b"ab",),
    ),
    "retried by the page": Kind("fetch(hit('a')).then(() => fetch(hit('b')))", names=("a", "b")),
    "unicode in the URL": Kind("fetch(hit('a') + '&ep.x=' + 'ünï')"),
    "invalid percent-encoding": Kind("fetch(hit('a') + '&ep.x=%zz%')"),
    "two at once": Kind("fetch(hit('a')); fetch(hit('b'), {method: 'POST', body: 'q'})", names=("a", "b")),
    "the same twice": Kind("fetch(hit('a')); fetch(hit('a'))", names=("a", "a")),
    # on leaving
    **{
        f"{event} beacon on {act}": Kind(on(event, _BEACON, target), act)
        for act in ("goto", "click", "cross", "close", "context")
        for event, target in (("pagehide", "window"), ("visibilitychange", "document"), ("unload", "window"))
    },
    **{
        f"{event} beacon on reload, then on leaving": Kind(on(event, _BEACON, target), "reload", names=("a", "a"))
        for event, target in (("pagehide", "window"), ("visibilitychange", "document"), ("unload", "window"))
    },
    "beforeunload beacon on goto": Kind(on("beforeunload", _BEACON), "goto"),
    "beforeunload beacon on click": Kind(on("beforeunload", _BEACON), "click"),
    **{
        f"pagehide {name} on {act}": Kind(on("pagehide", code), act)
        for act in ("goto", "click", "close")
        for name, code in (
            ("fetch keepalive", "fetch(hit('a'), {method: 'POST', body: 'k', keepalive: true});"),
            ("image", "new Image().src = hit('a');"),
        )
    },
    "pagehide synchronous xhr refused": Kind(
        on(
            "pagehide",
            "try { const x = new XMLHttpRequest(); x.open('POST', hit('a'), false); x.send('s'); } catch (e) {}",
        ),
        "goto",
        names=(),
    ),
    "beacon then navigation in one click": Kind(
        "document.querySelector('#go').onclick = () => navigator.sendBeacon(hit('a'), 'c')", "click", bodies=(b"c",)
    ),
    "fetch then close at once": Kind(
        "window.__now = () => fetch(hit('a'), {method: 'POST', body: 'n', keepalive: true})", "now"
    ),
    "500 pushes then leaving": Kind(
        "for (let i = 0; i < 500; i++) dataLayer.push({event: 'p' + i}); navigator.sendBeacon(hit('a'))", "goto"
    ),
    # frames and workers
    "frame of the same site": Kind(
        "",
        html="<iframe src='/frame'></iframe>",
        files={"/frame": ("text/html", "<script>fetch('{hit_a}')</script>")},
        of="/frame",
    ),
    "frame of another site": Kind(
        "",
        html="<iframe src='https://other.test/frame'></iframe>",
        files={"/frame": ("text/html", "<script>fetch('{hit_a}')</script>")},
        of="/frame",
    ),
    "frame within a frame": Kind(
        "",
        html="<iframe src='https://other.test/outer'></iframe>",
        files={
            "/outer": ("text/html", "<iframe src='https://shop.test/inner'></iframe>"),
            "/inner": ("text/html", "<script>fetch('{hit_a}')</script>"),
        },
        of="/inner",
    ),
    "sandboxed frame": Kind(
        "",
        html="<iframe sandbox='allow-scripts' src='/frame'></iframe>",
        files={"/frame": ("text/html", "<script>fetch('{hit_a}')</script>")},
        of="/frame",
    ),
    "srcdoc frame": Kind("", html="<iframe srcdoc=\"<script>fetch('{hit_a}')</script>\"></iframe>", of="about:srcdoc"),
    "about:blank frame": Kind(
        "const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.fetch(hit('a'))",
        of="",
        initiator="fetch",
    ),
    "frame leaving": Kind(
        "",
        "goto",
        html="<iframe src='https://other.test/frame'></iframe>",
        files={
            "/frame": (
                "text/html",
                "<script>addEventListener('pagehide', () => navigator.sendBeacon('{hit_a}', 'f'))</script>",
            )
        },
        bodies=(b"f",),
        of="/frame",
    ),
    "frame removed": Kind(
        "const f = document.querySelector('iframe'); f.onload = () => f.remove()",
        html="<iframe src='/frame'></iframe>",
        files={
            "/frame": (
                "text/html",
                "<script>addEventListener('pagehide', () => navigator.sendBeacon('{hit_a}', 'f'))</script>",
            )
        },
        bodies=(b"f",),
        of="/frame",
    ),
    "dedicated worker": Kind(
        _STAY + "new Worker('/w.js').postMessage(hit('a'))",
        files={"/w.js": ("text/javascript", _WORKER)},
        bodies=(b"w",),
        worker="/w.js",
        initiator="worker",
    ),
    "blob worker": Kind(
        _STAY + f"new Worker(URL.createObjectURL(new Blob([{_WORKER!r}]))).postMessage(hit('a'))",
        bodies=(b"w",),
        worker="blob:",
        initiator="worker",
    ),
    "shared worker": Kind(
        _STAY + "new SharedWorker('/s.js').port.postMessage(hit('a'))",
        files={
            "/s.js": (
                "text/javascript",
                "onconnect = (e) => e.ports[0].onmessage = (m) => fetch(m.data, {method: 'POST', body: 's'})",
            )
        },
        bodies=(b"s",),
        worker="/s.js",
        initiator="worker",
        of="",
    ),
    "service worker": Kind(
        _STAY + "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
        ".then((r) => r.active.postMessage(hit('a')))",
        files={
            "/sw.js": (
                "text/javascript",
                "self.onmessage = (m) => m.waitUntil(fetch(m.data, {method: 'POST', body: 's'}))",
            )
        },
        bodies=(b"s",),
        worker="/sw.js",
        of="",
    ),
    "fetch through a service worker": Kind(
        _STAY + "const sw = navigator.serviceWorker; sw.register('/sw.js').then(() => sw.ready)"
        ".then(() => new Promise((ok) => { sw.oncontrollerchange = ok; if (sw.controller) ok(); }))"
        ".then(() => fetch(hit('a')))",
        files={
            "/sw.js": (
                "text/javascript",
                "onactivate = (e) => e.waitUntil(clients.claim()); onfetch = (e) => e.respondWith(fetch(e.request))",
            )
        },
        of="",
    ),
    # other windows
    "popup": Kind("window.open('/pop')", files={"/pop": ("text/html", "<script>fetch('{hit_a}')</script>")}, of="/pop"),
    "popup without opener": Kind(
        "window.open('/pop', '_blank', 'noopener')",
        files={"/pop": ("text/html", "<script>fetch('{hit_a}')</script>")},
        late=True,
        of="/pop",
    ),
    "popup that closes itself": Kind(
        "window.open('/pop')",
        files={"/pop": ("text/html", "<script>navigator.sendBeacon('{hit_a}', 'p'); window.close()</script>")},
        bodies=(b"p",),
        of="/pop",
    ),
    "empty window": Kind("const w = window.open(''); w.fetch(hit('a'))", of=""),
    # redirects
    "redirect to a hit": Kind(
        "new Image().src = '/redirect?1'", files={"/redirect": ("302", "{hit_a}")}, initiator="redirect"
    ),
    "a chain of five redirects": Kind(
        "fetch('/r1')",
        files={
            "/r1": ("302", "/r2"),
            "/r2": ("302", "/r3"),
            "/r3": ("302", "/r4"),
            "/r4": ("302", "/r5"),
            "/r5": ("302", "{hit_a}"),
        },
        initiator="redirect",
    ),
    # stopped by the browser: never sent
    "stopped by CSP": Kind(
        "fetch(hit('a')).catch(() => {})", names=(), headers={"content-security-policy": "connect-src 'self'"}
    ),
    "own path under CSP self": Kind(
        "new Image().src = hit('a')", "goto", headers={"content-security-policy": "connect-src 'self'; img-src https:"}
    ),
    "beacon over the quota": Kind(f"navigator.sendBeacon(hit('a'), {_BIG})", names=()),
    # further protocols, worlds and processes
    "fetch over HTTP/2": Kind(f"fetch({_H2}, {{method: 'POST', body: 'h2'}})", bodies=(b"h2",)),
    "beacon over HTTP/2 on leaving": Kind(
        on("pagehide", f"navigator.sendBeacon({_H2}, 'h2');"), "goto", bodies=(b"h2",)
    ),
    "a page that another wants to prerender": Kind(
        html='<script type=speculationrules>{"prerender": [{"urls": ["pre"], "eagerness": "immediate"}]}</script>'
        "<a id=go href='/pre'>go</a>",
        act="click",
        leads="/pre",
        of="/pre",
        files={"/pre": ("text/html", "<script>fetch('{hit_a}')</script>")},
    ),
    "content script of an extension": Kind(
        act="isolated", isolated="fetch('{hit_a}', {method: 'POST', body: 'ext'})", bodies=(b"ext",)
    ),
    "xhr aborted before it was sent": Kind(
        "const x = new XMLHttpRequest(); x.open('GET', hit('a')); x.abort()", names=()
    ),
    "download": Kind(
        "const a = document.createElement('a'); a.href = '/file'; a.download = 'x'; document.body.append(a); a.click();"
        "fetch(hit('a'))",
        files={"/file": ("application/octet-stream", "x")},
    ),
    "strict policy for scripts": Kind(
        html="<script src='/app.js'></script>",
        files={"/app.js": ("text/javascript", "dataLayer = []; dataLayer.push({event: 'x'}); fetch('{hit_a}')")},
        headers={"content-security-policy": "script-src 'self'"},
    ),
    "pagehide of three hundred milliseconds": Kind(
        on("pagehide", "const until = Date.now() + 300; while (Date.now() < until); " + _BEACON), "goto"
    ),
    "30 beacons of 1 KB on leaving": Kind(
        on("pagehide", "for (let i = 0; i < 30; i++) navigator.sendBeacon(hit('b' + i), 'y'.repeat(1000));"),
        "goto",
        names=tuple(f"b{number}" for number in range(30)),
    ),
    "pushes of 200 KB on leaving": Kind(
        on("pagehide", "for (let i = 0; i < 20; i++) dataLayer.push({event: 'p', x: 'z'.repeat(10000)}); " + _BEACON),
        "goto",
    ),
}
