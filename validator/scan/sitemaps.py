"""Sitemaps: the addresses that a site itself names, in XML or plain text, also in gzip and by an index."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from urllib.parse import urljoin
from xml.etree import ElementTree

from validator.scan.fetching import MOST, Fetch, Fetched

_MOST_FILES = 2_000  # sitemaps that are read
_DEEPEST = 4  # indexes within indexes


def addresses(
    site: str, named: Sequence[str], fetch: Fetch, tell: Callable[[str], None], more: Callable[[], bool] = lambda: True
) -> Iterator[str]:
    """Every address of the site's sitemaps, as they are read: those that robots.txt names, and /sitemap.xml.

    `tell` gets what cannot be read; `more` says whether further ones are wanted.
    """
    usual = urljoin(site, "/sitemap.xml")
    pending = [(url, 0) for url in dict.fromkeys((*named, usual))][::-1]
    seen: set[str] = set()
    while pending and more():
        url, depth = pending.pop()
        if url in seen or len(seen) >= _MOST_FILES:
            continue
        seen.add(url)
        answer = fetch(url)
        if answer.status != 200:
            if url != usual or url in named:
                tell(f"The sitemap {url} could not be read: {answer.why or f'it answers {answer.status}'}.")
            continue
        inner: list[tuple[str, int]] = []
        try:
            for is_map, found in entries(answer):
                if not is_map:
                    yield urljoin(url, found)
                elif depth < _DEEPEST:
                    inner.append((urljoin(url, found), depth + 1))
        except ValueError as error:
            if url != usual or url in named:
                tell(f"The sitemap {url} could not be read to its end: {error}.")
        pending += inner[::-1]


def entries(answer: Fetched) -> Iterator[tuple[bool, str]]:
    """What a sitemap names: (is it a sitemap itself, address). Raises ValueError where it cannot be read on."""
    content = _unpacked(answer.content)
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<"):
        for line in content.decode("utf-8-sig", "replace").splitlines():
            if line.strip().startswith(("http://", "https://")):
                yield False, line.strip()
        return
    if b"<!ENTITY" in content[:10_000]:
        raise ValueError("it declares entities, which no sitemap needs")
    if start[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ValueError("it is a page, and no sitemap")
    try:
        for _, element in ElementTree.iterparse(BytesIO(content), events=("end",)):
            name = element.tag.rpartition("}")[2]
            if name in ("url", "sitemap"):
                yield from _of(element, name)
                element.clear()
            elif name in ("item", "entry"):  # a feed is a sitemap too
                yield from _of(element, "url")
                element.clear()
    except ElementTree.ParseError as error:
        raise ValueError(f"its XML breaks off or is wrong ({error})") from None


def _of(element: ElementTree.Element, name: str) -> Iterator[tuple[bool, str]]:
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag == "loc" or (tag == "link" and not child.get("href")):
            text = (child.text or "").strip()
            if text:
                yield name == "sitemap", text
        elif tag == "link" and child.get("rel", "alternate") == "alternate":  # another language of the same page
            yield False, child.get("href", "").strip()


def _unpacked(content: bytes) -> bytes:
    """Raises ValueError where it is no gzip after all, or unpacks to more than a sitemap may have."""
    if content[:2] != b"\x1f\x8b":
        return content
    unpack = zlib.decompressobj(wbits=31)
    try:
        found = unpack.decompress(content, MOST)
    except zlib.error as error:
        raise ValueError(f"its gzip is broken ({error})") from None
    if unpack.unconsumed_tail:
        raise ValueError(f"it unpacks to more than {MOST // 1_000_000} MB")
    return found
