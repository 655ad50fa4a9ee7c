"""Where pages come from: robots.txt and sitemaps, right and wrong ones."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

import pytest

from validator.scan.fetching import Fetch, Fetched
from validator.scan.robots import read_robots
from validator.scan.sitemaps import addresses, entries

SITE = "https://shop.example/"


def fetch(files: Mapping[str, bytes | int]) -> Fetch:
    def answer(url: str) -> Fetched:
        found = files.get(url.removeprefix("https://shop.example"), 404)
        return Fetched(url, found) if isinstance(found, int) else Fetched(url, 200, found)

    return answer


def test_robots_by_the_longest_rule_and_by_our_name() -> None:
    told = b"""User-agent: *
Disallow: /

User-agent: tracking-validator
Disallow: /private
Allow: /private/open
Disallow: /*.html$
Crawl-delay: 2
Sitemap: /maps/all.xml
"""
    robots = read_robots(SITE, fetch({"/robots.txt": told}))
    assert robots.allows(SITE + "a")
    assert not robots.allows(SITE + "private/x")
    assert robots.allows(SITE + "private/open/x")
    assert not robots.allows(SITE + "a.html")
    assert robots.delay() == 2
    assert robots.sitemaps == ("https://shop.example/maps/all.xml",)
    assert robots.note == "robots.txt asks for 2 s between two pages."


def test_no_robots_allow_all_and_a_server_in_trouble_allows_nothing() -> None:
    assert read_robots(SITE, fetch({})).allows(SITE + "private")
    closed = read_robots(SITE, fetch({"/robots.txt": 503}))
    assert not closed.allows(SITE)
    assert "503" in closed.note


def urlset(*paths: str) -> bytes:
    inner = "".join(f"<url><loc> https://shop.example{path}\n</loc><priority>1</priority></url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'.encode()


def test_an_index_of_sitemaps_also_in_gzip_in_a_ring_and_with_one_that_is_gone() -> None:
    index = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://shop.example/a.xml.gz</loc></sitemap>
      <sitemap><loc>/b.txt</loc></sitemap>
      <sitemap><loc>https://shop.example/gone.xml</loc></sitemap>
      <sitemap><loc>https://shop.example/index.xml</loc></sitemap>
    </sitemapindex>"""
    files = {
        "/index.xml": index.encode(),
        "/a.xml.gz": gzip.compress(urlset("/1", "/2?a=1&amp;b=2")),
        "/b.txt": b"https://shop.example/3\n\nnot an address\n",
        "/sitemap.xml": urlset("/4"),
    }
    told: list[str] = []
    found = list(addresses(SITE, ["https://shop.example/index.xml"], fetch(files), told.append))
    assert [url.removeprefix("https://shop.example") for url in found] == ["/1", "/2?a=1&b=2", "/3", "/4"]
    assert told == ["The sitemap https://shop.example/gone.xml could not be read: it answers 404."]


def test_no_sitemap_at_the_usual_place_is_nothing_to_speak_of() -> None:
    told: list[str] = []
    assert list(addresses(SITE, [], fetch({}), told.append)) == []
    assert list(addresses(SITE, [], fetch({"/sitemap.xml": b"<!DOCTYPE html><p>Not found"}), told.append)) == []
    assert told == []


def test_other_languages_of_a_page_and_feeds() -> None:
    told = b"""<urlset xmlns="s" xmlns:xhtml="x"><url><loc>https://shop.example/en</loc>
      <xhtml:link rel="alternate" hreflang="de" href="https://shop.example/de"/></url></urlset>"""
    feed = b"<rss><channel><link>https://shop.example/</link><item><link>https://shop.example/p</link></item></channel></rss>"
    assert list(entries(Fetched(SITE, 200, told))) == [
        (False, "https://shop.example/en"),
        (False, "https://shop.example/de"),
    ]
    assert list(entries(Fetched(SITE, 200, feed))) == [(False, "https://shop.example/p")]


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (urlset("/1", "/2")[:-30], "breaks off or is wrong"),
        (BOMB, "declares entities"),
        (b"<html><body>Sorry</body></html>", "is a page, and no sitemap"),
        (b"\x1f\x8bno gzip", "its gzip is broken"),
        (gzip.compress(b" " * 50_000_001), "unpacks to more than 50 MB"),
    ],
    ids=["cut off", "entities", "page", "gzip", "too large"],
)
def test_what_is_no_sitemap(content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        list(entries(Fetched(SITE, 200, content)))


def test_what_stands_before_the_break_is_used() -> None:
    told: list[str] = []
    files = {"/m.xml": urlset("/1", "/2")[:-30]}
    found = addresses(SITE, ["https://shop.example/m.xml"], fetch(files), told.append)
    assert list(found) == ["https://shop.example/1"]
    assert "could not be read to its end" in told[0]


def test_no_more_is_read_than_is_wanted() -> None:
    asked: list[str] = []

    def answer(url: str) -> Fetched:
        asked.append(url)
        return Fetched(url, 200, urlset("/1"))

    named = [f"https://shop.example/{number}.xml" for number in range(100)]
    found = addresses(SITE, named, answer, lambda text: None, lambda: len(asked) < 3)
    assert len(list(found)) == 3
