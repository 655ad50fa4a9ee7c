"""Addresses of pages: which are one page, which belong to the site, and which are alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

LONGEST = 2_000  # letters of an address that is followed
_DEEPEST = 25  # parts of a path
_MARKS = re.compile(
    r"utm_\w+|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id|yclid|igshid|mc_[ce]id|_gl|_ga"
    r"|srsltid|pk_\w+|mtm_\w+|piwik_\w+|hsa_\w+|_hs\w+|vero_\w+|s_kwcid|ef_id|phpsessid|jsessionid|sessionid",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_FILES = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|ogg|wav|mov|avi|zip|gz|tgz|rar|7z|exe|dmg|msi"
    r"|apk|docx?|xlsx?|pptx?|odt|ods|csv|tsv|xml|rss|atom|json|js|mjs|css|woff2?|ttf|eot|ics|vcf|txt|map|wasm)$",
    re.IGNORECASE,
)
_LEAVING = re.compile(r"(?:^|[/_.=-])(?:log|sign)[-_]?(?:out|off)(?:$|[/_.?&-])|[?&]add-to-cart=", re.IGNORECASE)
_DATE = re.compile(r"\d")
_PORTS = {"http": 80, "https": 443}


def cleaned(url: str) -> str | None:
    """The address as it is visited: without fragment, campaign and session; None where it is none of the web."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host or len(url) > LONGEST:
        return None
    place = f"[{host}]" if ":" in host else host
    netloc = place if port in (None, _PORTS[scheme]) else f"{place}:{port}"
    path = (
        _dotless(
            quote(
                unquote(_SESSION.sub("", parts.path), errors="surrogateescape"),
                safe="/:@!$&'()*+,;=~-._",
                errors="surrogateescape",
            )
        )
        or "/"
    )
    kept = [part for part in parts.query.split("&") if part and not _MARKS.fullmatch(unquote(part.partition("=")[0]))]
    return urlunsplit((scheme, netloc, path, "&".join(kept), ""))


def _dotless(path: str) -> str:
    """Without `.` and `..`, which browsers take out themselves."""
    if "/." not in path:
        return path
    found: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            found = found[:-1] if len(found) > 1 else found
        elif part != ".":
            found.append(part)
    return "/".join(found) + ("/" if parts[-1] in (".", "..") and found[-1] else "")


def key(url: str) -> str:
    """What two addresses of one page have in common: neither scheme, `www.`, a slash at the end nor order counts."""
    parts = urlsplit(url)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{_bare(parts.netloc)}{parts.path.rstrip('/') or '/'}" + (f"?{query}" if query else "")


def same_site(url: str, site: str, subdomains: bool = False) -> bool:
    """Whether an address is of the site: its host and port, with or without `www.`."""
    here, there = urlsplit(url), urlsplit(site)
    own, other = _bare(there.netloc), _bare(here.netloc)
    return own == other or (subdomains and here.port == there.port and other.endswith("." + own))


def is_file(url: str) -> bool:
    """Whether an address is of a file and not of a page, by its ending."""
    return bool(_FILES.search(urlsplit(url).path))


def is_trap(url: str) -> bool:
    """Whether following the address leads nowhere good: out of a session, or ever deeper into repetitions."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    twice = len(parts) - len(set(parts))
    return len(parts) > _DEEPEST or twice > 3 or bool(_LEAVING.search(url))


def like(url: str) -> str:
    """The kind of page that an address is of, by its looks alone: `/product/*`, `/calendar/*/*`, `/search?q`.

    What has a digit in it and what ends a path of several parts stands for many; of a query only the names count.
    """
    parts = urlsplit(url)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    path = [part for part in parts.path.split("/") if part]
    told = [
        "*" if _DATE.search(part) or (place and place == len(path) - 1) else part for place, part in enumerate(path)
    ]
    return "/" + "/".join(told) + (f"?{'&'.join(names)}" if names else "")


def pattern(told: str) -> Callable[[str], bool]:
    """Whether an address fits `/blog/*`, `/blog/` (all that begins so), or a regular expression that begins with ^.

    Raises ValueError for one that is no regular expression. A pattern is held against path and query.
    """
    try:
        found = re.compile(told) if told.startswith("^") else re.compile(_glob(told))
    except re.error as error:
        raise ValueError(f"{told!r} is not a regular expression: {error.msg}") from None
    return lambda url: bool(found.search(_from_root(url)))


def fits(url: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether an address is wanted: it fits one of `include`, where there are any, and none of `exclude`."""
    wanted = not include or any(_pattern(one)(url) for one in include)
    return wanted and not any(_pattern(one)(url) for one in exclude)


_pattern = lru_cache(maxsize=500)(pattern)


def _glob(told: str) -> str:
    if "*" not in told:
        return f"^{re.escape(told)}"
    return f"^{'.*'.join(map(re.escape, told.split('*')))}$"


def _from_root(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
