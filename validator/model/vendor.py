"""How a vendor says which requests are its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One shape of request. All that is given must hold; a vendor may have several claims.

    `host`: the host or a parent domain of it (`google-analytics.com` takes `www.google-analytics.com`); `path`: a
    regular expression that must match the whole path; `query`: parameters that must be in the URL's query, as
    (name, regular expression for the whole value); `body`: a regular expression to be found in the first 2 KB of the
    body, as text. A claim without `host` is by signature, and holds on any host: it must be narrow.
    """

    host: str = ""
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    body: str = ""
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a held request is answered with, where the page's library waits for more than an empty answer.

    `body` is text; the headers that let a page of another origin read it are added by whoever answers.
    """

    status: int = 200
    content_type: str = "application/json"
    body: str = ""
