"""Requests that smell of tracking though no vendor claims them: shown, so that nothing is overlooked.

A request is judged by what trackers have in common. One sign alone proves nothing; two do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.decoding.payload import address, header
from validator.model.recording import Request

_WORDS = re.compile(
    r"(?:^|[/._-])(?:collect(?:or|ion)?|track(?:er|ing)?|pixel|beacon|events?|analytics|telemetry|metrics|stats|log(?:s|ger)?"
    r"|ingest|insights?|impression|conversion|ping|hit|tag|tr|rum|px|pv)(?:$|[/._?-]|\d)",
    re.IGNORECASE,
)
_HOSTS = re.compile(
    r"(?:^|[.-])(?:analytics|track(?:er|ing)?|pixels?|stats|collector|metrics|telemetry|events?|tags?|ads?|beacon|log)"
    r"\d*[.-]",
    re.IGNORECASE,
)
_NAMES_TEXT = """
dl dr dt url ref referrer referer cid uid vid sid tid pid visitor visitor_id session session_id user_id client_id ev
event ea ec el page_url page_title cb rnd random cachebuster gdpr gdpr_consent us_privacy idsite site_id account
"""
_NAMES = frozenset(_NAMES_TEXT.split())
_BODY = re.compile(
    rb'"(?:event|events|eventName|event_name|anonymousId|sessionId|session_id|visitorId|clientId|client_id)"\s*:'
)
_SENDERS = ("ping", "beacon", "cspviolationreport")
_QUIET = ("document", "stylesheet", "font", "media", "manifest", "websocket", "texttrack")
_STATIC = re.compile(r"\.(?:js|mjs|css|woff2?|ttf|svg|png|jpe?g|webp|avif|mp4|json|map|html?)$", re.IGNORECASE)


def signs(request: Request, site: str) -> list[str]:
    """What makes an unclaimed request look like tracking, in words; empty where it does not.

    `site`: the URL of the site itself, whose own requests are left out.
    """
    host, path, query = address(request.url)
    home = address(site)[0] if site else ""
    if request.vendor or request.method == "OPTIONS" or request.resource_type in _QUIET or _kin(host, home):
        return []
    found = list(_signs(request, host, path, query))
    return found if len(found) >= 2 else []


def _signs(request: Request, host: str, path: str, query: str) -> Iterator[str]:
    static = _STATIC.search(path) is not None
    if request.resource_type in _SENDERS or request.initiator == "beacon":
        yield "it was sent as a beacon"
    if request.status == 204:
        yield "it was answered with nothing"
    if not static and _WORDS.search(path):
        yield f"its path speaks of it ({path[:60]})"
    if _HOSTS.search(host):
        yield f"its host speaks of it ({host})"
    names = {part.partition("=")[0].lower() for part in query.split("&", 100)}
    known = sorted(names & _NAMES)
    if len(known) >= 2:
        yield f"it carries {', '.join(known[:5])}"
    if request.resource_type == "image" and query and path.endswith((".gif", "/")):
        yield "it is an image with parameters"
    if request.body and not static:
        kind = header(request, "content-type")
        if _BODY.search(request.body[:4096]) or (kind.startswith("text/plain") and request.body[:1] in (b"{", b"[")):
            yield "its body holds events"


def _kin(host: str, home: str) -> bool:
    """Whether two hosts are of one site, as far as their names tell: the last two pieces, of co.uk and kin three."""
    return bool(home) and _site(host) == _site(home)


def _site(host: str) -> str:
    pieces = host.split(".")
    if len(pieces) > 2 and len(pieces[-1]) == 2 and len(pieces[-2]) <= 3:
        return ".".join(pieces[-3:])
    return ".".join(pieces[-2:]) if not pieces[-1].isdecimal() else host
